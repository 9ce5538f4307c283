import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Agent } from 'undici';
import { HeguiError, IdFactory, MIB, Secret, systemClock } from '../kernel/index.ts';
import { afterTest, temporaryFolder } from '../store/testing/folders.ts';
import { type FileStore, FolderStore, S3Store, type S3StoreOptions } from './index.ts';
import {
  S3_ACCESS_KEY_ID,
  S3_BUCKET,
  S3_REGION,
  S3_SECRET_ACCESS_KEY,
  type S3Server,
  startS3Server,
} from './testing/s3-server.ts';

const ids = new IdFactory();
const code = (wanted: string) => (error: unknown) => error instanceof HeguiError && error.code === wanted;

async function* inChunks(bytes: Buffer, chunkBytes = 1_000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function* failing(): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(1_000);
  throw new HeguiError('E_FILE_UNREADABLE', 'the source broke');
}

async function readAll(store: FileStore, name: string): Promise<Buffer | null> {
  const stream = await store.read(name);
  if (stream === null) return null;
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function namesOf(store: FileStore): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of store.list()) names.push(name);
  return names.sort();
}

interface Stand {
  readonly store: FileStore;
}

async function openS3(
  t: TestContext,
  options: Partial<S3StoreOptions> = {},
): Promise<{ store: S3Store; server: S3Server }> {
  const server = await startS3Server();
  const store = new S3Store({
    endpoint: server.endpoint,
    region: S3_REGION,
    bucket: S3_BUCKET,
    prefix: 'hegui/',
    accessKeyId: S3_ACCESS_KEY_ID,
    secretAccessKey: new Secret(S3_SECRET_ACCESS_KEY),
    pathStyle: true,
    clock: systemClock,
    pause: () => Promise.resolve(),
    ...options,
  });
  afterTest(t, async () => {
    await store.close();
    await server.close();
  });
  return { store, server };
}

const STORES: Readonly<Record<string, (t: TestContext) => Promise<Stand>>> = {
  folder: async (t) => ({ store: new FolderStore(join(temporaryFolder(t), 'files')) }),
  s3: (t) => openS3(t),
};

for (const [kind, open] of Object.entries(STORES)) {
  test(`${kind}: what is written is read as it was, listed, and gone once removed`, async (t) => {
    const { store } = await open(t);
    const names = Array.from({ length: 5 }, () => ids.next('fil')).sort();
    const bytes = Buffer.from(Array.from({ length: 200_000 }, (_, index) => index % 251));
    for (const name of names) await store.write(name, bytes.length, () => inChunks(bytes));
    assert.deepEqual(await namesOf(store), names);
    const [first = ''] = names;
    assert.ok((await readAll(store, first))?.equals(bytes));
    await store.remove(first);
    await store.remove(first);
    assert.equal(await readAll(store, first), null);
    assert.deepEqual(await namesOf(store), names.slice(1));
  });

  test(`${kind}: a write whose source breaks leaves nothing under its name`, async (t) => {
    const { store } = await open(t);
    const name = ids.next('fil');
    await assert.rejects(store.write(name, 5_000, failing), code('E_FILE_UNREADABLE'));
    await assert.rejects(store.write(name, 5_000, () => inChunks(Buffer.alloc(4_000))));
    assert.equal(await readAll(store, name), null);
    assert.deepEqual(await namesOf(store), []);
  });

  test(`${kind}: no name leads anywhere else`, async (t) => {
    const { store } = await open(t);
    for (const name of ['../keys/content.key', 'fil_short', '', 'fil_01KB0000000000000000000000/..'])
      await assert.rejects(store.read(name), code('E_INTERNAL'));
  });
}

test('folder: a process killed in the middle of a write leaves no half file, and what it began is cleared away', async (t) => {
  const folder = join(temporaryFolder(t), 'files');
  const name = ids.next('fil');
  const program = `
    import { FolderStore } from '${import.meta.resolve('./folder-store.ts')}';
    async function* forever() { for (;;) { yield Buffer.alloc(64); await new Promise((done) => setTimeout(done, 1)); } }
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 200);
    await new FolderStore(process.argv[1]).write(process.argv[2], 1e6, forever);`;
  const ended = spawnSync(process.execPath, ['--input-type=module', '-e', program, folder, name]);
  assert.equal(ended.signal, 'SIGKILL', String(ended.stderr));
  const store = new FolderStore(folder);
  const unfinished = join(folder, 'unfinished');
  const [left = ''] = readdirSync(unfinished);
  assert.ok(left.startsWith(name));
  assert.deepEqual([await readAll(store, name), await namesOf(store)], [null, []]);
  await store.removeUnfinished(new Date(Date.now() - 60_000));
  assert.equal(readdirSync(unfinished).length, 1);
  utimesSync(join(unfinished, left), 1, 1);
  await store.removeUnfinished(new Date(Date.now() - 60_000));
  assert.deepEqual(readdirSync(unfinished), []);
});

