import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createEnforcement, type Enforcement } from '../../app/enforcement.ts';
import {
  type AdminAppHarness,
  openAdminApp,
  PASSWORD,
  problemOf,
  type SignedIn,
  signIn,
} from '../../app/http/testing/open-admin-app.ts';
import {
  measureAppealContentSchema,
  measureCountsSchema,
  measureDetailSchema,
  measurePolicyStateSchema,
  measuresPageSchema,
  publicMeasuresSchema,
} from '../../contract/index.ts';
import { DAY_MS, IdFactory, SECOND_MS } from '../../kernel/index.ts';
import { measuresDoor, personalMeasures, retainedMeasures } from './index.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let other: SignedIn;
let inspector: SignedIn;
let serviceId: string;
let serviceKey: string;
let foreignKey: string;
let enforcement: Enforcement;
/** Another process on the same database. */
let replica: Enforcement;
let now = new Date('2026-11-26T02:00:00Z');
const clock = { now: () => now, monotonicMs: () => performance.now() };
const pass = (ms: number): void => {
  now = new Date(now.getTime() + ms);
};

before(async () => {
  harness = await openAdminApp({ clock });
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  other = await signIn(harness, 'reviewer', 'second-reviewer');
  inspector = await signIn(harness, 'inspector');
  await harness.registry.provider.put({ name: '示例科技有限公司', creditCode: '91440300708461136T' }, 'cli');
  [serviceId, serviceKey] = await makeService('客服', '0001');
  [, foreignKey] = await makeService('别的服务', '0002');
  enforcement = harness.enforcement;
  replica = createEnforcement({ ...harness.enforcementParts });
  await enforcement.live.start();
  await replica.live.start();
});
after(async () => {
  await enforcement.follower.stop();
  await replica.follower.stop();
  await enforcement.live.stop();
  await replica.live.stop();
  await harness.close();
});

async function makeService(name: string, modelCode: string): Promise<[string, string]> {
  const { id } = await harness.registry.services.create({ name, modelCode, upstreamIds: [], wordListIds: [] }, 'cli');
  const { key } = await harness.registry.keys.create(id, { name: 'app', ratePerMinute: null, openMax: null }, 'cli');
  await harness.registry.live.refresh();
  return [id, key];
}

const ids = new IdFactory();
/** As the harness names users of a service. */
const pseudonymOf = (user: string): string => harness.enforcementParts.pseudonym(serviceId, user);

/** A recorded exchange, as far as measures look at one; a second later than the one before. */
async function exchange(
  user: string,
  given: { risks?: string[]; outcome?: string; synthetic?: boolean } = {},
): Promise<string> {
  const { risks = null, outcome = risks === null ? 'completed' : 'refused', synthetic = false } = given;
  pass(SECOND_MS);
  const id = ids.next('exc');
  await harness.database.query(
    `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                           prompt_chars, content_key, content, strike_risks)
     values ($1, $1, $2, 'key', $3, 'chat.completions', 'm', false, $4, $5, 1, 'k', '', $6)`,
    [id, serviceId, pseudonymOf(user), synthetic, now, risks],
  );
  await harness.database.query(
    `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, risks, hits, replaced, total_ms, held_chars_max,
                                 output_chars, content_key, content)
     values ($1, $1, $2, $3, '{}', 0, 0, 1, 0, 0, 'k', '')`,
    [id, now, outcome],
  );
  pass(1);
  return id;
}
const RISK = 'A.1.a';
/** Refusals in a row, each counted at once. */
async function refuse(user: string, times: number): Promise<string[]> {
  const made: string[] = [];
  for (let count = 0; count < times; count++) {
    const id = await exchange(user, { risks: [RISK] });
    await enforcement.follower.sweep();
    made.push(id);
  }
  return made;
}

