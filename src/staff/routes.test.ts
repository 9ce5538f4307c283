import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { HOUR_MS } from '../kernel/index.ts';
import type { NewSession, StaffRecord } from './model.ts';
import { staffRoutes } from './routes.ts';
import type { Permission } from './rules.ts';
import { openApiApp } from './testing/api-app.ts';
import { openStaffFixture, PASSWORD, SETUP_TOKEN, type StaffFixture } from './testing/staff-fixture.ts';

let fixture: StaffFixture;
let app: FastifyInstance;
const sessions = new Map<StaffRecord['role'], NewSession>();

before(async () => {
  fixture = await openStaffFixture();
  app = await openApiApp({ sessions: fixture.staff.sessions, publicUrl: undefined });
  await app.register(staffRoutes({ staff: fixture.staff, publicUrl: undefined }));
});
after(async () => {
  await app.close();
  await fixture.fresh.drop();
});

const asRole = (role: StaffRecord['role'], options: InjectOptions, csrf?: string) => {
  const begun = sessions.get(role);
  assert.ok(begun !== undefined);
  const headers = { 'x-hegui-csrf': csrf ?? begun.session.csrf };
  return app.inject({
    ...options,
    cookies: { hegui_session: begun.cookie },
    headers: { ...headers, ...options.headers },
  });
};
const codeAndStatus = (response: { statusCode: number; json(): { code?: string } }): [number, string | undefined] => [
  response.statusCode,
  response.json().code,
];

const SETUP = {
  administrator: { username: 'admin', name: 'Administrator', password: PASSWORD },
  provider: { name: 'A provider', creditCode: '91110000000000000X' },
};

test('a fresh server says that set-up is needed', async () => {
  const response = await app.inject({ url: '/api/setup' });
  assert.deepEqual([response.statusCode, response.json()], [200, { needed: true }]);
});

test('set-up with a wrong token answers 403', async () => {
  const response = await app.inject({ method: 'POST', url: '/api/setup', payload: { ...SETUP, token: 'wrong' } });
  assert.deepEqual(codeAndStatus(response), [403, 'E_SETUP_TOKEN']);
});

test('set-up with a short password answers 400', async () => {
  const administrator = { ...SETUP.administrator, password: 'short' };
  const payload = { ...SETUP, administrator, token: SETUP_TOKEN };
  const response = await app.inject({ method: 'POST', url: '/api/setup', payload });
  assert.deepEqual(codeAndStatus(response), [400, 'E_REQUEST_INVALID']);
});

