import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { doorOfAgreements } from '../../app/agreements.ts';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  type SignedIn,
  signIn,
} from '../../app/http/testing/open-admin-app.ts';
import {
  type AgreementState,
  acceptancesPageSchema,
  agreementDiffSchema,
  agreementOverviewSchema,
  agreementStateSchema,
  type Marks,
  policySchema,
  portalLinksSchema,
  publicAgreementsSchema,
} from '../../contract/index.ts';
import { systemClock } from '../../kernel/index.ts';
import { readEvidence } from '../../registry/testing/harness.ts';
import { sqlStateOf } from '../../store/index.ts';
import { CLAUSES } from './clauses.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let serviceId: string;
let key: string;
before(async () => {
  harness = await openAdminApp();
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  const policy = policySchema.parse({ agreements: { acceptance: 'required' } });
  const given = { name: '客服', modelCode: '0001', policy, upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(given, 'cli')).id;
  ({ key } = await harness.registry.keys.create(serviceId, { name: 'app', ratePerMinute: null, openMax: null }, 'cli'));
  await harness.registry.live.refresh();
});
after(() => harness.close());

const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, as: object = officer) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
const asApp = () => ({ authorization: `Bearer ${key}` });
const draftUrl = () => `/api/services/${serviceId}/agreements/draft`;

const PASSAGE = { zh: '本协议写明此事。', en: 'The agreement says so.' };
const ALL: Marks = Object.fromEntries(CLAUSES.map(({ clause }) => [clause, PASSAGE]));
const textOf = (more: string) => ({
  title: { zh: '用户服务协议', en: 'Service agreement' },
  text: { zh: `# 总则\n${PASSAGE.zh}\n${more}`, en: `# General\n${PASSAGE.en}\n${more}` },
});

async function write(more: string, marks: Marks, revision = 0): Promise<AgreementState> {
  const response = await send('PUT', draftUrl(), { ...textOf(more), marks, revision });
  assert.equal(response.statusCode, 200, response.body);
  return agreementStateSchema.parse(response.json());
}
async function publish(given: object = {}): Promise<AgreementState> {
  const body = { revision: 1, effectiveAt: null, isMaterial: false, publishedAs: '张三', gapReason: null, ...given };
  const response = await send('POST', `${draftUrl()}/publication`, body);
  assert.equal(response.statusCode, 200, response.body);
  return agreementStateSchema.parse(response.json());
}
const standing = async (user: string) =>
  publicAgreementsSchema.parse((await send('GET', `/api/public/agreements?user=${user}`, undefined, asApp())).json());
const accept = (user: string, number: number, digest: string, language = 'zh') =>
  send('POST', '/api/public/agreements/acceptances', { user, number, language, digest }, asApp());

const ask = async (user: string | null, isSynthetic = false) => {
  const service = harness.registry.live.current.services.get(serviceId);
  assert.ok(service !== undefined);
  const door = doorOfAgreements(harness.agreements, harness.portal, systemClock);
  const endUser = user === null ? null : harness.agreements.acceptances.pseudonym(serviceId, user);
  return await door.ask({ key: { service, synthetic: isSynthetic }, endUser, language: 'en' });
};

test('without a version in force nobody is refused, and the record says why', async () => {
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'no agreement in force' });
});

test('a draft is written by one at a time and published with its gaps only for a reason [measures#9]', async () => {
  await write('初稿', {});
  const { problem } = await problemOf(harness.app, {
    method: 'PUT',
    url: draftUrl(),
    headers: { ...officer },
    payload: { ...textOf('别人'), marks: {}, revision: 0 },
  });
  assert.equal(problem.code, 'E_CONFLICT');
  const refused = await send('POST', `${draftUrl()}/publication`, {
    revision: 1,
    effectiveAt: null,
    isMaterial: false,
    publishedAs: '张三',
    gapReason: null,
  });
  assert.deepEqual([refused.statusCode, refused.json().fields[0].path], [400, 'gapReason']);
  assert.equal((await send('PUT', draftUrl(), { ...textOf('x'), marks: {}, revision: 1 }, reviewer)).statusCode, 403);
  const marked = await write('第一版 <script>alert(1)</script>', ALL, 1);
  assert.ok(marked.clauses.every(({ coverage }) => coverage === 'covered'));
  const state = await publish({ revision: 2 });
  assert.deepEqual(
    [state.inForce, state.draft, state.versions[0]?.isMaterial, state.versions[0]?.gaps],
    [1, null, true, []],
    'the first version asks everybody',
  );
  const entry = (await readEvidence(harness.database)).findLast(({ kind }) => kind === 'agreement.published');
  assert.deepEqual([entry?.data.number, entry?.data.digestZh], [1, state.versions[0]?.digest.zh]);
  await assert.rejects(
    harness.database.query(`update service_agreement set text_zh = 'x' where service_id = $1`, [serviceId]),
    (error: unknown) => sqlStateOf(error) === 'HG001',
  );
});

