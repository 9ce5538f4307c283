import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  type SignedIn,
  signIn,
} from '../../app/http/testing/open-admin-app.ts';
import { doorOfIdentity } from '../../app/identity.ts';
import {
  identityLookedUpSchema,
  identityOverviewSchema,
  identityProviderSchema,
  policySchema,
  publicIdentitySchema,
  publicNationalBegunSchema,
} from '../../contract/index.ts';
import { DAY_MS, MINUTE_MS } from '../../kernel/index.ts';
import { readEvidence } from '../../registry/testing/harness.ts';
import { sqlStateOf } from '../../store/index.ts';
import {
  answerNational,
  answerNothing,
  LocalOidc,
  type LocalProvider,
  startLocal,
  tencentResult,
} from './testing/local-provider.ts';

const NUMBER = '11010519491231002X';
const PHONE = '13800000001';
const SECRET = 'shared-secret';

let offsetMs = 0;
const clock = {
  now: () => new Date(Date.now() + offsetMs),
  monotonicMs: () => performance.now() + offsetMs,
};
/** Short messages that the gateway took; `refuse` = it takes none. */
const sent: { to: string; text: string }[] = [];
let refuse = false;
const sms = {
  send: async ({ content }: { readonly content: object }) => {
    if (refuse) throw new Error('a fault of the test’s gateway');
    sent.push({ to: String(Reflect.get(content, 'to')), text: String(Reflect.get(content, 'text')) });
  },
};

let harness: AdminAppHarness;
let local: LocalProvider;
let admin: SignedIn;
let officer: SignedIn;
let reviewer: SignedIn;
let inspector: SignedIn;
let serviceId: string;
let key: string;
let otherKey: string;
before(async () => {
  local = await startLocal(answerNothing);
  harness = await openAdminApp({ clock, channels: { sms, email: sms } });
  admin = await signIn(harness, 'administrator');
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  inspector = await signIn(harness, 'inspector');
  const policy = policySchema.parse({ identity: { needs: { ask: 'phone', publish: 'verified' } } });
  const given = { name: '问答', modelCode: '0001', policy, upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(given, 'cli')).id;
  const newKey = { name: 'app', ratePerMinute: null, openMax: null };
  ({ key } = await harness.registry.keys.create(serviceId, newKey, 'cli'));
  const abroad = policySchema.parse({ identity: { needs: { publish: 'phone' }, email: 'counts' } });
  const open = { ...given, name: '海外', modelCode: '0002', policy: abroad };
  const { id: otherId } = await harness.registry.services.create(open, 'cli');
  ({ key: otherKey } = await harness.registry.keys.create(otherId, newKey, 'cli'));
  await harness.registry.live.refresh();
});
after(async () => {
  await harness.close();
  await local.close();
});

const send = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, payload?: object, as: object = officer) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
const asApp = (of = key) => ({ authorization: `Bearer ${of}` });
const post = (path: string, payload: object, of = key) =>
  send('POST', `/api/public/identity${path}`, payload, asApp(of));
const standing = async (user: string, of = key) =>
  publicIdentitySchema.parse((await send('GET', `/api/public/identity?user=${user}`, undefined, asApp(of))).json());
const codeOf = (response: { json(): { code: string } }): string => response.json().code;
const lastCode = (): string => /\d{6}/.exec(sent.at(-1)?.text ?? '')?.[0] ?? '';
const entries = async (kind: string) => (await readEvidence(harness.database)).filter((entry) => entry.kind === kind);

const ask = async (
  user: string | null,
  more: { declared?: string; synthetic?: boolean; language?: 'zh' | 'en' } = {},
) => {
  const service = harness.registry.live.current.services.get(serviceId);
  assert.ok(service !== undefined);
  const endUser = user === null ? null : harness.identity.assertions.pseudonym(serviceId, user);
  const { declared = null, synthetic = false, language = 'en' } = more;
  const question = {
    key: { service, synthetic },
    endUser,
    endpoint: 'chat.completions',
    declared,
    companion: null,
    language,
  };
  return await doorOfIdentity(harness.identity, harness.portal, clock).ask(question);
};