test('set-up answers 200 with a session and a cookie that no script can read, then 409', async () => {
  const payload = { ...SETUP, token: SETUP_TOKEN };
  const response = await app.inject({ method: 'POST', url: '/api/setup', payload });
  assert.equal(response.statusCode, 200);
  const { staff, csrf, created } = response.json();
  assert.deepEqual([staff.role, typeof csrf, created], ['administrator', 'string', null]);
  const cookie = String(response.headers['set-cookie']);
  assert.match(cookie, /^hegui_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
  const again = await app.inject({ method: 'POST', url: '/api/setup', payload });
  assert.deepEqual(codeAndStatus(again), [409, 'E_SETUP_DONE']);
  for (const role of ['administrator', 'compliance-officer', 'reviewer', 'inspector'] as const) {
    await fixture.addStaff(`the-${role}`, role);
    sessions.set(role, await fixture.staff.signIn.signIn({ username: `the-${role}`, password: PASSWORD }, '192.0.2.1'));
  }
});

test('behind https the cookie is Secure', async () => {
  const secure = await openApiApp({ sessions: fixture.staff.sessions, publicUrl: 'https://hegui.example' });
  await secure.register(staffRoutes({ staff: fixture.staff, publicUrl: 'https://hegui.example' }));
  const payload = { username: 'admin', password: PASSWORD };
  const headers = { origin: 'https://hegui.example' };
  const response = await secure.inject({ method: 'POST', url: '/api/session', payload, headers });
  assert.match(String(response.headers['set-cookie']), /; Secure/);
  await secure.close();
});

test('signing in answers 200 and the session; a wrong password 401', async () => {
  const payload = { username: 'admin', password: PASSWORD };
  const right = await app.inject({ method: 'POST', url: '/api/session', payload });
  assert.deepEqual([right.statusCode, right.json().staff.username], [200, 'admin']);
  const wrong = await app.inject({ method: 'POST', url: '/api/session', payload: { ...payload, password: 'no' } });
  assert.deepEqual(codeAndStatus(wrong), [401, 'E_SESSION_REFUSED']);
});

test('signing in from a page of another origin answers 403', async () => {
  const payload = { username: 'admin', password: PASSWORD };
  const headers = { origin: 'http://elsewhere.example' };
  const response = await app.inject({ method: 'POST', url: '/api/session', payload, headers });
  assert.deepEqual(codeAndStatus(response), [403, 'E_CSRF']);
});

test('too many wrong passwords answer 429 with Retry-After', async () => {
  await fixture.addStaff('locked.out', 'reviewer');
  const payload = { username: 'locked.out', password: 'wrong' };
  const send = () => app.inject({ method: 'POST', url: '/api/session', payload, remoteAddress: '192.0.2.9' });
  for (let i = 0; i < 4; i++) await send();
  const response = await send();
  assert.deepEqual(codeAndStatus(response), [429, 'E_SESSION_LOCKED']);
  assert.equal(response.headers['retry-after'], '900');
});

test('without a session the answer is 401, before the body is looked at', async () => {
  assert.deepEqual(codeAndStatus(await app.inject({ url: '/api/session' })), [401, 'E_SESSION_REQUIRED']);
  const response = await app.inject({ method: 'POST', url: '/api/staff', payload: { nonsense: true } });
  assert.deepEqual(codeAndStatus(response), [401, 'E_SESSION_REQUIRED']);
});

test('the session tells who it belongs to and the token for changes', async () => {
  const { session } = sessions.get('inspector') ?? assert.fail();
  const response = await asRole('inspector', { url: '/api/session' });
  assert.deepEqual(response.json(), {
    staff: session.staff,
    csrf: session.csrf,
    expiresAt: session.expiresAt.toISOString(),
  });
});

test('a change without the anti-forgery token, or with another, answers 403', async () => {
  const options: InjectOptions = { method: 'POST', url: '/api/staff', payload: {} };
  const { csrf } = sessions.get('reviewer')?.session ?? assert.fail();
  for (const token of ['', 'wrong', csrf]) {
    assert.deepEqual(codeAndStatus(await asRole('administrator', options, token)), [403, 'E_CSRF'], token);
  }
});

test('a change from a page of another origin answers 403, whatever token it carries', async () => {
  const headers = { origin: 'http://elsewhere.example' };
  const response = await asRole('administrator', { method: 'POST', url: '/api/staff', payload: {}, headers });
  assert.deepEqual(codeAndStatus(response), [403, 'E_CSRF']);
});

test('every role may list staff and only administrators may add', async () => {
  const payload = { username: 'new.one', name: 'New', role: 'reviewer', password: PASSWORD };
  for (const role of ['inspector', 'reviewer', 'compliance-officer'] as const) {
    assert.equal((await asRole(role, { url: '/api/staff' })).statusCode, 200, role);
    const response = await asRole(role, { method: 'POST', url: '/api/staff', payload });
    assert.deepEqual(codeAndStatus(response), [403, 'E_ROLE_FORBIDDEN'], role);
  }
  const response = await asRole('administrator', { method: 'POST', url: '/api/staff', payload });
  assert.equal(response.statusCode, 201);
  const { id, createdAt, ...member } = response.json();
  assert.deepEqual(member, {
    username: 'new.one',
    name: 'New',
    role: 'reviewer',
    lockedUntil: null,
    disabledAt: null,
  });
  assert.match(`${id} ${createdAt}`, /^stf_\w{26} \d{4}-/);
  const again = await asRole('administrator', { method: 'POST', url: '/api/staff', payload });
  assert.deepEqual(codeAndStatus(again), [409, 'E_CONFLICT']);
});

test('changing an account answers 200 with what it is now; an unknown one 404; a malformed id 400', async () => {
  const member = await fixture.addStaff('to.change', 'reviewer');
  const change = (id: string) =>
    asRole('administrator', { method: 'PATCH', url: `/api/staff/${id}`, payload: { role: 'inspector' } });
  assert.equal((await change(member.id)).json().role, 'inspector');
  assert.deepEqual(codeAndStatus(await change('stf_00000000000000000000000000')), [404, 'E_NOT_FOUND']);
  assert.deepEqual(codeAndStatus(await change('nobody')), [400, 'E_REQUEST_INVALID']);
});

test('everyone may change the own password and nobody without knowing the present one', async () => {
  const change = (current: string) =>
    asRole('inspector', {
      method: 'POST',
      url: '/api/session/password',
      payload: { current, next: 'a new long password' },
      remoteAddress: '192.0.2.20',
    });
  assert.deepEqual(codeAndStatus(await change('wrong')), [401, 'E_SESSION_REFUSED']);
  assert.equal((await change(PASSWORD)).statusCode, 204);
});

test('signing out answers 204, clears the cookie, and the session is gone', async () => {
  const response = await asRole('reviewer', { method: 'DELETE', url: '/api/session' });
  assert.equal(response.statusCode, 204);
  assert.match(String(response.headers['set-cookie']), /^hegui_session=; .*Expires=Thu, 01 Jan 1970/);
  assert.deepEqual(codeAndStatus(await asRole('reviewer', { url: '/api/session' })), [401, 'E_SESSION_REQUIRED']);
});

test('a route that declares no permission is refused when it is added', async () => {
  const guarded = await openApiApp({ sessions: fixture.staff.sessions, publicUrl: undefined });
  assert.throws(() => guarded.get('/api/open-door', async () => 'in'), /declares no permission/);
  await guarded.close();
});

test('what is no route answers 404 without a session', async () => {
  assert.equal((await app.inject({ url: '/api/nothing' })).statusCode, 404);
});

test('the guard asks for exactly the permission that a route declares', async () => {
  const guarded = await openApiApp({ sessions: fixture.staff.sessions, publicUrl: undefined });
  const permission: Permission = 'evidence.export';
  guarded.get('/api/export', { config: { permission } }, async (request) => request.signedIn().actor);
  const { cookie, session } = sessions.get('compliance-officer') ?? assert.fail();
  const allowed = await guarded.inject({ url: '/api/export', cookies: { hegui_session: cookie } });
  assert.equal(allowed.body, session.actor);
  const reviewer = await fixture.staff.signIn.signIn({ username: 'the-reviewer', password: PASSWORD }, '192.0.2.30');
  const refused = await guarded.inject({ url: '/api/export', cookies: { hegui_session: reviewer.cookie } });
  assert.deepEqual(codeAndStatus(refused), [403, 'E_ROLE_FORBIDDEN']);
  await guarded.close();
});

test('a session that has idled out answers 401', async () => {
  fixture.clock.advance(2 * HOUR_MS);
  assert.deepEqual(codeAndStatus(await asRole('administrator', { url: '/api/staff' })), [401, 'E_SESSION_REQUIRED']);
});
