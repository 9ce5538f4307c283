import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  type SignedIn,
  signIn,
} from '../../app/http/testing/open-admin-app.ts';
import {
  complaintContentSchema,
  complaintDetailSchema,
  complaintForPublicSchema,
  complaintReceiptSchema,
  complaintSettingsStateSchema,
  complaintStatisticsSchema,
  complaintsPageSchema,
} from '../../contract/index.ts';
import { IdFactory, MINUTE_MS } from '../../kernel/index.ts';
import type { Submission } from './service/receive.ts';

let harness: AdminAppHarness;
let officer: SignedIn;
let reviewer: SignedIn;
let other: SignedIn;
let inspector: SignedIn;
let serviceKey: string;
let foreignKey: string;
let now = new Date('2026-11-26T02:00:00Z');
let forms = 0;

before(async () => {
  harness = await openAdminApp({ clock: { now: () => now, monotonicMs: () => performance.now() } });
  officer = await signIn(harness, 'compliance-officer');
  reviewer = await signIn(harness, 'reviewer');
  other = await signIn(harness, 'reviewer', 'second-reviewer');
  inspector = await signIn(harness, 'inspector');
  [serviceKey, foreignKey] = [await keyOf('客服'), await keyOf('别的服务')];
});
after(() => harness.close());

let serviceId = '';
async function keyOf(name: string): Promise<string> {
  const given = { name, modelCode: name === '客服' ? '0001' : '0002', upstreamIds: [], wordListIds: [] };
  const service = await harness.registry.services.create(given, 'cli');
  serviceId = service.id;
  const { key } = await harness.registry.keys.create(
    service.id,
    { name: 'app', ratePerMinute: null, openMax: null },
    'cli',
  );
  await harness.registry.live.refresh();
  return key;
}

const ids = new IdFactory();

