import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import {
  type Board,
  boardSchema,
  type ControlState,
  complaintReceiptSchema,
  complaintsPageSchema,
  digestSettingsSchema,
  digestsSchema,
  statusHistoryPageSchema,
} from '../../src/contract/index.ts';
import { createUnitOfWork, openKeys, openVault } from '../../src/evidence/index.ts';
import { openRecordLine, Recorder } from '../../src/gateway/index.ts';
import { chinaDay, DAY_MS, IdFactory, loadConfig, Secret, silentLog, systemClock } from '../../src/kernel/index.ts';
import {
  type LocalServer,
  startMailServer,
  startPostServer,
  type TakenMail,
  type TakenPost,
} from '../../src/notices/testing/local-servers.ts';
import { readMail } from '../../src/notices/testing/read-mail.ts';
import { type Database, openDatabase } from '../../src/store/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

const TERM = '禁词甲';
/** A round of the board here; a minute of a provider's is two of its rounds of 30 s. */
const EVERY_SECONDS = '1';
const TURN_MS_MAX = 60_000;

let hegui: HeguiUnderTest;
let admin: Admin;
let database: Database;
let mail: LocalServer<TakenMail>;
let hook: LocalServer<TakenPost>;

before(async () => {
  [mail, hook] = [await startMailServer(), await startPostServer()];
  hegui = await startHegui({
    settings: {
      HEGUI_STATUS_EVERY_SECONDS: EVERY_SECONDS,
      HEGUI_SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      HEGUI_MAIL_FROM: 'Hegui <hegui@provider.example>',
      HEGUI_WEBHOOK_URL: `http://127.0.0.1:${hook.port}/events`,
      HEGUI_WEBHOOK_SECRET: 'a secret of the webhook, long enough',
    },
  });
  await importTerms(hegui, [TERM], { list: '甲表' });
  admin = await setUp(hegui);
  database = openDatabase({ url: new Secret(hegui.settings.DATABASE_URL ?? '') }, { log: silentLog });
});
after(async () => {
  await database.close();
  await hegui.stop();
  await Promise.all([mail.close(), hook.close()]);
});

const board = async (): Promise<Board> => boardSchema.parse(await (await admin.send('GET', '/api/status')).json());
async function control(id: string): Promise<ControlState> {
  const found = (await board()).controls.find((one) => one.id === id);
  assert.ok(found !== undefined, `there is no control ${id}`);
  return found;
}
const article = async (number: string) =>
  (await board()).articles.find((one) => one.instrument === 'measures' && one.article === number);
const turns = (id: string, status: string): Promise<number> =>
  waitUntil(async () => (await control(id)).status === status, `${id} turns ${status}`, TURN_MS_MAX);
const ask = async (content: string): Promise<void> => {
  const body = { model: 'hegui-demo', messages: [{ role: 'user', content }] };
  assert.equal((await hegui.post('/chat/completions', body)).status, 200);
};
const historyOf = async (id: string) =>
  statusHistoryPageSchema.parse(await (await admin.send('GET', `/api/status/history?control=${id}`)).json()).items;

/** What a gateway that does not label would leave: an answer that people saw, without a label. */
async function answerUnlabelled(): Promise<string> {
  const ids = new IdFactory();
  const unitOfWork = createUnitOfWork({ database, clock: systemClock, ids });
  const { encryption } = await openKeys({ config: loadConfig(hegui.settings), database });
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock: systemClock });
  const records = new Recorder({
    openLine: () => openRecordLine(database),
    vault,
    ids,
    clock: systemClock,
    log: silentLog,
  });
  await records.start();
  const exchangeId = ids.next('exc');
  const { rows } = await database.query<{ id: string; key: string }>(
    'select s.id, k.id as key from service s join api_key k on k.service_id = s.id where not k.synthetic',
  );
  const at = systemClock.now();
  await records.open({
    exchangeId,
    at,
    serviceId: rows[0]?.id ?? '',
    apiKeyId: rows[0]?.key ?? '',
    endUser: null,
    endpoint: 'chat.completions',
    model: 'hegui-demo',
    stream: false,
    synthetic: false,
    promptChars: 2,
    subject: 'someone',
    content: { input: [] },
    evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 0, risks: {}, decision: 'forwarded' },
  });
  await records.close({
    exchangeId,
    at,
    subject: 'someone',
    content: { output: [], usage: null, upstreamName: null, label: null },
    risks: [],
    hits: 0,
    evidence: {
      outcome: 'completed',
      choices: [],
      hits: 0,
      risks: {},
      replaced: 0,
      outputChars: 9,
      heldCharsMax: 0,
      totalMs: 1,
    },
  });
  await records.stop();
  await vault.close();
  return exchangeId;
}

test('every control belongs to an obligation of the law, and the 24 articles stand where the law has them', async () => {
  const { articles, controls } = await board();
  const named = new Set(articles.flatMap(({ obligations }) => obligations.flatMap((one) => one.controls)));
  assert.deepEqual(
    controls.filter(({ id }) => !named.has(id)).map(({ id }) => id),
    [],
  );
  assert.equal(articles[0]?.instrument, 'measures');
  for (const number of ['4', '9', '12', '14', '15', '17'])
    assert.ok(
      articles.some((one) => one.instrument === 'measures' && one.article === number),
      number,
    );
});