test('whoever is not known surely enough is refused in words, with the law that asks and a page that knows them', async () => {
  const refused = await ask('ann');
  assert.ok(!refused.admit);
  assert.equal(refused.basis, 'ask needs phone, is none');
  assert.match(refused.answer, /“Asking and chatting” needs your telephone number .* Article 9 of the Deep Synthesis/);
  assert.match(refused.remedy.url, /^https:\/\/hegui\.example\/portal\/en\/identity\/confirm\?u=svc_/);
  const unnamed = await ask(null, { language: 'zh' });
  assert.ok(!unnamed.admit && unnamed.answer.includes('没有指明用户'));
  assert.ok(unnamed.remedy.url.endsWith(`/portal/zh/identity/${serviceId}`));
  assert.deepEqual(await ask('ann', { synthetic: true }), { admit: true, basis: 'synthetic' });
  await assert.rejects(async () => await ask('ann', { declared: 'anything' }), /x-hegui-function/);
});

test('a code goes out by the gateway, is entered, and the door opens; neither number nor code is stored', async () => {
  const begun = await post('/codes', { user: 'ann', channel: 'sms', address: '+86 138 0000 0001' });
  assert.equal(begun.statusCode, 201, begun.body);
  const { attempt } = begun.json();
  assert.equal(sent.at(-1)?.to, PHONE);
  const code = lastCode();
  const enter = (entered: string, user = 'ann') => post(`/codes/${attempt}`, { user, code: entered });
  assert.equal(codeOf(await enter(code, 'bob')), 'E_IDENTITY_REFUSED', 'another user’s attempt is none');
  assert.equal(codeOf(await enter(code === '000000' ? '000001' : '000000')), 'E_IDENTITY_REFUSED');
  const both = await Promise.all([enter(code), enter(` ${code} `)]);
  assert.deepEqual(both.map(({ statusCode }) => statusCode).sort(), [200, 422], 'a code is good once');
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'known for ask' });
  const publish = await ask('ann', { declared: 'publish' });
  assert.ok(!publish.admit);
  assert.match(publish.answer, /real identity to be confirmed first\. Article 26 of the Cybersecurity Law/);
  const [asserted, ...more] = await entries('identity.asserted');
  assert.equal(more.length, 0);
  const { level, method } = asserted?.data ?? {};
  assert.deepEqual([level, method], ['phone', 'code-sms']);
  for (const table of ['identity_assertion', 'identity_attempt']) {
    const { rows } = await harness.database.query<{ text: string }>(`select to_jsonb(t)::text as text from ${table} t`);
    for (const { text } of rows) assert.ok(!text.includes(PHONE) && !text.includes(code), table);
  }
  assert.ok(!JSON.stringify(await readEvidence(harness.database)).includes(PHONE));
});

test('a code ends after five tries or ten minutes; how many are sent has limits, by user and by address', async () => {
  offsetMs += DAY_MS;
  const begin = async (user: string, address: string) => await post('/codes', { user, channel: 'sms', address });
  const { attempt } = (await begin('cat', '13800000002')).json();
  const right = lastCode();
  const wrong = right === '111111' ? '222222' : '111111';
  for (let tries = 0; tries < 5; tries++)
    assert.equal((await post(`/codes/${attempt}`, { user: 'cat', code: wrong })).statusCode, 422);
  const late = await problemOf(harness.app, {
    method: 'POST',
    url: `/api/public/identity/codes/${attempt}`,
    headers: asApp(),
    payload: { user: 'cat', code: right },
  });
  assert.match(late.problem.detail, /wrong five times/);
  const again = await begin('dan', '13800000002');
  assert.deepEqual(
    [again.statusCode, codeOf(again)],
    [429, 'E_RATE_LIMITED'],
    'the address was written to a moment ago',
  );
  assert.ok(Number(again.headers['retry-after']) <= 60);
  offsetMs += 2 * MINUTE_MS;
  const second = (await begin('dan', '13800000002')).json();
  const code = lastCode();
  offsetMs += 11 * MINUTE_MS;
  assert.match((await post(`/codes/${second.attempt}`, { user: 'dan', code })).body, /is over/);
  const fives = await Promise.all(Array.from({ length: 8 }, (_, at) => begin('eve', `1380000010${at}`)));
  assert.deepEqual(
    fives.map(({ statusCode }) => statusCode).sort(),
    [201, 201, 201, 201, 201, 429, 429, 429],
    'five an hour for one user, asked for at once',
  );
  assert.equal((await begin('fay', '12')).json().fields[0].path, 'address');
  const mail = await post('/codes', { user: 'fay', channel: 'email', address: 'fay@example.com' });
  assert.equal(mail.json().fields[0].path, 'channel', 'not open for this service');
});

