import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  type AdminAppHarness,
  openAdminApp,
  problemOf,
  type SignedIn,
  signIn,
} from '../../../app/http/testing/open-admin-app.ts';
import {
  labelAgreementSchema,
  labelLiftsPageSchema,
  liftRequestsPageSchema,
  policySchema,
} from '../../../contract/index.ts';
import { createUnitOfWork } from '../../../evidence/index.ts';
import { IdFactory, systemClock } from '../../../kernel/index.ts';
import { readEvidence } from '../../../registry/testing/harness.ts';
import { sqlStateOf } from '../../../store/index.ts';

const TEXT = {
  zh: '用户应当自行在内容上添加显式标识，并对未添加标识承担责任。',
  en: 'The user shall label the content and bears the responsibility for leaving a label out.',
};

let harness: AdminAppHarness;
let officer: SignedIn;
let inspector: SignedIn;
let reviewer: SignedIn;
let serviceId: string;
let produced = 0;
before(async () => {
  harness = await openAdminApp();
  officer = await signIn(harness, 'compliance-officer');
  inspector = await signIn(harness, 'inspector');
  reviewer = await signIn(harness, 'reviewer');
  const policy = policySchema.parse({ label: { lift: { agreements: ['2026-11', '2027-01'], keepMonths: 9 } } });
  const service = { name: 'lifting', modelCode: '0001', policy, upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(service, 'cli')).id;
});
after(() => harness.close());

const service = (agreements = ['2026-11', '2027-01']) => ({
  id: serviceId,
  policy: { label: { lift: { agreements, keepMonths: 9 } } },
});
const get = (url: string, as = inspector) => harness.app.inject({ url, headers: { ...as } });
const post = (url: string, payload: object, as = officer) =>
  harness.app.inject({ method: 'POST', url, payload, headers: { ...as } });
const accept = (endUser: string | null, agreement = '2026-11', digest: string | null = null) =>
  harness.lifts.request(service(), endUser, { agreement, digest });
const deliver = async (endUser: string) => {
  const lift = await harness.lifts.grant(service(), endUser);
  const produceId = `prd_${++produced}`;
  await harness.lifts.note(lift, { serviceId, exchangeId: `exc_${produced}`, produceId, kind: 'picture' });
  return produceId;
};

test('an agreement is added once, kept as it is, and may be accepted from its day on', async () => {
  const made = await post('/api/label/agreements', { version: '2026-11', ...TEXT });
  assert.equal(made.statusCode, 201, made.body);
  const agreement = labelAgreementSchema.parse(made.json());
  assert.match(agreement.digest, /^[0-9a-f]{64}$/);
  const later = { version: '2027-01', ...TEXT, validFrom: '2099-01-01T00:00:00Z' };
  assert.equal((await post('/api/label/agreements', later)).statusCode, 201);
  const again = await problemOf(harness.app, {
    method: 'POST',
    url: '/api/label/agreements',
    payload: { version: '2026-11', ...TEXT },
    headers: { ...officer },
  });
  assert.equal(again.problem.code, 'E_CONFLICT');
  assert.equal((await post('/api/label/agreements', { version: '3', ...TEXT }, reviewer)).statusCode, 403);
  assert.deepEqual(
    (await harness.lifts.agreementsFor(service())).map(({ version }) => version),
    ['2026-11'],
  );
  await assert.rejects(
    harness.database.query(`update label_agreement set text_zh = 'x'`),
    (error: unknown) => sqlStateOf(error) === 'HG001',
  );
});

