import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { after, before, test } from 'node:test';
import yauzl from 'yauzl';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  type SignedIn,
  signIn,
} from '../../app/http/testing/open-admin-app.ts';
import {
  privacyConfirmedSchema,
  privacyContentSchema,
  privacyDetailSchema,
  privacyForPublicSchema,
  privacyFoundSchema,
  privacyPageSchema,
  privacyReceiptSchema,
  retentionPreviewSchema,
  retentionStateSchema,
} from '../../contract/index.ts';
import { createKeyedHash, type PersonalRecords } from '../../evidence/index.ts';
import { DAY_MS, IdFactory, MINUTE_MS, silentLog } from '../../kernel/index.ts';
import { sqlStateOf } from '../../store/index.ts';
import type { PrivacyParts } from './model.ts';
import { carryOut, orderErasure } from './service/erase.ts';
import { readErasure } from './store/erasures.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let second: SignedIn;
let reviewer: SignedIn;
let inspector: SignedIn;
let key: string;
let foreignKey: string;
let serviceId: string;
let now = new Date();
const clock = { now: () => now, monotonicMs: () => performance.now() };
const ids = new IdFactory();
let counter = 0;

before(async () => {
  harness = await openAdminApp({ clock });
  officer = await signIn(harness, 'compliance-officer');
  second = await signIn(harness, 'compliance-officer', 'second-officer');
  reviewer = await signIn(harness, 'reviewer');
  inspector = await signIn(harness, 'inspector');
  foreignKey = (await makeService('别的服务', '0002')).key;
  ({ key, serviceId } = await makeService('客服', '0001'));
});
after(() => harness.close());

async function makeService(name: string, modelCode: string): Promise<{ key: string; serviceId: string }> {
  const service = await harness.registry.services.create({ name, modelCode, upstreamIds: [], wordListIds: [] }, 'cli');
  const made = await harness.registry.keys.create(service.id, { name: 'a', ratePerMinute: null, openMax: null }, 'cli');
  await harness.registry.live.refresh();
  return { key: made.key, serviceId: service.id };
}

const pseudonym = (user: string): string => `${serviceId} ${user}`;
const nothing = { exchange: 'exc_0', by: 'cli' } as const;