test('the app vouches for its user, as long as the policy lets it; numbers are checked, hashed and forgotten', async () => {
  const vouch = (more: object, of = key) => post('/assertions', { user: 'ann', level: 'verified', ...more }, of);
  assert.equal((await vouch({ subject: { kind: 'id', value: '1' } })).json().fields[0].path, 'subject.value');
  assert.equal((await send('POST', '/api/public/identity/assertions', {}, {})).statusCode, 401);
  assert.equal((await post('/assertions', {})).statusCode, 400);
  const made = await vouch({ subject: { kind: 'id', value: NUMBER }, reference: 'app-1', ageBand: 'adult' });
  assert.equal(made.statusCode, 201, made.body);
  assert.deepEqual(await ask('ann', { declared: 'publish' }), { admit: true, basis: 'known for ask, publish' });
  const { level, functions } = await standing('ann');
  const publish = functions.find((row) => row.function === 'publish');
  assert.deepEqual([level, publish?.needed, publish?.isAllowed], ['verified', 'verified', true]);
  assert.deepEqual(publish?.bases[0], { id: 'csl:26', confidence: 'official-text' });
  assert.equal((await standing('ann', otherKey)).level, 'none', 'services know nothing of each other');
  const user = { serviceId, endUser: harness.identity.assertions.pseudonym(serviceId, 'ann') };
  const assurance = await harness.identity.assertions.assuranceOf(user);
  assert.deepEqual([assurance.level, assurance.age?.band], ['verified', 'adult'], 'for other duties');
  await Promise.all([1, 2].map(() => vouch({ level: 'phone' })));
  assert.equal((await standing('ann')).level, 'verified', 'a lower level takes nothing away');
  await vouch({ subject: { kind: 'id', value: NUMBER } });
  const ended = await entries('identity.ended');
  assert.deepEqual(
    ended.map(({ data }) => data.reason),
    ['renewed', 'renewed'],
    'confirmed anew, the one before ends',
  );
});

test('a known user costs no query; another process hears of every change; an expiry needs none', async () => {
  const { assertions } = harness.identity;
  const user = { serviceId, endUser: assertions.pseudonym(serviceId, 'ann') };
  // Notices of what was done before may still be under way, and each makes it forgotten once.
  let isKept = false;
  for (let turns = 0; turns < 500 && !isKept; turns++) {
    await ask('ann');
    isKept = !(assertions.standingOf(user) instanceof Promise);
  }
  assert.ok(isKept, 'at once, from memory');
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query('delete from identity_assertion where end_user = $1 and level = $2', [user.endUser, 'verified']);
    evidence.append('identity.refused', {
      service: serviceId,
      endUser: 'x',
      method: 'vendor',
      provider: 'x',
      reason: 'x',
    });
  });
  let isHeard = false;
  for (let turns = 0; turns < 500 && !isHeard; turns++) {
    isHeard = (await assertions.standingOf(user)).every(({ level }) => level === 'phone');
    await new Promise((resolve) => setImmediate(resolve));
    await harness.database.query('select 1');
  }
  assert.ok(isHeard, 'the notice of the database was heard');
  assert.equal((await ask('ann', { declared: 'publish' })).admit, false);
  assert.equal((await ask('ann')).admit, true);
  offsetMs += 366 * DAY_MS;
  assert.equal((await ask('ann')).admit, false, 'a year has passed');
  offsetMs -= 366 * DAY_MS;
});

