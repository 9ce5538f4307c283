import assert from 'node:assert/strict';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { ffmpegSample } from '../../src/label/testing/outside-readers.ts';
import { runHegui } from '../support/server-process.ts';

// No database can be reached and no data folder made: the command needs neither.
const SETTINGS = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HEGUI_DATA: '/dev/null/none' };
const PRODUCER = '001191350100M000100Y4310001';
const SAMPLES = {
  'a.png': ['-i', 'testsrc=size=320x200', '-frames:v', '1'],
  'a.jpg': ['-i', 'testsrc=size=320x200', '-frames:v', '1'],
  'a.wav': ['-i', 'sine=d=0.5'],
  'a.mp3': ['-i', 'sine=d=0.5'],
  'a.flac': ['-i', 'sine=d=0.5'],
  'a.ogg': ['-i', 'sine=d=0.5', '-c:a', 'libopus'],
  'a.mkv': ['-i', 'testsrc=size=160x120:rate=5:duration=1', '-c:v', 'mpeg4'],
  'a.mp4': [
    '-i',
    'testsrc=size=160x120:rate=5:duration=1',
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-pix_fmt',
    'yuv420p',
  ],
} as const;

let folder: string;
const at = (name: string): string => join(folder, name);
const label = (...args: string[]) => runHegui(['label', ...args], SETTINGS);
const read = (stdout: string) =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => z.looseObject({ file: z.string() }).parse(JSON.parse(line)));

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-explicit-cli-'));
  for (const [name, args] of Object.entries(SAMPLES))
    writeFileSync(at(name), ffmpegSample(['-f', 'lavfi', ...args], name));
  writeFileSync(at('a.md'), '# 题\r\n');
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('files of every medium are marked in one go, keep their implicit label, and are found to be marked', async () => {
  const files = [...Object.keys(SAMPLES), 'a.md'].map(at);
  assert.equal((await label('write', ...files, '--producer', PRODUCER)).code, 0);
  assert.equal((await label('explicit', ...files, '--verify')).code, 1, 'nothing is marked yet');
  const marked = await label('explicit', ...files, '--json');
  assert.equal(marked.code, 0, marked.stderr + marked.stdout);
  assert.deepEqual(
    read(marked.stdout).map(({ file, medium, implicitLabel }) => [file, medium, implicitLabel]),
    [
      [at('a.flac'), 'sound', 'kept'],
      [at('a.jpg'), 'picture', 'kept'],
      [at('a.md'), 'text', 'kept'],
      [at('a.mkv'), 'film', 'kept'],
      [at('a.mp3'), 'sound', 'kept'],
      [at('a.mp4'), 'film', 'kept'],
      [at('a.ogg'), 'sound', 'kept'],
      [at('a.png'), 'picture', 'kept'],
      [at('a.wav'), 'sound', 'kept'],
    ],
  );
  const seen = await label('explicit', ...files, '--verify', '--json');
  assert.equal(seen.code, 0, seen.stdout);
  assert.ok(read(seen.stdout).every(({ verdict }) => verdict === 'conformant'));
  const verified = await label('verify', ...files, '--json');
  assert.equal(verified.code, 0, verified.stdout);
  assert.match(readFileSync(at('a.md'), 'utf8'), /\r\n# 题\r\n\r\n由AI生成\r\n$/);
});

test('mark, place and result are as they were asked for; another mark is not measurable', async () => {
  const done = await label(
    'explicit',
    at('a.png'),
    '--mark',
    '人工智能合成',
    '--place',
    'top-left',
    '--out',
    at('b.png'),
  );
  assert.equal(done.code, 0, done.stderr);
  const look = (...args: string[]) => label('explicit', at('b.png'), '--verify', ...args);
  assert.equal((await look('--mark', '人工智能合成')).code, 0);
  assert.equal((await look('--mark', '人工智能合成', '--place', 'top-left')).code, 0);
  assert.equal((await look('--mark', '人工智能合成', '--place', 'top-right')).code, 1);
  const other = await look('--mark', '人工智能生成', '--json');
  assert.equal(other.code, 1);
  assert.equal(read(other.stdout)[0]?.verdict, 'not-measurable');
});

test('wrong use ends with 2, what cannot be marked with 3, and no file is left or changed', async () => {
  copyFileSync(at('a.png'), at('c.png'));
  writeFileSync(at('noise.bin'), Buffer.alloc(64, 7));
  writeFileSync(at('broken.png'), readFileSync(at('c.png')).subarray(0, 2_000));
  const [bytes, names] = [readFileSync(at('c.png')), readdirSync(folder).sort()];
  for (const wrong of [
    ['--mark', 'AI创作'],
    ['--mark', 'AI生成😀'],
    ['--place', 'middle'],
    ['--where', 'middle'],
    ['--verify', '--out', 'x'],
  ])
    assert.equal((await label('explicit', at('c.png'), ...wrong)).code, 2, wrong.join(' '));
  for (const name of ['noise.bin', 'broken.png', 'missing.png'])
    assert.equal((await label('explicit', at(name))).code, 3, name);
  const settings = { ...SETTINGS, HEGUI_FFMPEG: '/nowhere/ffmpeg' };
  const without = await runHegui(['label', 'explicit', at('a.mp3')], settings);
  assert.equal(without.code, 2);
  assert.match(without.stdout, /apt-get install ffmpeg.*HEGUI_FFMPEG/);
  assert.deepEqual(readFileSync(at('c.png')), bytes);
  assert.deepEqual(readdirSync(folder).sort(), names);
});
