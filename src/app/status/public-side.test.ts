import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import {
  complaintReceiptSchema,
  disclosureStateSchema,
  type Marks,
  measureDetailSchema,
  policySchema,
  privacyReceiptSchema,
} from '../../contract/index.ts';
import { CLAUSES } from '../../duties/agreements/clauses.ts';
import { agreementControls } from '../../duties/agreements/index.ts';
import { disclosureControls } from '../../duties/disclosure/index.ts';
import { privacyControls } from '../../duties/privacy/index.ts';
import { DAY_MS, HOUR_MS, IdFactory, MINUTE_MS, silentLog } from '../../kernel/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { type Control, StatusService } from '../../status/index.ts';
import { doorOfAgreements } from '../agreements.ts';
import { type AdminAppHarness, openAdminApp, type SignedIn, signIn } from '../http/testing/open-admin-app.ts';
import { complaintControls } from './complaint-controls.ts';
import { enforcementControls } from './enforcement-controls.ts';
import type { AskGateway } from './gateway-asker.ts';
import { obligationsOf, versionsOf } from './obligations.ts';
import { probePrivacy } from './privacy-probe.ts';

let now = new Date();
const clock = { now: () => now, monotonicMs: () => performance.now() };
const pass = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};
const ids = new IdFactory();

let harness: AdminAppHarness;
let officer: SignedIn;
let other: SignedIn;
let status: StatusService;
let service: { readonly id: string; readonly key: string };

before(async () => {
  harness = await openAdminApp({ clock });
  officer = await signIn(harness, 'compliance-officer');
  other = await signIn(harness, 'compliance-officer', 'second-officer');
  await harness.registry.provider.put({ name: '示例科技有限公司', creditCode: '91440300708461136T' }, 'cli');
  service = await serve('客服', '0001', true);
  const { database, unitOfWork } = harness;
  const controls = controlsOf();
  status = new StatusService({
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    fillRandom: (bytes) => void randomFillSync(bytes),
    reader: { head: async () => ({ size: 0, root: null, at: null, origin: '', verifierKey: '', waiting: 0 }) },
    controls,
    obligations: obligationsOf(shippedLaw(), new Set(controls.map(({ id }) => id))),
    versions: versionsOf(shippedLaw()),
    scope: async () => [],
    dates: async () => [],
    pace: { queryMs: 60 * DAY_MS, probeMs: 60 * DAY_MS, countMs: DAY_MS },
  });
});
after(() => harness.close());

async function serve(name: string, modelCode: string, isDemanding: boolean) {
  const { services, keys, live } = harness.registry;
  const policy = policySchema.parse(isDemanding ? { agreements: { acceptance: 'required' } } : {});
  const { id } = await services.create({ name, modelCode, policy, upstreamIds: [], wordListIds: [] }, 'cli');
  const { key } = await keys.create(id, { name: 'app', ratePerMinute: null, openMax: null }, 'cli');
  await live.refresh();
  return { id, key };
}

/** What the board of a server asks, through the same app without a socket. */
function controlsOf(): Control[] {
  const { app, database, registry, agreements, portal } = harness;
  const fetchPage = async (path: string): Promise<number> => (await app.inject(`/portal${path}`)).statusCode;
  let key = '';
  const ask: AskGateway = async (serviceId, path, body, headers = {}) => {
    if (key === '') {
      ({ key } = await registry.keys.createSynthetic(serviceId, 'probe', 365 * DAY_MS, 'system'));
      await registry.live.refresh();
    }
    const answer = await app.inject({
      method: body === null ? 'GET' : 'POST',
      url: path,
      headers: { ...headers, authorization: `Bearer ${key}` },
      ...(body === null ? {} : { payload: body }),
    });
    return { status: answer.statusCode, headers: {}, body: answer.json(), exchangeId: undefined };
  };
  let keys = 0;
  const intake = {
    fetchPage,
    probe: { ask, newKey: () => `a-key-of-a-probe-${++keys}` },
    anyServiceId: () => service.id,
  };
  const door = doorOfAgreements(agreements, portal, clock);
  return [
    ...complaintControls({ ...intake, complaints: harness.complaints }),
    ...enforcementControls(harness.enforcement.service),
    ...agreementControls({
      agreements,
      services: async () => registry.live.current.services,
      admitsStranger: async (served) =>
        (await door.ask({ key: { service: served, synthetic: false }, endUser: 'nobody', language: 'zh' })).admit,
    }),
    ...disclosureControls({ disclosure: harness.disclosure, fetchPage }),
    ...privacyControls({
      database,
      kinds: harness.privacy.retainedKinds,
      probeChannel: probePrivacy({ ...intake, privacy: harness.privacy }),
    }),
  ];
}

