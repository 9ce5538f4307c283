import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import { drawPicture } from '../../demonstration/draw-picture.ts';
import { type ContentVault, openVault } from '../../evidence/index.ts';
import { HeguiError, MINUTE_MS, silentLog } from '../../kernel/index.ts';
import { labelText } from '../../label/index.ts';
import { openRegistry, readEvidence } from '../../registry/testing/harness.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../sm2/index.ts';
import { LabellingService, ProducedFiles } from './index.ts';
import type { RequestedContent } from './model.ts';

const LIFE_MS = 10 * MINUTE_MS;
const PROVIDER = '001191440300708461136T1XGW3';
const picture = drawPicture('测试', 32, 32);

let stand: Awaited<ReturnType<typeof openRegistry>>;
let vault: ContentVault;
let files: ProducedFiles;
let labelling: LabellingService;
before(async () => {
  stand = await openRegistry();
  const { database, options, clock } = stand;
  vault = await openVault({ ...options, encryption: options.keyEncryption });
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  files = new ProducedFiles({ database, vault, clock, log: silentLog, fillRandom, lifeMs: LIFE_MS });
  labelling = new LabellingService({
    ...options,
    files,
    signer: null,
    trust: { crypto: createLabelCrypto(), pins: [] },
    providerCodeOf: () => PROVIDER,
  });
});
after(async () => {
  await vault.close();
  await stand.close();
});

async function make(keepFor: string | null): Promise<RequestedContent> {
  const file = await labelling.label({ bytes: picture, name: null }, PROVIDER);
  return { file, serviceId: 'svc_1', exchangeId: 'exc_1', model: 'm', explicitReason: 'unavailable', keepFor };
}

async function keep(subject: string): Promise<{ made: RequestedContent; token: string }> {
  const made = await make(subject);
  const [token] = await labelling.registerAll([made]);
  return { made, token: token ?? assert.fail('no token') };
}

const countFiles = async (): Promise<number> => (await stand.database.query('select from produced_file')).rowCount;

test('a kept file is handed out as it was labelled, to whoever has its token, until its time is over', async () => {
  const { made, token } = await keep('reader');
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  const kept = await files.open(token);
  assert.deepEqual(Buffer.from(kept?.bytes ?? []), Buffer.from(made.file.bytes));
  assert.deepEqual([kept?.mediaType, kept?.aigc], ['image/png', labelText(made.file.label)]);
  assert.equal(await files.open(`${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`), null);
  stand.clock.advance(LIFE_MS - 1);
  assert.notEqual(await files.open(token), null);
  stand.clock.advance(1);
  assert.equal(await files.open(token), null);
});

test('files whose time is over are removed, others stay, and the register keeps all of them', async () => {
  const { token } = await keep('reader');
  const first = await countFiles();
  await files.sweep();
  assert.equal(await countFiles(), 1);
  assert.equal(first, 2);
  stand.clock.advance(LIFE_MS);
  await files.sweep();
  assert.equal(await countFiles(), 0);
  assert.equal(await files.open(token), null);
  const { rowCount } = await stand.database.query('select from produced_content');
  assert.equal(rowCount, 2);
});

test('in the database a file lies sealed, and erasing the person erases it', async () => {
  const { token } = await keep('someone');
  const { rows } = await stand.database.query<{ content: Buffer; hash: Buffer }>(
    'select content, token_hash as hash from produced_file',
  );
  assert.equal(rows.length, 1);
  assert.equal(rows[0]?.content.includes(picture.subarray(0, 24).toString('base64')), false);
  assert.equal(rows[0]?.hash.toString('base64url') === token, false);
  await vault.eraseSubject('someone', 'asked for', 'cli');
  await assert.rejects(files.open(token), (error) => error instanceof HeguiError && error.code === 'E_CONTENT_ERASED');
});

test('with a key, what is made is signed and bound, and the verdict knows the key as ours', async () => {
  const crypto = createLabelCrypto();
  const signer = signerOfPem(newKeyPem(), 'own', crypto);
  const trust = { crypto, pins: [{ name: 'own', publicKey: signer.publicKey }] };
  const { options } = stand;
  const signing = new LabellingService({ ...options, files, signer, trust, providerCodeOf: () => PROVIDER });
  const file = await signing.label({ bytes: picture, name: null }, PROVIDER);
  assert.match(file.label.AIGC.ReservedCode1, /SecurityData/);
  const verdict = await signing.verify({ bytes: file.bytes, name: null });
  assert.ok(verdict.kind === 'conformant');
  const { kind, keyName, content } = verdict.signature;
  assert.deepEqual([kind, keyName, content], ['valid', 'own', 'intact']);
});

test('contents of one answer are registered together or not at all', async () => {
  const [one, other] = [await make(null), await make(null)];
  const before = (await readEvidence(stand.database)).length;
  await assert.rejects(labelling.registerAll([one, other, one]));
  assert.equal((await readEvidence(stand.database)).length, before);
  await assert.rejects(labelling.find(one.file.produceId), /no produced content/);
  assert.deepEqual(await labelling.registerAll([one, other]), [null, null]);
  assert.equal((await labelling.find(other.file.produceId)).exchangeId, 'exc_1');
});

test('a withheld file leaves an entry that says where it stood and why, and no row', async () => {
  await labelling.withhold({
    serviceId: 'svc_1',
    exchangeId: 'exc_2',
    kind: 'sound',
    place: 'body',
    reason: 'unsupported',
  });
  const { kind, data } = (await readEvidence(stand.database)).at(-1) ?? assert.fail('no entry');
  assert.equal(kind, 'content.withheld');
  assert.deepEqual(data, {
    service: 'svc_1',
    exchange: 'exc_2',
    contentKind: 'sound',
    place: 'body',
    reason: 'unsupported',
  });
});
