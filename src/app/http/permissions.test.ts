import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { problemSchema, type Role } from '../../contract/index.ts';
import { PERMISSIONS, ROLE_PERMISSIONS } from '../../staff/index.ts';
import {
  type AdminAppHarness,
  openAdminApp,
  ROLES,
  type SignedIn,
  signIn,
  signInAgain,
} from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
let browsers: Record<Role, SignedIn>;
before(async () => {
  harness = await openAdminApp();
  browsers = {
    administrator: await signIn(harness, 'administrator'),
    'compliance-officer': await signIn(harness, 'compliance-officer'),
    reviewer: await signIn(harness, 'reviewer'),
    inspector: await signIn(harness, 'inspector'),
  };
});
after(() => harness.close());

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
type Method = (typeof METHODS)[number];
interface Route {
  readonly method: Method;
  readonly path: string;
  readonly permission: string;
}

const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ 'x-hegui-permission': z.string() }))),
});

async function listRoutes(): Promise<Route[]> {
  const { paths } = documentSchema.parse((await harness.app.inject('/api/openapi.json')).json());
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => {
      const method = METHODS.find((one) => one.toLowerCase() === name);
      assert.ok(method !== undefined, name);
      return { method, path, permission: operation['x-hegui-permission'] };
    }),
  );
}

/** Ids of nothing: whoever gets past the guard finds a 404 or a 400. */
const withIds = (path: string): string => path.replaceAll(/\{\w+\}/g, `svc_${'0'.repeat(26)}`);

type Verdict = 'sign in' | 'forbidden' | 'let in';

async function ask({ method, path }: Pick<Route, 'method' | 'path'>, browser: SignedIn | null): Promise<Verdict> {
  const isChange = method !== 'GET';
  const response = await harness.app.inject({
    method,
    url: withIds(path),
    headers: { ...browser },
    ...(isChange ? { payload: {} } : {}),
  });
  if (response.statusCode === 401 || response.statusCode === 403) {
    const { code } = problemSchema.parse(response.json());
    if (code === 'E_SESSION_REQUIRED') return 'sign in';
    if (code === 'E_ROLE_FORBIDDEN') return 'forbidden';
    // Past the guard, where the route asks for the key of a service.
    if (code === 'E_KEY_MISSING') return 'let in';
  }
  assert.ok(
    ![401, 403, 500].includes(response.statusCode),
    `${method} ${path}: ${response.statusCode} ${response.body}`,
  );
  return 'let in';
}

test('every route asks for a permission there is, for a session, or says that it is public', async () => {
  const routes = await listRoutes();
  assert.ok(routes.length > 40, `${routes.length} routes`);
  const known = new Set<string>([...PERMISSIONS, 'session', 'public']);
  assert.deepEqual(
    routes.filter(({ permission }) => !known.has(permission)),
    [],
  );
});

test('a route that declares no permission cannot be added', async () => {
  const other = await openAdminApp();
  try {
    assert.throws(() => other.app.get('/api/forgotten', () => 'open to all'), /declares no permission/);
  } finally {
    await other.close();
  }
});

test('no address is public but health, the description, set-up and the sign-in', async () => {
  const open = (await listRoutes()).filter(({ permission }) => permission === 'public');
  assert.deepEqual(open.map(({ method, path }) => `${method} ${path}`).sort(), [
    // What the provider's own app does for its users: asks for the key of a service.
    'DELETE /api/public/agreements/acceptances',
    'DELETE /api/public/identity/assertions',
    'DELETE /api/public/minors/contact',
    'DELETE /api/public/minors/guardians',
    'GET /api/openapi.json',
    'GET /api/public/agreements',
    // Asks for the key of a service and the secret of a receipt.
    'GET /api/public/complaints/{receipt}',
    // What is published for everybody.
    'GET /api/public/disclosures/{id}',
    'GET /api/public/disclosures/{id}/text',
    'GET /api/public/identity',
    'GET /api/public/measures',
    'GET /api/public/minors/consent',
    'GET /api/public/minors/state',
    // The app of the provider, or the secret of a receipt besides.
    'GET /api/public/privacy-requests/{receipt}',
    'GET /api/public/training-choice',
    // Asks for the key of a service instead of a session.
    'GET /api/recalls',
    'GET /api/setup',
    // Asks for a secret token of its own.
    'GET /api/status/calendar.ics',
    'GET /healthz',
    'GET /metrics',
    'GET /readyz',
    // Asks for the key of a service too.
    'PATCH /api/scope/facts',
    'POST /api/public/agreements/acceptances',
    'POST /api/public/complaints',
    'POST /api/public/complaints/{receipt}/messages',
    'POST /api/public/identity/assertions',
    'POST /api/public/identity/checks',
    'POST /api/public/identity/codes',
    'POST /api/public/identity/codes/{id}',
    'POST /api/public/identity/national',
    'POST /api/public/identity/national/{bizSeq}',
    'POST /api/public/measures/{id}/appeals',
    'POST /api/public/minors/age-appeals',
    'POST /api/public/minors/guardian-codes',
    'POST /api/public/minors/guardians',
    'POST /api/public/portal-links',
    'POST /api/public/privacy-requests',
    'POST /api/public/privacy-requests/confirm',
    'POST /api/public/privacy-requests/{receipt}/copy',
    'POST /api/public/privacy-requests/{receipt}/messages',
    'POST /api/session',
    'POST /api/setup',
    'PUT /api/public/minors/age',
    'PUT /api/public/minors/contact',
    'PUT /api/public/training-choice',
  ]);
});

