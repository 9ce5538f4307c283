import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { drawPicture } from '../../../demonstration/draw-picture.ts';
import { makeFilm } from '../../../demonstration/film/make-film.ts';
import { type ContentVault, openVault } from '../../../evidence/index.ts';
import { type FileStore, FolderStore } from '../../../files/index.ts';
import { DAY_MS, HeguiError, HOUR_MS, MINUTE_MS, sha256Hex, silentLog } from '../../../kernel/index.ts';
import { labelText } from '../../../label/index.ts';
import { openRegistry, readEvidence } from '../../../registry/testing/harness.ts';
import { createLabelCrypto, newKeyPem, signerOfPem } from '../../../sm2/index.ts';
import { sqlStateOf } from '../../../store/index.ts';
import { FileSweeper, type KeptFile, LabellingService, ProducedFiles, type RequestedContent } from '../index.ts';

const LIFE_MS = 10 * MINUTE_MS;
const FILM_LIFE_MS = DAY_MS;
const PROVIDER = '001191440300708461136T1XGW3';
const picture = drawPicture('测试', 32, 32);

let stand: Awaited<ReturnType<typeof openRegistry>>;
let vault: ContentVault;
let folder: string;
let store: FileStore;
let files: ProducedFiles;
let sweeper: FileSweeper;
let labelling: LabellingService;
before(async () => {
  stand = await openRegistry();
  folder = mkdtempSync(join(tmpdir(), 'hegui-files-'));
  store = new FolderStore(join(folder, 'files'));
  const { database, options, clock } = stand;
  vault = await openVault({ ...options, encryption: options.keyEncryption });
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const parts = { ...options, database, vault, store, clock, log: silentLog, fillRandom };
  files = new ProducedFiles(parts);
  sweeper = new FileSweeper(parts);
  labelling = new LabellingService({
    ...options,
    files,
    signer: null,
    trust: { crypto: createLabelCrypto(), pins: [] },
    providerCodeOf: () => PROVIDER,
    lifeMsOf: () => ({ address: LIFE_MS, film: FILM_LIFE_MS }),
  });
});
after(async () => {
  await vault.close();
  await stand.close();
  rmSync(folder, { recursive: true, force: true });
});

async function make(keepFor: string | null): Promise<RequestedContent> {
  const file = await labelling.label({ bytes: picture, name: null }, PROVIDER);
  return { file, serviceId: 'svc_1', exchangeId: 'exc_1', model: 'm', explicitReason: 'unavailable', keepFor };
}

async function keep(subject: string): Promise<{ made: RequestedContent; token: string; id: string }> {
  const made = await make(subject);
  const [token] = await labelling.registerAll([made]);
  const { rows } = await stand.database.query<{ id: string }>('select id from stored_file where produce_id = $1', [
    made.file.produceId,
  ]);
  return { made, token: token ?? assert.fail('no token'), id: rows[0]?.id ?? assert.fail('no row') };
}

async function bytesOf(kept: KeptFile | null): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of kept?.content ?? assert.fail('no file')) chunks.push(chunk);
  return Buffer.concat(chunks);
}

const inStore = async (): Promise<string[]> => {
  const names: string[] = [];
  for await (const { name } of store.list()) names.push(name);
  return names.sort();
};
const pathOf = (id: string): string => join(folder, 'files', id.slice(-2), id);
const deletions = async () =>
  (await readEvidence(stand.database)).filter(({ kind }) => kind === 'file.deleted').map(({ data }) => data);
const isErased = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_CONTENT_ERASED';

test('a kept file is handed out as it was labelled, to whoever has its token, until its time is over', async () => {
  const { made, token } = await keep('reader');
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  const kept = await files.openAddress(token);
  assert.deepEqual([kept?.mediaType, kept?.size], ['image/png', made.file.bytes.length]);
  assert.equal(kept?.aigc, labelText(made.file.label));
  assert.ok((await bytesOf(kept)).equals(made.file.bytes));
  assert.equal(await files.openAddress(`${token.slice(0, -1)}${token.endsWith('A') ? 'E' : 'A'}`), null);
  stand.clock.advance(LIFE_MS - 1);
  assert.notEqual(await files.openAddress(token), null);
  stand.clock.advance(1);
  assert.equal(await files.openAddress(token), null);
});

test('when its time is over a file is deleted, with evidence and to the minute; others stay, and the register keeps all', async () => {
  const { made, token, id } = await keep('reader');
  const [entry] = (await readEvidence(stand.database)).filter(({ data }) => data.produceId === made.file.produceId);
  assert.equal(entry?.data.keptUntil, new Date(stand.clock.now().getTime() + LIFE_MS).toISOString());
  await sweeper.sweep();
  assert.ok((await inStore()).includes(id));
  stand.clock.advance(LIFE_MS);
  const later = await keep('reader');
  await sweeper.sweep();
  assert.deepEqual(await inStore(), [later.id]);
  const { produceId } = made.file;
  assert.deepEqual((await deletions()).at(-1), { file: id, produceId, service: 'svc_1', reason: 'expired' });
  assert.equal(await files.openAddress(token), null);
  assert.equal((await labelling.find(produceId)).produceId, produceId);
  const before = (await deletions()).length;
  await sweeper.sweep();
  assert.equal((await deletions()).length, before);
});

