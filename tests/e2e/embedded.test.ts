import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { waitUntil } from '../support/hegui.ts';
import { initHegui, type Made, runHegui, ServerProcess } from '../support/server-process.ts';

const START_MS_MAX = 20_000;
let folder: string;
let settings: Record<string, string>;
let made: Made;
let server: ServerProcess;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-embedded-'));
  settings = { HEGUI_DATA: join(folder, 'data') };
});
after(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(): Promise<number> {
  const startedMs = performance.now();
  server = await ServerProcess.start(settings);
  return performance.now() - startedMs;
}

const ask = async (content: string): Promise<{ status: number; text: string; id: string }> => {
  const response = await fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${made.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'hegui-demo', messages: [{ role: 'user', content }] }),
  });
  return { status: response.status, text: await response.text(), id: response.headers.get('x-request-id') ?? '' };
};

test('a start on a fresh folder brings its own database and prints a set-up link', async (t) => {
  const ms = await start();
  t.diagnostic(`first start ready in ${Math.round(ms)} ms`);
  assert.ok(ms < START_MS_MAX);
  assert.match(server.setupUrl ?? '', /\/setup#\S+$/);
  const [health, ready, console] = await Promise.all(
    ['/healthz', '/readyz', '/'].map((path) => fetch(`${server.url}${path}`)),
  );
  assert.deepEqual([health?.status, ready?.status, console?.status], [200, 200, 200]);
});

test('init beside the running server makes a key that works within a second', async () => {
  made = await initHegui(settings);
  await waitUntil(async () => (await ask('说说茶')).status === 200, 'the key works', 5_000);
});

test('a second start on the same folder is refused clearly, and the first keeps serving', async () => {
  const { code, stdout, stderr } = await runHegui(['start'], settings);
  assert.equal(code, 2, stderr);
  assert.equal(stdout, '');
  assert.match(stderr, /HEGUI_DATA/);
  assert.doesNotMatch(stderr, /\n {4}at /);
  assert.equal((await ask('说说茶')).status, 200);
});

test('what was written before a stop is there after the next start, and the log goes on and verifies', async (t) => {
  await runHegui(['lists', 'import', '-', '--list', '词库', '--risk', 'A.1.f'], settings, '禁词甲\n');
  const before = await ask('说说茶');
  assert.equal(await server.stop(), 0);
  const ms = await start();
  t.diagnostic(`second start ready in ${Math.round(ms)} ms`);
  assert.ok(ms < START_MS_MAX);
  assert.match((await ask('说说禁词甲')).text, /content_filter/);
  const after = await ask('说说茶');
  assert.equal(after.status, 200);
  const out = join(folder, 'bundle.gz');
  assert.equal((await runHegui(['evidence', 'export', '--out', out], settings)).code, 0);
  const verified = await runHegui(['verify', out, '--key', made.verifierKey], {});
  assert.equal(verified.code, 0, verified.stdout);
  assert.notEqual(before.id, after.id);
});

test('commands work on the folder while no server runs, and the database is gone with the command', async () => {
  assert.equal(await server.stop(), 0);
  const status = await runHegui(['db', 'status', '--json'], settings);
  assert.equal(status.code, 0, status.stderr);
  assert.equal(JSON.parse(status.stdout).kind, 'embedded');
  const listed = await runHegui(['lists', 'list'], settings);
  assert.match(listed.stdout, /词库/);
  await start();
  assert.equal((await ask('说说茶')).status, 200);
});
