import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ERRORS, HeguiError } from '../../kernel/index.ts';
import { toHeguiError } from './problem.ts';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  recordingLog,
  type SignedIn,
  signIn,
} from './testing/open-admin-app.ts';

const { log, lines } = recordingLog();
let harness: AdminAppHarness;
let headers: SignedIn;
let requests = 0;
before(async () => {
  harness = await openAdminApp({ log, newRequestId: () => `req-${++requests}` });
  headers = await signIn(harness, 'administrator');
});
after(() => harness.close());

test('a refusal is a problem document in Chinese, with the request id that the answer carries', async () => {
  const { problem, response } = await problemOf(harness.app, { url: '/api/staff' });
  assert.equal(response.headers['content-type'], 'application/problem+json; charset=utf-8');
  assert.equal(response.headers['content-language'], 'zh-CN');
  const { status, title, remedy } = ERRORS.E_SESSION_REQUIRED;
  assert.deepEqual(problem, {
    type: 'urn:hegui:error:E_SESSION_REQUIRED',
    title: title.zh,
    status,
    code: 'E_SESSION_REQUIRED',
    detail: 'the cookie hegui_session is missing or its session has ended',
    remedy: remedy.zh,
    requestId: response.headers['x-request-id'],
    fields: [],
  });
  assert.match(problem.requestId, /^req-\d+$/);
});

test('title and remedy are English for a reader who asks for English first', async () => {
  const { problem, response } = await problemOf(harness.app, {
    url: '/api/staff',
    headers: { 'accept-language': 'en-US,en;q=0.9,zh;q=0.1' },
  });
  assert.equal(response.headers['content-language'], 'en');
  assert.deepEqual([problem.title, problem.remedy], Object.values(pickEnglish('E_SESSION_REQUIRED')));
});

const pickEnglish = (code: keyof typeof ERRORS) => ({ title: ERRORS[code].title.en, remedy: ERRORS[code].remedy.en });

test('a body that breaks its schema is refused with every field at fault and why', async () => {
  const payload = { username: 'x', name: '', role: 'administrator', password: 'short', colour: 'red' };
  const { problem } = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/staff',
    headers: { ...headers },
    payload,
  });
  assert.deepEqual([problem.status, problem.code], [400, 'E_REQUEST_INVALID']);
  assert.deepEqual(problem.fields.map(({ path }) => path).sort(), ['colour', 'name', 'password', 'username']);
  assert.ok(problem.fields.every(({ message }) => message !== ''));
});

test('a refused field deep in the body and a refused query are named by their path', async () => {
  const deep = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/setup',
    payload: { token: 't', administrator: { username: 'root', name: 'Root', password: '1' }, provider: {} },
  });
  assert.ok(deep.problem.fields.some(({ path }) => path === 'administrator.password'));
  const query = await problemOf(harness.app, { url: '/api/exchanges?limit=0', headers: { ...headers } });
  assert.deepEqual(
    query.problem.fields.map(({ path }) => path),
    ['limit'],
  );
});

test('a body that was left out is named as the body', async () => {
  const { problem } = await problemOf(harness.app, { method: 'POST', url: '/api/session' });
  assert.deepEqual([problem.code, problem.fields.map(({ path }) => path)], ['E_REQUEST_INVALID', ['body']]);
});

test('a body that is no JSON is refused as such, and so is an empty one', async () => {
  for (const payload of ['{"username":', '', '{"__proto__":{"a":1}}']) {
    const { problem } = await problemOf(harness.app, {
      method: 'POST',
      url: '/api/session',
      headers: { 'content-type': 'application/json' },
      payload,
    });
    assert.deepEqual([problem.status, problem.code], [400, 'E_REQUEST_JSON'], payload);
  }
});

test('another media type than JSON is refused and named', async () => {
  const { problem } = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/session',
    headers: { 'content-type': 'text/html' },
    payload: '<p>',
  });
  assert.equal(problem.code, 'E_REQUEST_INVALID');
  assert.match(problem.detail, /^content-type:/);
});

test('a body over one MiB is refused, and the connection that holds the rest of it ends', async () => {
  const { problem, response } = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/session',
    payload: { username: 'x'.repeat(1_100_000), password: 'y' },
  });
  assert.deepEqual([problem.status, problem.code], [413, 'E_REQUEST_TOO_LARGE']);
  assert.equal(response.headers.connection, 'close');
});