const ofArticle = async (number: string, board = status.read(number)) =>
  (await board).articles.find(({ instrument, article }) => instrument === 'measures' && article === number);
async function articleNow(number: string): Promise<string | undefined> {
  const article = await ofArticle(number);
  const controls = [...new Set(article?.obligations.flatMap((one) => one.controls))];
  return (await ofArticle(number, status.run(controls)))?.status;
}
const controlNow = async (id: string) => {
  const board = await status.run([id]);
  return board.controls.find((control) => control.id === id)?.status;
};
/** What people do where software cannot: that is not what is tried here. */
async function doTasks(number: string): Promise<void> {
  const done = { owner: '张三', dueOn: null, doneOn: now.toISOString().slice(0, 10), validUntil: null, note: '' };
  for (const { id, task } of (await ofArticle(number))?.obligations ?? [])
    if (task !== null) await status.putTask(id, done, 'cli');
}

async function send(method: 'GET' | 'POST' | 'PUT', url: string, headers: object, payload?: object): Promise<unknown> {
  const answer = await harness.app.inject({ method, url, headers: { ...headers }, ...(payload && { payload }) });
  assert.ok(answer.statusCode < 300, `${method} ${url}: ${answer.statusCode} ${answer.body}`);
  return answer.json();
}
const asApp = () => ({ authorization: `Bearer ${service.key}`, 'idempotency-key': ids.next('evt') });

test('agreements that users must accept turn Article 9 from unknown to met; a service without one turns it red [measures#9]', async () => {
  await doTasks('9');
  assert.equal((await ofArticle('9'))?.status, 'unknown');
  assert.equal(await articleNow('9'), 'breached', 'nothing is published');
  const passage = { zh: '本协议写明此事。', en: 'The agreement says so.' };
  const marks: Marks = Object.fromEntries(CLAUSES.map(({ clause }) => [clause, passage]));
  const draft = `/api/services/${service.id}/agreements/draft`;
  const title = { zh: '服务协议', en: 'Agreement' };
  await send('PUT', draft, officer, { title, text: passage, marks, revision: 0 });
  const body = { revision: 1, effectiveAt: null, isMaterial: true, publishedAs: '张三', gapReason: null };
  await send('POST', `${draft}/publication`, officer, body);
  assert.equal(await articleNow('9'), 'met');
  const lax = await serve('无协议', '0002', true);
  assert.equal(await controlNow('agreements.accepted'), 'breached', 'its door lets everybody in');
  assert.equal(await articleNow('9'), 'breached');
  await harness.registry.services.retire(lax.id, 'cli');
  await harness.registry.live.refresh();
  assert.equal(await articleNow('9'), 'met');
});