test('the probes ask through the real gateway, are recorded as synthetic, and count nowhere', {
  timeout: 120_000,
}, async () => {
  const run = await admin.send('POST', '/api/status/run', {});
  assert.equal(run.status, 200, await run.clone().text());
  for (const id of ['labelling.probe', 'content.probe-refused', 'continuity.upstreams-answer']) {
    const { status, measured } = await control(id);
    assert.equal(status, 'met', `${id}: ${measured?.en}`);
  }
  const probed = (await control('labelling.probe')).evidence[0];
  assert.equal(probed?.kind, 'exchange');
  const { rows } = await database.query<{ synthetic: boolean; outcome: string }>(
    'select e.synthetic, c.outcome from exchange e join exchange_close c on c.exchange_id = e.id',
  );
  assert.ok(rows.length >= 2 && rows.every(({ synthetic }) => synthetic));
  assert.deepEqual([...new Set(rows.map(({ outcome }) => outcome))].sort(), ['completed', 'refused']);
  const coverage = await control('labelling.coverage');
  assert.deepEqual([coverage.status, coverage.figures.outputs], ['not-applicable', 0]);
  const overview = await (await admin.send('GET', '/api/overview?minutes=60')).text();
  assert.match(overview, /"totals":\{"exchanges":0,/);
});

test('an answer without a label turns Article 12 red with the reason; labelling again turns it green; history has both', {
  timeout: 180_000,
}, async () => {
  await ask('repeat after me: 你好');
  await turns('labelling.coverage', 'met');
  assert.match((await control('labelling.coverage')).measured?.en ?? '', /labelled outputs 1 of 1 in 24 h/);
  const exchangeId = await answerUnlabelled();
  await turns('labelling.coverage', 'breached');
  const red = await control('labelling.coverage');
  assert.match(red.measured?.en ?? '', /labelled outputs 1 of 2 in 24 h/);
  assert.deepEqual(
    red.evidence.map(({ kind, id }) => `${kind} ${id}`),
    [`exchange ${exchangeId}`],
  );
  assert.equal((await article('12'))?.status, 'breached');
  for (let asked = 0; asked < 20; asked++) await ask('repeat after me: 你好');
  await turns('labelling.coverage', 'met');
  assert.notEqual((await article('12'))?.status, 'breached');
  const [mended, broken] = await historyOf('labelling.coverage');
  assert.deepEqual([mended?.was, mended?.status, mended?.lasted], ['breached', 'met', null]);
  assert.deepEqual([broken?.was, broken?.status], ['met', 'breached']);
  assert.ok(broken?.lasted !== null && broken !== undefined, 'history says for how long it was red');
  const { rows } = await database.query<{ n: number }>(
    `select count(*)::int as n from evidence_entry where kind = 'status.changed' and body like '%"control":"labelling.coverage"%'`,
  );
  assert.ok((rows[0]?.n ?? 0) >= 3, 'each change is evidence');
});

test('removing the list turns Article 4 red; bringing one back mends it', { timeout: 180_000 }, async () => {
  const lists = z.array(z.object({ id: z.string() })).parse(await (await admin.send('GET', '/api/word-lists')).json());
  assert.equal((await admin.send('DELETE', `/api/word-lists/${lists[0]?.id}`)).status, 204);
  await turns('content.lists-fresh', 'breached');
  assert.equal((await article('4'))?.status, 'breached');
  await admin.send('POST', '/api/status/run', { controls: ['content.probe-refused'] });
  const probe = await control('content.probe-refused');
  assert.deepEqual([probe.status, probe.measured?.en.includes('no-blocking-term')], ['breached', true]);
  await importTerms(hegui, [TERM], { list: '乙表' });
  await turns('content.lists-fresh', 'met');
  await admin.send('POST', '/api/status/run', { controls: ['content.probe-refused'] });
  assert.equal((await control('content.probe-refused')).status, 'met');
});

test('the board complains as the public would, and nobody is troubled by it', { timeout: 60_000 }, async () => {
  await admin.send('POST', '/api/status/run', { controls: ['complaints.channel-open'] });
  const { status, measured } = await control('complaints.channel-open');
  assert.equal(status, 'met', measured?.en);
  assert.match(measured?.en ?? '', /was received, acknowledged with a receipt, clocked and erased/);
  const kinds = await database.query<{ kind: string; n: number }>(
    `select kind, count(*)::int as n from evidence_entry where kind like 'complaint.%' group by kind order by kind`,
  );
  const [erased, received] = kinds.rows;
  assert.deepEqual([erased?.kind, received?.kind], ['complaint.probe-erased', 'complaint.received']);
  assert.equal(erased?.n, received?.n, 'every test is erased');
  assert.equal((await database.query('select from complaint')).rowCount, 0);
  assert.equal((await database.query('select from notice')).rowCount, 0);
});

/** A person says that what software cannot do about an article is done. */
async function doTasksOf(number: string): Promise<void> {
  const doneOn = chinaDay(systemClock.now());
  const done = { owner: '王五', dueOn: null, doneOn, validUntil: null, note: '' };
  for (const { id, task } of (await article(number))?.obligations ?? [])
    if (task !== null)
      assert.equal((await admin.send('PUT', `/api/status/tasks/${encodeURIComponent(id)}`, done)).status, 200, id);
}

/** Time goes by for the complaint: its limits lie a day back. */
async function lapse(receipt: string): Promise<string> {
  const ids = new IdFactory();
  const unitOfWork = createUnitOfWork({ database, clock: systemClock, ids });
  const past = new Date(systemClock.now().getTime() - DAY_MS);
  return await unitOfWork.run(async (tx, evidence) => {
    const { rows } = await tx.query<{ id: string }>(
      `update complaint set acknowledge_due_at = $2, answer_due_at = $2, queue_at = $2 where receipt = $1 returning id`,
      [receipt.replaceAll('-', ''), past],
    );
    const complaint = rows[0]?.id ?? '';
    evidence.append('complaint.viewed', { complaint, purpose: 'time goes by', by: 'cli' });
    return complaint;
  });
}

test('a complaint that lapses turns Article 15 red with the reason; answering it turns it green; history has both', {
  timeout: 180_000,
}, async () => {
  await turns('complaints.in-time', 'met');
  await doTasksOf('15');
  assert.equal((await article('15'))?.status, 'met');
  const sent = await fetch(`${hegui.url}/api/public/complaints`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${hegui.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'a-complaint-that-lapses',
    },
    body: JSON.stringify({ kind: 'other', text: '标记甲' }),
  });
  assert.equal(sent.status, 201);
  const { receipt } = complaintReceiptSchema.parse(await sent.json());
  const id = await lapse(receipt);
  await turns('complaints.in-time', 'breached');
  assert.equal((await control('complaints.in-time')).measured?.en, '1 overdue');
  assert.equal((await article('15'))?.status, 'breached');
  const overdue = await (await admin.send('GET', '/api/complaints?state=overdue')).json();
  assert.deepEqual(
    complaintsPageSchema.parse(overdue).items.map((one) => one.id),
    [id],
  );
  for (const [deed, body] of [
    ['acknowledge', { text: '已收到' }],
    ['answer', { outcome: 'upheld', text: '已处理' }],
  ] as const)
    assert.equal((await admin.send('POST', `/api/complaints/${id}/${deed}`, body)).status, 200, deed);
  await turns('complaints.in-time', 'met');
  assert.equal((await article('15'))?.status, 'met');
  const [mended, broken] = await historyOf('complaints.in-time');
  assert.deepEqual([broken?.was, broken?.status, broken?.measured?.en], ['met', 'breached', '1 overdue']);
  assert.deepEqual([mended?.was, mended?.status, mended?.lasted], ['breached', 'met', null]);
  assert.ok(broken !== undefined && broken.lasted !== null, 'history says for how long it was red');
});