test('a vendor is set up by an administrator, asked with limits, and its secret never comes back', async () => {
  const settings = { kind: 'tencent', baseUrl: local.url, secretId: 'AKID', elements: 'two' };
  const given = { name: '核验商', settings, secret: SECRET };
  assert.equal((await send('POST', '/api/identity/providers', given, officer)).statusCode, 403);
  assert.equal(
    (await send('POST', '/api/identity/providers', { ...given, secret: '' }, admin)).json().fields[0].path,
    'secret',
  );
  const plain = { ...settings, baseUrl: 'http://vendor.example' };
  const refused = await send('POST', '/api/identity/providers', { ...given, settings: plain }, admin);
  assert.equal(refused.json().fields[0].path, 'settings.baseUrl');
  const made = await send('POST', '/api/identity/providers', given, admin);
  assert.equal(made.statusCode, 201, made.body);
  const { id } = identityProviderSchema.parse(made.json());
  assert.ok(!made.body.includes(SECRET));
  const moved = await send(
    'PATCH',
    `/api/identity/providers/${id}`,
    { settings: { ...settings, baseUrl: 'https://other.example' } },
    admin,
  );
  assert.equal(moved.json().fields[0].path, 'secret', 'a stored secret goes nowhere else');
  const person = { user: 'gus', name: '测试人甲', number: NUMBER };
  assert.equal((await post('/checks', { ...person, number: '1' })).json().fields[0].path, 'number');
  local.answer = tencentResult('-1');
  assert.equal(codeOf(await post('/checks', person)), 'E_IDENTITY_REFUSED');
  local.answer = tencentResult('0');
  assert.equal((await post('/checks', person)).statusCode, 200);
  const [told] = await entries('identity.refused').then((all) => all.filter(({ data }) => data.provider === id));
  assert.deepEqual([told?.data.reason, told?.data.method], ['mismatch', 'vendor']);
  for (let more = 0; more < 3; more++) await post('/checks', person);
  const before = local.seen.length;
  assert.equal((await post('/checks', person)).statusCode, 429, 'five a day');
  assert.equal(local.seen.length, before);
  local.answer = (_call, response) => void response.writeHead(503).end();
  const fault = await post('/checks', { ...person, user: 'hal' });
  assert.deepEqual([fault.statusCode, codeOf(fault)], [502, 'E_IDENTITY_PROVIDER']);
  const tested = await send('POST', `/api/identity/providers/${id}/test`, undefined, admin);
  assert.deepEqual([tested.json().ok, tested.json().failure], [false, 'server-error']);
  const [row] = (await send('GET', '/api/identity/providers', undefined, inspector)).json();
  assert.deepEqual([row.health.lastFault, row.health.answered, row.health.failed], ['server-error', 5, 2]);
  assert.ok(!JSON.stringify(await readEvidence(harness.database)).includes(NUMBER));
  local.answer = answerNothing;
});

test('a credential of the national service is exchanged once, by whom it was begun for', async () => {
  const settings = { kind: 'national', baseUrl: local.url, orgId: '00000001', appId: '0002' };
  await send('POST', '/api/identity/providers', { name: '网络身份认证', settings, secret: SECRET }, admin);
  const begun = publicNationalBegunSchema.parse((await post('/national', { user: 'ida' })).json());
  assert.match(begun.bizSeq, /^[0-9A-Z]{32}$/);
  assert.deepEqual([begun.orgID, begun.appID, begun.type], ['00000001', '0002', 0]);
  local.answer = answerNational(
    SECRET,
    { resultCode: 'C0000000', networkId: 'net-1', ageBand: '14-15' },
    { at: clock.now() },
  );
  const confirm = (user: string, bizSeq = begun.bizSeq) =>
    post(`/national/${bizSeq}`, { user, idCardAuthData: 'opaque' });
  assert.equal(codeOf(await confirm('joe')), 'E_IDENTITY_REFUSED');
  assert.equal(codeOf(await confirm('ida', `${begun.bizSeq.slice(0, 26)}000000`)), 'E_IDENTITY_REFUSED');
  assert.equal((await confirm('ida')).statusCode, 200);
  assert.equal(codeOf(await confirm('ida')), 'E_IDENTITY_REFUSED', 'once');
  const user = { serviceId, endUser: harness.identity.assertions.pseudonym(serviceId, 'ida') };
  assert.equal((await harness.identity.assertions.assuranceOf(user)).age?.band, '14-15');
  local.answer = answerNothing;
});