/** A recorded exchange of a user with what they said and were answered. */
async function makeExchange(user: string, daysAgo = 0, said = `测试标记 ${user}`): Promise<string> {
  const id = ids.next('exc');
  const at = new Date(Date.now() - daysAgo * DAY_MS - MINUTE_MS);
  const input = await harness.vault.seal(pseudonym(user), {
    input: [{ path: 'messages.0', role: 'user', text: said, hits: [], shown: null }],
  });
  const output = await harness.vault.seal(pseudonym(user), {
    output: [{ path: 'choices.0', role: 'content', text: `答 ${said}`, hits: [], shown: null }],
    usage: null,
    upstreamName: null,
    label: null,
  });
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into exchange (id, entry_id, service_id, api_key_id, end_user, endpoint, model, stream, synthetic, opened_at,
                             prompt_chars, content_key, content)
       values ($1, $1, $2, 'key', $3, '/v1/chat/completions', 'm', false, false, $4, 1, $5, $6)`,
      [id, serviceId, pseudonym(user), at, input.keyId, input.bytes],
    );
    await tx.query(
      `insert into exchange_close (exchange_id, entry_id, closed_at, outcome, risks, hits, replaced, total_ms, held_chars_max,
                                   output_chars, content_key, content)
       values ($1, $1, $2, 'completed', '{}', 0, 0, 1, 0, 1, $3, $4)`,
      [id, at, output.keyId, output.bytes],
    );
    evidence.append('content.viewed', { ...nothing });
  });
  return id;
}

/** Something with every holder, for one exchange. */
async function fillHolders(user: string, exchangeId: string): Promise<void> {
  await harness.unitOfWork.run(async (tx, evidence) => {
    const [item, decision, produce] = [ids.next('rev'), ids.next('dec'), ids.next('prd')];
    await tx.query(
      `insert into review_item (id, exchange_id, service_id, reasons, details, risks, severity, state, due_at, created_at, closed_at)
       values ($1, $2, $3, '{requested}', '[{"detail":"说了 x"}]', '{}', 0, 'decided', now(), now(), now())`,
      [item, exchangeId, serviceId],
    );
    await tx.query(
      `insert into review_decision (id, item_id, exchange_id, service_id, verdict, reason, reasons, decided_by, decided_at)
       values ($1, $2, $3, $4, 'no-violation', '此人说了 x', '{}', 'cli', now())`,
      [decision, item, exchangeId, serviceId],
    );
    await tx.query(
      `insert into opinion_gap (id, exchange_id, service_id, direction, path, judge_id, reason, from_char, to_char, opened_at, next_at)
       values ($1, $2, $3, 'input', 'input:all', 'jdg_1', 'failed', 0, 5, now(), now())`,
      [ids.next('gap'), exchangeId, serviceId],
    );
    await tx.query(
      `insert into produced_content (produce_id, service_id, exchange_id, kind, media_type, format, sha256, bytes, label, explicit,
                                     made_at)
       values ($1, $2, $3, 'picture', 'image/png', 'png', $4, 10, '{}', true, now())`,
      [produce, serviceId, exchangeId, Buffer.alloc(32, ++counter)],
    );
    const { rows } = await tx.query<{ id: string }>('select id from content_key where subject = $1', [pseudonym(user)]);
    await tx.query(
      `insert into produced_file (token_hash, produce_id, content_key, content, expires_at) values ($1, $2, $3, '', now())`,
      [Buffer.alloc(32, counter), produce, rows[0]?.id],
    );
    await tx.query(
      `insert into label_lift_request (id, service_id, end_user, agreement_version, agreement_digest, requested_at)
       values ($1, $2, $3, '1', $4, now())`,
      [ids.next('lrq'), serviceId, pseudonym(user), Buffer.alloc(32)],
    );
    await tx.query(
      `insert into video_job (id, exchange_id, service_id, api_key_id, upstream_id, upstream_job, model, seconds, size, created_at,
                              begun, look_at, closed_at)
       values ($1, $2, $3, 'key', 'ups', 'job', 'm', '4', '1x1', now(), '{}', now(), now())`,
      [ids.next('vid'), exchangeId, serviceId],
    );
    evidence.append('content.viewed', { ...nothing });
  });
}

const app = (method: 'GET' | 'POST', url: string, payload?: object, headers: Record<string, string> = {}) =>
  harness.app.inject({
    method,
    url: `/api/public/privacy-requests${url}`,
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
const send = (method: 'GET' | 'POST' | 'PUT', url: string, as: SignedIn, payload?: object) =>
  harness.app.inject({
    method,
    url: `/api/privacy${url}`,
    headers: { ...as },
    ...(payload === undefined ? {} : { payload }),
  });

async function ask(kind: string, user: string, rest: object = {}) {
  const headers = { 'idempotency-key': `a-key-that-nobody-guesses-${++counter}` };
  const response = await app('POST', '', { kind, user, ...rest }, headers);
  assert.equal(response.statusCode, 201, response.body);
  const { receipt, secret } = privacyReceiptSchema.parse(response.json());
  const listed = privacyPageSchema.parse((await send('GET', `/requests?find=${receipt}`, officer)).json());
  return { receipt, secret, id: listed.items[0]?.id ?? assert.fail('not at the desk') };
}
async function deed(id: string, name: string, as: SignedIn, payload: object = { text: '好' }) {
  const response = await send('POST', `/requests/${id}/${name}`, as, payload);
  assert.equal(response.statusCode, 200, `${name}: ${response.body}`);
  return name === 'search' ? response.json() : privacyDetailSchema.parse(response.json());
}
const refused = async (url: string, as: SignedIn, payload: object) =>
  (await problemOf(harness.app, { method: 'POST', url: `/api/privacy${url}`, headers: { ...as }, payload })).problem
    .code;
const shown = async ({ receipt, secret }: { receipt: string; secret: string }) =>
  privacyForPublicSchema.parse((await app('GET', `/${receipt}`, undefined, { 'x-receipt-secret': secret })).json());
const entriesOf = async (kind: string): Promise<string[]> => {
  const { rows } = await harness.database.query<{ body: string }>(
    'select body from evidence_entry where kind = $1 order by at, id',
    [kind],
  );
  return rows.map(({ body }) => body);
};

async function unzip(bytes: Buffer): Promise<Map<string, string>> {
  const zip = await yauzl.fromBufferPromise(bytes);
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    files.set(entry.fileName, Buffer.concat(chunks).toString());
  }
  return files;
}

test('the app vouches for its user: a copy holds everything by holder, a few times, and leaves evidence [pipl#45]', async () => {
  const exchange = await makeExchange('甲');
  await fillHolders('甲', exchange);
  await makeExchange('乙', 0, '别人的标记');
  const asked = await ask('copy', '甲');
  assert.equal((await shown(asked)).identity, 'vouched');
  const found = privacyFoundSchema.parse(await deed(asked.id, 'search', officer));
  const counts = Object.fromEntries(found.holders.map(({ name, erasable }) => [name, erasable]));
  assert.deepEqual(
    [counts.exchanges, counts['produced-files'], counts['label-lifts'], counts.reviews, counts['second-opinions']],
    [1, 1, 1, 2, 1],
  );
  assert.equal(counts['video-jobs'], 1);
  assert.match((await entriesOf('privacy.searched')).at(-1) ?? '', /"exchanges":1/);
  assert.equal((await app('POST', `/${asked.receipt}/copy`, {}, { 'x-receipt-secret': asked.secret })).statusCode, 404);
  await deed(asked.id, 'acknowledge', officer);
  const answered = await deed(asked.id, 'answer', officer, { outcome: 'fulfilled', text: '请下载' });
  assert.equal(answered.copy?.left, 5);
  const copy = await app('POST', `/${asked.receipt}/copy`, {}, { 'x-receipt-secret': asked.secret });
  assert.equal(copy.statusCode, 200);
  assert.match(String(copy.headers['content-disposition']), /attachment/);
  const files = await unzip(copy.rawPayload);
  assert.ok(files.size >= 10, [...files.keys()].join());
  const json: { records: { asked: { text: string }[]; answered: { madeByAi: boolean }[] }[] } = JSON.parse(
    files.get('exchanges.json') ?? '',
  );
  assert.equal(json.records[0]?.asked[0]?.text, '测试标记 甲');
  assert.equal(json.records[0]?.answered[0]?.madeByAi, true);
  const overview = files.get('overview.html') ?? '';
  assert.ok(
    overview.includes('测试标记 甲') && overview.includes(asked.receipt),
    'readable, and marked with its receipt',
  );
  assert.ok(![...files.values()].some((text) => text.includes('别人的标记')), 'nothing of anybody else');
  for (let left = 4; left > 0; left--)
    await app('POST', `/${asked.receipt}/copy`, {}, { 'x-receipt-secret': asked.secret });
  assert.equal((await app('POST', `/${asked.receipt}/copy`, {}, { 'x-receipt-secret': asked.secret })).statusCode, 404);
  assert.equal((await entriesOf('privacy.copy-fetched')).length, 5);
});

test('a person is erased everywhere, that is proven, and what stays is named with law and day [pipl#47]', async () => {
  const exchange = await makeExchange('丙');
  await fillHolders('丙', exchange);
  const old = await makeExchange('丙', 300);
  const asked = await ask('delete', '丙', { contact: { email: 'c@example.com' } });
  await deed(asked.id, 'acknowledge', officer);
  const ordered = await deed(asked.id, 'answer', officer, { outcome: 'fulfilled', text: '已删除' });
  assert.ok(ordered.state === 'executing' || ordered.state === 'answered');
  await harness.privacy.carryOutDue();
  await harness.privacy.stop();
  const page = await shown(asked);
  assert.deepEqual([page.state, page.outcome, page.erasure?.state], ['answered', 'fulfilled', 'proven']);
  const holders = new Map(page.erasure?.holders.map((holder) => [holder.name, holder]));
  assert.deepEqual(
    ['exchanges', 'reviews', 'second-opinions', 'produced-files', 'label-lifts', 'video-jobs'].map(
      (name) => (holders.get(name)?.erased ?? 0) > 0,
    ),
    [true, true, true, true, true, true],
  );
  const stays = holders.get('exchanges')?.kept[0];
  assert.deepEqual([stays?.count, stays?.law], [1, 'csl#23']);
  assert.ok(Date.parse(stays?.until ?? '') > Date.now() + 180 * DAY_MS);
  const { rows } = await harness.database.query<{ left: number; old: number; words: number }>(
    `select (select count(*)::int from content_key where subject = $1 and destroyed_at is null) as left,
            (select count(*)::int from exchange where id = $2) as old,
            (select count(*)::int from review_decision where exchange_id = $3 and reason <> '') as words`,
    [pseudonym('丙'), old, exchange],
  );
  assert.deepEqual(rows, [{ left: 0, old: 0, words: 0 }]);
  const proof = (await entriesOf('privacy.erasure-proven')).at(-1) ?? '';
  assert.match(proof, /"law":"csl#23"/);
  assert.deepEqual(
    Object.values(JSON.parse(proof).data.found).filter((count) => count !== 0),
    [],
    'the search after it found nothing',
  );
  assert.ok(!proof.includes('测试标记'));
  assert.match((await entriesOf('privacy.training-restricted')).join(), /丙/);
  assert.deepEqual(await harness.privacy.withheldFromTraining([exchange, 'exc_other']), new Set([exchange]));
  // The hold ends: what stayed goes by itself, and what was erased before still counts.
  now = new Date(Date.now() + 190 * DAY_MS);
  await harness.database.query(
    `alter table exchange disable trigger kept; alter table exchange_close disable trigger kept;
     alter table label_lift_request disable trigger kept_for_a_while`,
  );
  await harness.privacy.carryOutDue();
  await harness.database.query(
    `alter table exchange enable trigger kept; alter table exchange_close enable trigger kept;
     alter table label_lift_request enable trigger kept_for_a_while`,
  );
  now = new Date();
  const { rows: after } = await harness.database.query('select from exchange where end_user = $1', [pseudonym('丙')]);
  assert.equal(after.length, 0);
});

test('an exchange of a case of illegal content stays readable until the case has ended, and that is told [measures#14]', async () => {
  const exchange = await makeExchange('丁');
  const caseId = ids.next('cas');
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into content_case (id, title, service_id, risk, source, found_at, opened_at, opened_by)
       values ($1, 't', $2, 'A.1.f', 'hand', now(), now(), 'cli')`,
      [caseId, serviceId],
    );
    await tx.query('insert into content_case_exchange (case_id, exchange_id, added_at) values ($1, $2, now())', [
      caseId,
      exchange,
    ]);
    await tx.query(
      `insert into content_recall (id, case_id, exchange_id, service_id, end_user, risk, shown_from, issued_at)
       values ($1, $2, $3, $4, $5, 'A.1.f', now(), now())`,
      [ids.next('rcl'), caseId, exchange, serviceId, pseudonym('丁')],
    );
    evidence.append('content.viewed', { ...nothing });
  });
  const done = await harness.privacy.erase({ serviceId, user: '丁', reason: '测试', by: 'cli' });
  assert.equal(done.state, 'proven');
  const laws = (name: string) => done.steps[name]?.kept.map(({ law, until }) => `${law} ${until === null}`);
  assert.deepEqual(laws('exchanges'), ['csl#23 false', 'measures#14 true']);
  assert.deepEqual(laws('cases'), ['measures#14 true']);
  assert.ok(done.nextAt !== null, 'looked at again by itself');
});