test('whoever is on the list is told where the provider stands, by mail and webhook, with what turned', {
  timeout: 60_000,
}, async () => {
  const settings = digestSettingsSchema.parse({
    cadence: 'daily',
    hour: 9,
    weekday: 1,
    recipients: [{ address: 'officer@example.com', language: 'zh-CN' }],
    webhook: true,
    alerts: false,
  });
  const put = await admin.send('PUT', '/api/status/digests/settings', { settings, revision: 0 });
  assert.equal(put.status, 200, await put.clone().text());
  assert.equal((await admin.send('POST', '/api/status/digests', {})).status, 204);
  const told = async () => digestsSchema.parse(await (await admin.send('GET', '/api/status/digests')).json()).items[0];
  await waitUntil(
    async () => (await told())?.notices.every(({ state }) => state === 'sent') === true,
    'every notice of the digest is sent',
    20_000,
  );
  const { subject, text } = readMail(mail.seen[0] ?? { message: '' });
  assert.match(subject, /^合规摘要 \d{4}-\d\d-\d\d：不符 \d+ 项/);
  assert.match(text, /不再不符（\d+）[\s\S]*- 投诉按公布的时限处理（/);
  assert.match(text, new RegExp(`合规状态页：${hegui.url}/board`));
  const digest = hook.seen.map(({ body }) => body).find((body) => body.includes('"board.digest"')) ?? '';
  assert.match(digest, /"mended":"[^"]*complaints\.in-time/);
});

test('the command tells the same, in JSON too, and exits with 1 while something is breached', {
  timeout: 120_000,
}, async () => {
  const whole = await hegui.run(['status', '--json']);
  assert.equal(whole.code, 1, whole.stderr);
  const told = boardSchema.parse(JSON.parse(whole.stdout));
  assert.ok(told.totals.breached > 0);
  const green = await hegui.run(['status', '--article', '13', '--json']);
  assert.equal(green.code, 0, green.stdout + green.stderr);
  const lines = await hegui.run(['status', '--article', '12']);
  assert.match(lines.stdout, /12 .*标识/);
  assert.equal((await hegui.run(['status', '--article', '99'])).code, 2);
});
