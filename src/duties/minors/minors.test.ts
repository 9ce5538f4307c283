import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AdminAppHarness, openAdminApp, type SignedIn, signIn } from '../../app/http/testing/open-admin-app.ts';
import { createMinors, doorOfMinors, observeMinors } from '../../app/minors.ts';
import {
  ageAppealsSchema,
  ageAppealWordsSchema,
  crisesSchema,
  type MinorSettings,
  minorOverviewSchema,
  minorPolicyStateSchema,
  minorRecordSchema,
  problemSchema,
  publicAgeAppealMadeSchema,
  publicGuardianCodeMadeSchema,
  publicGuardianMadeSchema,
  publicMinorStateSchema,
} from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import type { ExchangeRecords } from '../../gateway/index.ts';
import { DAY_MS, IdFactory, MINUTE_MS, silentLog } from '../../kernel/index.ts';
import { shippedLaw } from '../../law/index.ts';
import { readEvidence } from '../../registry/testing/harness.ts';
import { personalMinors } from './index.ts';
import { startSettings } from './rules.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let inspector: SignedIn;
let serviceId: string;
let key: string;
/** Afternoon in China; tests move it on. */
let now = new Date('2026-11-26T08:00:00Z');
let monotonicMs = 0;
const clock = { now: () => now, monotonicMs: () => monotonicMs };
const pass = (minutes: number): void => {
  now = new Date(now.getTime() + minutes * MINUTE_MS);
  monotonicMs += minutes * MINUTE_MS;
};

before(async () => {
  harness = await openAdminApp({ clock });
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  inspector = await signIn(harness, 'inspector');
  const given = { name: '学习助手', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(given, 'cli')).id;
  ({ key } = await harness.registry.keys.create(serviceId, { name: 'app', ratePerMinute: null, openMax: null }, 'cli'));
  await harness.registry.live.refresh();
});
after(() => harness.close());

const send = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object, as: object = officer) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
const asApp = () => ({ authorization: `Bearer ${key}` });
const pub = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object) => {
  const response = await send(method, `/api/public/minors/${path}`, payload, asApp());
  assert.ok(response.statusCode < 300, `${path}: ${response.statusCode} ${response.body}`);
  return response.json();
};
const stateOf = async (user: string) => publicMinorStateSchema.parse(await pub('GET', `state?user=${user}`));
const declare = (user: string, band: string, source = 'declared') =>
  send('PUT', '/api/public/minors/age', { user, band, source }, asApp());

async function set(more: Partial<MinorSettings>): Promise<void> {
  const { revision } = minorPolicyStateSchema.parse((await send('GET', `/api/services/${serviceId}/minors`)).json());
  const settings = { ...startSettings(), mode: 'mode', ...more };
  const response = await send('PUT', `/api/services/${serviceId}/minors`, { settings, revision });
  assert.equal(response.statusCode, 200, response.body);
}

const endUserOf = (user: string): string => harness.minors.user(serviceId, user).endUser;
const evidenceOf = async (kind: string) =>
  (await readEvidence(harness.database)).filter((entry) => entry.kind === kind);

const ids = new IdFactory();
/** What the gateway records of a request that was let in, as far as time is counted from it. */
async function record(user: string, minorMode: string, minutes = 0, endpoint = 'chat.completions'): Promise<void> {
  const id = ids.next('exc');
  await harness.database.query(
    `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                           prompt_chars, content_key, content, minor_mode)
     values ($1, $1, $2, 'key', $3, $6, 'm', false, false, $4, 1, 'k', '', $5)`,
    [id, serviceId, endUserOf(user), now, minorMode, endpoint],
  );
  await harness.database.query(
    `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, risks, hits, replaced, total_ms, held_chars_max,
                                 output_chars, content_key, content)
     values ($1, $1, $2, 'completed', '{}', 0, 0, 1, 0, 0, 'k', '')`,
    [id, new Date(now.getTime() + minutes * MINUTE_MS)],
  );
}

