import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  bytesSource,
  type FormatId,
  type ImplicitLabel,
  patchedBytes,
  verifyFile,
  writeFileLabel,
  writeSignedFileLabel,
} from '../label/index.ts';
import { FORMAT_FACTS } from '../label/testing/format-facts.ts';
import { decodedHash, exiftoolItems } from '../label/testing/outside-readers.ts';
import { sampleLabel } from '../label/testing/sample-label.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../sm2/index.ts';
import { openCredential } from './credential.ts';
import { signManifest } from './sign-manifest.ts';
import { testCredential } from './testing/test-credential.ts';
import { timestampService } from './timestamp.ts';
import { validateManifest } from './validate.ts';

const { chain, key } = testCredential();
const credential = openCredential(chain, key, new Date());
const options = { claimant: { name: 'hegui', version: '1.0' }, timestamp: null, evenIfBound: false };

async function labelled(id: FormatId, label: ImplicitLabel = sampleLabel()): Promise<Uint8Array> {
  const source = bytesSource(FORMAT_FACTS[id].sample());
  return await patchedBytes(source, await writeFileLabel(source, label, FORMAT_FACTS[id].fileName));
}

const KINDS: readonly (readonly [id: FormatId, mediaType: string, dataHash: string])[] = [
  ['png', 'image/png', 'matches'],
  ['jpeg', 'image/jpeg', 'matches'],
  ['webp', 'image/webp', 'matches'],
  ['gif', 'image/gif', 'matches'],
  ['heif', 'image/heif', 'unchecked'],
  ['avif', 'image/avif', 'unchecked'],
  ['mp4', 'video/mp4', 'unchecked'],
  ['mov', 'video/quicktime', 'unchecked'],
  ['m4a', 'audio/mp4', 'unchecked'],
  ['mp3', 'audio/mpeg', 'matches'],
  ['wav', 'audio/wav', 'matches'],
  ['flac', 'audio/flac', 'matches'],
];
for (const [id, mediaType, dataHash] of KINDS) {
  test(`${id}: labelled first and signed last both stories are right, and nothing that is seen or heard changes`, async () => {
    const { fileName } = FORMAT_FACTS[id];
    const before = await labelled(id);
    const signed = await signManifest(before, fileName, credential, options);
    const verdict = await verifyFile(bytesSource(signed), fileName);
    assert.ok(verdict.kind === 'conformant', JSON.stringify(verdict));
    assert.equal(verdict.members.ProduceID, 'exc_test_0001');
    const { place: _, ...seen } = verdict.credentials ?? assert.fail('the manifest is seen');
    assert.deepEqual(seen, { claimGenerator: 'hegui 1.0', sourceTypes: ['trainedAlgorithmicMedia'], dataHash });
    const { isIntact, codes } = await validateManifest(signed, mediaType);
    assert.ok(isIntact && codes.includes('claimSignature.validated'), codes.join());
    const content = id === 'heif' ? itemsIn : decodedHash;
    assert.deepEqual(content(signed, fileName), content(before, fileName));
  });
}

/** The data of each item of a HEIF, where ExifTool finds them; ffmpeg reads none. */
const itemsIn = (bytes: Uint8Array, name: string): readonly string[] =>
  [...exiftoolItems(bytes, name).values()]
    .filter(({ method }) => method === 0)
    .map(({ from, length }) => Buffer.from(bytes.subarray(from, from + length)).toString('hex'));

test('every kind of key that C2PA knows signs', async () => {
  const file = await labelled('png');
  for (const kind of ['P-384', 'RSA-2048', 'Ed25519'] as const) {
    const made = testCredential(kind);
    const signed = await signManifest(file, 'a.png', openCredential(made.chain, made.key, new Date()), options);
    const { isIntact, codes } = await validateManifest(signed, 'image/png');
    assert.ok(isIntact && codes.includes('claimSignature.validated'), `${kind}: ${codes.join()}`);
  }
});

test('what is no credential is named: another key, another time, another curve, no certificate', () => {
  const other = testCredential('P-224');
  const open =
    (certificates: string, pem: string, now = new Date()) =>
    () =>
      openCredential(certificates, pem, now);
  for (const [opening, message] of [
    [open(chain, other.key), /does not belong/],
    [open(other.chain, other.key), /P-256/],
    [open(key, key), /no certificate/],
    [open(chain, chain), /no private key/],
    [open(chain, key, new Date('2100-01-01')), /O=Test, CN=Kettle holds from/],
  ] as const)
    assert.throws(opening, { code: 'E_C2PA_UNSIGNED', message });
});

