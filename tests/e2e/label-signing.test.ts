import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { validateManifest } from '../../src/c2pa/index.ts';
import { signC2pa, testCredential } from '../../src/c2pa/testing/test-credential.ts';
import { FORMAT_FACTS } from '../../src/label/testing/format-facts.ts';
import { runHegui } from '../support/server-process.ts';

const SETTINGS = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none', HEGUI_DATA: '/dev/null/none' };
const PRODUCER = '001191350100M000100Y4310001';
const keySchema = z.looseObject({ fingerprint: z.string().length(64), publicKey: z.string() });
const verdictSchema = z.looseObject({
  verdict: z.string(),
  signature: z.looseObject({
    kind: z.string(),
    keyName: z.string().nullable(),
    content: z.string(),
    basis: z.string(),
  }),
});

let folder: string;
const at = (name: string): string => join(folder, name);
const label = (...args: string[]) => runHegui(['label', ...args], SETTINGS);

/** The exit code of `label verify` and what it says of the signature. */
async function verify(name: string, ...args: string[]) {
  const { code, stdout } = await label('verify', at(name), '--json', ...args);
  const { verdict, signature } = verdictSchema.parse(JSON.parse(stdout));
  return { code, said: [verdict, signature.kind, signature.keyName, signature.content] };
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-label-signing-'));
  writeFileSync(at('a.png'), FORMAT_FACTS.png.sample());
  const made = await label('key', 'new', at('own.key'), '--json');
  assert.equal(made.code, 0, made.stderr);
  writeFileSync(at('kettle-works.pem'), keySchema.parse(JSON.parse(made.stdout)).publicKey);
  await label('key', 'new', at('other.key'));
  const other = await label('key', 'show', at('other.key'), '--json');
  writeFileSync(at('other.pem'), keySchema.parse(JSON.parse(other.stdout)).publicKey);
  const args = ['--producer', PRODUCER, '--produce-id', 'made-1', '--key', at('own.key'), '--out', at('signed.png')];
  const written = await label('write', at('a.png'), ...args, '--json');
  assert.equal(written.code, 0, written.stderr);
  assert.deepEqual(JSON.parse(written.stdout).signed, { isBound: true });
});
after(() => rmSync(folder, { recursive: true, force: true }));

test('a key is for its owner only, is never replaced, and is refused once others may read it', async () => {
  assert.equal(statSync(at('own.key')).mode & 0o777, 0o600);
  const before = readFileSync(at('own.key'), 'utf8');
  assert.equal((await label('key', 'new', at('own.key'))).code, 2);
  assert.equal(readFileSync(at('own.key'), 'utf8'), before);
  copyFileSync(at('own.key'), at('open.key'));
  chmodSync(at('open.key'), 0o640);
  const refused = await label('write', at('a.png'), '--producer', PRODUCER, '--key', at('open.key'));
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /open\.key.*chmod 600/);
  assert.equal((await label('key', 'show', at('none.key'))).code, 2);
});

test('a signed file says whose it is when the key is pinned, and otherwise that it is not known whose', async () => {
  assert.deepEqual(await verify('signed.png', '--pin', at('kettle-works.pem')), {
    code: 0,
    said: ['conformant', 'valid', 'kettle-works', 'intact'],
  });
  assert.deepEqual(await verify('signed.png'), { code: 0, said: ['conformant', 'not-pinned', null, 'intact'] });
  assert.deepEqual(await verify('signed.png', '--pin', at('other.pem')), {
    code: 1,
    said: ['conformant', 'not-pinned', null, 'intact'],
  });
  const said = await label('verify', at('signed.png'), '--pin', at('kettle-works.pem'));
  assert.match(said.stdout, /signature valid \(kettle-works\)[\s\S]*content is what was signed[\s\S]*second-hand/);
});