test('a process that dies between two holders leaves nothing half told, and another one carries on', async () => {
  await makeExchange('戊');
  const seen: string[] = [];
  let isBroken = true;
  const holder = (name: string, work: () => void): PersonalRecords => ({
    name,
    title: { zh: name, en: name },
    tables: [],
    search: async () => ({ erasable: seen.includes(name) ? 0 : 1, kept: [] }),
    export: async function* () {
      yield* [];
    },
    erase: async () => {
      work();
      seen.push(name);
      return 1;
    },
  });
  const parts: PrivacyParts = {
    ...harness,
    ids,
    clock,
    log: silentLog,
    fillRandom: (bytes) => void randomFillSync(bytes),
    keyedHash: createKeyedHash(Buffer.alloc(32)),
    receipts: harness.portal.receipts,
    notices: {
      prepare: () => assert.fail('nobody is told'),
      prepareEvent: async () => [],
      queue: async () => undefined,
      list: async () => [],
    },
    pseudonym: (_service, user) => pseudonym(user),
    services: () => [],
    openComplaint: async () => '',
    holders: [
      holder('one', () => undefined),
      holder('two', () => {
        if (isBroken) throw new Error('killed');
      }),
    ],
    retained: [],
    address: '',
    providerName: () => null,
  };
  const person = { id: null, serviceId, endUser: pseudonym('戊'), complaints: [] };
  const order = await harness.unitOfWork.run((tx, evidence) => orderErasure(parts, tx, evidence, person, 'cli'));
  await assert.rejects(carryOut(parts, order), /killed/);
  const half = await readErasure(harness.database, order);
  assert.deepEqual([half?.state, half?.steps.one?.isDone, half?.steps.two], ['due', true, undefined]);
  assert.equal(await carryOut(parts, order), false, 'nobody takes it over at once');
  isBroken = false;
  now = new Date(now.getTime() + 11 * MINUTE_MS);
  assert.equal(await carryOut(parts, order), true);
  assert.deepEqual(seen, ['one', 'two'], 'what was done is not done again');
  assert.equal((await readErasure(harness.database, order))?.state, 'proven');
  now = new Date();
});