const send = (method: 'GET' | 'POST' | 'PUT', url: string, as: SignedIn, payload?: object) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
async function policy(path: string, as: SignedIn = officer, payload: object = {}) {
  const response = await send(
    path === '/draft' ? 'PUT' : 'POST',
    `/api/measure-policies/${serviceId}${path}`,
    as,
    payload,
  );
  assert.equal(response.statusCode, 200, response.body);
  return measurePolicyStateSchema.parse(response.json());
}
async function deed(id: string, name: string, as: SignedIn, payload: object = {}) {
  const response = await send('POST', `/api/measures/${id}/${name}`, as, payload);
  assert.equal(response.statusCode, 200, response.body);
  return measureDetailSchema.parse(response.json());
}
const problem = async (url: string, as: SignedIn, payload: object = {}) =>
  (await problemOf(harness.app, { method: 'POST', url, headers: { ...as }, payload })).problem;
async function listed(query: string) {
  return measuresPageSchema.parse((await send('GET', `/api/measures?${query}`, inspector)).json()).items;
}
const measuresOf = (user: string) => listed(`find=${pseudonymOf(user)}`);
const asApp = (key: string) => ({ authorization: `Bearer ${key}` });
async function toldTo(user: string, key = serviceKey) {
  const url = `/api/public/measures?user=${user}`;
  const response = await harness.app.inject({ method: 'GET', url, headers: asApp(key) });
  assert.equal(response.statusCode, 200, response.body);
  return publicMeasuresSchema.parse(response.json()).measures;
}
async function entries(kind: string, containing: string): Promise<number> {
  const { rows } = await harness.database.query<{ count: number }>(
    'select count(*)::int as count from evidence_entry where kind = $1 and body like $2',
    [kind, `%${containing}%`],
  );
  return rows[0]?.count ?? 0;
}

test('a policy is drafted, simulated on what is stored, and put into force by a named person, in this order [measures#14]', async () => {
  const { start } = measurePolicyStateSchema.parse(
    (await send('GET', `/api/measure-policies/${serviceId}`, inspector)).json(),
  );
  for (let count = 0; count < 3; count++) await exchange('before', { risks: [RISK] });
  await exchange('calm');
  const drafted = await policy('/draft', officer, { settings: start });
  const version = drafted.draft?.version ?? 0;
  const url = `/api/measure-policies/${serviceId}/draft/activate`;
  assert.equal((await problem(url, officer, { version })).code, 'E_CONFLICT', 'not simulated');
  const { draft } = await policy('/draft/simulate', officer, { days: 30 });
  assert.deepEqual(draft?.simulation?.rungs[0], { rung: 'warning', users: 1, measures: 1 });
  assert.deepEqual([draft?.simulation?.users, draft?.simulation?.struck], [2, 1]);
  await policy('/draft', officer, { settings: { ...start, strikeDays: 20 } });
  assert.equal((await problem(url, officer, { version })).code, 'E_CONFLICT', 'changed since it was read');
  await policy('/draft/simulate', officer, { days: 30 });
  assert.equal((await problem(url, reviewer, { version: version + 1 })).code, 'E_ROLE_FORBIDDEN');
  const { active } = await policy('/draft/activate', officer, { version: version + 1 });
  assert.equal(active?.activatedBy?.name, 'compliance-officer');
  await enforcement.follower.sweep();
  assert.deepEqual(await measuresOf('before'), [], 'what came before does not count');
});

test('three refusals in a row are warned about, three more restrict, three more are put before a person', async () => {
  await refuse('ann', 2);
  assert.deepEqual(await measuresOf('ann'), []);
  await exchange('ann');
  await refuse('ann', 2);
  assert.deepEqual(await measuresOf('ann'), [], 'an accepted request broke the row');
  await refuse('ann', 1);
  const [warning] = await measuresOf('ann');
  assert.deepEqual(
    [warning?.rung, warning?.state, warning?.automated, warning?.strikes],
    ['warning', 'active', true, 3],
  );
  await refuse('ann', 3);
  await refuse('ann', 4);
  const [proposal, restriction] = await measuresOf('ann');
  assert.deepEqual([restriction?.rung, restriction?.state], ['restriction', 'active']);
  assert.deepEqual([proposal?.rung, proposal?.state, proposal?.endsAt], ['suspension', 'proposed', null]);
  assert.deepEqual(
    (await toldTo('ann')).map(({ rung }) => rung),
    ['restriction', 'warning'],
    'a proposal is not told',
  );
  const confirmed = await deed(proposal?.id ?? '', 'confirm', reviewer);
  assert.deepEqual([confirmed.state, confirmed.automated, confirmed.confirmedBy?.name], ['active', false, 'reviewer']);
  assert.equal(confirmed.exchanges.length, 3);
  assert.equal(await entries('measure.strike', pseudonymOf('ann')), 12);
});

