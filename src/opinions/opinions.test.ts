import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { defaultPolicy, type JudgeRow, secondOpinionSchema } from '../contract/index.ts';
import type { TalliedOpinion } from '../judges/index.ts';
import { HeguiError } from '../kernel/index.ts';
import { type OpinionsFixture, openOpinions } from './testing/opinions-fixture.ts';

const BY = 'cli';
const DAY_MS = 86_400_000;
let fixture: OpinionsFixture;
before(async () => {
  fixture = await openOpinions();
});
after(() => fixture.close());
beforeEach(() => {
  fixture.reviews.length = 0;
});

let made = 0;
const makeJudge = (more: object = {}): Promise<JudgeRow> =>
  fixture.opinions.judges.create(
    { name: `评审 ${++made}`, settings: fixture.settings, secret: 'sk-1', yuanPerCall: 0.5, ...more },
    BY,
  );
const kindsAbout = async (id: string): Promise<string[]> => {
  const { rows } = await fixture.database.query<{ kind: string; body: string }>(
    'select kind, body from evidence_entry order by tx, id',
  );
  assert.ok(rows.every(({ body }) => !body.includes('sk-1')));
  return rows.filter(({ body }) => body.includes(id)).map(({ kind }) => kind);
};
const refusedAt = (path: string) => (error: unknown) =>
  error instanceof HeguiError && error.fields.some((field) => field.path === path);

/** An exchange with its records, as the gateway writes them. */
async function record(
  input: string,
  output: string,
  opinions?: TalliedOpinion[],
  serviceId = 'svc_x',
): Promise<string> {
  const { ids, clock, records } = fixture;
  const exchangeId = ids.next('exc');
  const subject = `subject ${exchangeId}`;
  const at = clock.now();
  const piece = { hits: [], shown: null };
  await records.open({
    exchangeId,
    at,
    serviceId,
    apiKeyId: 'key_1',
    endUser: null,
    endpoint: 'chat.completions',
    model: 'm',
    stream: false,
    synthetic: false,
    promptChars: input.length,
    subject,
    content: { input: [{ ...piece, path: 'messages.0.content', role: 'user', text: input }] },
    evidence: { policyVersion: 1, listVersions: {}, admission: {}, hits: 0, risks: {}, decision: 'forwarded' },
  });
  await records.close({
    exchangeId,
    at,
    subject,
    content: { output: [{ ...piece, path: 'choices.0.content', role: 'assistant', text: output }] },
    risks: [],
    hits: 0,
    evidence: {
      outcome: 'completed',
      choices: [],
      hits: 0,
      risks: {},
      replaced: 0,
      outputChars: output.length,
      heldCharsMax: 0,
      totalMs: 1,
      ...(opinions === undefined ? {} : { opinions }),
    },
  });
  return exchangeId;
}

const question = (judgeId: string, text: string, serviceId = 'svc_x', budget = {}) => {
  const opinion = secondOpinionSchema.parse({ input: { judges: [judgeId] }, budget });
  assert.ok(opinion.input !== null);
  return {
    serviceId,
    policy: opinion.input,
    budget: opinion.budget,
    text,
    context: {
      direction: 'input' as const,
      role: 'user',
      exchangeId: 'exc_1',
      sessionId: null,
      offset: 0,
      isLast: true,
      prompt: '',
      signal: new AbortController().signal,
    },
  };
};

test('a judge is made, changed and retired with evidence; its secret goes in and never comes out', async () => {
  const { judges } = fixture.opinions;
  const judge = await makeJudge();
  assert.equal(judge.hasSecret, true);
  const changed = await judges.change(judge.id, { yuanPerCall: 0.7 }, BY);
  assert.equal(changed.yuanPerCall, 0.7);
  await judges.change(judge.id, { yuanPerCall: 0.7 }, BY);
  const { rows } = await fixture.database.query<{ secret: Buffer }>('select secret from judge where id = $1', [
    judge.id,
  ]);
  assert.ok(rows[0] !== undefined && !rows[0].secret.includes('sk-1'));
  assert.ok(!JSON.stringify(await judges.list()).includes('sk-1'));
  await judges.retire(judge.id, BY);
  assert.deepEqual(await kindsAbout(judge.id), ['judge.created', 'judge.changed', 'judge.retired']);
  assert.ok((await judges.list()).every(({ id }) => id !== judge.id));
});