test('in the store a file lies sealed; erasing the person erases it at once and removes it at the next sweep', async () => {
  const { token, id } = await keep('someone');
  const sealed = readFileSync(pathOf(id));
  assert.equal(sealed.includes(picture.subarray(0, 24)), false);
  const { rows } = await stand.database.query<{ hash: Buffer }>(
    'select token_hash as hash from stored_file where id = $1',
    [id],
  );
  assert.notEqual(rows[0]?.hash.toString('base64url'), token);
  await vault.eraseSubject('someone', 'asked for', 'cli');
  await assert.rejects(files.openAddress(token), isErased);
  await sweeper.sweep();
  assert.equal((await inStore()).includes(id), false);
  assert.deepEqual([(await deletions()).at(-1)?.file, (await deletions()).at(-1)?.reason], [id, 'erased']);
});

test('a file changed in the store is told as damage, one that is gone from it as not to be had', async () => {
  const { token, id } = await keep('reader');
  const bytes = readFileSync(pathOf(id));
  writeFileSync(pathOf(id), Buffer.concat([bytes.subarray(0, -1), Buffer.from([(bytes.at(-1) ?? 0) ^ 1])]));
  const kept = await files.openAddress(token);
  await assert.rejects(bytesOf(kept), (error) => error instanceof HeguiError && error.code === 'E_CONTENT_DAMAGED');
  rmSync(pathOf(id));
  await assert.rejects(
    files.openAddress(token),
    (error) => error instanceof HeguiError && error.code === 'E_STORAGE_UNAVAILABLE',
  );
});

test('what a crash left in the store without a row is removed once it is an hour old, and nothing else', async () => {
  const { id } = await keep('reader');
  const stray = stand.options.ids.next('fil');
  await store.write(stray, 3, async function* () {
    yield Buffer.from('abc');
  });
  const setAge = (ms: number): void => {
    const at = new Date(stand.clock.now().getTime() - ms);
    for (const name of [id, stray]) utimesSync(pathOf(name), at, at);
  };
  setAge(HOUR_MS - 1);
  assert.equal(await sweeper.removeStrays(), 0);
  setAge(HOUR_MS + 1_000);
  assert.equal(await sweeper.removeStrays(), 1);
  assert.deepEqual([(await inStore()).includes(id), (await inStore()).includes(stray)], [true, false]);
});

test('a film is labelled on the disk, stored piece by piece, registered with what else commits, and deleted when asked', async () => {
  const path = join(folder, 'film.mp4');
  writeFileSync(path, makeFilm('测试', 4, 320, 192));
  const film = await labelling.labelFilm(path, PROVIDER);
  assert.deepEqual([film.kind, film.mediaType, film.extension], ['film', 'video/mp4', 'mp4']);
  const request = {
    film,
    serviceId: 'svc_1',
    exchangeId: 'exc_9',
    model: 'm',
    explicitReason: null,
    keepFor: 'viewer',
  };
  await assert.rejects(
    labelling.keepFilm(request, () => Promise.reject(new Error('something else failed'))),
    /something else/,
  );
  await assert.rejects(labelling.find(film.produceId), /no produced content/);
  let seen = '';
  const { fileId, expiresAt } = await labelling.keepFilm(request, async (_tx, _evidence, stored) => {
    seen = stored.fileId;
  });
  assert.equal(seen, fileId);
  assert.equal(expiresAt.getTime(), stand.clock.now().getTime() + FILM_LIFE_MS);
  const bytes = await bytesOf(await files.openFile({ id: fileId }));
  const content = await labelling.find(film.produceId);
  assert.deepEqual([content.sha256, content.bytes, content.explicit], [sha256Hex(bytes), film.size, true]);
  assert.equal((await labelling.lookUp({ bytes, name: null })).finding, 'ours');
  assert.ok((await bytesOf(await files.openFile({ produceId: film.produceId }))).equals(bytes));
  await files.remove(fileId, async () => undefined);
  assert.equal(await files.openFile({ id: fileId }), null);
  assert.deepEqual((await deletions()).at(-1), {
    file: fileId,
    produceId: film.produceId,
    service: 'svc_1',
    reason: 'asked',
  });
});

test('a stored file cannot come, change or go without evidence', async () => {
  const { id } = await keep('reader');
  const failsWith = (state: string) => (error: unknown) => sqlStateOf(error) === state;
  for (const sql of [
    'update stored_file set expires_at = now() where id = $1',
    'update stored_file set deleted_at = now() where id = $1',
    'delete from stored_file where id = $1',
  ])
    await assert.rejects(stand.database.query(sql, [id]), failsWith('HG002'), sql);
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

test('with a key, what is made is signed and bound, and the verdict knows the key as ours', async () => {
  const crypto = createLabelCrypto();
  const signer = signerOfPem(newKeyPem(), 'own', crypto);
  const trust = { crypto, pins: [{ name: 'own', publicKey: signer.publicKey }] };
  const { options } = stand;
  const lifeMsOf = () => ({ address: LIFE_MS, film: FILM_LIFE_MS });
  const signing = new LabellingService({ ...options, files, signer, trust, providerCodeOf: () => PROVIDER, lifeMsOf });
  const file = await signing.label({ bytes: picture, name: null }, PROVIDER);
  assert.match(file.label.AIGC.ReservedCode1, /SecurityData/);
  const verdict = await signing.verify({ bytes: file.bytes, name: null });
  assert.ok(verdict.kind === 'conformant');
  const { kind, keyName, content } = verdict.signature;
  assert.deepEqual([kind, keyName, content], ['valid', 'own', 'intact']);
});

test('what the store left behind is not in its folder', () => {
  assert.deepEqual(readdirSync(join(folder, 'files', 'unfinished')), []);
});
