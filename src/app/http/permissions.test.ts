import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { problemSchema } from '../../contract/index.ts';
import { openApiApp } from '../../staff/testing/api-app.ts';
import { APP_OBJECTS, type ObjectCase } from './testing/app-objects.ts';
import { ask, type MatrixHouse, type Method, openMatrixHouse } from './testing/matrix-house.ts';
import { ROLES, signInAgain } from './testing/open-admin-app.ts';
import { PortalVisitor } from './testing/portal-visitor.ts';
import { type Circle, RIGHTS, ROLES_OF } from './testing/rights.ts';
import { STAFF_OBJECTS } from './testing/staff-objects.ts';

let house: MatrixHouse;
before(async () => {
  house = await openMatrixHouse();
});
after(() => house.harness.close());

interface Right {
  readonly method: Method;
  readonly path: string;
  readonly circle: Circle;
  readonly isStarred: boolean;
}

const lineSchema = z.tuple([z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']), z.string(), z.literal('*').optional()]);
const CIRCLES: readonly Circle[] = ['everyone', 'desks', 'officers', 'exporters', 'administrators', 'apps', 'anybody'];
const TABLE: readonly Right[] = CIRCLES.flatMap((circle) =>
  RIGHTS[circle]
    .trim()
    .split('\n')
    .map((line) => {
      const [method, path, star] = lineSchema.parse(line.trim().split(' '));
      return { method, path, circle, isStarred: star !== undefined };
    }),
);
const nameOf = ({ method, path }: Pick<Right, 'method' | 'path'>): string => `${method} ${path}`;

/** Ids of nothing: whoever gets past the guard finds a 404 or a 400. */
const withIds = (path: string): string => path.replaceAll(/\{\w+\}/g, `svc_${'0'.repeat(26)}`);
const askNothing = (right: Right, headers: object) => ask(house, right.method, withIds(right.path), headers);
// It would end the session that the next questions are asked with; its case asks with one of its own.
const endsSession = ({ method, path }: Right): boolean => method === 'DELETE' && path === '/api/session';

test('the table has a line for every route of the running app, and none for a route that is not there', async () => {
  const { app } = house.harness;
  const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });
  const { paths } = documentSchema.parse((await app.inject('/api/openapi.json')).json());
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  const lines = TABLE.map(nameOf);
  assert.equal(new Set(lines).size, lines.length, 'no route stands in two circles');
  assert.deepEqual([...lines].sort(), [...routes].sort());
});