test('what a search still finds after erasing is never called proven', async () => {
  const broken: PersonalRecords = {
    name: 'leaky',
    title: { zh: '漏', en: 'leaky' },
    tables: [],
    search: async () => ({ erasable: 1, kept: [] }),
    export: async function* () {
      yield* [];
    },
    erase: async () => 1,
  };
  const parts = { ...harness, ids, clock, log: silentLog, holders: [broken], retained: [] };
  const person = { id: null, serviceId, endUser: pseudonym('己'), complaints: [] };
  const order = await harness.unitOfWork.run((tx, evidence) => orderErasure(parts, tx, evidence, person, 'cli'));
  await assert.rejects(carryOut({ ...minimal(), ...parts }, order), /still finds leaky 1/);
  assert.equal((await readErasure(harness.database, order))?.state, 'due');
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query('delete from privacy_erasure where id = $1', [order]);
    evidence.append('content.viewed', { ...nothing });
  });
});

const minimal = (): Omit<
  PrivacyParts,
  'database' | 'unitOfWork' | 'vault' | 'ids' | 'clock' | 'log' | 'holders' | 'retained'
> => ({
  fillRandom: (bytes) => void randomFillSync(bytes),
  keyedHash: createKeyedHash(Buffer.alloc(32)),
  receipts: harness.portal.receipts,
  notices: {
    prepare: () => assert.fail('nobody is told'),
    prepareEvent: async () => [],
    queue: async () => undefined,
    list: async () => [],
  },
  pseudonym: (_service, user) => pseudonym(user),
  services: () => [],
  openComplaint: async () => '',
  address: '',
  providerName: () => null,
});

