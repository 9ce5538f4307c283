import assert from 'node:assert/strict';
import { createHmac, randomBytes, randomFillSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import { z } from 'zod';
import { freshDatabase } from '../../tests/support/cluster.ts';
import {
  type ContentVault,
  createKeyEncryption,
  createUnitOfWork,
  openVault,
  type UnitOfWork,
} from '../evidence/index.ts';
import { type Clock, IdFactory, MINUTE_MS, silentLog } from '../kernel/index.ts';
import { sqlStateOf } from '../store/index.ts';
import { emailChannel, smsChannel, webhookChannel } from './channels.ts';
import type { Channel, NoticeChannel, NoticeContent } from './model.ts';
import { Notices } from './notices.ts';
import { startMailServer, startPostServer, type TakenPost } from './testing/local-servers.ts';
import { Webhooks } from './webhooks/webhooks.ts';

type Fresh = Awaited<ReturnType<typeof freshDatabase>>;
let fresh: Fresh;
let vault: ContentVault;
let unitOfWork: UnitOfWork;
let now = new Date('2026-11-26T02:00:00Z');
const clock: Clock = { now: () => now, monotonicMs: () => 0 };
const ids = new IdFactory();

before(async () => {
  fresh = await freshDatabase();
  const { database } = fresh;
  unitOfWork = createUnitOfWork({ database, clock, ids });
  vault = await openVault({ database, unitOfWork, encryption: createKeyEncryption(randomBytes(32)), ids, clock });
});
after(async () => {
  await vault.close();
  await fresh.drop();
});

const WORDS = { to: 'somebody@example.com', subject: '已收到', text: '您好。\n.点开头的一行\n' };

const noticesWith = (channels: Partial<Record<NoticeChannel, Channel>>, webhooks?: Webhooks): Notices =>
  new Notices({
    database: fresh.database,
    unitOfWork,
    vault,
    ids,
    clock,
    log: silentLog,
    channels,
    ...(webhooks === undefined ? {} : { webhooks }),
  });

/** The webhooks of two services that are there. */
async function webhooksOfServices(): Promise<Webhooks> {
  const { database } = fresh;
  await unitOfWork.run(async (tx, evidence) => {
    for (const [at, id] of [SERVICE, OTHER_SERVICE].entries())
      await tx.query(
        `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
         values ($1, $2, '0001', '{}', 1, now(), now()) on conflict do nothing`,
        [id, `service ${at}`],
      );
    evidence.append('service.retired', { service: SERVICE, by: 'cli' });
  });
  const keyEncryption = createKeyEncryption(randomBytes(32));
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  return new Webhooks({ database, unitOfWork, ids, clock, fillRandom, keyEncryption });
}

/** As a receiver works it out, by the words of standardwebhooks.com. */
function signatureOf({ headers, body }: TakenPost, key: Buffer): string {
  const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
  return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`;
}

async function queue(notices: Notices, channel: NoticeChannel, content: NoticeContent, subjectId = ids.next('cmp')) {
  const prepared = await notices.prepare({
    subjectId,
    sealedFor: subjectId,
    channel,
    template: 'complaint.received',
    content,
  });
  await unitOfWork.run((tx, evidence) => notices.queue(tx, evidence, prepared));
  return { id: prepared.id, subjectId };
}

async function kindsOf(subject: string): Promise<unknown[]> {
  const { rows } = await fresh.database.query<{ entry: string }>(
    `select body as entry from evidence_entry where body like $1 order by id`,
    [`%${subject}%`],
  );
  return rows.map(({ entry }) => {
    const { kind, data }: { kind: string; data: Record<string, unknown> } = JSON.parse(entry);
    return [kind, data.state ?? data.sendable, data.fault ?? null];
  });
}

test('a mail goes out whole in both alphabets, under the id of its notice, and the log says so', async (t) => {
  const mail = await startMailServer();
  t.after(() => mail.close());
  const notices = noticesWith({
    email: emailChannel(`smtp://127.0.0.1:${mail.port}`, '合规 <no-reply@hegui.example>'),
  });
  const { id, subjectId } = await queue(notices, 'email', WORDS);
  assert.equal(await notices.deliverDue(), 1);
  const [taken] = mail.seen;
  assert.deepEqual([taken?.from, taken?.to], ['no-reply@hegui.example', ['somebody@example.com']]);
  assert.match(taken?.message ?? '', new RegExp(`Message-ID: <${id.toLowerCase()}@hegui.example>`, 'i'));
  const [head = '', body = ''] = (taken?.message ?? '').split('\r\n\r\n');
  assert.match(head, /=\?UTF-8\?/);
  const isBase64 = /transfer-encoding: base64/i.test(head);
  const text = isBase64
    ? Buffer.from(body, 'base64').toString('utf8')
    : Buffer.from(
        body
          .replace(/=\r\n/g, '')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
        'latin1',
      ).toString('utf8');
  assert.ok(text.replaceAll('\r\n', '\n').startsWith(WORDS.text.trimEnd()), text);
  const [row] = await notices.list(subjectId);
  assert.deepEqual([row?.state, row?.attempts], ['sent', 1]);
  assert.deepEqual(await kindsOf(subjectId), [
    ['notice.queued', true, null],
    ['notice.settled', 'sent', null],
  ]);
});

