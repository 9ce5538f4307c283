import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Clock, DAY_MS, HeguiError, systemClock } from '../kernel/index.ts';
import { openTestEvidence, type TestEvidence } from './testing/open-evidence.ts';
import { anonymousSubject, type ContentVault, openVault, type Sealed } from './vault.ts';

let evidence: TestEvidence;
const vaults: ContentVault[] = [];
before(async () => {
  evidence = await openTestEvidence();
});
after(async () => {
  await Promise.all(vaults.map((vault) => vault.close()));
  await evidence.close();
});

async function newVault(clock: Clock = systemClock): Promise<ContentVault> {
  const { database, unitOfWork, encryption, ids } = evidence;
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock });
  vaults.push(vault);
  return vault;
}

const fails = (code: string) => (error: unknown) => error instanceof HeguiError && error.code === code;

async function eventually(check: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (await check()) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 10));
  }
  assert.fail('did not happen within two seconds');
}

async function entriesOf(kind: string): Promise<number> {
  return (await evidence.database.query('select from evidence_entry where kind = $1', [kind])).rowCount;
}

test('content comes back as it was, in this process and another, and its commitment is the salted hash of its JSON', async () => {
  const content = { 文字: '你好 \ud83d\ude00', loneSurrogate: '\ud800', numbers: [1, 2.5, -0.1], deep: { x: null } };
  const sealed = await (await newVault()).seal('subject-a', content);
  const opened = await (await newVault()).open(sealed.keyId, sealed.bytes);
  assert.deepEqual(opened.content, content);
  assert.equal(opened.commitment, sealed.commitment);
  const salted = createHash('sha256')
    .update(Buffer.from(opened.salt, 'hex'))
    .update(JSON.stringify(content))
    .digest('hex');
  assert.equal(sealed.commitment, salted);
});

test('equal content looks different and commits differently each time', async () => {
  const vault = await newVault();
  const [a, b] = [await vault.seal('subject-a', 'same'), await vault.seal('subject-a', 'same')];
  assert.equal(a.keyId, b.keyId);
  assert.notDeepEqual(a.bytes, b.bytes);
  assert.notEqual(a.commitment, b.commitment);
  assert.ok(!a.bytes.includes('same'));
});

test('with the key in memory sealing is synchronous', async () => {
  const vault = await newVault();
  await vault.seal('subject-a', 'first');
  assert.ok(!(vault.seal('subject-a', 'second') instanceof Promise));
});

test('a key is made once per subject, with evidence, however many ask at once', async () => {
  const before = await entriesOf('content-key.created');
  const [one, two] = [await newVault(), await newVault()];
  const sealed = await Promise.all(
    Array.from({ length: 40 }, (_, i) => Promise.resolve((i % 2 === 0 ? one : two).seal('subject-race', i))),
  );
  assert.equal(new Set(sealed.map(({ keyId }) => keyId)).size, 1);
  assert.equal((await entriesOf('content-key.created')) - before, 1);
  assert.deepEqual((await one.open(sealed[7]?.keyId ?? '', sealed[7]?.bytes ?? Buffer.alloc(0))).content, 7);
});

test('any changed byte, another key id or a cut end is told as damage', async () => {
  const vault = await newVault();
  const { keyId, bytes } = await vault.seal('subject-a', { text: 'x' });
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    await assert.rejects(vault.open(keyId, changed), fails('E_CONTENT_DAMAGED'), `byte ${at}`);
  }
  await assert.rejects(vault.open(keyId, bytes.subarray(0, -1)), fails('E_CONTENT_DAMAGED'));
  await assert.rejects(vault.open('dek_unknown', bytes), fails('E_CONTENT_DAMAGED'));
  const other = await vault.seal('subject-b', 'y');
  await assert.rejects(vault.open(other.keyId, bytes), fails('E_CONTENT_DAMAGED'));
});

test('a destroyed key erases its content in every process, leaves evidence, and is gone from the database', async () => {
  const [here, there] = [await newVault(), await newVault()];
  const sealed = await here.seal('subject-erased', 'private');
  assert.equal((await there.open(sealed.keyId, sealed.bytes)).content, 'private');
  const before = await entriesOf('content-key.destroyed');
  assert.equal(await here.destroyKey(sealed.keyId, 'asked for', 'cli'), true);
  assert.equal(await here.destroyKey(sealed.keyId, 'asked for', 'cli'), false);
  assert.equal((await entriesOf('content-key.destroyed')) - before, 1);
  await assert.rejects(here.open(sealed.keyId, sealed.bytes), fails('E_CONTENT_ERASED'));
  await eventually(() => there.open(sealed.keyId, sealed.bytes).then(() => false, fails('E_CONTENT_ERASED')));
  const { rows } = await evidence.database.query<{ wrapped: Buffer | null }>(
    'select wrapped from content_key where id = $1',
    [sealed.keyId],
  );
  assert.equal(rows[0]?.wrapped, null);
});

test('a subject can be erased with all its keys, and later content gets a new key', async () => {
  let now = new Date('2026-11-23T00:00:00Z').getTime();
  const vault = await newVault({ now: () => new Date(now), monotonicMs: () => now });
  const first = await vault.seal('subject-many', 1);
  now += 31 * DAY_MS;
  const second = await vault.seal('subject-many', 2);
  assert.notEqual(first.keyId, second.keyId);
  assert.deepEqual(
    (await vault.eraseSubject('subject-many', 'asked for', 'cli')).sort(),
    [first.keyId, second.keyId].sort(),
  );
  for (const { keyId, bytes } of [first, second])
    await assert.rejects(vault.open(keyId, bytes), fails('E_CONTENT_ERASED'));
  assert.deepEqual(await vault.eraseSubject('subject-many', 'asked for', 'cli'), []);
  const third = await vault.seal('subject-many', 3);
  assert.equal((await vault.open(third.keyId, third.bytes)).content, 3);
});

test('after thirty days a new key takes over, also in processes that still hold the old one, and the old one opens', async () => {
  let now = new Date('2026-11-23T00:00:00Z').getTime();
  const clock: Clock = { now: () => new Date(now), monotonicMs: () => now };
  const [one, two] = [await newVault(clock), await newVault(clock)];
  const old = await one.seal('subject-old', 'old');
  assert.equal((await two.seal('subject-old', 'old too')).keyId, old.keyId);
  now += 30 * DAY_MS;
  const sealed: Sealed[] = await Promise.all([one.seal('subject-old', 'new'), two.seal('subject-old', 'new')]);
  assert.equal(new Set(sealed.map(({ keyId }) => keyId)).size, 1);
  assert.notEqual(sealed[0]?.keyId, old.keyId);
  assert.equal((await two.open(old.keyId, old.bytes)).content, 'old');
});

test('content without a person belongs to its service and its day in China', () => {
  assert.equal(anonymousSubject('svc_1', new Date('2026-11-23T15:59:59Z')), 'anonymous:svc_1:2026-11-23');
  assert.equal(anonymousSubject('svc_1', new Date('2026-11-23T16:00:00Z')), 'anonymous:svc_1:2026-11-24');
});
