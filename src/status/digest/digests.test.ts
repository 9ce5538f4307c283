import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { z } from 'zod';
import type { DigestSettings } from '../../contract/index.ts';
import { type ContentVault, createKeyEncryption, openVault } from '../../evidence/index.ts';
import { HOUR_MS, MINUTE_MS } from '../../kernel/index.ts';
import { emailChannel, Notices, webhookChannel } from '../../notices/index.ts';
import {
  type LocalServer,
  startMailServer,
  startPostServer,
  type TakenMail,
  type TakenPost,
} from '../../notices/testing/local-servers.ts';
import { readMail } from '../../notices/testing/read-mail.ts';
import type { Measurement } from '../model.ts';
import { controlOf, measurement, obligationOf, openStatus } from '../testing/open-status.ts';
import { Digests } from './digests.ts';
import { defaultSettings } from './rules.ts';

const SECRET = 'a secret of the webhook';
const BY = 'staff:stf_00000000000000000000000001';
const PACE = { everyMs: 1_000, settleMs: 2 * MINUTE_MS, restMs: 6 * HOUR_MS };
const SETTINGS: DigestSettings = {
  ...defaultSettings,
  recipients: [
    { address: 'officer@example.com', language: 'zh-CN' },
    { address: 'head@example.com', language: 'en' },
  ],
  webhook: true,
};

let house: Awaited<ReturnType<typeof openStatus>>;
let mail: LocalServer<TakenMail>;
let hook: LocalServer<TakenPost>;
let vault: ContentVault;
let notices: Notices;
let digests: Digests;
let other: Digests;
let answer: () => Measurement = () => measurement('met');

before(async () => {
  house = await openStatus(
    [controlOf('content.lists-fresh', () => answer())],
    [obligationOf('4', ['content.lists-fresh'])],
  );
  [mail, hook] = [await startMailServer(), await startPostServer()];
  const { database, unitOfWork, ids, clock } = house;
  vault = await openVault({ database, unitOfWork, encryption: createKeyEncryption(randomBytes(32)), ids, clock });
  notices = new Notices({
    ...house,
    vault,
    channels: {
      email: emailChannel(`smtp://127.0.0.1:${mail.port}`, 'Hegui <hegui@provider.example>'),
      webhook: webhookChannel(`http://127.0.0.1:${hook.port}/events`, SECRET, clock),
    },
  });
  const parts = {
    ...house,
    notices,
    read: () => house.status.read(),
    providerName: () => '示例科技',
    boardUrl: 'https://hegui.example/board',
    pace: PACE,
  };
  [digests, other] = [new Digests(parts), new Digests(parts)];
});
after(async () => {
  await vault.close();
  await Promise.all([mail.close(), hook.close()]);
  await house.close();
});
beforeEach(() => {
  mail.seen.length = 0;
  hook.seen.length = 0;
});

const save = async (changed: Partial<DigestSettings>): Promise<void> => {
  const { revision } = await digests.settings();
  await digests.changeSettings({ ...SETTINGS, cadence: 'off', alerts: false, ...changed }, revision, BY);
};
/** A round of the board at this instant, and whatever it leads to, as two processes would do it. */
async function round(): Promise<void> {
  await house.status.run();
  await Promise.all([digests.tellDue(), other.tellDue()]);
  while ((await notices.deliverDue()) > 0);
}
const subjects = (): string[] => mail.seen.map((one) => readMail(one).subject).sort();
const entries = async (kind: string): Promise<string[]> =>
  (
    await house.database.query<{ body: string }>('select body from evidence_entry where kind = $1 order by at, id', [
      kind,
    ])
  ).rows.map(({ body }) => body);
const eventSchema = z.object({ type: z.string(), data: z.record(z.string(), z.unknown()) });

test('nothing is told before somebody says whom to tell', async () => {
  await round();
  await assert.rejects(digests.sendNow(BY), /settings\.recipients: is empty/);
  assert.deepEqual([mail.seen.length, hook.seen.length, (await digests.list()).length], [0, 0, 0]);
  const { settings, revision, nextAt, channels } = await digests.settings();
  assert.deepEqual([settings, revision, nextAt], [defaultSettings, 0, null]);
  assert.deepEqual(channels, { email: true, webhook: true });
});

test('settings are changed by whoever read the last ones, are evidence without addresses, and name an address once', async () => {
  await save({});
  await assert.rejects(digests.changeSettings(SETTINGS, 0, BY), /revision: was changed by someone else/);
  const twice = [...SETTINGS.recipients, { address: 'OFFICER@example.com', language: 'en' } as const];
  await assert.rejects(
    digests.changeSettings({ ...SETTINGS, recipients: twice }, 1, BY),
    /settings\.recipients\.2\.address: stands in the list before/,
  );
  const [body = ''] = await entries('status.digest-settings-changed');
  assert.match(body, /"recipients":2/);
  assert.doesNotMatch(body, /example\.com/);
});