const question = (user: string | null, more: object = {}) => {
  const service = harness.registry.live.current.services.get(serviceId);
  assert.ok(service !== undefined);
  return {
    key: { id: 'key', service, synthetic: false, ratePerMinute: null, openMax: null, expiresAt: null },
    endUser: user === null ? null : endUserOf(user),
    endpoint: 'chat.completions',
    audience: 'general' as const,
    companion: null,
    declared: null,
    language: 'en' as const,
    lastText: 'hello',
    ...more,
  };
};
/** Asks the gateway's door, and records as the gateway does what it answers. */
async function ask(user: string | null, more: object = {}, minors = harness.minors) {
  const answer = await doorOfMinors(minors, harness.portal, clock).ask(question(user, more));
  if (user !== null && answer.minorMode !== undefined) await record(user, answer.minorMode);
  return answer;
}

test('nothing is done before anybody sets anything, and a service that is unknown is told', async () => {
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'not configured' });
  assert.equal((await send('GET', '/api/services/svc_00000000000000000000000000/minors')).statusCode, 404);
  const state = minorPolicyStateSchema.parse((await send('GET', `/api/services/${serviceId}/minors`)).json());
  assert.equal(state.revision, 0);
  const rest = state.rules.find(({ setting }) => setting === 'restMinutes');
  assert.equal(rest?.confidence, 'unverified', 'what nobody saw says so');
});

test('settings: looser takes a reason, two people cannot overwrite each other, readers cannot write', async () => {
  const url = `/api/services/${serviceId}/minors`;
  const loose = { ...startSettings(), mode: 'mode', curfew: null };
  const refused = await send('PUT', url, { settings: loose, revision: 0 });
  assert.equal(refused.statusCode, 400);
  assert.match(problemSchema.parse(refused.json()).detail, /looserReason.*curfew/);
  assert.equal((await send('PUT', url, { settings: loose, revision: 0 }, inspector)).statusCode, 403);
  assert.equal((await send('PUT', url, { settings: loose, revision: 0 }, reviewer)).statusCode, 403);
  await set({});
  assert.equal((await send('PUT', url, { settings: startSettings(), revision: 0 })).statusCode, 409);
  const [changed] = await evidenceOf('minors.policy-changed');
  assert.deepEqual([changed?.data.mode, changed?.data.looser], ['mode', []]);
});

test('a 13-year-old is served until the hour is full, on two devices and two processes, and stopped at 22:00', async () => {
  await set({ consentUnder14: false, looserReason: '测试' });
  assert.equal((await declare('bob', '8-13')).statusCode, 200);
  // Another process on the same database, with a memory of its own.
  const replica = createMinors({ ...harness.minorsParts, law: shippedLaw() });
  await replica.mode.start();
  try {
    for (let minute = 0; minute < 60; minute++) {
      const first = await ask('bob', {}, minute % 2 === 0 ? harness.minors : replica);
      assert.equal(first.admit, true, `minute ${minute}: ${first.basis}`);
      // The second device within the same minute costs no time.
      assert.equal((await ask('bob', {}, minute % 2 === 0 ? replica : harness.minors)).admit, true);
      pass(1);
    }
    for (const minors of [harness.minors, replica]) {
      const stopped = await ask('bob', {}, minors);
      assert.ok(!stopped.admit);
      assert.equal(stopped.code, 'time');
      assert.match(stopped.answer, /^The time for today is used up; see you again at 2026-11-27 06:00 \(China time\)/);
      assert.match(stopped.remedy?.url ?? '', /\/portal\/en\/minor-mode\?u=/);
    }
    const state = await stateOf('bob');
    assert.deepEqual([state.usedMinutes, state.leftMinutes, state.stop, state.spending], [60, 0, 'time', 'off']);
    // A process that begins anew, as after a kill, knows the same from what was recorded.
    const reborn = createMinors({ ...harness.minorsParts, law: shippedLaw() });
    assert.equal((await ask('bob', {}, reborn)).admit, false);
  } finally {
    await replica.mode.stop();
  }
  await declare('cat', '8-13');
  now = new Date('2026-11-26T13:59:30Z');
  assert.equal((await ask('cat')).admit, true);
  now = new Date('2026-11-26T14:00:00Z');
  const night = await ask('cat');
  assert.ok(!night.admit);
  assert.equal(night.code, 'curfew');
  now = new Date('2026-11-26T22:00:00Z');
  monotonicMs += DAY_MS;
  assert.equal((await ask('cat')).admit, true, 'open again in the morning');
  assert.equal((await ask('bob')).admit, true, 'a new day, a new hour');
  assert.deepEqual(await ask('ann'), { admit: true, basis: 'no minor' }, 'adults are let through without counting');
});