test('what a service discloses turns Article 10 from unknown to met; a service that says nothing turns it red [measures#10]', async () => {
  await doTasks('10');
  assert.equal((await ofArticle('10'))?.status, 'unknown');
  const url = `/api/services/${service.id}/disclosure`;
  const { fields } = disclosureStateSchema.parse(await send('GET', url, officer)).suggestion;
  const said = { zh: '写明', en: 'said' };
  const all = Object.fromEntries(
    Object.entries(fields).map(([name, text]) => [name, text.zh === '' || text.en === '' ? said : text]),
  );
  await harness.portal.settings.change(
    { ...(await harness.portal.settings.current()), phone: '010-12345678' },
    0,
    'cli',
  );
  const content = { fields: all, models: [{ name: 'model-a', filingNumber: '备案-1' }] };
  await send('PUT', `${url}/draft`, officer, { content, revision: 0 });
  await send('POST', `${url}/draft/publication`, officer, { revision: 1, publishedAs: '张三', gapReason: null });
  assert.equal(await articleNow('10'), 'met');
  const silent = await serve('不公开', '0003', false);
  assert.equal(await articleNow('10'), 'breached');
  await harness.registry.services.retire(silent.id, 'cli');
  await harness.registry.live.refresh();
});

test('a request that is answered in time turns Article 11 from unknown to met; one that nobody takes up turns it red [measures#11]', async () => {
  await doTasks('11');
  assert.equal((await ofArticle('11'))?.status, 'unknown');
  const ask = async () => {
    const given = { kind: 'explain', user: 'ann', text: '请说明规则' };
    const sent = await send('POST', '/api/public/privacy-requests', asApp(), given);
    const { receipt } = privacyReceiptSchema.parse(sent);
    return (await harness.privacy.subjectOfReceipt(receipt.replaceAll('-', ''))) ?? '';
  };
  await harness.privacy.sweep();
  const id = await ask();
  await send('POST', `/api/privacy/requests/${id}/acknowledge`, officer, { text: '已受理' });
  await send('POST', `/api/privacy/requests/${id}/answer`, officer, { outcome: 'fulfilled', text: '说明' });
  assert.equal(await articleNow('11'), 'met');
  assert.equal(await controlNow('privacy.channel-open'), 'met');
  const left = await ask();
  pass(30 * DAY_MS);
  await harness.privacy.sweep();
  assert.equal(await articleNow('11'), 'breached');
  await send('POST', `/api/privacy/requests/${left}/acknowledge`, officer, { text: '迟了' });
  await send('POST', `/api/privacy/requests/${left}/answer`, officer, { outcome: 'fulfilled', text: '说明' });
  assert.equal(await articleNow('11'), 'met');
});

test('the probe of requests leaves nothing behind, tells nobody, and finds a way in that is shut [measures#11]', async () => {
  const { database } = harness;
  const requests = async () => (await database.query('select id from privacy_request order by id')).rows;
  const erased = async () =>
    (await database.query("select from evidence_entry where kind = 'privacy.probe-erased'")).rowCount;
  const before = [await requests(), await erased()] as const;
  assert.equal(await controlNow('privacy.channel-open'), 'met');
  assert.deepEqual(await requests(), before[0]);
  assert.equal(await erased(), before[1] + 1);
  await database.query('alter table privacy_message add constraint shut check (false) not valid');
  assert.equal(await controlNow('privacy.channel-open'), 'breached', 'nothing is taken');
  await database.query('alter table privacy_message drop constraint shut');
  assert.equal(await controlNow('privacy.channel-open'), 'met');
});

/** A recorded request of a user, as the gateway's record says it. */
async function record(user: string, trainingUse: 'allowed' | 'refused', at: Date): Promise<void> {
  const id = ids.next('exc');
  const endUser = `${service.id} ${user}`;
  await harness.unitOfWork.run(async (tx, evidence) => {
    const entryId = evidence.append('request.opened', {
      exchange: id,
      service: service.id,
      key: 'key_0',
      endUser,
      endpoint: 'chat.completions',
      model: 'm',
      stream: false,
      synthetic: false,
      trainingUse,
      policyVersion: 1,
      listVersions: {},
      admission: {},
      promptChars: 1,
      hits: 0,
      risks: {},
      decision: 'forwarded',
      commitment: '0'.repeat(64),
    });
    await tx.query(
      `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                             prompt_chars, content_key, content)
       values ($1, $2, $3, 'key_0', $4, 'chat.completions', 'm', false, false, $5, 1, 'k', '')`,
      [id, entryId, service.id, endUser, at],
    );
  });
}