test('somebody from the portal is known only after the app or staff say so; a code is good once and for its service', async () => {
  const given = {
    formKey: `form-${++counter}`,
    kind: 'delete',
    language: 'zh-CN',
    channel: 'portal',
    serviceId,
    user: null,
    text: '',
    contact: { email: '', phone: '' },
    complaints: [],
    entered: null,
  } as const;
  const received = await harness.privacy.receive(given);
  assert.equal((await harness.privacy.receive(given)).number, received.number, 'sent twice is sent once');
  const id = received.subjectId;
  await deed(id, 'acknowledge', officer);
  assert.equal(await refused(`/requests/${id}/answer`, officer, { outcome: 'fulfilled', text: 'x' }), 'E_CONFLICT');
  assert.equal(await refused(`/requests/${id}/search`, officer, {}), 'E_CONFLICT');
  const first = await harness.privacy.makeCode(id);
  const code = await harness.privacy.makeCode(id);
  const confirm = (given: object, headers = {}) => app('POST', '/confirm', { user: '庚', ...given }, headers);
  assert.equal((await confirm({ code: first, confirm: true })).statusCode, 401, 'the one before is void');
  const foreign = await confirm({ code, confirm: true }, { authorization: `Bearer ${foreignKey}` });
  assert.equal(foreign.statusCode, 401);
  const described = privacyConfirmedSchema.parse((await confirm({ code })).json());
  assert.deepEqual([described.kind, described.confirmed], ['delete', false]);
  assert.equal((await harness.privacy.readForPublic(id)).identity, 'none');
  assert.equal((await confirm({ code: code.toLowerCase(), confirm: true })).statusCode, 200);
  assert.equal((await confirm({ code, confirm: true })).statusCode, 401, 'good once');
  const detail = privacyDetailSchema.parse((await send('GET', `/requests/${id}`, officer)).json());
  assert.deepEqual([detail.identity, detail.endUser, detail.needsIdentity], ['confirmed', pseudonym('庚'), false]);
  assert.equal(detail.trainingRestricted, true);
  await harness.privacy.withdraw(id);
});