test('a mail that is refused for good is given up at once, and one that finds no server waits', async (t) => {
  const mail = await startMailServer(() => '550 no such box');
  t.after(() => mail.close());
  const { port } = mail;
  const notices = noticesWith({ email: emailChannel(`smtp://127.0.0.1:${port}`, 'a@hegui.example') });
  const refused = await queue(notices, 'email', WORDS);
  await notices.deliverDue();
  assert.deepEqual(
    (await notices.list(refused.subjectId)).map(({ state, fault }) => [state, fault]),
    [['failed', 'smtp-550']],
  );
  await mail.close();
  const unreachable = await queue(notices, 'email', WORDS);
  await notices.deliverDue();
  const [row] = await notices.list(unreachable.subjectId);
  assert.deepEqual(
    [row?.state, row?.fault, row?.nextAt?.getTime()],
    ['waiting', 'smtp-unreachable', now.getTime() + MINUTE_MS],
  );
  assert.equal(await notices.deliverDue(), 0, 'nothing is due before its time');
});

test('a short message is tried six times more and then given up', async (t) => {
  const gateway = await startPostServer(() => 503);
  t.after(() => gateway.close());
  const notices = noticesWith({ sms: smsChannel(`http://127.0.0.1:${gateway.port}/send`, 'sms-key') });
  const { id, subjectId } = await queue(notices, 'sms', { ...WORDS, to: '13800000000' });
  for (let attempt = 0; attempt < 10; attempt++) {
    now = new Date(now.getTime() + 25 * 60 * MINUTE_MS);
    await notices.deliverDue();
  }
  assert.equal(gateway.seen.length, 7);
  assert.equal(gateway.seen[0]?.headers.authorization, 'Bearer sms-key');
  assert.deepEqual(JSON.parse(gateway.seen[0]?.body ?? ''), {
    id,
    to: '13800000000',
    text: WORDS.text,
    template: 'complaint.received',
  });
  assert.deepEqual(
    (await notices.list(subjectId)).map(({ state, fault }) => [state, fault]),
    [['failed', 'sms-503']],
  );
});

test('a webhook is signed so that its receiver can check it, and follows no redirect', async (t) => {
  let status = 204;
  const receiver = await startPostServer(() => status);
  t.after(() => receiver.close());
  const notices = noticesWith({ webhook: webhookChannel(`http://127.0.0.1:${receiver.port}`, 'shared', clock) });
  const { id } = await queue(notices, 'webhook', { event: { complaint: 'cmp_1', late: false } });
  await notices.deliverDue();
  const [taken] = receiver.seen;
  assert.ok(taken !== undefined);
  assert.equal(taken.headers['webhook-id'], id);
  assert.equal(taken.headers['webhook-timestamp'], String(Math.floor(now.getTime() / 1_000)));
  assert.equal(taken.headers['webhook-signature'], signatureOf(taken, Buffer.from('shared')));
  assert.deepEqual(JSON.parse(taken.body), {
    type: 'complaint.received',
    timestamp: now.toISOString(),
    data: { complaint: 'cmp_1', late: false },
  });
  status = 302;
  const moved = await queue(notices, 'webhook', { event: {} });
  await notices.deliverDue();
  assert.deepEqual(
    (await notices.list(moved.subjectId)).map(({ state, fault }) => [state, fault]),
    [['waiting', 'webhook-unreachable']],
  );
});

const SERVICE = 'svc_00000000000000000000000001';
const OTHER_SERVICE = 'svc_00000000000000000000000002';