/** A recorded exchange of the last service, as far as a complaint looks at one. */
async function makeExchange(): Promise<string> {
  const id = ids.next('exc');
  await harness.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into exchange (id, entry_id, service_id, api_key_id, endpoint, model, stream, synthetic, opened_at, prompt_chars,
                             content_key, content)
       values ($1, $1, $2, 'key', '/v1/chat/completions', 'm', false, false, now(), 1, 'k', '')`,
      [id, serviceId],
    );
    evidence.append('content.viewed', { exchange: id, by: 'cli' });
  });
  return id;
}

/** A person's decision about an exchange, as the review desk keeps it. */
async function decideAs(exchangeId: string, by: string): Promise<void> {
  await harness.unitOfWork.run(async (tx, evidence) => {
    const item = ids.next('rev');
    await tx.query(
      `insert into review_item (id, exchange_id, service_id, reasons, details, risks, severity, state, due_at, created_at)
       values ($1, $2, $3, '{requested}', '[]', '{}', 0, 'decided', now(), now())`,
      [item, exchangeId, serviceId],
    );
    await tx.query(
      `insert into review_decision (id, item_id, exchange_id, service_id, verdict, reason, reasons, decided_by, decided_at)
       values ($1, $2, $3, $4, 'no-violation', 'r', '{}', $5, now())`,
      [ids.next('dec'), item, exchangeId, serviceId, by],
    );
    evidence.append('content.viewed', { exchange: exchangeId, by: 'cli' });
  });
}

const SAID = '机密的投诉内容甲';
const submission = (given: Partial<Submission> = {}): Submission => ({
  formKey: `form-${++forms}`,
  kind: 'other',
  language: 'zh-CN',
  channel: 'portal',
  text: SAID,
  about: '',
  contact: { name: '', email: '', phone: '' },
  files: [],
  serviceId: null,
  ...given,
});
async function received(given: Partial<Submission> = {}): Promise<string> {
  return (await harness.complaints.receive(submission(given))).subjectId;
}

const send = (method: 'GET' | 'POST' | 'PUT', url: string, as: SignedIn, payload?: object) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
async function deed(id: string, name: string, as: SignedIn, payload: object = {}) {
  const response = await send('POST', `/api/complaints/${id}/${name}`, as, payload);
  assert.equal(response.statusCode, 200, response.body);
  return complaintDetailSchema.parse(response.json());
}
const refused = async (id: string, name: string, as: SignedIn, payload: object = {}) =>
  (await problemOf(harness.app, { method: 'POST', url: `/api/complaints/${id}/${name}`, headers: { ...as }, payload }))
    .problem;

async function entriesOf(id: string): Promise<{ kind: string; text: string }[]> {
  const { rows } = await harness.database.query<{ kind: string; text: string }>(
    'select kind, body as text from evidence_entry where body like $1 order by id',
    [`%${id}%`],
  );
  return rows;
}

test('a complaint goes its way from receipt to answer and back, each step with its entry and none with its words [measures#15]', async () => {
  const id = await received();
  await deed(id, 'acknowledge', reviewer, { text: '已受理乙' });
  await deed(id, 'question', reviewer, { text: '请补充丙' });
  await harness.complaints.reply(id, '补充丁', []);
  const answered = await deed(id, 'answer', reviewer, { outcome: 'not-upheld', text: '不成立戊' });
  assert.deepEqual([answered.state, answered.outcome, answered.mayDecide], ['answered', 'not-upheld', false]);
  await harness.complaints.reopen(id, '不同意己');
  await deed(id, 'acknowledge', other, { text: '再受理' });
  const problem = await refused(id, 'answer', reviewer, { outcome: 'upheld', text: 'x' });
  assert.equal(problem.code, 'E_ROLE_FORBIDDEN', 'whoever answered does not answer again');
  await deed(id, 'answer', other, { outcome: 'upheld', text: '成立' });
  const entries = await entriesOf(id);
  const kinds = entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('complaint.'));
  // Taking it up assigns it in the same deed; entries of one deed have no order among them.
  assert.equal(kinds.filter((kind) => kind === 'complaint.assigned').length, 2);
  assert.deepEqual(
    kinds.filter((kind) => kind !== 'complaint.assigned'),
    [
      'complaint.received',
      'complaint.acknowledged',
      'complaint.message',
      'complaint.message',
      'complaint.answered',
      'complaint.reopened',
      'complaint.acknowledged',
      'complaint.answered',
    ],
  );
  for (const { text } of entries) assert.doesNotMatch(text, /[甲乙丙丁戊己]/);
});

test('everything that people wrote lies sealed, a look leaves its purpose, and erasing the key erases it all', async () => {
  const contact = { name: '张三甲', email: 'zhang@example.com', phone: '' };
  const id = await received({
    kind: 'defamation',
    contact,
    about: '链接甲',
    files: [{ name: '证据甲.txt', mediaType: 'text/plain', bytes: Buffer.from(SAID) }],
  });
  for (const table of ['complaint', 'complaint_message', 'complaint_attachment', 'notice', 'portal_receipt']) {
    const { rows } = await harness.database.query<{ whole: string }>(`select t::text as whole from ${table} t`);
    for (const { whole } of rows) {
      const bytes = Buffer.from(whole.replaceAll(/\\x/g, ''), 'latin1').toString();
      assert.doesNotMatch(`${whole}${bytes}`, /甲|zhang@|5byg5LiJ/, table);
    }
  }
  const seen = await send('GET', `/api/complaints/${id}/content?purpose=handling`, reviewer);
  const { content } = complaintContentSchema.parse(seen.json());
  assert.deepEqual([content?.about, content?.contact, content?.messages[0]?.text], ['链接甲', contact, SAID]);
  const [file] = content?.messages[0]?.attachments ?? [];
  assert.equal(file?.name, '证据甲.txt');
  const download = await send('GET', `/api/complaints/${id}/attachments/${file?.id}`, reviewer);
  assert.equal(download.body, SAID);
  assert.match(String(download.headers['content-disposition']), /^attachment/);
  assert.equal((await send('GET', `/api/complaints/${id}/content?purpose=handling`, inspector)).statusCode, 403);
  const views = (await entriesOf(id)).filter(({ kind }) => kind === 'complaint.viewed');
  assert.equal(views.length, 2);
  assert.match(views[0]?.text ?? '', /"purpose":"handling"/);
  await harness.vault.eraseSubject(`complaint:${id}`, 'asked for', 'cli');
  const gone = await send('GET', `/api/complaints/${id}/content?purpose=handling`, reviewer);
  assert.equal(complaintContentSchema.parse(gone.json()).content, null);
  assert.equal(
    (await send('GET', `/api/complaints/${id}`, reviewer)).statusCode,
    200,
    'what happened can still be seen',
  );
});

test('the same form sent again, also side by side, is one complaint with one receipt, and with other words it is refused', async () => {
  const given = submission();
  const all = await Promise.all(Array.from({ length: 6 }, () => harness.complaints.receive(given)));
  const again = await harness.complaints.receive(given);
  assert.equal(new Set([...all, again].map(({ number, secret }) => `${number} ${secret}`)).size, 1);
  assert.equal(all.filter(({ isRepeated }) => !isRepeated).length, 1);
  await assert.rejects(harness.complaints.receive({ ...given, text: 'other' }), { code: 'E_CONFLICT' });
  const { rows } = await harness.database.query('select from complaint where receipt = $1', [again.number]);
  assert.equal(rows.length, 1);
});

test('a whistle-blower is kept without a name even when one is sent, and other kinds ask for theirs', async () => {
  const contact = { name: 'Ann', email: 'ann@example.com', phone: '' };
  const id = await received({ kind: 'whistleblowing', contact });
  const { content } = await harness.complaints.readContent(id, 'handling', {
    actor: 'cli',
    staffId: 'x',
    mayDecideEscalated: true,
  });
  assert.deepEqual(content?.contact, { name: '', email: '', phone: '' });
  await assert.rejects(received({ kind: 'intellectual-property' }), /contact.name/);
  await assert.rejects(
    received({ kind: 'intellectual-property', contact: { name: 'A', email: '', phone: '' } }),
    /contact.email/,
  );
});

test('a clock stops only with a reason told, never once the limit is over, and runs on by what was left', async () => {
  const id = await received({ kind: 'fraud' });
  assert.equal(
    (await refused(id, 'pause', reviewer, { reason: 'expert', text: 'x' })).code,
    'E_CONFLICT',
    'not taken up',
  );
  await deed(id, 'acknowledge', reviewer, { text: 'ok' });
  const before = complaintDetailSchema.parse((await send('GET', `/api/complaints/${id}`, reviewer)).json());
  const paused = await deed(id, 'pause', reviewer, { reason: 'complainant', text: '等您补充' });
  assert.deepEqual([paused.paused, paused.nextDueAt, paused.pausedReason], [true, null, 'complainant']);
  assert.ok((await harness.complaints.readForPublic(id)).messages.some(({ text }) => text === '等您补充'));
  const start = now;
  now = new Date('2026-11-30T02:00:00Z');
  const resumed = await deed(id, 'resume', reviewer);
  assert.ok(resumed.answerBy > before.answerBy);
  now = new Date('2026-12-20T02:00:00Z');
  const late = complaintDetailSchema.parse((await send('GET', `/api/complaints/${id}`, reviewer)).json());
  assert.equal(late.overdue, true);
  assert.equal((await refused(id, 'pause', reviewer, { reason: 'expert', text: 'x' })).code, 'E_CONFLICT');
  const [inTime] = await harness.complaints.controls(async () => 200);
  assert.equal(inTime?.state, 'breached');
  await deed(id, 'answer', reviewer, { outcome: 'referred', text: 'late' });
  assert.match((await entriesOf(id)).find(({ kind }) => kind === 'complaint.answered')?.text ?? '', /"late":true/);
  now = start;
});

test('the queue shows first what is due first, by heap and kind and page, and finds by number and receipt', async () => {
  const ids = [
    await received({ kind: 'personal-information' }),
    await received({ kind: 'minors' }),
    await received({ kind: 'minors' }),
  ];
  await deed(ids[2] ?? '', 'acknowledge', reviewer, { text: 'ok' });
  const list = async (query: string, as = reviewer) =>
    complaintsPageSchema.parse((await send('GET', `/api/complaints?${query}`, as)).json());
  const all: string[] = [];
  let cursor = '';
  do {
    const page = await list(`limit=3&cursor=${cursor}`);
    for (const item of page.items) all.push(`${item.nextDueAt ?? '9'} ${item.id}`);
    cursor = page.next ?? '';
  } while (cursor !== '');
  assert.deepEqual(all, [...all].sort());
  assert.equal(new Set(all).size, all.length);
  assert.ok((await list('kind=minors')).items.every(({ kind }) => kind === 'minors'));
  assert.ok((await list('assignee=me')).items.some(({ id }) => id === ids[2]));
  assert.ok(!(await list('assignee=nobody')).items.some(({ id }) => id === ids[2]));
  assert.ok((await list('state=ended')).items.every(({ state }) => state === 'answered'));
  const detail = complaintDetailSchema.parse((await send('GET', `/api/complaints/${ids[0]}`, reviewer)).json());
  for (const find of [String(detail.number), detail.receipt.toLowerCase()])
    assert.deepEqual(
      (await list(`find=${find}`)).items.map(({ id }) => id),
      [ids[0]],
    );
  const { problem } = await problemOf(harness.app, { url: '/api/complaints?cursor=abc', headers: { ...reviewer } });
  assert.equal(problem.fields[0]?.path, 'cursor');
});

test('what was handed on is decided by an officer only, and never by whoever handed it on', async () => {
  const id = await received();
  await deed(id, 'acknowledge', officer, { text: 'ok' });
  await deed(id, 'escalate', officer, { text: 'not sure' });
  const given = { outcome: 'upheld', text: 'yes' };
  for (const as of [reviewer, officer]) assert.equal((await refused(id, 'answer', as, given)).code, 'E_ROLE_FORBIDDEN');
  const second = await signIn(harness, 'administrator');
  await deed(id, 'answer', second, given);
  assert.ok(!JSON.stringify(await harness.complaints.readForPublic(id)).includes('not sure'));
});

test('complaints about the same are answered together, and each can be opened again on its own', async () => {
  const [one, two] = [await received(), await received()];
  await deed(one, 'acknowledge', reviewer, { text: 'ok' });
  await deed(two, 'merge', reviewer, { into: one });
  assert.equal((await harness.complaints.readForPublic(two)).state, 'acknowledged');
  assert.equal((await refused(one, 'merge', reviewer, { into: two })).fields[0]?.path, 'into');
  const done = await deed(one, 'answer', reviewer, { outcome: 'upheld', text: '一并答复' });
  assert.deepEqual(done.merged, []);
  const shown = await harness.complaints.readForPublic(two);
  assert.deepEqual([shown.state, shown.messages.at(-1)?.text], ['answered', '一并答复']);
  assert.ok(shown.messages.every(({ purpose }) => purpose !== 'merger'));
  await harness.complaints.reopen(two, 'again');
  assert.equal((await refused(two, 'answer', reviewer, { outcome: 'upheld', text: 'x' })).code, 'E_CONFLICT');
});

test('whoever decided about the exchange can neither be given the complaint nor answer it', async () => {
  const staffId =
    (await harness.database.query<{ id: string }>(`select id from staff where username = 'reviewer'`)).rows[0]?.id ??
    '';
  const exchange = await makeExchange();
  const id = await received({ about: `https://app.example/${exchange}` });
  assert.equal((await send('GET', `/api/complaints/${id}`, reviewer)).json().exchangeId, exchange);
  await decideAs(exchange, `staff:${staffId}`);
  assert.equal((await refused(id, 'assign', officer, { staffId })).fields[0]?.path, 'staffId');
  await deed(id, 'acknowledge', other, { text: 'ok' });
  const detail = complaintDetailSchema.parse((await send('GET', `/api/complaints/${id}`, reviewer)).json());
  assert.deepEqual([detail.mayDecide, detail.involved.map((one) => one.id)], [false, [staffId]]);
  assert.equal((await refused(id, 'answer', reviewer, { outcome: 'upheld', text: 'x' })).code, 'E_ROLE_FORBIDDEN');
  await deed(id, 'answer', other, { outcome: 'upheld', text: 'x' });
});