test('whoever is not named, asks a service that lifts nothing, or accepts what is not there gets a reason [labelling-measures#9]', async () => {
  await assert.rejects(accept(null), { code: 'E_LABEL_LIFT_REFUSED', message: /最终用户.* · .*end user/ });
  await assert.rejects(harness.lifts.request(service([]), 'u', { agreement: '2026-11', digest: null }), {
    code: 'E_LABEL_LIFT_REFUSED',
  });
  await assert.rejects(accept('u', 'none'), { code: 'E_REQUEST_INVALID' });
  await assert.rejects(accept('u', '2027-01'), { code: 'E_REQUEST_INVALID' });
  await assert.rejects(accept('u', '2026-11', '0'.repeat(64)), { code: 'E_REQUEST_INVALID', message: /^digest/ });
  await assert.rejects(harness.lifts.grant(service(), 'u'), { code: 'E_LABEL_LIFT_REFUSED', message: /申请/ });
  await assert.rejects(harness.lifts.grant(service(), null), { code: 'E_LABEL_LIFT_REFUSED' });
});

test('a delivery leaves a row with recipient, agreement, time, ProduceID and an expiry no sooner than the policy says', async () => {
  const asked = await accept('reader-1');
  assert.equal((await accept('reader-1')).id, asked.id);
  const produceId = await deliver('reader-1');
  const page = labelLiftsPageSchema.parse((await get(`/api/label/lifts?search=${produceId}`)).json());
  assert.equal(page.items.length, 1);
  const [lift] = page.items;
  assert.deepEqual(
    [lift?.endUser, lift?.agreement, lift?.produceId, lift?.requestId, lift?.kind],
    ['reader-1', '2026-11', produceId, asked.id, 'picture'],
  );
  const months = (from: string, to: string): number => {
    const [start, end] = [new Date(from), new Date(to)];
    return (end.getUTCFullYear() - start.getUTCFullYear()) * 12 + end.getUTCMonth() - start.getUTCMonth();
  };
  assert.ok(months(lift?.at ?? '', lift?.expiresAt ?? '') >= 9);
  const entry = (await readEvidence(harness.database)).findLast(({ kind }) => kind === 'label.lifted');
  assert.deepEqual(
    [entry?.data.produceId, entry?.data.endUser, entry?.data.agreement, entry?.data.expiresAt],
    [produceId, 'reader-1', '2026-11', lift?.expiresAt],
  );
});

test('requests made at the same moment are one request', async () => {
  const asked = await Promise.all(Array.from({ length: 5 }, () => accept('reader-2')));
  assert.equal(new Set(asked.map(({ id }) => id)).size, 1);
});

test('after withdrawal, by the user or by staff, nothing is lifted any more, and what was lifted stays on record', async () => {
  await accept('reader-3');
  const produceId = await deliver('reader-3');
  assert.equal((await harness.lifts.withdrawOwn(serviceId, 'reader-3')).length, 1);
  assert.deepEqual(await harness.lifts.withdrawOwn(serviceId, 'reader-3'), []);
  await assert.rejects(harness.lifts.grant(service(), 'reader-3'), { code: 'E_LABEL_LIFT_REFUSED' });
  const again = await accept('reader-3');
  const url = `/api/label/lift-requests/${again.id}/withdraw`;
  assert.equal((await post(url, { reason: 'x' }, inspector)).statusCode, 403);
  assert.equal((await post(url, { reason: '内容未加标识' })).statusCode, 204);
  assert.equal((await post(url, { reason: '内容未加标识' })).statusCode, 404);
  await assert.rejects(harness.lifts.grant(service(), 'reader-3'), { code: 'E_LABEL_LIFT_REFUSED' });
  // Found by the name that the app sends, not only by its pseudonym.
  const listed = liftRequestsPageSchema.parse((await get('/api/label/lift-requests?search=reader-3')).json());
  assert.deepEqual(
    listed.items.map(({ withdrawnBy, lifted }) => [withdrawnBy?.split(':')[0], lifted]),
    [
      ['staff', 0],
      ['end-user', 1],
    ],
  );
  const lifts = labelLiftsPageSchema.parse((await get(`/api/label/lifts?search=${produceId}`)).json());
  assert.equal(lifts.items.length, 1);
});