test('an end user is served once the app says what was accepted, bound to the text that was shown', async () => {
  const before = await ask('ann');
  assert.ok(!before.admit);
  assert.equal(before.basis, 'version 1 not accepted');
  assert.match(before.remedy.url, /^https:\/\/hegui\.example\/portal\/en\/agreements\/accept\?u=svc_/);
  assert.ok(before.answer.endsWith(before.remedy.url));
  const { inForce, mustAccept, accepted } = await standing('ann');
  assert.deepEqual([inForce?.number, mustAccept, accepted], [1, true, null]);
  const digest = inForce?.digest.zh ?? '';
  assert.equal((await accept('ann', 1, inForce?.digest.en ?? '')).json().fields[0].path, 'digest');
  assert.equal((await accept('ann', 2, digest)).json().fields[0].path, 'number');
  assert.equal((await send('POST', '/api/public/agreements/acceptances', {}, {})).statusCode, 401);
  assert.equal((await send('GET', '/api/public/agreements?user=ann', undefined, {})).statusCode, 401);
  const both = await Promise.all([accept('ann', 1, digest), accept('ann', 1, digest)]);
  assert.deepEqual(
    both.map(({ statusCode }) => statusCode),
    [201, 201],
  );
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'accepted 1' });
  const entries = (await readEvidence(harness.database)).filter(({ kind }) => kind === 'agreement.accepted');
  assert.equal(entries.length, 1, 'twice is once');
  const { digest: recorded, channel, language, number } = entries[0]?.data ?? {};
  assert.deepEqual([recorded, channel, language, number], [digest, 'app', 'zh', 1]);
});

test('the door asks by policy: trials pass, a request without a user is refused with the public page', async () => {
  assert.deepEqual(await ask(null, true), { admit: true, basis: 'synthetic' });
  const unnamed = await ask(null);
  assert.ok(!unnamed.admit);
  assert.deepEqual(
    [unnamed.basis, unnamed.remedy.url],
    ['no user named', `https://hegui.example/portal/en/agreements/${serviceId}`],
  );
});

test('an accepted user costs no query, and another process hears of every change', async () => {
  const { acceptances } = harness.agreements;
  const user = { serviceId, endUser: acceptances.pseudonym(serviceId, 'ann') };
  // Notices of what was done before may still be under way, and each makes it forgotten once.
  for (let turns = 0; turns < 500 && acceptances.acceptedBy(user) instanceof Promise; turns += 1) await ask('ann');
  assert.equal(acceptances.acceptedBy(user), 1, 'at once, from memory');
  assert.ok(!(acceptances.versionsOf(serviceId) instanceof Promise));
  // As another process would: past the service that keeps the memory.
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(`update agreement_acceptance set withdrawn_at = now(), withdrawn_by = 'app' where end_user = $1`, [
      user.endUser,
    ]);
    evidence.append('agreement.exported', { rows: 0, by: 'cli' });
  });
  let isHeard = false;
  for (let turns = 0; turns < 500 && !isHeard; turns++) {
    isHeard = (await acceptances.acceptedBy(user)) === null;
    await new Promise((resolve) => setImmediate(resolve));
    await harness.database.query('select 1');
  }
  assert.ok(isHeard, 'the notice of the database was heard');
  assert.equal((await ask('ann')).admit, false);
  const { inForce } = await standing('ann');
  assert.equal((await accept('ann', 1, inForce?.digest.zh ?? '')).statusCode, 201);
});