test('a file without a conformant label is not signed, nor one whose label only supposes', async () => {
  const refused = async (bytes: Uint8Array, name: string, code: string) =>
    await assert.rejects(signManifest(bytes, name, credential, options), { code });
  await refused(FORMAT_FACTS.png.sample(), 'a.png', 'E_FILE_UNLABELLED');
  const supposed = { AIGC: { ...sampleLabel().AIGC, Label: '2' as const } };
  await refused(await labelled('png', supposed), 'a.png', 'E_FILE_UNLABELLED');
  await refused(await labelled('ogg'), 'a.ogg', 'E_FILE_UNSUPPORTED');
  await refused(new Uint8Array(9), 'a.bin', 'E_FILE_UNSUPPORTED');
});

test('a label that is bound to its content by a signature of its own is not signed over unless asked for', async () => {
  const source = bytesSource(FORMAT_FACTS.png.sample());
  const signer = signerOfPem(newKeyPem(), 'test', createLabelCrypto());
  const { patch, isBound } = await writeSignedFileLabel(source, sampleLabel(), signer);
  assert.ok(isBound);
  const bound = await patchedBytes(source, patch);
  const refusal = { code: 'E_C2PA_UNSIGNED', message: /bound to the content/ };
  await assert.rejects(signManifest(bound, 'a.png', credential, options), refusal);
  const signed = await signManifest(bound, 'a.png', credential, { ...options, evenIfBound: true });
  const verdict = await verifyFile(bytesSource(signed), 'a.png', { crypto: signer.crypto, pins: [] });
  assert.ok(verdict.kind === 'conformant');
  assert.deepEqual([verdict.signature.kind, verdict.signature.content], ['not-pinned', 'broken']);
});

test('a manifest that is there already becomes an ingredient of the new one', async () => {
  const once = await signManifest(await labelled('jpeg'), 'a.jpg', credential, options);
  const twice = await signManifest(once, 'a.jpg', credential, {
    ...options,
    claimant: { name: 'press', version: '2' },
  });
  const { isIntact, codes } = await validateManifest(twice, 'image/jpeg');
  assert.ok(isIntact, codes.join());
  const verdict = await verifyFile(bytesSource(twice));
  assert.ok(verdict.kind === 'conformant');
  assert.equal(verdict.credentials?.claimGenerator, 'press 2');
  assert.ok(twice.length > once.length + 1_000);
});

const STAMPING = (folder: string): string => `[tsa]
default_tsa = own
[own]
serial = ${folder}/serial
signer_cert = ${folder}/tsa.pem
certs = ${folder}/tsa.pem
signer_key = ${folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
`;

test('a time-stamp service says since when the signature is there; one that gives none leaves the file unsigned', async (t) => {
  const stamping = testCredential('P-256', 'stamp');
  const folder = mkdtempSync(join(tmpdir(), 'hegui-tsa-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of [
    ['tsa.pem', stamping.chain],
    ['tsa.key', stamping.key],
    ['tsa.cnf', STAMPING(folder)],
  ] as const)
    writeFileSync(join(folder, name), text);
  const reply = [
    '-config',
    join(folder, 'tsa.cnf'),
    '-queryfile',
    join(folder, 'query'),
    '-out',
    join(folder, 'reply'),
  ];
  let isWilling = true;
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    writeFileSync(join(folder, 'query'), Buffer.concat(chunks));
    if (isWilling) execFileSync('openssl', ['ts', '-reply', ...reply], { stdio: 'pipe' });
    // Else: rejected, without a token.
    response.end(isWilling ? readFileSync(join(folder, 'reply')) : Buffer.from('30053003020102', 'hex'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const file = await labelled('png');
  const sign = async () =>
    await signManifest(file, 'a.png', credential, {
      ...options,
      timestamp: timestampService(`http://127.0.0.1:${address.port}/`),
    });
  const { isIntact, codes } = await validateManifest(await sign(), 'image/png');
  assert.ok(isIntact && codes.includes('timeStamp.validated'), codes.join());
  isWilling = false;
  await assert.rejects(sign(), { code: 'E_C2PA_UNSIGNED', message: /gave no time stamp/ });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await assert.rejects(sign(), { code: 'E_C2PA_UNSIGNED', message: /does not answer/ });
});