test('staff say how they made sure, and numbers of identity documents are refused wherever they are written', async () => {
  const entered = { kind: 'correct', serviceId, text: '我的名字写错了', reason: '2026 年的信' };
  const made = await send('POST', '/requests', reviewer, entered);
  assert.equal(made.statusCode, 201, made.body);
  const { id, channel } = privacyDetailSchema.parse(made.json());
  assert.equal(channel, 'staff');
  assert.equal(privacyDetailSchema.parse((await send('POST', '/requests', reviewer, entered)).json()).id, id);
  const number = '11010519491231002X';
  const identity = { means: 'document-seen', user: '辛', text: `看过 ${number}` };
  assert.equal(await refused(`/requests/${id}/identity`, reviewer, identity), 'E_REQUEST_INVALID');
  const said = await deed(id, 'identity', reviewer, { ...identity, text: '看过原件' });
  assert.deepEqual([said.identity, said.identityMeans], ['staff', 'document-seen']);
  const problem = await app(
    'POST',
    '',
    { kind: 'explain', user: 'u', text: number },
    { 'idempotency-key': 'k'.repeat(20) },
  );
  assert.equal(problem.statusCode, 400);
  const { content } = privacyContentSchema.parse(
    (await send('GET', `/requests/${id}/content?purpose=handling`, reviewer)).json(),
  );
  assert.deepEqual(content?.messages.map(({ purpose }) => purpose).sort(), ['identity', 'note', 'submission']);
  assert.match((await entriesOf('privacy.viewed')).at(-1) ?? '', /"purpose":"handling"/);
  assert.equal((await send('GET', `/requests/${id}/content?purpose=handling`, inspector)).statusCode, 403);
  assert.equal(
    await refused(`/requests/${id}/answer`, reviewer, { outcome: 'refused', text: 'x' }),
    'E_ROLE_FORBIDDEN',
  );
});

test('a refusal has words, the person may disagree, and somebody else decides; an extension is told', async () => {
  const asked = await ask('restrict-training', '壬', { text: '不要用我的内容训练' });
  await deed(asked.id, 'acknowledge', officer);
  const extended = await deed(asked.id, 'extend', officer, { workingDays: 5, text: '需要核对' });
  assert.equal(extended.isExtended, true);
  assert.equal(await refused(`/requests/${asked.id}/extend`, officer, { workingDays: 5, text: 'x' }), 'E_CONFLICT');
  await deed(asked.id, 'answer', officer, { outcome: 'refused', text: '理由如下' });
  const told = await shown(asked);
  assert.deepEqual([told.state, told.outcome, told.canReopenUntil !== null], ['answered', 'refused', true]);
  assert.deepEqual(told.messages.map(({ purpose }) => purpose).sort(), [
    'acknowledgement',
    'answer',
    'extension',
    'submission',
  ]);
  const again = await app(
    'POST',
    `/${asked.receipt}/messages`,
    { text: '不同意', reopen: true },
    { 'x-receipt-secret': asked.secret },
  );
  assert.equal(privacyForPublicSchema.parse(again.json()).state, 'received');
  await deed(asked.id, 'acknowledge', officer);
  assert.equal(
    await refused(`/requests/${asked.id}/answer`, officer, { outcome: 'fulfilled', text: 'x' }),
    'E_ROLE_FORBIDDEN',
  );
  await deed(asked.id, 'answer', second, { outcome: 'fulfilled', text: '您说得对' });
  const foreign = await harness.app.inject({
    url: `/api/public/privacy-requests/${asked.receipt}`,
    headers: { authorization: `Bearer ${foreignKey}`, 'x-receipt-secret': asked.secret },
  });
  assert.equal(foreign.statusCode, 401, 'keys of others see nothing of it');
});