test('what is synthetic, of another risk, of nobody, or shown after all is no strike', async () => {
  for (const given of [{ risks: [RISK], synthetic: true }, { risks: ['A.4.a'] }, { risks: [RISK], outcome: 'failed' }])
    for (let count = 0; count < 4; count++) await exchange('bob', given);
  await enforcement.follower.sweep();
  assert.deepEqual(await measuresOf('bob'), []);
  assert.equal(await entries('measure.strike', pseudonymOf('bob')), 0);
});

test('two processes that count the same refusals at once count each once and impose one measure', async () => {
  const made: string[] = [];
  for (let count = 0; count < 3; count++) made.push(await exchange('race', { risks: [RISK] }));
  for (const id of made) {
    enforcement.follower.note(id);
    replica.follower.note(id);
  }
  await Promise.all([enforcement.follower.sweep(), replica.follower.sweep()]);
  await Promise.all([enforcement.follower.stop(), replica.follower.stop()]);
  const found = await measuresOf('race');
  assert.deepEqual(
    found.map(({ rung }) => rung),
    ['warning'],
  );
  assert.equal(await entries('measure.strike', pseudonymOf('race')), 3);
  assert.equal(await entries('measure.imposed', pseudonymOf('race')), 1);
  await Promise.all([enforcement.live.refresh(), replica.live.refresh()]);
  for (const { live } of [enforcement, replica])
    assert.deepEqual(
      live.of(pseudonymOf('race'), now).map(({ rung }) => rung),
      ['warning'],
    );
});

test('an appeal that is decided by somebody else undoes everything: the measure ends, its strikes are void, the person reads so', async () => {
  const strikes = await refuse('eve', 3);
  const [told] = await toldTo('eve');
  const id = told?.id ?? '';
  assert.deepEqual(await toldTo('eve', foreignKey), [], 'another service sees nothing');
  assert.match(told?.statements[0]?.sections.map(({ text }) => text).join('\n') ?? '', /没有人工参与[\s\S]*申诉/);
  const appealAs = (key: string, user: string) =>
    harness.app.inject({
      method: 'POST',
      url: `/api/public/measures/${id}/appeals`,
      headers: asApp(key),
      payload: { user, text: '这是误判乙', language: 'zh-CN' },
    });
  assert.equal((await appealAs(serviceKey, 'ann')).statusCode, 404, 'only of the user');
  assert.equal((await appealAs(foreignKey, 'eve')).statusCode, 404);
  assert.equal((await appealAs(serviceKey, 'eve')).statusCode, 201);
  assert.equal((await appealAs(serviceKey, 'eve')).statusCode, 409, 'once');
  const counts = measureCountsSchema.parse((await send('GET', '/api/measures/counts', inspector)).json());
  assert.equal(counts.appeals, 1);
  assert.equal((await listed('heap=appeals'))[0]?.id, id);
  const content = measureAppealContentSchema.parse((await send('GET', `/api/measures/${id}/appeal`, reviewer)).json());
  assert.equal(content.content?.text, '这是误判乙');
  assert.equal(await entries('measure.viewed', id), 1);
  await deed(id, 'appeal/decide', reviewer, { outcome: 'overturned', text: '核实为误判。' });
  const [undone] = await toldTo('eve');
  assert.deepEqual(
    [undone?.state, undone?.endedReason, undone?.appeal?.answer],
    ['ended', 'overturned', '核实为误判。'],
  );
  assert.match(undone?.statements[1]?.sections.at(-1)?.text ?? '', /undone/);
  await enforcement.live.refresh();
  assert.deepEqual(enforcement.live.of(pseudonymOf('eve'), now), []);
  await refuse('eve', 2);
  assert.equal((await measuresOf('eve')).length, 1, `${strikes.length} void ones count no longer`);
  await refuse('eve', 1);
  assert.equal((await measuresOf('eve'))[0]?.rung, 'warning', 'it begins with the mildest again');
  for (const secret of ['这是误判乙', '核实为误判'])
    for (const kind of ['measure.appealed', 'measure.appeal-decided']) assert.equal(await entries(kind, secret), 0);
});