test('records that keep to who refused training show it on the board; one that does not turns Article 11 red [measures#11]', async () => {
  const control = 'disclosure.choices-kept';
  assert.equal(await controlNow(control), 'not-applicable', 'nobody has refused');
  await send('PUT', '/api/public/training-choice', asApp(), { user: 'bob', choice: 'refused' });
  await record('bob', 'allowed', new Date(now.getTime() - MINUTE_MS));
  await record('bob', 'refused', new Date(now.getTime() + 3 * MINUTE_MS));
  pass(HOUR_MS);
  await harness.privacy.sweep();
  assert.equal(await controlNow(control), 'met', 'what came before the choice does not count');
  assert.equal(await articleNow('11'), 'met');
  await record('bob', 'allowed', now);
  pass(MINUTE_MS);
  assert.equal(await articleNow('11'), 'breached');
});

async function impose(user: string): Promise<string> {
  const reason = { zh: '测试违规', en: 'an invented breach' };
  const payload = { serviceId: service.id, user, rung: 'suspension', days: 90, reason };
  return measureDetailSchema.parse(await send('POST', '/api/measures', officer, payload)).id;
}

test('measures with reasons and appeals answered in time turn Article 14 from unknown to met; an appeal that nobody decides turns it red [measures#14]', async () => {
  await doTasks('14');
  assert.equal((await ofArticle('14'))?.status, 'unknown');
  const appeal = async (user: string): Promise<string> => {
    const id = await impose(user);
    await send('POST', `/api/public/measures/${id}/appeals`, asApp(), { user, text: '不是我' });
    return id;
  };
  const first = await appeal('carl');
  await send('POST', `/api/measures/${first}/appeal/decide`, other, { outcome: 'upheld', text: '维持' });
  assert.equal(await articleNow('14'), 'met');
  const left = await appeal('dora');
  pass(40 * DAY_MS);
  assert.equal(await controlNow('enforcement.appeals-in-time'), 'breached');
  assert.equal(await articleNow('14'), 'breached');
  await send('POST', `/api/measures/${left}/appeal/decide`, other, { outcome: 'overturned', text: '撤销' });
  assert.equal(await articleNow('14'), 'met');
});

test('a measure that nobody can appeal against turns Article 14 red, until it is lifted [measures#14]', async () => {
  const id = await impose('emil');
  assert.equal(await controlNow('enforcement.reasons-given'), 'met');
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query('update measure set appeal_until = null where id = $1', [id]);
    evidence.append('measure.viewed', { measure: id, by: 'cli' });
  });
  assert.equal(await articleNow('14'), 'breached');
  await send('POST', `/api/measures/${id}/lift`, officer, { mistaken: true, reason: '缺少申诉期限' });
  assert.equal(await articleNow('14'), 'met');
});

test('a complaint that is answered in time turns Article 15 from unknown to met; one that waits too long turns it red [measures#15]', async () => {
  await doTasks('15');
  assert.equal((await ofArticle('15'))?.status, 'unknown');
  assert.equal(await articleNow('15'), 'met');
  const sent = await send('POST', '/api/public/complaints', asApp(), { kind: 'other', text: '测试投诉' });
  const { receipt } = complaintReceiptSchema.parse(sent);
  assert.equal(await articleNow('15'), 'met', 'it has come just now');
  pass(30 * DAY_MS);
  assert.equal(await articleNow('15'), 'breached');
  const id = await harness.complaints.subjectOfReceipt(receipt.replaceAll('-', ''));
  await send('POST', `/api/complaints/${id}/acknowledge`, officer, { text: '受理' });
  await send('POST', `/api/complaints/${id}/answer`, officer, { outcome: 'upheld', text: '成立' });
  assert.equal(await articleNow('15'), 'met');
});