test('every route lets in the roles with its permission, and no one else', { timeout: 120_000 }, async () => {
  for (const route of await listRoutes()) {
    const { method, path, permission } = route;
    const isPublic = permission === 'public';
    // It would end the session that the next questions are asked with.
    if (method === 'DELETE' && path === '/api/session') continue;
    assert.equal(await ask(route, null), isPublic ? 'let in' : 'sign in', `${method} ${path} without a session`);
    for (const role of ROLES) {
      const may = isPublic || permission === 'session' || [...ROLE_PERMISSIONS[role]].some((one) => one === permission);
      assert.equal(await ask(route, browsers[role]), may ? 'let in' : 'forbidden', `${method} ${path} as ${role}`);
    }
  }
});

// Written by hand, so that the matrix above is not only compared with itself.
const ALL = 'administrator compliance-officer reviewer inspector';
const EXPECTED: readonly (readonly [method: Method, path: string, roles: string])[] = [
  ['GET', '/api/exchanges/{id}', ALL],
  ['GET', '/api/evidence', ALL],
  ['GET', '/api/staff', ALL],
  ['GET', '/api/risks', ALL],
  ['POST', '/api/evidence/verify', ALL],
  ['GET', '/api/evidence/export', 'administrator compliance-officer inspector'],
  ['POST', '/api/word-lists/test', 'administrator compliance-officer reviewer'],
  ['POST', '/api/services/{id}/playground-key', 'administrator compliance-officer reviewer'],
  ['GET', '/api/review/items', ALL],
  ['GET', '/api/cases', ALL],
  ['GET', '/api/status', ALL],
  ['POST', '/api/status/run', 'administrator compliance-officer reviewer'],
  ['POST', '/api/status/overrides', 'administrator compliance-officer'],
  ['GET', '/api/complaints', ALL],
  ['GET', '/api/complaints/{id}/content', 'administrator compliance-officer reviewer'],
  ['POST', '/api/complaints/{id}/answer', 'administrator compliance-officer reviewer'],
  ['PUT', '/api/complaint-settings', 'administrator compliance-officer'],
  ['GET', '/api/privacy/requests', ALL],
  ['GET', '/api/privacy/requests/{id}/content', 'administrator compliance-officer reviewer'],
  ['POST', '/api/privacy/requests/{id}/answer', 'administrator compliance-officer'],
  ['PUT', '/api/privacy/retention', 'administrator compliance-officer'],
  ['PUT', '/api/portal/settings', 'administrator compliance-officer'],
  ['POST', '/api/review/next', 'administrator compliance-officer reviewer'],
  ['POST', '/api/cases', 'administrator compliance-officer reviewer'],
  ['POST', '/api/cases/{id}/report/sign', 'administrator compliance-officer'],
  ['POST', '/api/word-lists/{id}/terms', 'administrator compliance-officer'],
  ['PATCH', '/api/services/{id}', 'administrator compliance-officer'],
  ['DELETE', '/api/services/{id}', 'administrator'],
  ['POST', '/api/services/{id}/keys', 'administrator'],
  ['DELETE', '/api/keys/{id}', 'administrator'],
  ['POST', '/api/upstreams', 'administrator'],
  ['PUT', '/api/provider', 'administrator'],
  ['POST', '/api/staff', 'administrator'],
];
for (const [method, path, roles] of EXPECTED) {
  test(`${method} ${path} lets in ${roles === ALL ? 'all four roles' : `only ${roles.replaceAll(' ', ', ')}`}`, async () => {
    const letIn: string[] = [];
    for (const role of ROLES) {
      if ((await ask({ method, path }, browsers[role])) === 'let in') letIn.push(role);
    }
    assert.equal(letIn.join(' '), roles);
  });
}

const SIGN_OUT = { method: 'DELETE', url: '/api/session' } as const;

test('a change without the token of the session is refused, and with it it is made', async () => {
  const browser = await signInAgain(harness.app, 'inspector');
  const { cookie } = browser;
  for (const headers of [{ cookie }, { cookie, 'x-hegui-csrf': browsers.reviewer['x-hegui-csrf'] }]) {
    const refused = await harness.app.inject({ ...SIGN_OUT, headers });
    assert.deepEqual([refused.statusCode, problemSchema.parse(refused.json()).code], [403, 'E_CSRF']);
  }
  assert.equal((await harness.app.inject({ ...SIGN_OUT, headers: { ...browser } })).statusCode, 204);
  assert.equal((await harness.app.inject({ url: '/api/session', headers: { cookie } })).statusCode, 401);
});

test('a change from a page of another origin is refused even with the token, and one from publicUrl is made', async () => {
  const browser = await signInAgain(harness.app, 'inspector');
  const refused = await harness.app.inject({ ...SIGN_OUT, headers: { ...browser, origin: 'https://other.example' } });
  assert.equal(problemSchema.parse(refused.json()).code, 'E_CSRF');
  const made = await harness.app.inject({ ...SIGN_OUT, headers: { ...browser, origin: 'https://hegui.example' } });
  assert.equal(made.statusCode, 204);
});
