import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type AdminAppHarness, INDEX_HTML, openAdminApp, problemOf } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
before(async () => {
  harness = await openAdminApp();
});
after(() => harness.close());

test('every address of a page is answered with the console, which is asked for anew each time', async () => {
  for (const url of ['/', '/services', '/exchanges/exc_01KAQ?tab=evidence', '/apis']) {
    const response = await harness.app.inject(url);
    assert.deepEqual([response.statusCode, response.body], [200, INDEX_HTML], url);
    assert.match(String(response.headers['content-type']), /^text\/html/);
    assert.equal(response.headers['cache-control'], 'no-cache');
  }
});

test('hashed assets may be kept for good, other files for a while', async () => {
  const asset = await harness.app.inject('/assets/index-abc123.js');
  assert.deepEqual([asset.statusCode, asset.body], [200, 'export {};']);
  assert.equal(asset.headers['cache-control'], 'public, max-age=31536000, immutable');
  assert.match(String(asset.headers['content-type']), /javascript/);
  const icon = await harness.app.inject('/favicon.svg');
  assert.deepEqual([icon.statusCode, icon.headers['cache-control']], [200, 'public, max-age=3600']);
});

test('a missing asset is a 404 that is not kept, never the page', async () => {
  for (const url of ['/assets/index-gone00.js', '/robots.txt', '/assets/', '/assets/index']) {
    const response = await harness.app.inject(url);
    assert.equal(response.statusCode, 404, url);
    assert.equal(response.headers['cache-control'], 'no-store', url);
    assert.ok(!response.body.includes('<title>'), url);
  }
});

test('nothing outside the build and no hidden file is served', async () => {
  for (const url of ['/.secret.txt', '/../package.json', '/..%2fpackage.json', '/assets/..%2f..%2fx.txt', '/%00.js']) {
    const response = await harness.app.inject(url);
    assert.ok([400, 404].includes(response.statusCode), `${url}: ${response.statusCode}`);
  }
});

test('HEAD on a page answers its headers, and a page takes no other method', async () => {
  const head = await harness.app.inject({ method: 'HEAD', url: '/services' });
  assert.deepEqual([head.statusCode, head.body], [200, '']);
  const { problem } = await problemOf(harness.app, { method: 'POST', url: '/services' });
  assert.equal(problem.code, 'E_NOT_FOUND');
});

test('without a build there is a page in both languages that says how to make one', async () => {
  const bare = await openAdminApp({ consoleFolder: join(import.meta.dirname, 'no-such-folder') });
  try {
    const response = await bare.app.inject('/');
    assert.equal(response.statusCode, 503);
    assert.match(String(response.headers['content-type']), /^text\/html/);
    assert.match(response.body, /控制台尚未构建.*not built yet.*npx vite build console/s);
    assert.equal((await bare.app.inject('/assets/index-abc123.js')).statusCode, 404);
    assert.equal((await bare.app.inject('/healthz')).statusCode, 200);
  } finally {
    await bare.close();
  }
});

test('pages, API, assets, health and errors all carry the security headers', async () => {
  for (const url of ['/', '/api/setup', '/assets/index-abc123.js', '/healthz', '/api/staff', '/assets/gone.js']) {
    const { headers } = await harness.app.inject(url);
    const policy = String(headers['content-security-policy']).split('; ');
    for (const part of ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"]) {
      assert.ok(policy.includes(part), `${url}: ${part}`);
    }
    const scripts = policy.filter((part) => part.startsWith('script-src'));
    // WebAssembly in the page itself; everywhere else scripts fall under default-src.
    assert.deepEqual(scripts, url === '/' ? ["script-src 'self' 'wasm-unsafe-eval'"] : [], url);
    assert.equal(headers['x-content-type-options'], 'nosniff', url);
    assert.equal(headers['referrer-policy'], 'no-referrer', url);
    assert.equal(headers['cross-origin-opener-policy'], 'same-origin', url);
    assert.match(String(headers['permissions-policy']), /camera=\(\)/, url);
    assert.ok(headers['x-request-id'] !== undefined, url);
  }
});

test('no answer of the API is kept by anyone', async () => {
  for (const url of ['/api/setup', '/api/openapi.json', '/api/staff', '/api/nothing']) {
    assert.equal((await harness.app.inject(url)).headers['cache-control'], 'no-store', url);
  }
});