test('sent by hand, everybody reads in their language, systems read a signed event, and every notice is accounted for', async () => {
  const preview = await digests.preview('zh-CN');
  await digests.sendNow(BY);
  await round();
  assert.deepEqual(mail.seen.map(({ to }) => to.join()).sort(), ['head@example.com', 'officer@example.com']);
  const [zh, en] = ['officer@example.com', 'head@example.com'].map((address) =>
    readMail(mail.seen.find(({ to }) => to.includes(address)) ?? { message: '' }),
  );
  assert.match(zh?.text ?? '', /^示例科技 合规状态摘要\n期间（北京时间）：/);
  assert.match(en?.text ?? '', /\nThe board: https:\/\/hegui\.example\/board\n/);
  assert.deepEqual(zh && said(zh), said(preview));
  const [post] = hook.seen;
  const signed = `${String(post?.headers['webhook-id'])}.${String(post?.headers['webhook-timestamp'])}.${post?.body}`;
  const signature = createHmac('sha256', SECRET).update(signed).digest('base64');
  assert.equal(post?.headers['webhook-signature'], `v1,${signature}`);
  const { type, data } = eventSchema.parse(JSON.parse(post?.body ?? ''));
  const [told] = await digests.list();
  assert.deepEqual([type, data.digest, data.kind], ['board.digest', told?.id, 'by-hand']);
  assert.deepEqual(told?.notices.map(({ channel, state }) => `${channel} ${state}`).sort(), [
    'email sent',
    'email sent',
    'webhook sent',
  ]);
  const [sent = ''] = await entries('status.digest-sent');
  assert.match(sent, new RegExp(`"by":"${BY}".*"digest":"${told?.id}".*"recipients":2`));
  assert.doesNotMatch(sent, /example\.com/);
});

/** Without the line about the log, which grows meanwhile. */
const said = ({ subject, text }: { readonly subject: string; readonly text: string }) => [
  subject,
  ...text.trim().split('\n').slice(0, -1),
];

test('by the clock it goes out once a day, however many processes there are, and tells what turned since the last', async () => {
  await save({ cadence: 'daily', hour: 9 });
  await round();
  assert.deepEqual(subjects(), [], 'four in the afternoon: the next is tomorrow at nine');
  assert.equal((await digests.settings()).nextAt, '2026-11-27T01:00:00.000Z');
  answer = () => measurement('breached', 'empty');
  await round();
  house.advance(17 * HOUR_MS);
  await round();
  assert.equal(mail.seen.length, 2);
  assert.match(subjects().join(), /合规摘要 2026-11-27：不符 1 项（新增 1）/);
  await round();
  house.advance(HOUR_MS);
  await round();
  assert.equal(mail.seen.length, 2, 'the same morning is told once');
  house.advance(23 * HOUR_MS);
  answer = () => measurement('met');
  await round();
  assert.equal(mail.seen.length, 4);
  const text = mail.seen
    .slice(2)
    .map((one) => readMail(one).text)
    .join();
  assert.match(text, /不再不符（1）\n- content\.lists-fresh（《办法》第 4 条，现为符合）：测得 met/);
});

test('what turns red is told at once when it stays so; what flaps is not, and what is told is told once', async () => {
  await save({ alerts: true });
  answer = () => measurement('breached', 'empty');
  await round();
  house.advance(MINUTE_MS);
  answer = () => measurement('met');
  await round();
  house.advance(5 * MINUTE_MS);
  await round();
  assert.deepEqual(subjects(), [], 'a minute of red is a flap');
  answer = () => measurement('breached', 'empty');
  await round();
  house.advance(2 * MINUTE_MS);
  await round();
  assert.deepEqual(subjects(), [
    'Compliance alert: content.lists-fresh: breached',
    '合规警报：content.lists-fresh不符',
  ]);
  const { type, data } = eventSchema.parse(JSON.parse(hook.seen[0]?.body ?? ''));
  assert.deepEqual([type, data.red], ['board.alert', 'content.lists-fresh']);
  assert.match((await entries('status.digest-sent')).at(-1) ?? '', /"kind":"alert".*"red":\["content\.lists-fresh"\]/);
  for (let minutes = 0; minutes < 30; minutes += 10) {
    house.advance(10 * MINUTE_MS);
    await round();
  }
  assert.equal(mail.seen.length, 2, 'told once');
  const alert = (await digests.list()).find(({ kind }) => kind === 'alert');
  assert.equal(alert?.notices.length, 3);
  answer = () => measurement('met');
  await round();
});

test('a channel that is not set up keeps what was to be sent as unsent', async () => {
  const silent = new Notices({ ...house, vault, channels: {} });
  const alone = new Digests({
    ...house,
    notices: silent,
    read: () => house.status.read(),
    providerName: () => null,
    boardUrl: 'https://hegui.example/board',
    pace: PACE,
  });
  house.advance(MINUTE_MS);
  await alone.sendNow(BY);
  const [told] = await alone.list();
  assert.ok(told?.notices.every(({ state }) => state === 'unsent'));
  assert.equal(told?.notices.length, 3);
});

test('a digest cannot be stored without evidence', async () => {
  await assert.rejects(
    house.database.query(
      `insert into status_digest (id, kind, from_at, to_at, red, counts, made_by) values ('dig_x', 'by-hand', now(), now(), '{}', '{}', 'cli')`,
    ),
    /evidence/,
  );
});