test('by hand: reasons are required and read by the person; nobody decides about their own; an end is an officer’s alone', async () => {
  const given = {
    serviceId,
    user: 'mal',
    rung: 'suspension',
    days: 2,
    reason: { zh: '多次发布测试违规词。', en: 'Posted test terms again and again.' },
  };
  const made = await send('POST', '/api/measures', reviewer, given);
  assert.equal(made.statusCode, 201, made.body);
  const { id, statements, automated } = measureDetailSchema.parse(made.json());
  assert.equal(automated, false);
  assert.match(JSON.stringify(statements[1]), /Posted test terms[\s\S]*member of staff, not by a machine/);
  assert.equal(
    (await problem('/api/measures', reviewer, { ...given, rung: 'end', days: null })).code,
    'E_ROLE_FORBIDDEN',
  );
  for (const [path, wrong] of [
    ['days', { ...given, days: null }],
    ['user', { ...given, user: undefined }],
    ['endpoints', { ...given, rung: 'restriction' }],
  ] as const)
    assert.equal((await problem('/api/measures', officer, wrong)).fields[0]?.path, path);
  assert.equal((await send('POST', '/api/measures', officer, { ...given, rung: 'end', days: null })).statusCode, 201);
  await harness.app.inject({
    method: 'POST',
    url: `/api/public/measures/${id}/appeals`,
    headers: asApp(serviceKey),
    payload: { user: 'mal', text: 'no', language: 'en' },
  });
  const decision = { outcome: 'upheld', text: '维持。' };
  assert.equal((await problem(`/api/measures/${id}/appeal/decide`, reviewer, decision)).code, 'E_ROLE_FORBIDDEN');
  const decided = await deed(id, 'appeal/decide', other, decision);
  assert.deepEqual([decided.state, decided.appeal?.outcome], ['active', 'upheld']);
  const lifted = await deed(id, 'lift', other, { mistaken: false, reason: '已改正。' });
  assert.match(JSON.stringify(lifted.statements[0]), /提前解除[\s\S]*已改正/);
  assert.equal(await entries('measure.imposed', 'mal'), 0, 'what the provider calls the user is stored nowhere');
});

test('the door answers from memory: a warning is told, a restriction closes what it names, a suspension refuses until its end', async () => {
  const door = measuresDoor(enforcement.live, { clock, address: 'https://hegui.example/portal' });
  const ask = (user: string | null, endpoint = 'chat.completions', language: 'zh' | 'en' = 'zh') =>
    door.ask({ endUser: user === null ? null : pseudonymOf(user), endpoint, language });
  const impose = async (rung: string, extra: object): Promise<string> => {
    const reason = { zh: '甲', en: 'a' };
    const response = await send('POST', '/api/measures', officer, { serviceId, user: 'dora', rung, reason, ...extra });
    await enforcement.live.refresh();
    return measureDetailSchema.parse(response.json()).id;
  };
  assert.deepEqual(ask('dora'), { admit: true, basis: 'no measure' });
  assert.equal(ask(null).admit, true);
  await impose('warning', { days: 9 });
  const warned = ask('dora', 'chat.completions', 'en');
  assert.ok(warned.admit && /portal\/en\/measures\/open\?number=\w{12}$/.test(warned.notice?.url ?? ''));
  await impose('restriction', { days: 9, endpoints: ['videos'] });
  assert.equal(ask('dora').admit, true);
  assert.equal(ask('dora', 'videos').admit, false);
  const suspension = await impose('suspension', { days: 1 });
  const refused = ask('dora');
  assert.ok(
    !refused.admit && refused.basis === `suspension ${suspension}` && /自动解除[\s\S]*申诉/.test(refused.answer),
  );
  pass(DAY_MS);
  assert.equal(ask('dora').admit, true, 'its time is over, even before anybody noted it');
  await enforcement.follower.sweep();
  const { state, endedReason } = measureDetailSchema.parse(
    (await send('GET', `/api/measures/${suspension}`, inspector)).json(),
  );
  assert.deepEqual([state, endedReason], ['ended', 'expired']);
});