test('a later version asks anew only when it is material; what changed is shown line by line', async () => {
  const first = (await write('第二版，文字小改', ALL)).versions[0];
  const small = await publish();
  assert.equal(small.inForce, 2);
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'accepted 1' });
  await write('第三版，实质变更', ALL);
  const state = await publish({ isMaterial: true });
  const [third] = state.versions;
  const refused = await ask('ann');
  assert.deepEqual([refused.admit, refused.basis], [false, 'accepted 1, must accept anew']);
  const diff = agreementDiffSchema.parse(
    (await send('GET', `/api/agreements/${third?.id}/diff?against=${first?.id}`)).json(),
  );
  assert.deepEqual(
    diff.zh.filter(({ kind }) => kind !== 'same').map(({ kind, text }) => `${kind} ${text}`),
    ['removed 第一版 <script>alert(1)</script>', 'added 第三版，实质变更'],
  );
  const old = await accept('ann', 2, small.versions[0]?.digest.zh ?? '');
  assert.equal(old.json().fields[0].path, 'number', 'what is no longer in force cannot be accepted');
  assert.equal((await accept('ann', 3, third?.digest.en ?? '', 'en')).statusCode, 201);
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'accepted 3' });
});

test('a user takes it back and is asked again; acceptances are kept, listed and leave as CSV', async () => {
  const withdrawn = await send('DELETE', '/api/public/agreements/acceptances', { user: 'ann' }, asApp());
  assert.deepEqual(withdrawn.json(), { withdrawn: 2 });
  assert.equal((await ask('ann')).admit, false);
  const again = await send('DELETE', '/api/public/agreements/acceptances', { user: 'ann' }, asApp());
  assert.deepEqual(again.json(), { withdrawn: 0 });
  const page = acceptancesPageSchema.parse(
    (await send('GET', '/api/agreements/acceptances?search=ann&limit=2')).json(),
  );
  assert.equal(page.items.length, 2);
  const rest = acceptancesPageSchema.parse(
    (await send('GET', `/api/agreements/acceptances?search=ann&cursor=${page.next}`)).json(),
  );
  assert.deepEqual([rest.items.length, rest.next], [1, null]);
  assert.ok([...page.items, ...rest.items].every(({ withdrawnAt }) => withdrawnAt !== null));
  const csv = await send('POST', '/api/agreements/acceptances/export', { serviceId });
  const lines = csv.body.trimEnd().split('\r\n');
  assert.equal(lines.length, 4);
  const taken = await harness.database.query<{ id: string }>(
    "select id from evidence_entry where kind = 'agreement.exported' order by tx desc limit 1",
  );
  assert.ok(
    lines.slice(1).every((line) => line.endsWith(`,${taken.rows[0]?.id}`)),
    csv.body,
  );
  assert.equal((await send('POST', '/api/agreements/acceptances/export', {}, reviewer)).statusCode, 403);
  await assert.rejects(
    harness.database.query('delete from agreement_acceptance'),
    (error: unknown) => sqlStateOf(error) === 'HG001',
  );
});

test('pages show what was written and nothing that was meant to be run; a link knows its user and no other', async () => {
  const first = await send('GET', `/portal/zh/agreements/${serviceId}/1`, undefined, {});
  assert.ok(first.body.includes('&lt;script&gt;') && !first.body.includes('<script>alert'));
  assert.ok(first.body.includes('这不是现行版本'));
  assert.equal((await send('GET', `/portal/zh/agreements/${serviceId}/99`, undefined, {})).statusCode, 404);
  const links = portalLinksSchema.parse(
    (await send('POST', '/api/public/portal-links', { user: 'ann' }, asApp())).json(),
  );
  const open = (url: string) => send('GET', url.replace('https://hegui.example', ''), undefined, {});
  assert.match((await open(links.agreement.en)).body, /I have read this agreement/);
  const forged = links.agreement.en.replace(/\.[0-9a-f]{64}$/, `.${'0'.repeat(64)}`);
  assert.equal((await open(forged)).statusCode, 410);
});

test('the overview counts whose acceptance stands now', async () => {
  const { inForce } = await standing('bob');
  await accept('bob', inForce?.number ?? 0, inForce?.digest.en ?? '', 'en');
  const { services } = agreementOverviewSchema.parse((await send('GET', '/api/agreements')).json());
  assert.deepEqual(
    services.map((row) => [row.inForce, row.accepted, row.hasDraft, row.policy.acceptance]),
    [[3, 1, false, 'required']],
  );
});