test('requests at once are counted in the very turn in which they are let in', async () => {
  await declare('dan', '8-13');
  await set({
    consentUnder14: false,
    looserReason: '测试',
    dailyMinutes: { ...startSettings().dailyMinutes, '8-13': 1 },
  });
  assert.equal((await ask('dan')).admit, true);
  pass(1);
  const door = doorOfMinors(harness.minors, harness.portal, clock);
  const answers = await Promise.all(Array.from({ length: 20 }, () => door.ask(question('dan'))));
  assert.deepEqual(new Set(answers.map(({ admit }) => admit)), new Set([false]));
  await set({ consentUnder14: false, looserReason: '测试' });
});

test('the service is chosen for minors by itself, and app-side checks are no use of it', async () => {
  assert.equal(await harness.minors.mode.audienceOf(serviceId, endUserOf('bob')), 'minors');
  assert.equal(await harness.minors.mode.audienceOf(serviceId, endUserOf('ann')), null);
  assert.equal(await harness.minors.mode.audienceOf(serviceId, null), null);
  for (const endpoint of ['embeddings', 'moderations'])
    assert.deepEqual(await ask('bob', { endpoint }), { admit: true, basis: 'no use' });
});

test('a rest reminder comes every half hour of use without a break, once', async () => {
  await declare('eve', '16-17');
  const told: string[] = [];
  for (let minute = 0; minute < 62; minute++) {
    for (const _device of [1, 2]) {
      const answer = await ask('eve');
      assert.ok(answer.admit);
      if (answer.notice !== undefined) told.push(`${minute}: ${answer.notice.text.slice(0, 25)}`);
    }
    pass(1);
  }
  assert.deepEqual(told, ['29: You have been here for 30', '59: You have been here for 60']);
});

test('an answer counts from its question to its end, an hour at most; nobody sits and waits for a film', async () => {
  const day = now.getTime();
  now = new Date('2026-11-25T04:00:00Z');
  await record('moe', 'used', 20);
  pass(60);
  await record('moe', 'used', 180);
  pass(120);
  await record('moe', 'used', 30, 'videos');
  const asked = { serviceId, user: 'moe', purpose: '测试计时' };
  now = new Date(day);
  const found = minorRecordSchema.parse((await send('POST', '/api/minors/record', asked)).json());
  assert.equal(found.days.find((one) => one.day === '2026-11-25')?.minutes, 21 + 61 + 1);
});

test('nobody grows older by declaring; a check of identity is believed, and the log says what was before', async () => {
  await declare('fay', '8-13');
  const older = await declare('fay', 'adult');
  assert.equal(older.statusCode, 400);
  assert.match(problemSchema.parse(older.json()).detail, /^band: was declared as 8-13/);
  assert.equal((await declare('fay', 'adult', 'verified')).statusCode, 200);
  assert.deepEqual([(await stateOf('fay')).band, (await stateOf('fay')).isMinor], ['adult', false]);
  const said = await evidenceOf('minors.age-stated');
  assert.deepEqual(said.at(-1)?.data.before, '8-13');
  assert.equal((await send('GET', '/api/public/minors/state?user=fay', undefined, {})).statusCode, 401);
  const grown = await send(
    'POST',
    '/api/public/minors/guardians',
    { user: 'fay', band: '8-13', consent: true },
    asApp(),
  );
  assert.match(problemSchema.parse(grown.json()).detail, /^band: does not fit/);
});