test('a complaint about an exchange puts that exchange before the people who look at content', async () => {
  const exchange = await makeExchange();
  await received({ kind: 'illegal-content', about: exchange });
  const items = (await send('GET', '/api/review/items', reviewer)).json().items;
  assert.ok(
    items.some(
      (item: { exchangeId: string; reasons: string[] }) =>
        item.exchangeId === exchange && item.reasons.includes('complaint'),
    ),
  );
});

test('what somebody is writing is kept for them alone, sealed, until it is sent', async () => {
  const id = await received();
  const save = await send('PUT', `/api/complaints/${id}/draft`, reviewer, { text: '草稿甲' });
  assert.equal(save.statusCode, 204);
  const draftOf = async (as: SignedIn): Promise<string> =>
    (await send('GET', `/api/complaints/${id}/draft`, as)).json().text;
  assert.deepEqual([await draftOf(reviewer), await draftOf(other)], ['草稿甲', '']);
  await deed(id, 'acknowledge', reviewer, { text: '草稿甲' });
  assert.equal(await draftOf(reviewer), '');
});

test('an app complains with the key of its service, the same request twice is one, and another service sees nothing', async () => {
  const post = (key: string, idempotencyKey: string, payload: object) =>
    harness.app.inject({
      method: 'POST',
      url: '/api/public/complaints',
      headers: { authorization: `Bearer ${key}`, 'idempotency-key': idempotencyKey },
      payload,
    });
  const body = {
    kind: 'labels-missing',
    text: 'no label',
    language: 'en',
    files: [{ name: 'a.png', content: Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64') }],
  };
  const made = await post(serviceKey, 'k'.repeat(16), body);
  assert.equal(made.statusCode, 201, made.body);
  const receipt = complaintReceiptSchema.parse(made.json());
  const repeated = complaintReceiptSchema.parse((await post(serviceKey, 'k'.repeat(16), body)).json());
  assert.deepEqual([repeated.receipt, repeated.secret, repeated.isRepeated], [receipt.receipt, receipt.secret, true]);
  assert.equal((await post(serviceKey, 'k'.repeat(16), { ...body, text: 'x' })).statusCode, 409);
  assert.equal((await post(serviceKey, 'short', body)).statusCode, 400);
  assert.equal((await post('none', 'k'.repeat(16), body)).statusCode, 401);
  assert.equal(
    (
      await post(serviceKey, 'm'.repeat(16), {
        ...body,
        files: [{ name: 'a.exe', content: Buffer.from('MZ\0').toString('base64') }],
      })
    ).statusCode,
    400,
  );
  const look = (key: string, secret: string) =>
    harness.app.inject({
      url: `/api/public/complaints/${receipt.receipt}`,
      headers: { authorization: `Bearer ${key}`, 'x-receipt-secret': secret },
    });
  const seen = await look(serviceKey, receipt.secret);
  assert.equal(complaintForPublicSchema.parse(seen.json()).state, 'received');
  for (const [key, secret] of [
    [serviceKey, '0000-0000-0000-0000'],
    [foreignKey, receipt.secret],
  ] as const) {
    const response = await look(key, secret);
    assert.deepEqual([response.statusCode, response.json().code], [401, 'E_RECEIPT_REFUSED']);
  }
  const said = await harness.app.inject({
    method: 'POST',
    url: `/api/public/complaints/${receipt.receipt}/messages`,
    headers: { authorization: `Bearer ${serviceKey}`, 'x-receipt-secret': receipt.secret },
    payload: { text: 'more' },
  });
  assert.equal(complaintForPublicSchema.parse(said.json()).messages.at(-1)?.text, 'more');
});

test('what comes with a synthetic key is a test: clocked like any other, seen by nobody, counted nowhere, and erased whole', async () => {
  const { key } = await harness.registry.keys.createSynthetic(serviceId, 'probe', 60 * MINUTE_MS, 'system');
  await harness.registry.live.refresh();
  const figures = async () =>
    JSON.stringify([
      (await send('GET', '/api/complaints/statistics', inspector)).json(),
      (await send('GET', '/api/complaints/counts', reviewer)).json(),
      (await send('GET', '/api/complaints?state=open', reviewer)).json(),
    ]);
  const numbered = async (): Promise<number> =>
    complaintDetailSchema.parse((await send('GET', `/api/complaints/${await received()}`, reviewer)).json()).number;
  const last = await numbered();
  const before = await figures();
  const made = await harness.app.inject({
    method: 'POST',
    url: '/api/public/complaints',
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': 'p'.repeat(16) },
    payload: { kind: 'other', text: SAID, contact: { email: 'ann@example.com' } },
  });
  const { receipt, acknowledgeBy, answerBy } = complaintReceiptSchema.parse(made.json());
  const kept = await harness.complaints.readKept(receipt);
  assert.deepEqual([kept?.isTest, kept?.acknowledgeBy, kept?.answerBy], [true, acknowledgeBy, answerBy]);
  assert.ok(kept !== null && kept.dueAt !== null && kept.dueAt > now);
  const { rows } = await harness.database.query<{ id: string; number: number }>(
    'select id, number from complaint where synthetic',
  );
  const [{ id, number } = { id: '', number: 0 }] = rows;
  assert.equal(await figures(), before);
  assert.ok(number < 0, 'numbers of people have no gaps');
  assert.equal(await numbered(), last + 1);
  const found = await send('GET', `/api/complaints?state=open&find=${receipt}`, reviewer);
  assert.deepEqual(complaintsPageSchema.parse(found.json()).items, []);
  const told = await harness.database.query('select from notice where subject_id = $1', [id]);
  assert.equal(told.rowCount, 0);
  const [first] = (await entriesOf(id)).filter(({ kind }) => kind === 'complaint.received');
  assert.match(first?.text ?? '', /"synthetic":true/);
  assert.equal(await harness.complaints.eraseTests(), 1);
  assert.equal(await harness.complaints.eraseTests(), 0);
  assert.equal(await harness.complaints.readKept(receipt), null);
  for (const [table, column] of [
    ['complaint', 'id'],
    ['complaint_message', 'complaint_id'],
    ['portal_receipt', 'subject_id'],
  ])
    assert.equal((await harness.database.query(`select from ${table} where ${column} = $1`, [id])).rowCount, 0, table);
  const keys = await harness.database.query('select from content_key where subject = $1 and destroyed_at is null', [
    `complaint:${id}`,
  ]);
  assert.equal(keys.rowCount, 0);
  assert.deepEqual(
    (await entriesOf(id))
      .map(({ kind }) => kind)
      .filter((kind) => kind.startsWith('complaint.'))
      .sort(),
    ['complaint.probe-erased', 'complaint.received'],
  );
});

test('limits that an officer changes are published and hold for what comes after', async () => {
  const state = complaintSettingsStateSchema.parse((await send('GET', '/api/complaint-settings', inspector)).json());
  const settings = {
    ...state.settings,
    limits: { ...state.settings.limits, other: { acknowledgeDays: 1, answerDays: 7 } },
  };
  const change = (as: SignedIn, payload: object) => send('PUT', '/api/complaint-settings', as, payload);
  assert.equal((await change(reviewer, { settings, revision: state.revision })).statusCode, 403);
  assert.equal((await change(officer, { settings, revision: state.revision })).statusCode, 200);
  assert.equal((await change(officer, { settings, revision: state.revision })).statusCode, 409);
  const tooLong = {
    ...settings,
    limits: { ...settings.limits, 'personal-information': { acknowledgeDays: 1, answerDays: 20 } },
  };
  assert.equal((await change(officer, { settings: tooLong, revision: state.revision + 1 })).statusCode, 400);
  const page = await harness.app.inject('/portal/en/complaints');
  assert.match(page.body, /Something else<\/th><td class="number">1<\/td><td class="number">7</);
});

test('the public sees numbers only, and the channel is found open by asking for its page', async () => {
  const figures = complaintStatisticsSchema.parse((await send('GET', '/api/complaints/statistics', inspector)).json());
  assert.ok(figures.kinds.every(({ received: count }) => count === null || count === 0 || count >= 5));
  const page = await harness.app.inject('/portal/zh/complaints/statistics');
  assert.equal(page.statusCode, 200);
  assert.doesNotMatch(page.body, /机密/);
  const fetchPage = async (path: string) => (await harness.app.inject(`/portal${path}`)).statusCode;
  const open = (await harness.complaints.controls(fetchPage)).find(({ id }) => id === 'complaints.channel-open');
  assert.equal(open?.state, 'met', open?.detail);
  const shut = (await harness.complaints.controls(() => Promise.reject(new Error('down'))))[1];
  assert.equal(shut?.state, 'breached');
});

test('time to open it again ends', async () => {
  const id = await received();
  await deed(id, 'acknowledge', reviewer, { text: 'ok' });
  await deed(id, 'answer', reviewer, { outcome: 'upheld', text: 'ok' });
  const start = now;
  now = new Date(now.getTime() + 40 * 24 * 60 * MINUTE_MS);
  assert.equal((await harness.complaints.readForPublic(id)).canReopenUntil, null);
  await assert.rejects(harness.complaints.reopen(id, 'late'), { code: 'E_CONFLICT' });
  now = start;
});

test('what is taken out says in every line which entry of the log tells of it', async () => {
  const lines: { readonly exportEntry: string }[] = [];
  for await (const line of harness.complaints.export({ withContent: false, by: 'cli' })) lines.push(line);
  const { rows } = await harness.database.query<{ id: string }>(
    "select id from evidence_entry where kind = 'complaint.exported' order by tx desc, id desc limit 1",
  );
  assert.ok(lines.length > 0);
  assert.deepEqual([...new Set(lines.map(({ exportEntry }) => exportEntry))], [rows[0]?.id]);
});