test('a stored secret never goes to another server, and a judge keeps its kind and its name to itself', async () => {
  const { judges } = fixture.opinions;
  const judge = await makeJudge();
  const moved = { ...fixture.settings, baseUrl: 'http://127.0.0.1:9/v1' };
  await assert.rejects(judges.change(judge.id, { settings: moved }, BY), refusedAt('secret'));
  assert.equal(
    (await judges.change(judge.id, { settings: moved, secret: 'sk-1' }, BY)).settings.baseUrl,
    moved.baseUrl,
  );
  const other = { kind: 'baidu' as const, baseUrl: moved.baseUrl, apiKey: 'x', strategyId: null };
  await assert.rejects(judges.change(judge.id, { settings: other }, BY), refusedAt('settings.kind'));
  await assert.rejects(makeJudge({ settings: other, secret: null }), refusedAt('secret'));
  await assert.rejects(makeJudge({ name: judge.name }), refusedAt('name'));
  const withPassword = { ...fixture.settings, baseUrl: 'http://user:pw@127.0.0.1/v1' };
  await assert.rejects(makeJudge({ settings: withPassword }), refusedAt('settings.baseUrl'));
});

test('a judge that a policy asks cannot be retired', async () => {
  const judge = await makeJudge();
  const policy = { ...defaultPolicy, secondOpinion: secondOpinionSchema.parse({ input: { judges: [judge.id] } }) };
  await fixture.unitOfWork.run(async (tx, evidence) => {
    await tx.query(
      `insert into service (id, name, model_code, policy, policy_version, created_at, changed_at)
       values ('svc_1', '甲服务', '0001', $1, 1, now(), now())`,
      [JSON.stringify(policy)],
    );
    evidence.append('service.retired', { service: 'svc_1', by: BY });
  });
  assert.deepEqual((await fixture.opinions.judges.list()).find(({ id }) => id === judge.id)?.services, ['甲服务']);
  await assert.rejects(fixture.opinions.judges.retire(judge.id, BY), /甲服务/);
});

test('a test asks the judge once and says what it said, or why it said nothing', async () => {
  const { judges } = fixture.opinions;
  const judge = await makeJudge();
  const bad = await judges.test(judge.id, { text: '坏话', direction: 'output' });
  assert.equal(bad.verdict?.decision, 'unsafe');
  assert.deepEqual(bad.verdict?.risks, ['A.1.f']);
  const gone = await makeJudge({ settings: { ...fixture.settings, baseUrl: 'http://127.0.0.1:9/v1' } });
  const failed = await judges.test(gone.id, { text: '好话', direction: 'input' });
  assert.deepEqual([failed.ok, failed.failure], [false, 'unreachable']);
});

test('calls are counted by month with latency, and people decide how good a judge was', async () => {
  const { opinions, advance } = fixture;
  const judge = await makeJudge();
  await opinions.start();
  for (const text of ['好话', '好话', '坏话']) await opinions.desk.ask(question(judge.id, text));
  await opinions.stop();
  // A second round goes to the same day, another to the next month.
  await opinions.start();
  await opinions.desk.ask(question(judge.id, '好话'));
  await opinions.stop();
  const said = (decision: TalliedOpinion['decision'], direction: TalliedOpinion['direction'] = 'input') => ({
    judge: judge.id,
    direction,
    decision,
    calls: 1,
    failures: 0,
    msMax: 1,
  });
  const wrong = await record('a', 'b', [said('unsafe'), said('safe', 'output')]);
  const right = await record('a', 'b', [said('unsafe')]);
  const missed = await record('a', 'b', [said('safe')]);
  const silent = await record('a', 'b', [said('failed')]);
  for (const [exchangeId, isViolation] of [
    [wrong, false],
    [right, true],
    [missed, true],
    [silent, true],
  ] as const)
    await opinions.noteHumanDecision({ exchangeId, isViolation });
  assert.deepEqual(
    fixture.reviews.map(({ exchangeId, reason }) => [exchangeId, reason]),
    [
      [wrong, 'opinion-disagrees-human'],
      [missed, 'opinion-disagrees-human'],
    ],
  );
  // The same decision once more changes nothing and raises nothing.
  await opinions.noteHumanDecision({ exchangeId: wrong, isViolation: false });
  assert.equal(fixture.reviews.length, 2);
  const row = (await opinions.scorecard('2026-11')).find(({ judgeId }) => judgeId === judge.id);
  assert.ok(row !== undefined);
  const { calls, safe, unsafe, errors, yuan, decided, agreed, falsePositives, falseNegatives } = row;
  assert.deepEqual(
    { calls, safe, unsafe, errors, yuan, decided, agreed, falsePositives, falseNegatives },
    { calls: 4, safe: 3, unsafe: 1, errors: 0, yuan: 2, decided: 3, agreed: 1, falsePositives: 1, falseNegatives: 1 },
  );
  assert.ok(row.p50Ms !== null && row.p95Ms !== null && row.p50Ms <= row.p95Ms);
  // A person reverses the decision.
  await opinions.noteHumanDecision({ exchangeId: missed, isViolation: false });
  const after = (await opinions.scorecard('2026-11')).find(({ judgeId }) => judgeId === judge.id);
  assert.deepEqual([after?.agreed, after?.falseNegatives], [2, 0]);
  assert.deepEqual(await opinions.scorecard('2026-12'), []);
  await assert.rejects(
    opinions.noteHumanDecision({ exchangeId: 'exc_none', isViolation: true }),
    (error) => error instanceof HeguiError && error.code === 'E_NOT_FOUND',
  );
  advance(DAY_MS);
});

