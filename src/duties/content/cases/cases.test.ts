import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { caseCreateSchema, caseStepTakeSchema, recallsPageSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { findTrainable } from '../../../exchanges/index.ts';
import { type ExchangesFixture, openExchangesFixture, SERVICES } from '../../../exchanges/testing/exchanges-fixture.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { AskAgain } from './model.ts';
import { CasesService } from './service.ts';

let fixture: ExchangesFixture;
let cases: CasesService;
let askAgain: AskAgain;
let nowMs = Date.parse('2026-11-26T08:00:00Z');
const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
const PASSWORD = 'a long enough password';
let actor: Actor;
let session: Awaited<ReturnType<ExchangesFixture['staff']['signIn']['signIn']>>['session'];
const SERVICE = SERVICES[0];

const said = (text: string) => [{ path: 'choices.0.content', role: 'assistant', text, hits: [], shown: null }];
const refusedWith = (code: string, pattern?: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === code && (pattern === undefined || pattern.test(error.message));

before(async () => {
  fixture = await openExchangesFixture();
  const { database, unitOfWork, ids } = fixture.evidence;
  askAgain = async () => ({ exchangeId: await fixture.record({ outcome: 'cut' }) });
  cases = new CasesService({
    database,
    unitOfWork,
    ids,
    clock,
    readExchange: (id, by, purpose) => fixture.exchanges.read(id, by, purpose),
    mayTrainOn: (exchangeIds) => findTrainable(database, exchangeIds),
    askAgain: (question) => askAgain(question),
  });
  const person = { username: 'officer', name: '合规 官', role: 'compliance-officer', password: PASSWORD } as const;
  await fixture.staff.members.create('cli', person);
  ({ session } = await fixture.staff.signIn.signIn({ username: 'officer', password: PASSWORD }, '192.0.2.1'));
  actor = session.actor;
  await unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into provider (name, credit_code, created_at, changed_at) values ('某公司', '91440300708461136T', now(), now())`,
    );
    evidence.append('provider.registered', { name: '某公司', creditCode: '91440300708461136T', by: 'cli' });
  });
});
after(() => fixture.close());

const open = async (exchangeIds: readonly string[]) =>
  await cases.open(
    caseCreateSchema.parse({ title: 'a marker was shown', serviceId: SERVICE, risk: 'A.1.f', exchangeIds }),
    actor,
  );
const take = async (id: string, step: object) => await cases.takeStep(id, caseStepTakeSchema.parse(step), actor);
const sign = async (id: string, revision: number, password = PASSWORD) =>
  await fixture.staff.signIn.confirm(session, password, '192.0.2.1', (tx, evidence) =>
    cases.signReportIn(tx, evidence, id, revision, session),
  );
const MEASURE = { kind: 'policy', id: SERVICE, version: 1 };

test('a case goes from found to closed, each step dated and with its proof, and none is skipped without a reason', async () => {
  const exchangeId = await fixture.record({ endUser: 'pseudonym-1', output: said('测试违规词') });
  const { id, steps } = await open([exchangeId]);
  assert.deepEqual(
    steps.map(({ state }) => state),
    ['done', 'next', 'open', 'open', 'open', 'open'],
  );

  await assert.rejects(take(id, { step: 'removed', state: 'done' }), refusedWith('E_CONFLICT', /stopped/));
  await assert.rejects(take(id, { step: 'stopped', state: 'done' }), refusedWith('E_REQUEST_INVALID', /measures/));
  await assert.rejects(take(id, { step: 'stopped', state: 'skipped' }), refusedWith('E_REQUEST_INVALID', /note/));
  await assert.rejects(
    take(id, { step: 'stopped', state: 'done', measures: [{ ...MEASURE, version: 99 }] }),
    refusedWith('E_REQUEST_INVALID', /version/),
  );
  await take(id, { step: 'stopped', state: 'done', measures: [MEASURE] });

  const recalled = await take(id, { step: 'removed', state: 'done' });
  assert.deepEqual(
    recalled.recalls.map(({ contentId, endUser }) => [contentId, endUser]),
    [[exchangeId, 'pseudonym-1']],
  );
  const { items, next } = recallsPageSchema.parse(await cases.recalls(SERVICE, { limit: 10 }));
  assert.deepEqual(
    items.map(({ contentId }) => contentId),
    [exchangeId],
  );
  assert.deepEqual((await cases.recalls(SERVICE, { limit: 10, cursor: next })).items, []);
  assert.deepEqual((await cases.recalls(SERVICES[1], { limit: 10 })).items, [], 'not another service’s');

  await assert.rejects(
    take(id, { step: 'fixed', state: 'done', measures: [MEASURE] }),
    refusedWith('E_REQUEST_INVALID', /proof/),
  );
  assert.deepEqual(
    (await cases.retest(id, exchangeId, actor)).retests.map(({ verdict }) => verdict),
    ['stopped'],
  );
  const lines = (await cases.exportForTraining(id, actor)).text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ messages, rejected, risk }) => [messages, rejected, risk]),
    [[[{ role: 'user', content: 'hello' }], '测试违规词', 'A.1.f']],
  );
  await take(id, { step: 'fixed', state: 'done', measures: [MEASURE] });

  await assert.rejects(take(id, { step: 'closed', state: 'done' }), refusedWith('E_CONFLICT', /reported/));
  await assert.rejects(take(id, { step: 'reported', state: 'done' }), refusedWith('E_REQUEST_INVALID', /signing/));
  await cases.draftReport(id, { authority: '某网信办', summary: '<b>处置</b>完毕', revision: 0 }, actor);
  assert.match(await cases.printReport(id, 'zh'), /草稿[\s\S]*&lt;b&gt;处置&lt;\/b&gt;/);
  await assert.rejects(sign(id, 1, 'not the password'), refusedWith('E_SESSION_REFUSED'));
  assert.equal((await cases.read(id)).report?.signed, null);
  await sign(id, 1);
  const { report } = await cases.read(id);
  assert.equal(report?.signed?.by.name, '合规 官');
  const page = await cases.printReport(id, 'zh');
  assert.ok(!page.includes('草稿') && page.includes('合规 官') && page.includes('某公司'));
  assert.ok(!page.includes('测试违规词') && !page.includes('pseudonym-1'), 'neither content nor person');
  await assert.rejects(
    cases.draftReport(id, { authority: 'x', summary: 'y', revision: 1 }, actor),
    refusedWith('E_CONFLICT', /signed/),
  );

  const closed = await take(id, { step: 'closed', state: 'done' });
  assert.ok(closed.closedAt !== null && closed.steps.every(({ state }) => state === 'done'));
  const kinds = ['case.opened', 'case.recalled', 'case.retested', 'case.exported', 'case.report-signed', 'case.closed'];
  for (const kind of kinds) assert.equal((await fixture.dataOf(kind)).length, 1, kind);
  assert.equal((await fixture.dataOf('case.step')).length, 5);
});

test('a report does not wait for the model to be mended, and overdue steps are seen', async () => {
  const { id } = await open([]);
  await take(id, { step: 'stopped', state: 'done', measures: [{ kind: 'other', text: 'service taken off line' }] });
  await take(id, { step: 'reported', state: 'skipped', note: 'below what is to be reported' });
  await assert.rejects(take(id, { step: 'removed', state: 'done' }), refusedWith('E_REQUEST_INVALID', /recall/));
  const before = await cases.list({ state: 'overdue', limit: 50 });
  assert.ok(before.items.every((row) => row.id !== id));
  nowMs += 5 * 3_600_000;
  const { items } = await cases.list({ state: 'overdue', limit: 50 });
  assert.deepEqual(
    items.map((row) => [row.id, row.next, row.overdue]),
    [[id, 'removed', true]],
  );
  const { steps, deadlines } = await cases.read(id);
  assert.deepEqual(
    steps.filter(({ overdue }) => overdue).map(({ step }) => step),
    ['removed'],
  );
  assert.equal(deadlines.confidence, 'own-default');
});

test('what screening lets through in a retest, a person judges; the very same answer is a violation', async () => {
  const exchangeId = await fixture.record({ output: said('测试违规词') });
  const { id } = await open([exchangeId]);
  askAgain = async () => ({ exchangeId: await fixture.record({ output: said('测试违规词') }) });
  assert.equal((await cases.retest(id, exchangeId, actor)).retests.at(-1)?.verdict, 'violates');
  askAgain = async () => ({ exchangeId: await fixture.record({ output: said('something else') }) });
  const retested = (await cases.retest(id, exchangeId, actor)).retests.at(-1);
  assert.equal(retested?.verdict, 'unjudged');
  const judged = await cases.judge(id, retested?.id ?? '', 'clean', actor);
  assert.equal(judged.retests.at(-1)?.judgedBy?.name, '合规 官');
  await assert.rejects(cases.judge(id, retested?.id ?? '', 'violates', actor), refusedWith('E_CONFLICT'));
});

test('a case holds exchanges of its own service only, and later ones are recalled with the first', async () => {
  const foreign = await fixture.record({ serviceId: SERVICES[1] });
  await assert.rejects(open([foreign]), refusedWith('E_REQUEST_INVALID', /of this service/));
  const { id } = await open([await fixture.record()]);
  await take(id, { step: 'stopped', state: 'done', measures: [MEASURE] });
  await take(id, { step: 'removed', state: 'done' });
  const later = await fixture.record();
  assert.ok((await cases.addExchanges(id, [later], actor)).recalls.some(({ contentId }) => contentId === later));
});

test('what users did not allow to be used for training does not leave with a case, and the file says how much that is', async () => {
  const kept = await fixture.record({ output: said('测试违规词') });
  const refused = await fixture.record({ output: said('测试违规词'), trainingUse: 'refused' });
  const { id } = await open([kept, refused]);
  const { text, leftOut } = await cases.exportForTraining(id, actor);
  assert.ok(text.includes(kept) && !text.includes(refused));
  assert.equal(leftOut, 1);
  const exported = (await fixture.dataOf('case.exported')).at(-1);
  assert.deepEqual([exported?.exchanges, exported?.leftOut], [1, 1]);
});
