import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
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
import { type Config, configSchema, createKeyFile, HeguiError } from '../kernel/index.ts';
import { createKeyEncryption, createKeyedHash } from './key-encryption.ts';
import { openKeys } from './keys.ts';
import { openTestEvidence, type TestEvidence } from './testing/open-evidence.ts';

let evidence: TestEvidence;
const folders: string[] = [];
before(async () => {
  evidence = await openTestEvidence();
});
after(async () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await evidence.close();
});

function newConfig(): Config {
  const data = mkdtempSync(join(tmpdir(), 'hegui-keys-'));
  folders.push(data);
  return configSchema.parse({ data });
}
const open = (config: Config) => openKeys({ config, database: evidence.database });
const refuses = (pattern: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === 'E_DATA_FOLDER_UNUSABLE' && pattern.test(error.message);

test('the first start makes both keys, private to their owner, and every later start opens the same ones', async () => {
  const config = newConfig();
  const first = await open(config);
  const folder = join(config.data, 'keys');
  assert.deepEqual(readdirSync(folder).sort(), ['content.key', 'log.pem']);
  if (process.platform !== 'win32') {
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    for (const name of readdirSync(folder)) assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600);
  }
  const second = await open(config);
  assert.equal(second.encryption.id, first.encryption.id);
  assert.equal(second.signer.key.text, first.signer.key.text);
  assert.match(first.signer.key.name, /^hegui\/log\/[0-9a-f]{16}$/);
  assert.equal(second.keyedHash('end-user', 'x'), first.keyedHash('end-user', 'x'));
});

test('processes that start at once agree on the keys', async () => {
  const config = newConfig();
  const opened = await Promise.all(Array.from({ length: 8 }, () => open(config)));
  assert.equal(new Set(opened.map(({ encryption }) => encryption.id)).size, 1);
  assert.equal(new Set(opened.map(({ signer }) => signer.key.text)).size, 1);
});

test('a key that another process made a moment earlier stays', () => {
  const path = join(newConfig().data, 'keys', 'content.key');
  assert.equal(createKeyFile(path, 'theirs'), 'theirs');
  assert.equal(createKeyFile(path, 'ours'), 'theirs');
  assert.deepEqual(readdirSync(join(path, '..')), ['content.key']);
});

test('a configured key file is used in place of the one in the data folder', async () => {
  const config = newConfig();
  const keyFile = join(config.data, 'elsewhere', 'my.key');
  await open({ ...config, keyFile });
  assert.ok(existsSync(keyFile));
  assert.deepEqual(readdirSync(join(config.data, 'keys')), ['log.pem']);
});

test('a key that others may read is refused with the command that closes it', {
  skip: process.platform === 'win32',
}, async () => {
  const config = newConfig();
  await open(config);
  const path = join(config.data, 'keys', 'log.pem');
  chmodSync(path, 0o640);
  await assert.rejects(open(config), refuses(/mode 0640\); run: chmod 600 .*log\.pem/));
});

test('a file that holds no key is refused by name', async () => {
  const config = newConfig();
  await open(config);
  writeFileSync(join(config.data, 'keys', 'content.key'), 'short\n');
  await assert.rejects(open(config), refuses(/content\.key: this is not a key/));
});

test('a missing or foreign key is refused once the database depends on it', async () => {
  const config = newConfig();
  const { encryption } = await open(config);
  await evidence.unitOfWork.run(async (tx, log) => {
    await tx.query(
      `insert into content_key (id, subject, wrapped, wrapped_by, created_at) values ('dek_x', 's', '\\x00', $1, now())`,
      [encryption.id],
    );
    log.append('content-key.created', { contentKey: 'dek_x' });
  });
  assert.equal((await open(config)).encryption.id, encryption.id);
  const path = join(config.data, 'keys', 'content.key');
  const kept = readFileSync(path, 'utf8');
  rmSync(path);
  await assert.rejects(open(config), refuses(/content\.key: the key is missing/));
  assert.ok(!existsSync(path));
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  await assert.rejects(open(config), refuses(new RegExp(`need the key ${encryption.id}`)));
  writeFileSync(path, kept, { mode: 0o600 });
  await open(config);
});

test('a missing log key is refused once the log was signed', async () => {
  const config = newConfig();
  const { encryption, signer } = await open({ ...config, keyFile: join(folders.at(-2) ?? '', 'keys', 'content.key') });
  assert.ok(encryption.id);
  await evidence.append(1);
  const sequencer = evidence.sequence({ signer });
  await sequencer.flush();
  await sequencer.stop();
  rmSync(join(config.data, 'keys', 'log.pem'));
  await assert.rejects(
    open({ ...config, keyFile: join(folders.at(-2) ?? '', 'keys', 'content.key') }),
    refuses(/log\.pem: the key is missing/),
  );
});

test('what is wrapped opens only with the same key, in the same context, unchanged', async () => {
  const encryption = createKeyEncryption(randomBytes(32));
  const secret = Buffer.from('secret');
  const wrapped = await encryption.wrap(secret, 'dek_1');
  assert.ok(!wrapped.includes(secret));
  assert.deepEqual(await encryption.unwrap(wrapped, 'dek_1'), secret);
  const damaged = (work: () => unknown): void =>
    assert.throws(work, (error) => error instanceof HeguiError && error.code === 'E_CONTENT_DAMAGED');
  damaged(() => encryption.unwrap(wrapped, 'dek_2'));
  damaged(() => createKeyEncryption(randomBytes(32)).unwrap(wrapped, 'dek_1'));
  damaged(() => encryption.unwrap(wrapped.subarray(0, 20), 'dek_1'));
  for (let at = 0; at < wrapped.length; at++) {
    const changed = Buffer.from(wrapped);
    changed[at] = (changed[at] ?? 0) ^ 1;
    damaged(() => encryption.unwrap(changed, 'dek_1'));
  }
});

test('pseudonyms are stable, differ by use and key, and do not show the subject', () => {
  const key = randomBytes(32);
  const hash = createKeyedHash(key);
  assert.equal(hash('end-user', 'alice'), createKeyedHash(key)('end-user', 'alice'));
  assert.notEqual(hash('end-user', 'alice'), hash('other', 'alice'));
  assert.notEqual(hash('end-user', 'alice'), createKeyedHash(randomBytes(32))('end-user', 'alice'));
  assert.match(hash('end-user', 'alice'), /^[0-9a-f]{64}$/);
});