test('what a check of identity found counts as verified, from the next request on, until it ends', async () => {
  await declare('ned', '16-17');
  assert.equal((await ask('ned')).basis, '16-17, 1 min');
  const user = harness.minors.user(serviceId, 'ned');
  const how = { method: 'app', providerId: null } as const;
  const found = { level: 'verified', subject: null, reference: null, ageBand: 'adult' } as const;
  await harness.identity.assertions.record(user, how, found);
  assert.deepEqual([(await stateOf('ned')).band, (await stateOf('ned')).source], ['adult', 'verified']);
  await waitFor(async () => ((await ask('ned')).basis === 'no minor' ? true : null));
  await harness.identity.assertions.withdraw(user, { by: 'app' });
  await waitFor(async () => ((await ask('ned')).basis === 'no minor' ? null : true));
});

test('under 14 nobody is served before a guardian consents; unlinking takes it back', async () => {
  await set({});
  await declare('gus', '8-13');
  const before = await ask('gus');
  assert.ok(!before.admit);
  assert.equal(before.code, 'consent');
  const made = publicGuardianMadeSchema.parse(
    await pub('POST', 'guardians', { user: 'gus', band: '8-13', consent: true, language: 'zh' }),
  );
  assert.match(made.secret, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
  assert.equal((await ask('gus')).admit, true);
  const again = await send(
    'POST',
    '/api/public/minors/guardians',
    { user: 'gus', band: '8-13', consent: true },
    asApp(),
  );
  assert.equal(again.statusCode, 409, 'one guardian at a time');
  await pub('DELETE', 'guardians', { user: 'gus' });
  assert.equal((await ask('gus')).admit, false);
});

test('a guardian with a code sees time and no words, sets what is stricter, and cannot loosen', async () => {
  await declare('hal', '8-13');
  const { code } = publicGuardianCodeMadeSchema.parse(await pub('POST', 'guardian-codes', { user: 'hal' }));
  const linked = { code, band: '8-13', consent: true, language: 'zh', formKey: 'a'.repeat(32) } as const;
  await assert.rejects(harness.minors.linkByCode({ ...linked, code: 'AAAA-AAAA' }), { code: 'E_REQUEST_INVALID' });
  await assert.rejects(harness.minors.linkByCode({ ...linked, band: '16-17' }), { message: /^band/ });
  const made = await harness.minors.linkByCode(linked);
  assert.deepEqual(await harness.minors.linkByCode(linked), made, 'the same form again is the same link');
  await assert.rejects(harness.minors.linkByCode({ ...linked, formKey: 'b'.repeat(32) }), {
    code: 'E_REQUEST_INVALID',
  });
  assert.equal((await ask('hal')).admit, true);
  const link = await harness.minors.linkOfReceipt(made.receipt.replaceAll('-', ''));
  assert.ok(link !== null);
  const overview = await harness.minors.guardianOverview(link);
  assert.deepEqual([overview.usedToday, overview.limitMinutes, overview.mayLoosen], [1, 60, false]);
  assert.deepEqual(overview.functions, [{ endpoint: 'chat.completions', requests: 1 }]);
  const { settings } = overview;
  const put = (more: object) => harness.minors.setByGuardian(link, { settings: { ...settings, ...more }, revision: 1 });
  for (const [more, field] of [
    [{ hasLeft: true }, /^hasLeft/],
    [{ isCurfewLifted: true }, /^isCurfewLifted/],
    [{ dailyMinutes: 61 }, /^dailyMinutes/],
    [{ curfew: { from: '23:00', to: '06:00' } }, /^curfew/],
  ] as const)
    await assert.rejects(put(more), { code: 'E_REQUEST_INVALID', message: field });
  await put({ dailyMinutes: 0 });
  await assert.rejects(put({ dailyMinutes: 15 }), { code: 'E_CONFLICT' });
  const stopped = await ask('hal');
  assert.ok(!stopped.admit && stopped.code === 'time');
  await declare('hal', 'adult', 'verified');
  assert.equal((await harness.minors.guardianOverview(link)).isAdult, true, 'nobody looks after a grown-up’s time');
});

test('an appeal about an age is decided by a person; overturned undoes it whole', async () => {
  await declare('ida', '14-15');
  await pub('POST', 'guardians', { user: 'ida', band: '14-15', consent: true });
  const made = publicAgeAppealMadeSchema.parse(
    await pub('POST', 'age-appeals', { user: 'ida', claimed: 'adult', text: '我已成年' }),
  );
  assert.match(made.answerBy, /^2026-12-/);
  const twice = await send(
    'POST',
    '/api/public/minors/age-appeals',
    { user: 'ida', claimed: 'adult', text: 'x' },
    asApp(),
  );
  assert.equal(twice.statusCode, 409);
  const { items } = ageAppealsSchema.parse((await send('GET', '/api/minors/appeals', undefined, inspector)).json());
  const [row] = items;
  assert.ok(row !== undefined && row.state === 'open' && row.band === '14-15');
  assert.equal((await send('GET', `/api/minors/appeals/${row.id}/words`, undefined, inspector)).statusCode, 403);
  const words = ageAppealWordsSchema.parse(
    (await send('GET', `/api/minors/appeals/${row.id}/words`, undefined, reviewer)).json(),
  );
  assert.equal(words.words?.text, '我已成年');
  assert.equal((await evidenceOf('minors.appeal-viewed')).length, 1);
  const decide = () =>
    send('POST', `/api/minors/appeals/${row.id}/decision`, { outcome: 'overturned', text: '已核实' }, reviewer);
  assert.equal((await decide()).statusCode, 200);
  assert.equal((await decide()).statusCode, 409);
  const state = await stateOf('ida');
  assert.deepEqual(
    [state.band, state.source, state.isMinor, state.guardian.isLinked],
    ['adult', 'decided', false, false],
  );
  assert.deepEqual(await ask('ida'), { admit: true, basis: 'no minor' });
  const shown = await harness.minors.appealOfReceipt(made.receipt.replaceAll('-', ''));
  assert.deepEqual([shown?.outcome, shown?.answer], ['overturned', '已核实']);
});

test('a companion: no kin for minors, an exit at once, a reminder after two hours for everybody', async () => {
  await set({ companion: { role: null, reminderMinutes: 120, exitPhrases: ['退出'], crisisListIds: [] } });
  await declare('jan', '16-17');
  const kin = await ask('jan', { companion: 'kin' });
  assert.ok(!kin.admit && kin.code === 'role');
  assert.equal((await ask('jan', { companion: 'other' })).admit, true);
  assert.deepEqual((await stateOf('jan')).roles, ['other']);
  const left = await ask('kim', { lastText: '退出。', language: 'zh' });
  assert.ok(!left.admit && left.code === 'exit' && left.minorMode === undefined);
  let reminded = 0;
  for (let minute = 0; minute < 241; minute += 4) {
    const answer = await ask('kim', { companion: 'partner' });
    assert.ok(answer.admit, answer.basis);
    if (answer.notice !== undefined) reminded++;
    pass(4);
  }
  assert.equal(reminded, 2, 'after two hours, and after two more');
});

test('somebody in danger: the contact is told once, without what was written, and somebody takes care', async () => {
  const listId = ids.next('lst');
  await set({ companion: { role: 'other', reminderMinutes: 120, exitPhrases: [], crisisListIds: [listId] } });
  const wrong = { user: 'lee', name: '李家属', channel: 'email', to: '123' };
  assert.equal((await send('PUT', '/api/public/minors/contact', wrong, asApp())).statusCode, 400);
  assert.equal((await stateOf('lee')).hasContact, false);
  const state = publicMinorStateSchema.parse(await pub('PUT', 'contact', { ...wrong, to: 'family@example.com' }));
  assert.equal(state.hasContact, true);
  const none: ExchangeRecords = { isUp: true, open: async () => undefined, close: async () => undefined };
  const records = observeMinors(none, harness.minors, silentLog);
  const hit = { start: 0, end: 1, term: '测试危机词', listId, listName: 'x', risk: 'A.1.a', action: 'flag' };
  const write = async (role: string): Promise<string> => {
    const exchangeId = ids.next('exc');
    const piece = { path: 'messages.1.content.0.text', role, text: '测试危机词', hits: [hit], shown: null };
    const rest = { path: 'messages.1.content.1.text', role, text: '后半', hits: [], shown: null };
    const history = { path: 'messages.0.content', role: 'user', text: '从前', hits: [], shown: null };
    await records.open({
      exchangeId,
      at: now,
      serviceId,
      apiKeyId: 'key',
      endUser: endUserOf('lee'),
      endpoint: 'chat.completions',
      model: 'm',
      stream: false,
      synthetic: false,
      promptChars: 1,
      subject: endUserOf('lee'),
      content: { input: [history, piece, rest] },
      evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 1, risks: {}, decision: 'forwarded' },
    });
    return exchangeId;
  };
  const [system, first] = [await write('system'), await write('user')];
  const second = await write('user');
  const found = await waitFor(async () => {
    const { items } = crisesSchema.parse((await send('GET', '/api/minors/crises')).json());
    return items.length === 2 ? items : null;
  });
  assert.ok(!found.some(({ exchangeId }) => exchangeId === system), 'what the app wrote is nobody’s crisis');
  assert.deepEqual(new Set(found.map(({ exchangeId }) => exchangeId)), new Set([first, second]));
  assert.deepEqual(found.map(({ contact }) => contact).sort(), ['lately', 'told'], 'two at once call one contact once');
  const sent = await harness.database.query<{ subject: string }>(
    `select subject_id as subject from notice where template = 'companion.crisis-contact'`,
  );
  assert.equal(sent.rows.length, 1);
  assert.equal((await send('POST', `/api/minors/crises/${first}/handled`, {}, inspector)).statusCode, 403);
  assert.equal((await send('POST', `/api/minors/crises/${first}/handled`, {}, reviewer)).statusCode, 200);
  assert.equal((await send('POST', `/api/minors/crises/${first}/handled`, {}, reviewer)).statusCode, 409);
  await pub('DELETE', 'contact', { user: 'lee' });
  assert.equal((await stateOf('lee')).hasContact, false);
});