test('what the description leaves out are pages of the portal and the files of the console', () => {
  const described = new Set(TABLE.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1')));
  const urls = addressesOf(house.harness.app.printRoutes({ commonPrefix: false }));
  assert.ok(urls.length > described.size / 2, `${urls.length} addresses`);
  const rest = urls.filter((url) => !described.has(url) && !/^\/portal(?:[/*]|$)/.test(url));
  assert.deepEqual(rest, ['*']);
});

/** The addresses of a printed tree of routes, whose branches are four columns a level. */
function addressesOf(tree: string): string[] {
  const parts: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, branch = '', part = '', methods = ''] = /^(.*?)[└├]── (\S*)(?: \((.*)\))?$/.exec(line) ?? [];
    if (part === '') return [];
    const level = branch.length / 4;
    parts.splice(level, parts.length, part);
    return methods === '' ? [] : [parts.join('')];
  });
}

test('every starred route has its case, and every case its star', () => {
  const cases = [...Object.keys(APP_OBJECTS), ...Object.keys(STAFF_OBJECTS)];
  const starred = TABLE.filter(({ isStarred }) => isStarred).map(nameOf);
  assert.deepEqual([...cases].sort(), [...starred].sort());
  assert.deepEqual(
    TABLE.filter(({ circle, isStarred }) => circle === 'apps' && !isStarred),
    [],
    'what an app may see depends on the service whose key it has',
  );
});

test('without a session, or with one of a person who was removed, staff routes are shut', {
  timeout: 60_000,
}, async () => {
  for (const right of TABLE) {
    if (right.circle === 'anybody' || right.circle === 'apps') continue;
    for (const headers of [{}, house.removed, house.own.app])
      assert.equal((await askNothing(right, headers)).code, 'E_SESSION_REQUIRED', nameOf(right));
  }
});

test('every staff route lets in the roles of its circle, and no one else', { timeout: 120_000 }, async () => {
  for (const right of TABLE) {
    if (right.circle === 'anybody' || right.circle === 'apps' || endsSession(right)) continue;
    for (const role of ROLES) {
      const { status, code, body } = await askNothing(right, house.staff[role]);
      const told = `${nameOf(right)} as ${role}: ${status} ${body}`;
      const may: boolean = ROLES_OF[right.circle].some((one) => one === role);
      assert.equal(code === 'E_ROLE_FORBIDDEN', !may, told);
      // Past the guard nothing is found, and nothing breaks.
      if (may) assert.ok(![401, 403, 500].includes(status), told);
    }
  }
});

test('routes of apps ask for the key of a service before they read anything, and take no session for one', async () => {
  const asked: readonly (readonly [headers: object, code: string])[] = [
    [{}, 'E_KEY_MISSING'],
    [house.staff.administrator, 'E_KEY_MISSING'],
    [{ authorization: 'Basic YTpi' }, 'E_KEY_MISSING'],
    [{ authorization: 'Bearer sk-nobody-made-this' }, 'E_KEY_UNKNOWN'],
    [{ authorization: `Bearer ${house.revokedKey}` }, 'E_KEY_UNKNOWN'],
  ];
  for (const right of TABLE.filter(({ circle }) => circle === 'apps')) {
    for (const [headers, code] of asked) assert.equal((await askNothing(right, headers)).code, code, nameOf(right));
    const { status, code } = await askNothing(right, house.own.app);
    assert.ok(status !== 403 && status !== 500 && !code?.startsWith('E_KEY'), `${nameOf(right)}: ${status} ${code}`);
  }
});

// A test of the board's own goes in there and is opened again; it is marked, and nobody is told of it.
const TAKE_TESTS = new Set([
  'GET /api/public/complaints/{receipt}',
  'GET /api/public/privacy-requests/{receipt}',
  'POST /api/public/complaints',
  'POST /api/public/privacy-requests',
]);
test('whoever may try a service out vouches for none of its users', async () => {
  for (const right of TABLE.filter(({ circle }) => circle === 'apps')) {
    const { code } = await askNothing(right, house.playground);
    assert.equal(code === 'E_KEY_UNKNOWN', !TAKE_TESTS.has(nameOf(right)), `${nameOf(right)}: ${code}`);
  }
});

test('what is for anybody asks nobody who they are', async () => {
  for (const right of TABLE.filter(({ circle }) => circle === 'anybody')) {
    const { status, code } = await askNothing(right, {});
    assert.ok(
      status !== 500 && code !== 'E_SESSION_REQUIRED' && !code?.startsWith('E_KEY'),
      `${nameOf(right)} ${code}`,
    );
  }
});

/** Each case once, under every route that it is the case of. */
const CASES = Map.groupBy<ObjectCase, readonly [string, ObjectCase]>(
  [...Object.entries(APP_OBJECTS), ...Object.entries(STAFF_OBJECTS)],
  ([, objectCase]) => objectCase,
);
for (const [objectCase, entries] of CASES)
  test(`own and others’: ${entries.map(([route]) => route).join(', ')}`, () => objectCase(house));

test('on the portal a receipt opens what it stands for, with its own secret, and nothing of another duty or person', async () => {
  const { harness, own } = house;
  const receive = (text: string) =>
    harness.complaints.receive({
      formKey: `portal ${text}`,
      kind: 'other',
      language: 'zh-CN',
      channel: 'portal',
      text,
      about: '',
      contact: { name: '', email: '', phone: '' },
      files: [{ name: 'a.txt', mediaType: 'text/plain', bytes: Buffer.from(text) }],
      serviceId: null,
    });
  const [mine, theirs] = [await receive('我的投诉'), await receive('别人的投诉')];
  const request = await harness.privacy.receive({
    formKey: 'portal request',
    kind: 'explain',
    channel: 'portal',
    language: 'zh-CN',
    serviceId: own.id,
    user: null,
    text: '我的请求',
    contact: { email: '', phone: '' },
    complaints: [],
    entered: null,
  });
  const visitor = new PortalVisitor(harness);
  const tried: readonly (readonly [at: string, number: string, secret: string])[] = [
    ['/complaints/open', theirs.number, mine.secret],
    ['/complaints/open', request.number, request.secret],
    ['/privacy/open', mine.number, mine.secret],
    ['/measures/open', mine.number, mine.secret],
  ];
  for (const [at, number, secret] of tried)
    assert.equal((await visitor.send(at, { number, secret })).status, 422, `${at} ${number}`);
  const opened = await visitor.send('/complaints/open', { number: mine.number, secret: mine.secret });
  assert.equal(opened.location, '/portal/zh/complaints/view');
  const { body } = await visitor.open('/complaints/view');
  assert.ok(body.includes('我的投诉') && !body.includes('别人的投诉'));
  const { rows } = await harness.database.query<{ id: string }>(
    'select a.id from complaint_attachment a join complaint c on c.id = a.complaint_id where c.receipt = $1',
    [theirs.number],
  );
  assert.equal((await visitor.open(`/complaints/attachments/${rows[0]?.id}`)).status, 404);
  for (const at of ['/privacy/view', '/measures/view']) {
    const { status, location } = await visitor.open(at);
    assert.deepEqual([status, location], [303, `/portal/zh${at.replace('view', 'open')}`]);
  }
});

test('a role that was taken from somebody is gone with their next request', async () => {
  const { harness } = house;
  const account = {
    username: 'lowered',
    name: 'lowered',
    role: 'administrator',
    password: 'a long enough password',
  } as const;
  const { id } = await harness.staff.members.create('cli', account);
  const browser = await signInAgain(harness.app, 'lowered');
  const keys = `/api/services/${house.own.id}/keys`;
  const given = { name: 'made', ratePerMinute: null, openMax: null };
  assert.equal((await ask(house, 'POST', keys, browser, given)).status, 201);
  await harness.staff.members.change('cli', id, { role: 'reviewer' });
  assert.equal((await ask(house, 'POST', keys, browser, given)).code, 'E_ROLE_FORBIDDEN');
});

test('a route that declares no permission cannot be added', async () => {
  const app = await openApiApp({ sessions: house.harness.staff.sessions, publicUrl: undefined });
  assert.throws(() => app.get('/api/forgotten', () => 'open to all'), /declares no permission/);
  await app.close();
});

const SIGN_OUT = { method: 'DELETE', url: '/api/session' } as const;

test('a change without the token of the session is refused, and with it it is made', async () => {
  const { app } = house.harness;
  const browser = await signInAgain(app, 'inspector');
  const { cookie } = browser;
  for (const headers of [{ cookie }, { cookie, 'x-hegui-csrf': house.staff.reviewer['x-hegui-csrf'] }]) {
    const refused = await app.inject({ ...SIGN_OUT, headers });
    assert.deepEqual([refused.statusCode, problemSchema.parse(refused.json()).code], [403, 'E_CSRF']);
  }
  assert.equal((await app.inject({ ...SIGN_OUT, headers: { ...browser } })).statusCode, 204);
  assert.equal((await app.inject({ url: '/api/session', headers: { cookie } })).statusCode, 401);
});

test('a change from a page of another origin is refused even with the token, and one from publicUrl is made', async () => {
  const { app } = house.harness;
  const browser = await signInAgain(app, 'inspector');
  const refused = await app.inject({ ...SIGN_OUT, headers: { ...browser, origin: 'https://other.example' } });
  assert.equal(problemSchema.parse(refused.json()).code, 'E_CSRF');
  const made = await app.inject({ ...SIGN_OUT, headers: { ...browser, origin: 'https://hegui.example' } });
  assert.equal(made.statusCode, 204);
});