/** A browser that keeps cookies, as far as one page after another needs it. */
class Visitor {
  #cookies = new Map<string, string>();

  async get(path: string) {
    const response = await harness.app.inject({ method: 'GET', url: path, headers: { cookie: this.#cookie() } });
    return this.#keep(response);
  }

  /** Sends the form of a page that goes to `action`, with what was typed. */
  async submit(page: string, action: string, typed: Readonly<Record<string, string>> = {}) {
    const form = page.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
    const hidden = [...(form.split('</form>')[0] ?? '').matchAll(/type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams({
      ...Object.fromEntries(hidden.map(([, name, value]) => [name, value])),
      ...typed,
    });
    const response = await harness.app.inject({
      method: 'POST',
      url: action,
      headers: {
        cookie: this.#cookie(),
        'content-type': 'application/x-www-form-urlencoded',
        origin: 'https://hegui.example',
      },
      payload: body.toString(),
    });
    return this.#keep(response);
  }

  #keep<T extends { cookies: { name: string; value: string }[] }>(response: T): T {
    for (const { name, value } of response.cookies) this.#cookies.set(name, value);
    return response;
  }

  #cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}
const pathOf = (url: string): string => url.replace('https://hegui.example', '');

test('the page leads through a code, says what is kept, and takes it back; a forged link knows nobody', async () => {
  const { link } = await standing('kim');
  const visitor = new Visitor();
  const first = await visitor.get(pathOf(link.zh));
  assert.ok(
    first.body.includes('用手机短信确认') && first.body.includes('出生日期') && !first.body.includes('用电子邮件确认'),
  );
  const code = await visitor.get(`${pathOf(link.zh).replace('/confirm', '/confirm/code')}&way=sms`);
  const action = '/portal/zh/identity/confirm/code';
  const wrong = await visitor.submit(code.body, action, { address: '12345' });
  assert.deepEqual([wrong.statusCode, wrong.body.includes('不像一个手机号')], [422, true]);
  refuse = true;
  const failing = await visitor.submit(code.body, action, { address: '13800000003' });
  assert.equal(failing.statusCode, 500, 'a fault that is none of the gateway’s is no answer to the person');
  refuse = false;
  offsetMs += 2 * MINUTE_MS;
  const taken = await visitor.submit(code.body, action, { address: '13800000003' });
  assert.equal(taken.statusCode, 303, taken.body);
  const entering = await visitor.get(String(taken.headers.location));
  assert.ok(!entering.body.includes('13800000003'), 'what was typed goes no further');
  const at = '/portal/zh/identity/confirm/enter';
  const right = lastCode();
  const refused = await visitor.submit(entering.body, at, { code: right === '123456' ? '654321' : '123456' });
  assert.deepEqual([refused.statusCode, refused.body.includes('确认码不对')], [422, true]);
  const done = await visitor.submit(entering.body, at, { code: right });
  assert.equal(done.statusCode, 303);
  const after = await visitor.get(String(done.headers.location));
  assert.match(after.body, /已确认：手机号，有效期至 \d{4}-\d{2}-\d{2}/);
  assert.equal((await ask('kim')).admit, true);
  const back = await visitor.submit(after.body, '/portal/zh/identity/withdraw');
  assert.ok(back.body.includes('您的身份确认已撤回'));
  assert.equal((await ask('kim')).admit, false);
  const forged = pathOf(link.en).replace(/\.[0-9a-f]{64}$/, `.${'0'.repeat(64)}`);
  assert.equal((await visitor.get(forged)).statusCode, 410);
  const needs = await visitor.get(`/portal/en/identity/${serviceId}`);
  assert.match(needs.body, /Article 26 of the Cybersecurity Law.*text of the law: official/s);
});

test('an address of e-mail is offered where a service says so, is no level, and never opens publishing', async () => {
  const begun = await post('/codes', { user: 'pat', channel: 'email', address: ' Pat@Example.COM ' }, otherKey);
  assert.equal(begun.statusCode, 201, begun.body);
  assert.equal(sent.at(-1)?.to, 'pat@example.com');
  const code = lastCode();
  assert.equal((await post(`/codes/${begun.json().attempt}`, { user: 'pat', code }, otherKey)).statusCode, 200);
  const { level, functions, link } = await standing('pat', otherKey);
  assert.deepEqual([level, functions.find((row) => row.function === 'publish')?.isAllowed], ['none', false]);
  const page = (await new Visitor().get(pathOf(link.en))).body;
  assert.match(page, /Your e-mail address is confirmed\. It is no real identity/);
  assert.ok(page.includes('By a short message') && !page.includes('By e-mail'), 'only what leads to publishing');
});

test('the page hands name and number on with a consent of its own, and forgets them', async () => {
  const { link } = await standing('quinn');
  const visitor = new Visitor();
  const first = await visitor.get(pathOf(link.en));
  const address = /href="([^"]+confirm\/check[^"]+)"/.exec(first.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const form = await visitor.get(address);
  const at = '/portal/en/identity/confirm/check';
  const typed = { name: '测试人甲', number: NUMBER };
  const before = local.seen.length;
  const unasked = await visitor.submit(form.body, at, typed);
  assert.deepEqual([unasked.statusCode, unasked.body.includes('I agree separately')], [422, true]);
  const wrong = await visitor.submit(form.body, at, { ...typed, number: '11010519491231002', consent: 'yes' });
  assert.deepEqual([wrong.statusCode, wrong.body.includes('check it digit by digit')], [422, true]);
  assert.equal(local.seen.length, before, 'nothing was sent');
  local.answer = tencentResult('-1');
  const refused = await visitor.submit(form.body, at, { ...typed, consent: 'yes' });
  assert.deepEqual([refused.statusCode, refused.body.includes('does not belong together')], [422, true]);
  local.answer = tencentResult('0');
  assert.equal((await visitor.submit(form.body, at, { ...typed, consent: 'yes' })).statusCode, 303);
  assert.equal((await ask('quinn', { declared: 'publish' })).admit, true);
  local.answer = answerNothing;
});

test('a sign-in elsewhere ends in the browser in which it began, once', async () => {
  const oidc = new LocalOidc();
  oidc.issuer = local.url;
  local.answer = oidc.answer;
  const settings = { kind: 'oidc', issuer: local.url, clientId: 'hegui', level: 'verified' };
  const made = await send('POST', '/api/identity/providers', { name: '企业登录', settings }, admin);
  assert.equal(made.statusCode, 201, made.body);
  const { link } = await standing('lee');
  const visitor = new Visitor();
  const page = await visitor.get(pathOf(link.en));
  const going = await visitor.submit(page.body, '/portal/en/identity/confirm/sign-in');
  const address = /href="([^"]+)" rel="noreferrer"/.exec(going.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  assert.ok(address.startsWith(`${local.url}/authorize?`), going.body);
  const answer = oidc.signIn(address);
  const returned = await visitor.get(`/portal/en/identity/oidc?${answer}`);
  assert.equal(returned.cookies.length, 0, 'a page that others lead to sets no cookie');
  const onwards =
    /href="(\/portal\/en\/identity\/oidc\/done[^"]+)"/.exec(returned.body)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const elsewhere = await new Visitor().get(onwards);
  assert.deepEqual([elsewhere.statusCode, elsewhere.body.includes('in which you began')], [422, true]);
  const done = await visitor.get(onwards);
  assert.equal(done.statusCode, 303, done.body);
  assert.equal((await ask('lee', { declared: 'publish' })).admit, true);
  assert.equal((await visitor.get(onwards)).statusCode, 422, 'once');
  local.answer = answerNothing;
});

test('staff see one user by a purpose that stays, several accounts of one person are counted, and mistakes are ended', async () => {
  const subject = { kind: 'id', value: NUMBER };
  for (const user of ['mia', 'ned']) await post('/assertions', { user, level: 'verified', subject });
  const look = (as: object, user = 'mia') =>
    send('POST', '/api/identity/lookups', { serviceId, user, purpose: '核对申诉' }, as);
  assert.equal((await look(inspector)).statusCode, 403);
  const found = identityLookedUpSchema.parse((await look(reviewer)).json());
  // So were gus and quinn, by the vendor.
  assert.deepEqual([found.level, found.assertions[0]?.sameSubject], ['verified', 3]);
  assert.equal(identityLookedUpSchema.parse((await look(reviewer, found.endUser)).json()).assertions.length, 1);
  const viewed = (await entries('identity.viewed')).at(-1)?.data;
  assert.deepEqual([viewed?.purpose, viewed?.endUser], ['核对申诉', found.endUser]);
  const overview = identityOverviewSchema.parse((await send('GET', '/api/identity', undefined, inspector)).json());
  const row = overview.services.find((one) => one.serviceId === serviceId);
  assert.ok((row?.users.verified ?? 0) >= 3);
  assert.equal(row?.shared, 1);
  const end = (as: object) =>
    send('POST', '/api/identity/withdrawals', { serviceId, endUser: found.endUser, reason: '冒用' }, as);
  assert.equal((await end(reviewer)).statusCode, 403);
  assert.deepEqual((await end(officer)).json(), { withdrawn: 1 });
  assert.equal((await end(officer)).statusCode, 404);
  assert.equal((await ask('mia')).admit, false);
  await assert.rejects(
    harness.database.query(`update identity_assertion set level = 'entity'`),
    (error: unknown) => sqlStateOf(error) === 'HG001',
  );
});

test('during a grace period people pass and are told; then they do not', async () => {
  const service = await harness.registry.services.read(serviceId);
  const graceUntil = new Date(clock.now().getTime() + 2 * DAY_MS).toISOString();
  const identity = { ...service.policy.identity, graceUntil };
  const change = { policy: { ...service.policy, identity }, policyVersion: service.policyVersion };
  await harness.registry.services.change(serviceId, change, 'cli');
  await harness.registry.live.refresh();
  const graced = await ask('zoe', { language: 'zh' });
  assert.ok(graced.admit);
  assert.deepEqual(
    [graced.basis, graced.notice?.text.includes('需要先确认手机号')],
    ['ask needs phone, is none, grace', true],
  );
  assert.match(graced.notice?.url ?? '', /identity\/confirm\?u=/);
  offsetMs += 3 * DAY_MS;
  assert.equal((await ask('zoe')).admit, false);
});

test('a person takes along what was confirmed, and all of it goes when they ask [pipl#47]', async () => {
  const { personalIdentity, retainedIdentity } = await import('./personal/records.ts');
  const parts = { database: harness.database, unitOfWork: harness.unitOfWork };
  const endUser = harness.identity.assertions.pseudonym(serviceId, 'gus');
  const subject = { serviceId, endUser, complaints: [] };
  const holder = personalIdentity(parts);
  const told = await Array.fromAsync(holder.export(subject));
  assert.deepEqual([told[0]?.level, told[0]?.provider], ['verified', '核验商']);
  assert.ok((await holder.search(subject)).erasable > 1);
  const leave = (evidence: Parameters<Parameters<typeof holder.erase>[1]['leave']>[0]) =>
    evidence.append('agreement.exported', { rows: 0, by: 'cli' });
  await holder.erase(subject, { reason: 'asked', by: 'cli', leave: (evidence) => void leave(evidence) });
  assert.equal((await holder.search(subject)).erasable, 0);
  const retained = retainedIdentity(parts);
  const late = new Date(clock.now().getTime() + 9_999 * DAY_MS);
  const over = await retained.countOlder(late, 100);
  assert.ok(over > 0);
  assert.equal(await retained.eraseOlder(late, 100, (evidence) => void leave(evidence)), over);
});