test('terms are taken in one body of several MiB', async () => {
  const text = Array.from({ length: 400_000 }, () => '测试违规词').join('\n');
  const url = `/api/word-lists/lst_${'0'.repeat(26)}/terms`;
  const { problem } = await problemOf(harness.app, { method: 'POST', url, headers: { ...headers }, payload: { text } });
  assert.equal(problem.code, 'E_NOT_FOUND');
});

test('an unknown address is a 404 problem for every method, under /api and /v1', async () => {
  for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS'] as const) {
    for (const url of ['/api/nothing', '/api', '/v1/models']) {
      const { problem } = await problemOf(harness.app, { method, url, headers: { ...headers } });
      assert.deepEqual([problem.status, problem.code], [404, 'E_NOT_FOUND'], `${method} ${url}`);
    }
  }
});

test('an address that is not well encoded is a 404 problem with the security headers', async () => {
  const { problem, response } = await problemOf(harness.app, { url: '/api/%E0%A4%A' });
  assert.equal(problem.code, 'E_NOT_FOUND');
  assert.equal(response.headers['x-content-type-options'], 'nosniff');
  assert.equal(response.headers['x-request-id'], problem.requestId);
});

test('a known address that does not take the method says which it takes', async () => {
  const id = `svc_${'0'.repeat(26)}`;
  for (const [method, url, allow] of [
    ['PUT', '/api/session', 'GET, POST, DELETE'],
    ['GET', '/api/session/password', 'POST'],
    ['HEAD', '/api/evidence/export', 'GET'],
    ['POST', `/api/services/${id}?x=1`, 'GET, PATCH, DELETE'],
    ['POST', '/healthz', 'GET, HEAD'],
  ] as const) {
    const response = await harness.app.inject({ method, url, headers: { ...headers } });
    assert.equal(response.statusCode, 405, `${method} ${url}`);
    const allowed = String(response.headers.allow).split(', ');
    assert.deepEqual(allowed.sort(), allow.split(', ').sort(), `${method} ${url}`);
  }
});

test('a lock-out tells the seconds to wait in retry-after', async () => {
  await harness.staff.members.create('cli', {
    username: 'locked',
    name: 'Locked',
    role: 'inspector',
    password: 'a long enough password',
  });
  let retryAfter = 0;
  for (let tries = 0; tries < 6 && retryAfter === 0; tries++) {
    const payload = { username: 'locked', password: 'wrong' };
    const { problem, response } = await problemOf(harness.app, { method: 'POST', url: '/api/session', payload });
    if (problem.code === 'E_SESSION_LOCKED') retryAfter = Number(response.headers['retry-after']);
  }
  assert.ok(retryAfter > 800 && retryAfter <= 900, String(retryAfter));
});

test('an unforeseen failure is told by its request id alone and logged under it, without what was asked', async (t) => {
  t.mock.method(harness.staff.members, 'list', async () => {
    throw new Error('the secret word is 禁词甲');
  });
  lines.length = 0;
  const { problem } = await problemOf(harness.app, { url: '/api/staff?search=禁词甲', headers: { ...headers } });
  assert.deepEqual([problem.status, problem.code, problem.detail], [500, 'E_INTERNAL', 'unexpected error']);
  const [line = ''] = lines.filter((one) => one.includes('"error"'));
  assert.ok(line.includes(problem.requestId) && line.includes('/api/staff') && line.includes('E_INTERNAL'), line);
  assert.ok(!lines.join().includes('禁词甲'));
});

test('an answer that breaks its own schema is an internal error, logged with where it breaks', async (t) => {
  t.mock.method(harness.staff.setUp, 'isNeeded', async () => 'no boolean');
  lines.length = 0;
  const { problem } = await problemOf(harness.app, { url: '/api/setup' });
  assert.equal(problem.code, 'E_INTERNAL');
  assert.ok(
    lines.some((line) => line.includes('needed invalid_type')),
    lines.join(),
  );
  assert.ok(!lines.join().includes('no boolean'));
});

test('a refusal is not logged as a failure', async () => {
  lines.length = 0;
  await harness.app.inject('/api/staff');
  assert.deepEqual(
    lines.filter((line) => !line.includes('"level":"debug"')),
    [],
  );
});

test('errors of our own pass as they are, and a foreign one never brings its message', () => {
  const own = new HeguiError('E_CONFLICT', 'name: is taken');
  assert.equal(toHeguiError(own), own);
  const foreign = Object.assign(new Error('token 禁词甲'), { statusCode: 418 });
  assert.deepEqual(
    [toHeguiError(foreign).code, toHeguiError(foreign).message.includes('禁词甲')],
    ['E_REQUEST_INVALID', false],
  );
  assert.equal(toHeguiError('a thrown text').code, 'E_INTERNAL');
});
