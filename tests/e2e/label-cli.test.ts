import assert from 'node:assert/strict';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { exiftool, exiftoolValue, ffmpegSample } from '../../src/label/testing/outside-readers.ts';
import { runHegui } from '../support/server-process.ts';

// No database can be reached and no data folder made: the command needs neither.
const SETTINGS = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HEGUI_DATA: '/dev/null/none' };
const CREDIT_CODE = '91350100M000100Y43';
const PRODUCER = `0011${CREDIT_CODE}10001`;
const PROPAGATOR = `0011${CREDIT_CODE}20002`;

let folder: string;
const at = (name: string): string => join(folder, name);
const label = (...args: string[]) => runHegui(['label', ...args], SETTINGS);
const lines = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-label-cli-'));
  writeFileSync(at('a.png'), ffmpegSample(['-f', 'lavfi', '-i', 'testsrc=size=64x48', '-frames:v', '1'], 'a.png'));
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a file is labelled in place, read by others, and judged conformant', async () => {
  copyFileSync(at('a.png'), at('own.png'));
  assert.equal((await label('verify', at('own.png'))).code, 1, 'there is no label yet');
  const written = await label(
    'write',
    at('own.png'),
    '--uscc',
    CREDIT_CODE,
    '--model',
    '0001',
    '--produce-id',
    'made-1',
  );
  assert.equal(written.code, 0, written.stderr);
  const seen = exiftool(readFileSync(at('own.png')), 'own.png');
  assert.match(String(seen['XMP-TC260:Aigc'] ?? seen['XMP-TC260:AIGC']), new RegExp(`${PRODUCER}.*made-1`));
  const verified = await label('verify', at('own.png'), '--json');
  assert.equal(verified.code, 0);
  assert.deepEqual(
    lines(verified.stdout).map(({ file, verdict, format }) => ({ file, verdict, format })),
    [{ file: at('own.png'), verdict: 'conformant', format: 'png' }],
  );
});

test('many files go into a folder; each gets a number of its own and the originals stay', async () => {
  mkdirSync(at('in/deep'), { recursive: true });
  mkdirSync(at('out'));
  for (const name of ['in/one.png', 'in/deep/two.png']) copyFileSync(at('a.png'), at(name));
  writeFileSync(at('in/notes.unknown'), 'not looked at');
  const { code, stdout } = await label('write', at('in'), '--producer', PRODUCER, '--out', at('out'), '--json');
  assert.equal(code, 0);
  const ids = lines(stdout).map(({ written }) => z.looseObject({ ProduceID: z.string() }).parse(written).ProduceID);
  assert.equal(new Set(ids).size, 2);
  assert.deepEqual(readdirSync(at('out')).sort(), ['one.png', 'two.png']);
  assert.equal(statSync(at('in/one.png')).size, statSync(at('a.png')).size);
  const read = await label('read', at('out/*.png'), '--json');
  assert.equal(read.code, 0);
  assert.equal(lines(read.stdout).length, 2);
});

test('two results never go to one place, and nothing is written when they would', async () => {
  mkdirSync(at('same/deep'), { recursive: true });
  mkdirSync(at('apart'));
  for (const name of ['same/one.png', 'same/deep/one.png']) copyFileSync(at('a.png'), at(name));
  const { code, stderr } = await label('write', at('same'), '--producer', PRODUCER, '--out', at('apart'));
  assert.equal(code, 2);
  assert.match(stderr, /one\.png and .*one\.png would both go to/);
  assert.deepEqual(readdirSync(at('apart')), []);
});

test('a propagator names itself and ExifTool sees nothing else changed; a comparison tells kept, propagated and removed', async () => {
  const [source, passed] = [at('out/one.png'), at('passed.png')];
  const done = await label('propagate', source, '--propagator', PROPAGATOR, '--propagate-id', 'p-1', '--out', passed);
  assert.equal(done.code, 0, done.stderr);
  const shown = (path: string) => JSON.parse(exiftoolValue(readFileSync(path), 'a.png', 'XMP-TC260:AIGC'));
  const passedOn = { ContentPropagator: PROPAGATOR, PropagateID: 'p-1', ReservedCode2: '' };
  assert.deepEqual(shown(passed), { ...shown(source), ...passedOn });
  assert.notEqual(shown(source).PropagateID, 'p-1');
  const comparison = async (one: string, other: string) => {
    const { code, stdout } = await label('compare', one, other, '--json');
    return { code, ...lines(stdout)[0] };
  };
  const propagated = await comparison(source, passed);
  assert.deepEqual([propagated.code, Reflect.get(propagated, 'comparison')], [0, 'propagated']);
  assert.equal((await comparison(passed, at('a.png'))).code, 1);
});

test('what cannot be read or labelled ends with 3 and leaves no file behind; wrong use ends with 2', async () => {
  writeFileSync(at('broken.png'), readFileSync(at('a.png')).subarray(0, 60));
  writeFileSync(at('noise.bin'), Buffer.alloc(64, 7));
  const before = readdirSync(folder).sort();
  for (const name of ['broken.png', 'noise.bin', 'missing.png']) {
    const { code } = await label('write', at(name), '--producer', PRODUCER, '--out', at('never.png'));
    assert.equal(code, 3, name);
    assert.equal((await label('verify', at(name))).code, 3, name);
  }
  assert.deepEqual(readdirSync(folder).sort(), before);
  assert.equal((await label('write', at('a.png'))).code, 2);
  assert.equal((await label('write', at('a.png'), '--producer', '甲 乙')).code, 2);
  assert.equal((await label('write', at('a.png'), '--producer', PRODUCER, '--label', '4')).code, 2);
});

test('text, which has no place for a label, has one beside it that holds for exactly these bytes', async () => {
  writeFileSync(at('notes.txt'), '水壶在厨房里响。\n');
  const refused = await label('write', at('notes.txt'), '--producer', PRODUCER);
  assert.equal(refused.code, 3);
  const made = await label('write', at('notes.txt'), '--producer', PRODUCER, '--sidecar', '--json');
  assert.equal(made.code, 0, made.stderr);
  assert.equal(lines(made.stdout)[0]?.out, at('notes.txt.aigc.json'));
  assert.equal((await label('verify', at('notes.txt'))).code, 0);
  writeFileSync(at('notes.txt'), '水壶在客厅里响。\n');
  const changed = await label('verify', at('notes.txt'), '--json');
  assert.deepEqual([changed.code, lines(changed.stdout)[0]?.verdict], [1, 'non-conformant']);
});

test('a provider code is made of a credit code and checked', async () => {
  const made = await label('code', '--uscc', CREDIT_CODE, '--model', '0001');
  assert.equal(made.stdout.trim(), PRODUCER);
  assert.equal((await label('code', '--uscc', CREDIT_CODE)).stdout.trim(), `0011${CREDIT_CODE}00000`);
  assert.equal((await label('code', PROPAGATOR)).code, 0);
  assert.equal((await label('code', PRODUCER.replace('Y43', 'Y44'))).code, 1);
  assert.equal((await label('code', '--uscc', '91350100M000100Y44')).code, 2);
});
