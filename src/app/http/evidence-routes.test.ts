import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  checkpointsPageSchema,
  entriesPageSchema,
  logHeadSchema,
  problemSchema,
  verifiedSchema,
} from '../../contract/index.ts';
import { verifyBundle } from '../../ledger/index.ts';
import { type AdminAppHarness, openAdminApp, problemOf, type SignedIn, signIn } from './testing/open-admin-app.ts';

const BUNDLE_BYTES_MAX = 300_000;
let harness: AdminAppHarness;
let headers: SignedIn;
let url: string;
const server = createServer();
before(async () => {
  harness = await openAdminApp({ bundleBytesMax: BUNDLE_BYTES_MAX });
  headers = await signIn(harness, 'inspector');
  await harness.app.ready();
  // As in production: the app answers the requests of a server that is not its own.
  server.on('request', (request, response) => harness.app.routing(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  url = `http://127.0.0.1:${address.port}`;
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await harness.close();
});

async function download(): Promise<Buffer> {
  const response = await fetch(`${url}/api/evidence/export`, { headers: { ...headers } });
  assert.equal(response.status, 200);
  return Buffer.from(await response.arrayBuffer());
}

async function verify(body: Uint8Array<ArrayBuffer>, type = 'application/octet-stream') {
  const response = await fetch(`${url}/api/evidence/verify`, {
    method: 'POST',
    headers: { ...headers, 'content-type': type },
    body,
  });
  assert.equal(response.status, 200);
  return verifiedSchema.strict().parse(await response.json());
}

test('an export is a file named after the day, verifies with the ledger, and names who made it in the log', async () => {
  const response = await fetch(`${url}/api/evidence/export`, { headers: { ...headers } });
  assert.equal(response.headers.get('content-type'), 'application/gzip');
  assert.match(
    response.headers.get('content-disposition') ?? '',
    /^attachment; filename="hegui-evidence-\d{4}-\d\d-\d\d\.jsonl\.gz"$/,
  );
  assert.ok(response.body !== null);
  const verified = await verifyBundle(response.body, { pinnedKey: harness.verifierKey });
  assert.deepEqual([verified.ok, verified.findings], [true, []]);
  const { rows } = await harness.database.query<{ body: string }>(
    "select body from evidence_entry where kind = 'evidence.exported' order by tx desc limit 1",
  );
  assert.match(JSON.parse(rows[0]?.body ?? '{}').data.by, /^staff:stf_/);
});

test('a whole bundle verifies over the API, packed or not', async () => {
  const bundle = await download();
  for (const body of [bundle, gunzipSync(bundle)]) {
    const verified = await verify(Buffer.from(body));
    assert.deepEqual([verified.ok, verified.findings], [true, []]);
    assert.equal(verified.verifierKey, harness.verifierKey);
    assert.ok(verified.entries > 2);
  }
  assert.equal((await verify(Buffer.from(bundle), 'application/gzip')).ok, true);
});

test('a bundle in which one entry was changed is told with the entry', async () => {
  const text = gunzipSync(await download()).toString('utf8');
  const id = /evt_[0-9A-Z]{26}/.exec(text)?.[0] ?? '';
  const changed = text.replace(/inspector/, 'inspecter');
  assert.notEqual(changed, text);
  const verified = await verify(gzipSync(changed));
  assert.equal(verified.ok, false);
  assert.ok(
    verified.findings.some(({ kind, subject }) => kind === 'changed' && subject.includes(id)),
    JSON.stringify(verified.findings),
  );
});

test('one flipped bit in the packed file is found', async () => {
  const bundle = await download();
  bundle.writeUInt8(bundle.readUInt8(bundle.length >> 1) ^ 1, bundle.length >> 1);
  const verified = await verify(Buffer.from(bundle));
  assert.equal(verified.ok, false);
  assert.ok(verified.findings.length > 0);
});

test('a file that is no bundle is told as unreadable, not as an error', async () => {
  const verified = await verify(Buffer.from('just some text\n'));
  assert.deepEqual(
    verified.findings.map(({ kind }) => kind),
    ['unreadable'],
  );
});

test('a bundle over the limit is refused by its announced length, and without one as soon as it is over', async () => {
  const body = Buffer.alloc(BUNDLE_BYTES_MAX + 1, 'a\n');
  const announced = await send({ 'content-length': String(body.length) }, [body]);
  assert.deepEqual([announced.status, announced.code], [413, 'E_REQUEST_TOO_LARGE']);
  const half = Buffer.alloc(BUNDLE_BYTES_MAX / 2 + 1, 'a\n');
  const chunked = await send({}, [half, half]);
  assert.deepEqual([chunked.status, chunked.code], [413, 'E_REQUEST_TOO_LARGE']);
});

/** Sends the chunks over a connection of their own and waits for the answer. */
function send(
  more: Record<string, string>,
  chunks: readonly Buffer[],
): Promise<{ readonly status: number | undefined; readonly code: string }> {
  return new Promise((resolve, reject) => {
    const options = { method: 'POST', headers: { ...headers, 'content-type': 'application/octet-stream', ...more } };
    const request = httpRequest(`${url}/api/evidence/verify`, options, (response: IncomingMessage) => {
      response.toArray().then((parts: Buffer[]) => {
        const { code } = problemSchema.parse(JSON.parse(Buffer.concat(parts).toString('utf8')));
        resolve({ status: response.statusCode, code });
      }, reject);
    });
    request.on('error', reject);
    for (const chunk of chunks) request.write(chunk);
    request.end();
  });
}

test('a third verification at once is asked to wait, and the place is free again afterwards', async () => {
  const open = [openUpload(), openUpload()];
  await Promise.all(open.map(({ sent }) => sent));
  const third = await fetchUntilBusy();
  assert.equal(third.code, 'E_STREAMS_BUSY');
  assert.ok(third.retryAfter !== null);
  for (const { request } of open) request.end();
  await Promise.all(open.map(({ answered }) => answered));
  assert.equal((await verify(Buffer.from('text\n'))).ok, false);
});

function openUpload() {
  const request = httpRequest(`${url}/api/evidence/verify`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/octet-stream' },
  });
  const answered = new Promise<void>((resolve, reject) => {
    request.on('response', (response) => response.resume().on('end', resolve));
    request.on('error', reject);
  });
  return { request, answered, sent: new Promise<void>((resolve) => request.write('begun\n', () => resolve())) };
}

const ASKS_MAX = 100;

/** The server reads the two others when it gets to them; asks until it has. */
async function fetchUntilBusy(): Promise<{ code: string; retryAfter: string | null }> {
  for (let asks = 0; asks < ASKS_MAX; asks++) {
    const response = await fetch(`${url}/api/evidence/verify`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: 'text\n',
    });
    if (response.status !== 200) {
      const { code } = problemSchema.parse(await response.json());
      return { code, retryAfter: response.headers.get('retry-after') };
    }
    await response.arrayBuffer();
  }
  throw new Error(`not busy after ${ASKS_MAX} asks`);
}