test('a report is a draft until a named person signs it, names nobody, and never changes afterwards', async () => {
  const [measure] = await measuresOf('mal');
  const path = `/api/measures/${measure?.id}/report`;
  const draft = { revision: 0, authority: '省级网信部门', summary: '处置经过。' };
  assert.equal((await send('PUT', path, reviewer, draft)).statusCode, 200);
  assert.equal((await problem(`${path}/sign`, reviewer, { revision: 1, password: PASSWORD })).code, 'E_ROLE_FORBIDDEN');
  assert.equal((await problem(`${path}/sign`, officer, { revision: 1, password: 'wrong' })).status, 401);
  const signed = await send('POST', `${path}/sign`, officer, { revision: 1, password: PASSWORD });
  const { report } = measureDetailSchema.parse(signed.json());
  assert.equal(report?.signed?.name, 'compliance-officer');
  assert.doesNotMatch(JSON.stringify(report), new RegExp(pseudonymOf('mal')));
  assert.equal((await send('PUT', path, reviewer, { ...draft, revision: 1 })).statusCode, 409);
  await assert.rejects(harness.database.query(`update measure_report set summary = 'x'`), { code: 'HG001' });
  for (const [format, magic] of [
    ['docx', 'PK'],
    ['pdf', '%PDF'],
  ] as const) {
    const file = await send('GET', `${path}/file?format=${format}&lang=en`, inspector);
    assert.ok(file.rawPayload.subarray(0, 4).toString('latin1').startsWith(magic), format);
  }
});

test('the board hears of overdue appeals and of refusals that nobody counted', async () => {
  await refuse('ida', 3);
  const [told] = await toldTo('ida');
  await harness.enforcement.service.appeal(told?.id ?? '', { text: 'x', language: 'en', channel: 'api' });
  const states = async () =>
    Object.fromEntries((await harness.enforcement.service.controls()).map(({ id, state }) => [id, state]));
  assert.deepEqual(await states(), {
    'enforcement.appeals-in-time': 'met',
    'enforcement.reasons-given': 'met',
    'enforcement.refusals-counted': 'met',
  });
  await exchange('uma', { risks: [RISK] });
  pass(DAY_MS / 2);
  assert.equal((await states())['enforcement.refusals-counted'], 'breached');
  pass(20 * DAY_MS);
  assert.equal((await states())['enforcement.appeals-in-time'], 'breached');
});