test('folder: files are for their owner alone', async (t) => {
  const folder = join(temporaryFolder(t), 'files');
  const name = ids.next('fil');
  await new FolderStore(folder).write(name, 3, () => inChunks(Buffer.from('abc')));
  const path = join(folder, name.slice(-2), name);
  assert.equal(readFileSync(path, 'utf8'), 'abc');
  assert.deepEqual([statSync(path).mode & 0o777, statSync(folder).mode & 0o777], [0o600, 0o700]);
});

test('folder: a disk that is full refuses before and while it is written to, and nothing is left', async (t) => {
  const disk = temporaryFolder(t);
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=80m', 'tmpfs', disk]);
  assert.equal(status, 0, `this test mounts a small disk, as root on Linux: ${String(stderr).trim()}`);
  afterTest(t, () => void spawnSync('umount', ['-l', disk]));
  const store = new FolderStore(join(disk, 'files'));
  const name = ids.next('fil');
  await assert.rejects(store.requireRoom(20 * MIB), code('E_STORAGE_FULL'));
  await store.requireRoom(8 * MIB);
  const filling = async function* (): AsyncGenerator<Uint8Array> {
    writeFileSync(join(disk, 'others'), Buffer.alloc(78 * MIB));
    yield* inChunks(Buffer.alloc(8 * MIB), MIB);
  };
  await assert.rejects(store.write(name, 8 * MIB, filling), code('E_STORAGE_FULL'));
  assert.deepEqual([await readAll(store, name), readdirSync(join(disk, 'files', 'unfinished'))], [null, []]);
});

test('s3: by the name of the host, too, a request is signed as the store checks it', async (t) => {
  const { server } = await openS3(t);
  const endpoint = server.endpoint.replace('127.0.0.1', 's3.test');
  const connections = new Agent({
    connect: { lookup: (_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }]) },
  });
  const { store } = await openS3(t, { endpoint, pathStyle: false, connections });
  const name = ids.next('fil');
  await store.write(name, 3, () => inChunks(Buffer.from('abc')));
  assert.deepEqual([...server.objects.keys()], [`hegui/${name}`]);
});

test('s3: a wrong secret is refused by the store and told with its word, never with the secret', async (t) => {
  const { store, server } = await openS3(t, { secretAccessKey: new Secret('another-secret') });
  await assert.rejects(
    store.write(ids.next('fil'), 3, () => inChunks(Buffer.from('abc'))),
    (error: unknown) =>
      code('E_STORAGE_UNAVAILABLE')(error) &&
      /403 SignatureDoesNotMatch/.test(String(error)) &&
      !/secret/.test(String(error)),
  );
  assert.deepEqual(server.refusals, ['SignatureDoesNotMatch']);
});

test('s3: a busy store is asked again from the first byte, a full one is told, a broken connection is tried thrice', async (t) => {
  const { store, server } = await openS3(t);
  const name = ids.next('fil');
  let asked = 0;
  server.interfere = (request, response) => {
    if (++asked > 2) return false;
    request.resume();
    request.on('end', () => response.writeHead(503).end('<Error><Code>SlowDown</Code></Error>'));
    return true;
  };
  await store.write(name, 3, () => inChunks(Buffer.from('abc')));
  assert.deepEqual([asked, String(await readAll(store, name))], [3, 'abc']);
  server.interfere = (_request, response) => {
    response.writeHead(507).end('<Error><Code>XMinioStorageFull</Code></Error>');
    return true;
  };
  await assert.rejects(
    store.write(name, 3, () => inChunks(Buffer.from('abc'))),
    code('E_STORAGE_FULL'),
  );
  asked = 0;
  server.interfere = (request) => {
    asked++;
    request.destroy();
    return true;
  };
  await assert.rejects(store.read(name), code('E_STORAGE_UNAVAILABLE'));
  assert.equal(asked, 3);
});

test('s3: below its prefix only, and only names of ours are listed', async (t) => {
  const { store, server } = await openS3(t);
  const name = ids.next('fil');
  await store.write(name, 3, () => inChunks(Buffer.from('abc')));
  const strange = { bytes: Buffer.alloc(1), changedAt: new Date() };
  for (const key of ['other/thing', 'hegui/notes & more.txt', `hegui/deeper/${name}`]) server.objects.set(key, strange);
  assert.deepEqual(await namesOf(store), [name]);
});