test('what is overdue stands first and is counted; what people wrote is not in a list', async () => {
  now = new Date(Date.now() + 60 * DAY_MS);
  await ask('explain', '癸');
  const at = now;
  now = new Date(at.getTime() + 60 * DAY_MS);
  const listed = privacyPageSchema.parse((await send('GET', '/requests?state=overdue', officer)).json());
  assert.ok(listed.items.length >= 1 && listed.items.every(({ overdue }) => overdue));
  assert.deepEqual(
    listed.items.map(({ nextDueAt }) => nextDueAt),
    [...listed.items.map(({ nextDueAt }) => nextDueAt)].sort(),
  );
  const paged = privacyPageSchema.parse((await send('GET', '/requests?limit=1', officer)).json());
  const next = await send('GET', `/requests?limit=1&cursor=${encodeURIComponent(paged.next ?? '')}`, officer);
  assert.notEqual(privacyPageSchema.parse(next.json()).items[0]?.id, paged.items[0]?.id);
  assert.deepEqual((await send('GET', '/counts', officer)).json().overdue >= 1, true);
  now = new Date();
});

test('what is past its term goes in batches that leave an entry, a preview changes nothing, and logs stay half a year [csl#23]', async () => {
  const [young, old] = [await makeExchange('子'), await makeExchange('子', 400)];
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(`update content_key set created_at = created_at - interval '300 days' where subject = $1`, [
      pseudonym('子'),
    ]);
    evidence.append('content.viewed', { ...nothing });
  });
  const tooShort = await send('PUT', '/retention', officer, { days: { 'exchange-rows': 183 }, revision: 0 });
  assert.equal(tooShort.statusCode, 400);
  assert.equal((await send('PUT', '/retention', reviewer, { days: {}, revision: 0 })).statusCode, 403);
  const changed = await send('PUT', '/retention', officer, { days: { 'exchange-rows': 200 }, revision: 0 });
  assert.equal(retentionStateSchema.parse(changed.json()).revision, 1);
  assert.equal((await send('PUT', '/retention', officer, { days: {}, revision: 0 })).statusCode, 409);
  const preview = retentionPreviewSchema.parse(
    (await send('POST', '/retention/preview', inspector, { days: {} })).json(),
  );
  const due = Object.fromEntries(preview.kinds.map(({ kind, count }) => [kind, count]));
  assert.ok((due['exchange-rows'] ?? 0) >= 1 && (due['exchange-content'] ?? 0) >= 1, JSON.stringify(due));
  const rowsOf = async (): Promise<string[]> =>
    (
      await harness.database.query<{ id: string }>('select id from exchange where id = any($1)', [[young, old]])
    ).rows.map(({ id }) => id);
  assert.equal((await rowsOf()).length, 2);
  const erased = await harness.privacy.sweep();
  assert.ok((erased?.['exchange-content'] ?? 0) >= 1);
  assert.deepEqual(await rowsOf(), [young]);
  const entries = (await entriesOf('retention.erased')).map((body) => JSON.parse(body).data);
  assert.ok(entries.some(({ kind, records, revision }) => kind === 'exchange-rows' && records >= 1 && revision === 1));
  const state = retentionStateSchema.parse((await send('GET', '/retention', inspector)).json());
  assert.ok(state.kinds.every(({ leftOver, sweptAt }) => leftOver === 0 && sweptAt !== null));
  const before = (await entriesOf('retention.erased')).length;
  await harness.privacy.sweep();
  assert.equal((await entriesOf('retention.erased')).length, before, 'nothing to erase leaves nothing');
  const young6 = (state: string) => (error: unknown) => sqlStateOf(error) === state;
  await assert.rejects(harness.database.query('delete from exchange where id = $1', [young]), young6('HG001'));
  const halfOld = await makeExchange('子', 190);
  await assert.rejects(harness.database.query('delete from exchange where id = $1', [halfOld]), young6('HG002'));
});

test('what is taken out says in every line which entry of the log tells of it', async () => {
  const lines: { readonly exportEntry: string }[] = [];
  for await (const line of harness.privacy.export({ withContent: false, by: 'cli' })) lines.push(line);
  const { rows } = await harness.database.query<{ id: string }>(
    "select id from evidence_entry where kind = 'privacy.exported' order by tx desc, id desc limit 1",
  );
  assert.ok(lines.length > 0);
  assert.deepEqual([...new Set(lines.map(({ exportEntry }) => exportEntry))], [rows[0]?.id]);
});