test('the app of a service is told of what it subscribed to, and of nothing that concerns another service', async (t) => {
  const receiver = await startPostServer(() => 204);
  t.after(() => receiver.close());
  const webhooks = await webhooksOfServices();
  const url = `http://127.0.0.1:${receiver.port}/hook`;
  const made = await webhooks.create(SERVICE, { url, events: ['complaint', 'measure'] }, 'cli');
  assert.match(made.secret, /^whsec_[A-Za-z0-9+/]{32}$/);
  const notices = noticesWith({}, webhooks);
  const tell = async (template: string, serviceId: string | null) => {
    const subjectId = ids.next('cmp');
    const about = { subjectId, sealedFor: subjectId, template, serviceId, event: { complaint: subjectId } };
    const prepared = await notices.prepareEvent(about);
    if (prepared.length > 0)
      await unitOfWork.run(async (tx, evidence) => {
        for (const one of prepared) await notices.queue(tx, evidence, one);
      });
    return prepared.length;
  };
  const told = [
    await tell('complaint.answered', SERVICE),
    await tell('privacy.answered', SERVICE),
    await tell('complaint.answered', OTHER_SERVICE),
    await tell('complaint.answered', null),
  ];
  assert.deepEqual(told, [1, 0, 0, 0]);
  await notices.deliverDue();
  const [taken] = receiver.seen;
  assert.ok(taken !== undefined && receiver.seen.length === 1);
  const key = Buffer.from(made.secret.slice('whsec_'.length), 'base64');
  assert.equal(taken.headers['webhook-signature'], signatureOf(taken, key));
  const { rows } = await fresh.database.query<{ whole: string }>('select w::text as whole from webhook w');
  for (const { whole } of rows) assert.ok(!whole.includes(key.toString('hex')), 'the secret lies wrapped');
});

test('a delivery is tried by the table of waits and given up; sent again by hand it goes out under the same id', async (t) => {
  let status = 503;
  const receiver = await startPostServer(() => status);
  t.after(() => receiver.close());
  const webhooks = await webhooksOfServices();
  const url = `http://127.0.0.1:${receiver.port}/hook`;
  const { id: webhookId } = await webhooks.create(SERVICE, { url, events: ['privacy'] }, 'cli');
  const notices = noticesWith({}, webhooks);
  const { id } = await notices.ping(webhookId, 'cli');
  const only = async () => (await notices.deliveries(webhookId, { state: 'any', limit: 50 })).items;
  const waits: number[] = [];
  for (;;) {
    await notices.deliverDue();
    const [found] = await only();
    assert.ok(found !== undefined);
    if (found.nextAt === null) break;
    waits.push((Date.parse(found.nextAt) - now.getTime()) / MINUTE_MS);
    await assert.rejects(notices.replay(id, 'cli'), { code: 'E_CONFLICT' }, 'it waits already');
    now = new Date(found.nextAt);
  }
  assert.deepEqual(waits, [1, 5, 30, 120, 360, 1_440]);
  assert.deepEqual(
    (await only()).map(({ type, state, attempts, fault }) => [type, state, attempts, fault]),
    [['webhook.ping', 'failed', 7, 'webhook-503']],
  );
  assert.equal((await webhooks.list(SERVICE)).find((one) => one.id === webhookId)?.failed, 1);
  status = 200;
  assert.equal((await notices.replay(id, 'cli')).state, 'waiting');
  await notices.deliverDue();
  assert.deepEqual(
    (await only()).map(({ state, attempts, fault }) => [state, attempts, fault]),
    [['sent', 1, null]],
  );
  assert.deepEqual(new Set(receiver.seen.map(({ headers }) => headers['webhook-id'])), new Set([id]));
  const stamps = receiver.seen.map(({ headers }) => headers['webhook-timestamp']);
  assert.equal(new Set(stamps).size, stamps.length - 1, 'each attempt is signed at its own second');
});

test('a receiver that hangs holds up nobody else’s', async (t) => {
  const receiver = await startPostServer(() => 204);
  t.after(() => receiver.close());
  const { promise: arrived, resolve: arrive } = Promise.withResolvers<ServerResponse>();
  const hanging = createServer((_request, response) => arrive(response));
  hanging.listen(0, '127.0.0.1');
  await once(hanging, 'listening');
  t.after(() => hanging.close());
  const webhooks = await webhooksOfServices();
  const portOf = (server: Server): number => z.object({ port: z.int() }).parse(server.address()).port;
  const make = (port: number) =>
    webhooks.create(SERVICE, { url: `http://127.0.0.1:${port}/`, events: ['measure'] }, 'cli');
  const [first, second] = [await make(portOf(hanging)), await make(receiver.port)];
  const notices = noticesWith({}, webhooks);
  const [held, told] = [await notices.ping(first.id, 'cli'), await notices.ping(second.id, 'cli')];
  const delivered = notices.deliverDue();
  const stateOf = async (webhookId: string) =>
    (await notices.deliveries(webhookId, { state: 'any', limit: 1 })).items[0];
  while ((await stateOf(second.id))?.state !== 'sent') await new Promise((done) => setImmediate(done));
  assert.equal(receiver.seen[0]?.headers['webhook-id'], told.id);
  assert.equal((await stateOf(first.id))?.state, 'waiting');
  (await arrived).end();
  assert.equal(await delivered, 2);
  assert.deepEqual([(await stateOf(first.id))?.id, (await stateOf(first.id))?.state], [held.id, 'sent']);
});