test('what was changed after signing ends with 1 and says what no longer holds', async () => {
  writeFileSync(at('added.png'), Buffer.concat([readFileSync(at('signed.png')), Buffer.from('x')]));
  assert.deepEqual(await verify('added.png'), { code: 1, said: ['conformant', 'not-pinned', null, 'broken'] });
  const passed = await label('propagate', at('signed.png'), '--propagator', 'platform', '--out', at('passed.png'));
  assert.equal(passed.code, 0);
  assert.deepEqual(await verify('passed.png'), { code: 0, said: ['conformant', 'not-pinned', null, 'intact'] });
});

test('a file with a manifest of C2PA is not written to unless asked for, and then said to be invalid', async () => {
  writeFileSync(at('c2pa.png'), await signC2pa(FORMAT_FACTS.png.sample(), 'image/png'));
  const args = ['write', at('c2pa.png'), '--producer', PRODUCER, '--out', at('late.png')];
  const refused = await label(...args);
  assert.equal(refused.code, 2);
  assert.match(refused.stdout, /PNG caBX.*would invalidate/);
  assert.ok(!existsSync(at('late.png')));
  const written = await label(...args, '--even-if-signed');
  assert.equal(written.code, 0, written.stderr);
  assert.match(written.stdout, /invalidates the C2PA manifest[\s\S]*changed after signing/);
  const read = await label('read', at('late.png'));
  assert.match(read.stdout, /ContentProducer[\s\S]*C2PA: PNG caBX, kettle 1.0, trainedAlgorithmicMedia/);
  assert.equal((await label('verify', at('late.png'))).code, 0, 'the label is in order all the same');
});

test('a labelled file is signed last with a certificate of one’s own, and tells both stories; one without a label is not', async () => {
  const made = testCredential();
  writeFileSync(at('chain.crt'), made.chain);
  writeFileSync(at('c2pa.key'), made.key, { mode: 0o600 });
  const credential = ['--c2pa', '--certificate', at('chain.crt'), '--key', at('c2pa.key')];
  await label('write', at('a.png'), '--producer', PRODUCER, '--out', at('both.png'));
  // Both in one run, which ends with the worse of the two.
  const signed = await label('sign', at('both.png'), at('a.png'), ...credential);
  assert.equal(signed.code, 2);
  assert.match(signed.stdout, /a\.png: carries no conformant label[\s\S]*both\.png → /);
  assert.deepEqual(readFileSync(at('a.png')), Buffer.from(FORMAT_FACTS.png.sample()));
  const read = await label('read', at('both.png'));
  assert.match(
    read.stdout,
    /ContentProducer[\s\S]*C2PA: PNG caBX, hegui [\d.]+, trainedAlgorithmicMedia\n.*were signed/,
  );
  const { isIntact, codes } = await validateManifest(readFileSync(at('both.png')), 'image/png');
  assert.ok(isIntact, codes.join());
});

test('with a key in the settings labels are signed, and our own signature is known as ours', async () => {
  const settings = { ...SETTINGS, HEGUI_LABEL_KEY_FILE: at('own.key'), HEGUI_LABEL_PINS: folder };
  const written = await runHegui(
    ['label', 'write', at('a.png'), '--producer', PRODUCER, '--out', at('b.png')],
    settings,
  );
  assert.equal(written.code, 0, written.stderr);
  const { stdout } = await runHegui(['label', 'verify', at('b.png'), '--json'], settings);
  assert.deepEqual(verdictSchema.parse(JSON.parse(stdout)).signature.keyName, 'own');
  const foreign = await runHegui(['label', 'write', at('a.png'), '--producer', PRODUCER, '--out', at('c.png')], {
    ...SETTINGS,
    HEGUI_LABEL_KEY_FILE: at('other.key'),
  });
  assert.equal(foreign.code, 0, foreign.stderr);
  const seen = await runHegui(['label', 'verify', at('c.png'), '--json'], settings);
  assert.deepEqual(verdictSchema.parse(JSON.parse(seen.stdout)).signature.keyName, 'other');
});