test('an upload that breaks off frees its place', async () => {
  for (let times = 0; times < 4; times++) {
    const { request, answered, sent } = openUpload();
    await sent;
    request.destroy();
    await answered.catch((error: unknown) => assert.ok(error instanceof Error));
  }
  assert.equal((await verifyWhenFree()).ok, false);
});

async function verifyWhenFree() {
  for (let asks = 0; asks < ASKS_MAX; asks++) {
    const response = await fetch(`${url}/api/evidence/verify`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/octet-stream' },
      body: 'text\n',
    });
    if (response.status === 200) return verifiedSchema.parse(await response.json());
    await response.arrayBuffer();
  }
  throw new Error(`still busy after ${ASKS_MAX} asks`);
}

test('a bundle sent as JSON, and none at all, are refused', async () => {
  const asJson = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/evidence/verify',
    headers: { ...headers },
    payload: { bundle: 'x' },
  });
  const asNothing = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/evidence/verify',
    headers: { ...headers },
  });
  assert.deepEqual([asJson.problem.code, asNothing.problem.code], ['E_REQUEST_INVALID', 'E_REQUEST_INVALID']);
});

test('head, checkpoints and entries are read page by page, newest first', async () => {
  await download();
  const get = async (path: string): Promise<unknown> =>
    (await harness.app.inject({ url: path, headers: { ...headers } })).json();
  const head = logHeadSchema.strict().parse(await get('/api/evidence'));
  assert.equal(head.verifierKey, harness.verifierKey);
  assert.ok(head.size > 0 && head.root !== null && head.at !== null);
  const newest = checkpointsPageSchema.parse(await get('/api/evidence/checkpoints?limit=1'));
  assert.deepEqual([newest.items.length, newest.items[0]?.size], [1, head.size]);
  assert.ok(newest.next !== null);
  const older = checkpointsPageSchema.parse(await get(`/api/evidence/checkpoints?cursor=${newest.next}`));
  assert.ok(older.items.every(({ size }) => size < head.size));
  const created = entriesPageSchema.parse(await get('/api/evidence/entries?kind=staff.created'));
  assert.deepEqual(
    created.items.map(({ kind }) => kind),
    ['staff.created'],
  );
});