test('a webhook that was ended is told nothing more, not even what waited', async (t) => {
  const receiver = await startPostServer(() => 200);
  t.after(() => receiver.close());
  const webhooks = await webhooksOfServices();
  const url = `http://127.0.0.1:${receiver.port}/hook`;
  const { id } = await webhooks.create(SERVICE, { url, events: ['complaint'] }, 'cli');
  const notices = noticesWith({}, webhooks);
  const ping = await notices.ping(id, 'cli');
  await webhooks.end(id, 'cli');
  await notices.deliverDue();
  assert.equal(receiver.seen.length, 0);
  const { rows } = await fresh.database.query('select state, fault from notice where id = $1', [ping.id]);
  assert.deepEqual(rows, [{ state: 'failed', fault: 'no-channel' }]);
  for (const refused of [
    () => webhooks.end(id, 'cli'),
    () => notices.ping(id, 'cli'),
    () => notices.replay(ping.id, 'cli'),
  ])
    await assert.rejects(refused, { code: 'E_NOT_FOUND' });
});

test('with its service an address ends, too', async (t) => {
  const webhooks = await webhooksOfServices();
  const { id } = await webhooks.create(OTHER_SERVICE, { url: 'http://127.0.0.1:1/', events: ['complaint'] }, 'cli');
  assert.deepEqual(await webhooks.subscribed(OTHER_SERVICE, 'complaint'), [id]);
  const setRetired = (at: string): Promise<unknown> =>
    unitOfWork.run(async (tx, evidence) => {
      await tx.query(`update service set retired_at = ${at} where id = $1`, [OTHER_SERVICE]);
      evidence.append('service.retired', { service: OTHER_SERVICE, by: 'cli' });
    });
  t.after(() => setRetired('null'));
  await setRetired('now()');
  assert.deepEqual(await webhooks.subscribed(OTHER_SERVICE, 'complaint'), []);
  assert.equal(await webhooks.target(id), null);
});

test('without a channel a notice is kept as unsent, and says so in the log', async () => {
  const notices = noticesWith({});
  const { subjectId } = await queue(notices, 'email', WORDS);
  assert.deepEqual(
    (await notices.list(subjectId)).map(({ state }) => state),
    ['unsent'],
  );
  assert.deepEqual(await kindsOf(subjectId), [['notice.queued', false, null]]);
});

test('two processes never hand over the same notice, and one whose subject was erased goes nowhere', async (t) => {
  const receiver = await startPostServer(() => 200);
  t.after(() => receiver.close());
  const channels = { sms: smsChannel(`http://127.0.0.1:${receiver.port}`, undefined) };
  const [one, other] = [noticesWith(channels), noticesWith(channels)];
  const erased = await queue(one, 'sms', WORDS);
  await vault.eraseSubject(erased.subjectId, 'asked for', 'cli');
  const all = await Promise.all(Array.from({ length: 12 }, () => queue(one, 'sms', WORDS)));
  await Promise.all([one.deliverDue(), other.deliverDue(), one.deliverDue()]);
  const seen = receiver.seen.map(({ body }): string => JSON.parse(body).id);
  assert.deepEqual(seen.sort(), all.map(({ id }): string => id).sort());
  assert.deepEqual(
    (await one.list(erased.subjectId)).map(({ state, fault }) => [state, fault]),
    [['failed', 'erased']],
  );
});

test('the table refuses a notice without evidence', async () => {
  const insert = fresh.database.transaction((tx) =>
    tx.query(
      `insert into notice (id, subject_id, channel, template, state, next_at, content_key, content, created_at)
       values ('ntc_x', 's', 'email', 't', 'waiting', now(), 'k', '', now())`,
    ),
  );
  await assert.rejects(insert, (error) => sqlStateOf(error) !== undefined);
});