test('a row cannot be kept for less than six months, changed, removed before its time, or written without evidence', async () => {
  const produceId = await deliver('reader-1');
  const failsWith = (state: string) => (error: unknown) => sqlStateOf(error) === state;
  const copy = (until: string): string =>
    `insert into label_lift select id || 'x', request_id, service_id, end_user, agreement_version, exchange_id, produce_id || 'x',
       kind, lifted_at, ${until} from label_lift where produce_id = $1`;
  await assert.rejects(
    harness.database.query(copy(`lifted_at + interval '5 months 27 days'`), [produceId]),
    failsWith('23514'),
  );
  await assert.rejects(harness.database.query(copy('expires_at'), [produceId]), failsWith('HG002'));
  await assert.rejects(
    harness.database.query(`update label_lift set end_user = 'x' where produce_id = $1`, [produceId]),
    failsWith('HG001'),
  );
  await assert.rejects(
    harness.database.query('delete from label_lift where produce_id = $1', [produceId]),
    failsWith('HG001'),
  );
  await assert.rejects(harness.database.query('truncate label_lift'), failsWith('HG001'));
});

test('the sweep removes what is over, says so in the log, and leaves the rest', async () => {
  const before = (await harness.lifts.count()).total;
  assert.equal(await harness.lifts.sweep(), 0);
  // A delivery of long ago, as it would stand there.
  const { rows } = await harness.database.query<{ id: string }>('select id from label_lift_request limit 1');
  const unitOfWork = createUnitOfWork({ database: harness.database, clock: systemClock, ids: new IdFactory() });
  await unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into label_lift values ('lft_old', $1, $2, 'reader-1', '2026-11', 'exc_old', 'prd_old', 'text',
         '2020-01-01T00:00:00Z', '2020-07-01T00:00:00Z')`,
      [rows[0]?.id, serviceId],
    );
    evidence.append('label-lifts.exported', { rows: 0, by: 'cli' });
  });
  assert.equal((await harness.lifts.count()).total, before + 1);
  assert.equal(await harness.lifts.sweep(), 1);
  assert.equal((await harness.lifts.count()).total, before);
  const entry = (await readEvidence(harness.database)).findLast(({ kind }) => kind === 'label-lifts.expired');
  assert.equal(entry?.data.count, 1);
});

test('lifts are counted by service, kind and time, and listed page by page without a gap', async () => {
  const { total, byKind } = await harness.lifts.count({ serviceId });
  assert.equal(byKind.picture, total);
  assert.equal((await harness.lifts.count({ serviceId: 'svc_none' })).total, 0);
  assert.equal((await harness.lifts.count({ to: new Date('2020-01-01') })).total, 0);
  const seen: string[] = [];
  let cursor = '';
  for (let pages = 0; pages < 20; pages++) {
    const page = labelLiftsPageSchema.parse((await get(`/api/label/lifts?limit=1&cursor=${cursor}`)).json());
    seen.push(...page.items.map(({ id }) => id));
    if (page.next === null) break;
    cursor = page.next;
  }
  assert.equal(new Set(seen).size, total);
  assert.equal(seen.length, total);
});

test('the list leaves as CSV for those who may export evidence, and the log says so', async () => {
  const answer = await post('/api/label/lifts/export', { serviceId }, inspector);
  assert.equal(answer.statusCode, 200, answer.body);
  assert.match(String(answer.headers['content-type']), /^text\/csv/);
  const lines = answer.body.trimEnd().split('\r\n');
  assert.equal(lines.length, (await harness.lifts.count({ serviceId })).total + 1);
  assert.equal((await post('/api/label/lifts/export', {}, reviewer)).statusCode, 403);
  const entry = (await readEvidence(harness.database)).findLast(({ kind }) => kind === 'label-lifts.exported');
  assert.equal(entry?.data.rows, lines.length - 1);
  const taken = await harness.database.query<{ id: string }>(
    "select id from evidence_entry where kind = 'label-lifts.exported' order by tx desc limit 1",
  );
  assert.ok(
    lines.slice(1).every((line) => line.endsWith(`,${taken.rows[0]?.id}`)),
    answer.body,
  );
});