test('a person sees what was done to them, and what is long over leads to nobody; what is in force stays [pipl#47]', async () => {
  const records = personalMeasures(harness.enforcementParts);
  const subject = (user: string) => ({ serviceId, endUser: pseudonymOf(user), complaints: [] });
  const young = await records.search(subject('ida'));
  assert.deepEqual([young.erasable, young.kept[0]?.count], [0, 4], 'a warning and what led to it');
  const told: unknown[] = [];
  for await (const record of records.export(subject('ida'))) told.push(record);
  assert.match(JSON.stringify(told), /"rung":"warning"[\s\S]*"appeal":\{"text":"x"\}/);
  pass(40 * DAY_MS);
  await enforcement.follower.sweep();
  pass(200 * DAY_MS);
  const order: Parameters<typeof records.erase>[1] = {
    reason: 'request',
    by: 'cli',
    leave: (evidence, measures) => void evidence.append('measure.exported', { measures, by: 'cli' }),
  };
  assert.equal(await records.erase(subject('ida'), order), 4);
  assert.deepEqual(await records.search(subject('ida')), { erasable: 0, kept: [] });
  assert.deepEqual(await toldTo('ida'), []);
  await records.erase(subject('mal'), order);
  assert.deepEqual(
    (await measuresOf('mal')).map(({ rung }) => rung),
    ['end'],
    'an end that holds stays',
  );
});

test('at the end of their term measures lead to nobody, with what was said of them and what led to them; what waits for an answer stays [csl#23]', async () => {
  const retained = retainedMeasures(harness.enforcementParts);
  await refuse('olga', 3);
  await refuse('pete', 1);
  await refuse('quin', 3);
  const [of, open] = [(await toldTo('olga'))[0]?.id ?? '', (await toldTo('quin'))[0]?.id ?? ''];
  const [first] = await refuse('rosa', 1);
  for (const id of [of, open]) await deed(id, 'lift', officer, { mistaken: false, reason: '已改正。' });
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into measure_appeal (id, measure_id, channel, language, received_at, due_at, state, content_key, content)
       values ($1, $2, 'api', 'zh-CN', now(), now(), 'open', 'k', '')`,
      [ids.next('apl'), open],
    );
    evidence.append('measure.viewed', { measure: open, by: 'cli' });
  });
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  const leave = (evidence: Parameters<Parameters<typeof retained.eraseOlder>[2]>[0], records: number): void =>
    void evidence.append('retention.erased', { kind: 'measures', records, before: now.toISOString(), revision: 0 });
  while ((await retained.eraseOlder(before(1), 500, leave)) > 0);
  assert.equal(await retained.countOlder(before(1), 1_000), 0, 'what others left behind is gone');
  assert.equal((await measuresOf('olga')).length, 1, 'it ended a moment ago');
  pass(DAY_MS);
  assert.equal(await retained.countOlder(before(0.5), 1_000), 3, 'one measure, and two refusals that led to nothing');
  assert.equal(await retained.countOlder(before(0.5), 2), 2, 'counted no further');
  assert.equal(await retained.eraseOlder(before(0.5), 500, leave), 3);
  assert.equal(await retained.eraseOlder(before(0.5), 500, leave), 0);
  assert.deepEqual(
    [(await measuresOf('olga')).length, (await measuresOf('quin')).length],
    [0, 1],
    'an appeal that nobody decided keeps its measure',
  );
  const { rows } = await harness.database.query(
    `select (select count(*)::int from measure_strike where measure_id = $1 or exchange_id = $2) as strikes,
            (select count(*)::int from content_key where subject = 'measure:' || $1 and destroyed_at is null) as keys,
            (select end_user from measure where id = $1) as "endUser"`,
    [of, first],
  );
  assert.deepEqual(rows, [{ strikes: 0, keys: 0, endUser: `erased:${of}` }]);
  const detail = measureDetailSchema.parse((await send('GET', `/api/measures/${of}`, inspector)).json());
  assert.deepEqual([detail.rung, detail.state], ['warning', 'ended'], 'that it was stays');
});

test('what is taken out says in every line which entry of the log tells of it', async () => {
  const lines: { readonly exportEntry: string }[] = [];
  for await (const line of enforcement.service.export('cli')) lines.push(line);
  const { rows } = await harness.database.query<{ id: string }>(
    "select id from evidence_entry where kind = 'measure.exported' order by tx desc, id desc limit 1",
  );
  assert.ok(lines.length > 0);
  assert.deepEqual([...new Set(lines.map(({ exportEntry }) => exportEntry))], [rows[0]?.id]);
});