test('a budget of calls and of yuan ends the day’s calls, also after a restart; the next day it is full again', async () => {
  const { opinions, advance } = fixture;
  const judge = await makeJudge();
  const ask = async (budget: object, serviceId: string) =>
    (await opinions.desk.ask(question(judge.id, '好话', serviceId, budget))).opinions[0]?.failure ?? 'answered';
  await opinions.start();
  const calls = { callsPerDay: 2 };
  assert.deepEqual([await ask(calls, 'svc_c'), await ask(calls, 'svc_c')], ['answered', 'answered']);
  assert.equal(await ask(calls, 'svc_c'), 'budget');
  const yuan = { yuanPerDay: 0.9 };
  assert.deepEqual([await ask(yuan, 'svc_y'), await ask(yuan, 'svc_y')], ['answered', 'budget']);
  await opinions.stop();
  await opinions.start();
  assert.equal(await ask(calls, 'svc_c'), 'budget');
  advance(DAY_MS);
  assert.equal(await ask(calls, 'svc_c'), 'answered');
  await opinions.stop();
});

test('a text that passed unjudged is judged again, with evidence, and an unsafe one goes to review', async () => {
  const { opinions, advance } = fixture;
  const judge = await makeJudge();
  await opinions.refresh();
  const exchangeId = await record('好话', `${'好'.repeat(400)}坏话`);
  const gap = { exchangeId, serviceId: 'svc_x', judgeId: judge.id, reason: 'timed-out' };
  await opinions.desk.recordGap({ ...gap, direction: 'input', path: 'input:all', from: 0, to: 2 });
  advance(1);
  await opinions.desk.recordGap({ ...gap, direction: 'output', path: 'choices.0.content', from: 380, to: 402 });
  assert.equal(await opinions.judgeNextGap(), null);
  const waiting = await opinions.gaps({ state: 'waiting', limit: 10 });
  assert.deepEqual(
    waiting.items.map(({ chars, judgeName }) => [chars, judgeName]),
    [
      [22, judge.name],
      [2, judge.name],
    ],
  );
  advance(DAY_MS);
  const results = [await opinions.judgeNextGap(), await opinions.judgeNextGap()].map((outcome) => outcome?.result);
  assert.deepEqual(results.toSorted(), ['safe', 'unsafe']);
  assert.equal(await opinions.judgeNextGap(), null);
  assert.deepEqual(
    fixture.reviews.map(({ exchangeId: id, reason }) => [id, reason]),
    [[exchangeId, 'opinion-gap-unsafe']],
  );
  assert.deepEqual(
    (await kindsAbout(exchangeId)).filter((kind) => kind.startsWith('screening.')),
    ['screening.gap', 'screening.gap', 'screening.gap-judged', 'screening.gap-judged'],
  );
  const page = await opinions.gaps({ state: 'all', limit: 1 });
  assert.ok(page.next !== null);
  const rest = await opinions.gaps({ state: 'judged', limit: 10, cursor: page.next });
  assert.equal(rest.items.length, 1);
});

test('a gap whose content was erased is closed as gone; one that no judge can tell about waits longer', async () => {
  const { opinions, advance, vault, policies } = fixture;
  const judge = await makeJudge();
  await opinions.refresh();
  const erased = await record('好话', '好话');
  const gap = {
    serviceId: 'svc_p',
    judgeId: judge.id,
    reason: 'budget',
    direction: 'input' as const,
    path: 'input:all',
  };
  await opinions.desk.recordGap({ ...gap, exchangeId: erased, from: 0, to: 2 });
  await vault.eraseSubject(`subject ${erased}`, 'asked', BY);
  advance(DAY_MS);
  assert.equal((await opinions.judgeNextGap())?.result, 'gone');
  const kept = await record('好话', '好话', undefined, 'svc_p');
  await opinions.desk.recordGap({ ...gap, exchangeId: kept, from: 0, to: 2 });
  const nobody = secondOpinionSchema.parse({ input: { judges: [`jdg_${'0'.repeat(26)}`] } });
  policies.set('svc_p', { ...defaultPolicy, secondOpinion: nobody });
  advance(DAY_MS);
  assert.equal((await opinions.judgeNextGap())?.result, 'waiting');
  assert.equal(await opinions.judgeNextGap(), null);
  policies.delete('svc_p');
  advance(DAY_MS);
  assert.equal((await opinions.judgeNextGap())?.result, 'safe');
});