test('figures name nobody; a record is opened for a purpose, which stays in the log', async () => {
  const overview = minorOverviewSchema.parse((await send('GET', '/api/minors', undefined, inspector)).json());
  const [service] = overview.services;
  assert.equal(service?.mode, 'mode');
  assert.ok((service?.bands['8-13'] ?? 0) >= 3);
  assert.ok(overview.stops.some(({ stop, requests }) => stop === 'time' && requests > 0));
  assert.ok(!JSON.stringify(overview).includes(endUserOf('bob')));
  const asked = { serviceId, user: 'bob', purpose: '监护人来电核对' };
  assert.equal((await send('POST', '/api/minors/record', asked, inspector)).statusCode, 403);
  const record = minorRecordSchema.parse((await send('POST', '/api/minors/record', asked, reviewer)).json());
  assert.equal(record.band, '8-13');
  assert.ok(record.days.some(({ minutes }) => minutes === 60));
  const viewed = (await evidenceOf('minors.record-viewed')).at(-1);
  assert.deepEqual([viewed?.data.purpose, viewed?.data.endUser], ['监护人来电核对', endUserOf('bob')]);
});

test('a person sees what is kept about them; what protects a child stays, the rest goes [pipl#47]', async () => {
  const held = personalMinors({ ...harness, clock });
  const subject = (user: string) => ({ serviceId, endUser: endUserOf(user), complaints: [] });
  const child = await held.search(subject('bob'));
  assert.deepEqual([child.erasable, child.kept.map(({ law }) => law)], [0, ['minors#43']]);
  const adult = await held.search(subject('fay'));
  assert.equal(adult.erasable, 2);
  const rows = [];
  for await (const row of held.export(subject('ida'))) rows.push(row);
  assert.deepEqual(
    rows.map(({ what }) => what),
    ['age', 'age', 'age', 'guardian', 'age-appeal'],
  );
  const leave = (evidence: Evidence, count: number): void =>
    void evidence.append('agreement.exported', { rows: count, by: 'cli' });
  const order = { reason: 'asked', by: 'cli', leave } as const;
  assert.equal(await held.erase(subject('fay'), order), 2);
  assert.deepEqual(await held.search(subject('fay')), { erasable: 0, kept: [] });
});

async function waitFor<T>(look: () => Promise<T | null>): Promise<T> {
  for (let tries = 0; tries < 200; tries++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error('it did not come about');
}
