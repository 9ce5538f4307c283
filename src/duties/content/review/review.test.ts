import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findTrainable } from '../../../exchanges/index.ts';
import {
  type ExchangesFixture,
  HIT,
  openExchangesFixture,
  SERVICES,
} from '../../../exchanges/testing/exchanges-fixture.ts';
import { HeguiError, silentLog } from '../../../kernel/index.ts';
import { compileOneList } from '../../../registry/index.ts';
import { readEvidence } from '../../../registry/testing/harness.ts';
import { compileScreen } from '../../../screening/index.ts';
import { ContentService } from '../service.ts';
import { LIST, storedTextsOf } from '../testing/content-harness.ts';
import type { Reviewer } from './model.ts';
import { type FeedParts, feedOnce, requestFor } from './service/feed.ts';
import { ReviewService } from './service.ts';

let fixture: ExchangesFixture;
let review: ReviewService;
let content: ContentService;
let parts: FeedParts;
const told: { readonly exchangeId: string; readonly isViolation: boolean }[] = [];
let nowMs = Date.parse('2026-11-26T08:00:00Z');
const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };

before(async () => {
  fixture = await openExchangesFixture();
  const { database, unitOfWork, ids } = fixture.evidence;
  const readExchange: FeedParts['readExchange'] = (id, by, purpose) => fixture.exchanges.read(id, by, purpose);
  const onDecided: NonNullable<FeedParts['onDecided']> = async (one) => void told.push(one);
  const mayTrainOn: FeedParts['mayTrainOn'] = (exchangeIds) => findTrainable(database, exchangeIds);
  parts = { database, unitOfWork, ids, clock, readExchange, mayTrainOn, onDecided, draw: () => 0.5, log: silentLog };
  content = new ContentService({
    ...parts,
    compileList: (list) => compileOneList(list, compileScreen),
    storedTexts: storedTextsOf([]),
    neutralTexts: () => [],
    tryText: async () => undefined,
  });
  review = new ReviewService({ ...parts, takePhrase: content.takePhrase });
});
after(() => fixture.close());

const person = (mark: string, mayDecideEscalated = false): Reviewer => {
  const id = `stf_${mark.repeat(26)}`;
  return { id, actor: `staff:${id}`, mayDecideEscalated };
};
const ANNA = person('A');
const BERT = person('B');
const CARL = person('C', true);
const ANY = { state: 'open' } as const;
const VIOLATION = { verdict: 'violation', risk: 'A.1.f', reason: 'shows it' } as const;
const HARMLESS = { verdict: 'no-violation', risk: null, reason: 'a false alarm' } as const;
const PAGE = { state: 'open', limit: 50 } as const;

const refusedWith = (code: string, pattern?: RegExp) => (error: unknown) =>
  error instanceof HeguiError && error.code === code && (pattern === undefined || pattern.test(error.message));

async function empty(): Promise<void> {
  for (let item = await review.takeNext(ANY, CARL); item !== null; item = await review.takeNext(ANY, CARL)) {
    await review.decide(item.id, HARMLESS, CARL);
  }
}

test('what weighs most comes first, and what has waited long enough overtakes it', async () => {
  const [mild, grave, older] = [await fixture.record(), await fixture.record(), await fixture.record()];
  await review.enqueue({ exchangeId: older, reason: 'classifier', detail: 'score 0.8', risks: ['A.2.e'] });
  nowMs += 30 * 3_600_000;
  await review.enqueue({ exchangeId: mild, reason: 'sampled', detail: '' });
  await review.enqueue({ exchangeId: grave, reason: 'flagged-term', detail: '', risks: ['A.1.f'] });
  const { items } = await review.list(PAGE);
  assert.deepEqual(
    items.map(({ exchangeId }) => exchangeId),
    [older, grave, mild],
  );
  assert.deepEqual(
    items.map(({ severity }) => severity),
    [2, 3, 0],
  );
  await empty();
});

test('one open item an exchange: the same reason again changes nothing, another one joins', async () => {
  const exchangeId = await fixture.record();
  const before = (await fixture.dataOf('review.enqueued')).length;
  await review.enqueue({ exchangeId, reason: 'sampled', detail: '' });
  await review.enqueue({ exchangeId, reason: 'sampled', detail: '' });
  await review.enqueue({ exchangeId, reason: 'disagreement', detail: 'one said yes, one no', risks: ['A.1.f'] });
  const { items } = await review.list(PAGE);
  assert.deepEqual(
    items.map((item) => [item.reasons, item.severity]),
    [[['sampled', 'disagreement'], 3]],
  );
  assert.equal((await fixture.dataOf('review.enqueued')).length, before + 2);
  await assert.rejects(
    review.enqueue({ exchangeId: 'exc_00000000000000000000000000', reason: 'sampled', detail: '' }),
    refusedWith('E_NOT_FOUND'),
  );
  await empty();
});

test('reviewers who pull at the same time never get the same item', async () => {
  const wanted: string[] = [];
  for (let made = 0; made < 12; made++) {
    const exchangeId = await fixture.record();
    await review.enqueue({ exchangeId, reason: 'sampled', detail: '' });
    wanted.push(exchangeId);
  }
  const crowd = ['1', '2', '3', '4', '5', '6'].map((mark) => person(mark));
  const taken = await Promise.all(crowd.map((one) => review.takeNext(ANY, one)));
  const ids = taken.map((item) => item?.id);
  assert.equal(new Set(ids).size, crowd.length, ids.join(' '));
  const [first] = taken;
  assert.ok(first != null);
  await assert.rejects(review.take(first.id, BERT), refusedWith('E_CONFLICT', /in hand/));
  await assert.rejects(review.decide(first.id, HARMLESS, BERT), refusedWith('E_CONFLICT', /in hand/));
  nowMs += 16 * 60_000;
  assert.equal((await review.take(first.id, BERT)).lockedBy?.id, BERT.id, 'a lock runs out');
  await review.release(first.id, BERT);
  await empty();
  assert.equal(wanted.length, 12);
});

test('a decision leaves evidence without words, and each look at the content too', async () => {
  const exchangeId = await fixture.record();
  await review.enqueue({ exchangeId, reason: 'requested', detail: '' });
  const item = await review.takeNext(ANY, ANNA);
  assert.ok(item !== null);
  assert.equal((await review.look(item.id, 'review', ANNA.actor)).id, exchangeId);
  assert.deepEqual((await fixture.dataOf('content.viewed')).at(-1), {
    by: ANNA.actor,
    exchange: exchangeId,
    purpose: 'review',
  });
  await assert.rejects(
    review.decide(item.id, { ...VIOLATION, risk: null }, ANNA),
    refusedWith('E_REQUEST_INVALID', /risk/),
  );
  const decision = await review.decide(item.id, VIOLATION, ANNA);
  const data = (await fixture.dataOf('review.decided')).at(-1);
  assert.deepEqual(data, {
    by: ANNA.actor,
    decision,
    exchange: exchangeId,
    item: item.id,
    risk: 'A.1.f',
    verdict: 'violation',
  });
  await assert.rejects(review.decide(item.id, HARMLESS, ANNA), refusedWith('E_CONFLICT'));
});

async function decided(by: Reviewer): Promise<string> {
  const exchangeId = await fixture.record();
  await review.enqueue({ exchangeId, reason: 'requested', detail: '' });
  const item = await review.takeNext(ANY, by);
  const decision = item === null ? null : await review.decide(item.id, VIOLATION, by);
  assert.ok(decision !== null);
  return decision;
}
const standing = async (exchange: string) =>
  (await review.decisions({ by: 'anyone', reversals: 'any', limit: 200 }, ANNA.actor)).items.find(
    (one) => one.exchangeId === exchange && one.supersededAt === null,
  );

test('whoever decided cannot reverse it alone: a second person agrees, or someone else reverses it', async () => {
  const own = await decided(ANNA);
  const proposed = await review.reverse(own, HARMLESS, ANNA);
  assert.equal(proposed.state, 'proposed');
  const [exchange] = (await fixture.dataOf('review.decided')).slice(-1).map((data) => String(data.exchange));
  assert.equal((await standing(exchange ?? ''))?.verdict, 'violation', 'nothing has changed yet');
  await assert.rejects(review.settle(proposed.id, true, ANNA), refusedWith('E_ROLE_FORBIDDEN', /second person/));
  await assert.rejects(review.reverse(own, HARMLESS, ANNA), refusedWith('E_CONFLICT', /waits/));
  await review.settle(proposed.id, true, BERT);
  assert.deepEqual(
    [(await standing(exchange ?? ''))?.verdict, (await standing(exchange ?? ''))?.decidedBy.id],
    ['no-violation', BERT.id],
  );
  assert.deepEqual(
    told.filter((one) => one.exchangeId === exchange).map((one) => one.isViolation),
    [true, false],
    'whoever follows decisions hears of the reversal too',
  );
  await assert.rejects(review.reverse(own, HARMLESS, BERT), refusedWith('E_CONFLICT', /took its place/));

  const others = await decided(ANNA);
  const made = await review.reverse(others, HARMLESS, BERT);
  assert.equal(made.state, 'decided');
  assert.equal((await review.reverse(made.id, VIOLATION, BERT)).state, 'proposed', 'and back only with another');
});

test('what a reviewer is not sure about goes to a compliance officer, and not back to the same person', async () => {
  const exchangeId = await fixture.record();
  await review.enqueue({ exchangeId, reason: 'requested', detail: '' });
  const item = await review.takeNext(ANY, ANNA);
  assert.ok(item !== null);
  assert.equal(await review.decide(item.id, { verdict: 'unsure', risk: null, reason: 'hard to say' }, ANNA), null);
  assert.equal(await review.takeNext(ANY, BERT), null, 'no reviewer gets it');
  await assert.rejects(review.decide(item.id, HARMLESS, BERT), refusedWith('E_ROLE_FORBIDDEN'));
  await assert.rejects(
    review.decide(item.id, HARMLESS, { ...ANNA, mayDecideEscalated: true }),
    refusedWith('E_ROLE_FORBIDDEN', /yourself/),
  );
  assert.equal((await review.takeNext(ANY, CARL))?.id, item.id);
  assert.ok((await review.decide(item.id, VIOLATION, CARL)) !== null);
});

test('the queue is fed from the log: flagged hits and samples, once each, and nothing synthetic', async () => {
  await fixture.sequencer.flush();
  while (await feedOnce(parts));
  await empty();
  const { database } = fixture.evidence;
  const setRate = async (samplePerMille: number): Promise<void> => {
    await fixture.evidence.unitOfWork.run(async (tx, evidence) => {
      const policy = JSON.stringify({ review: { samplePerMille, flagged: true } });
      await tx.query('update service set policy = $2 where id = $1', [SERVICES[0], policy]);
      evidence.append('service.retired', { service: 'svc_0', by: 'cli' });
    });
  };
  await setRate(0);
  const plain = await fixture.record();
  const flagged = await fixture.record({ hits: [{ ...HIT, action: 'flag' }] });
  const cut = await fixture.record({ hits: [HIT], outcome: 'cut' });
  await fixture.sequencer.flush();
  assert.equal(await feedOnce(parts), true);
  assert.equal(await feedOnce(parts), false);
  assert.deepEqual(
    (await review.list(PAGE)).items.map((item) => [item.exchangeId, item.reasons]),
    [[flagged, ['flagged-term']]],
  );
  await setRate(600);
  const drawn = await fixture.record();
  await fixture.sequencer.flush();
  await feedOnce(parts);
  const { items } = await review.list(PAGE);
  assert.deepEqual(
    items.map(({ exchangeId }) => exchangeId),
    [flagged, drawn],
  );
  assert.ok(![plain, cut].some((id) => items.some((item) => item.exchangeId === id)));
  const { rows } = await database.query<{ closed: number }>('select count(*)::int as closed from exchange_close');
  assert.ok((rows[0]?.closed ?? 0) > items.length);
  const closed = {
    id: 'e',
    outcome: 'completed',
    hits: 0,
    replaced: 0,
    risks: [],
    policy: { review: { samplePerMille: 1_000 } },
  };
  assert.equal(requestFor({ ...closed, synthetic: false }, () => 0.999)?.reason, 'sampled');
  assert.equal(
    requestFor({ ...closed, synthetic: true }, () => 0),
    null,
  );
  await empty();
});

test('decisions become training examples with their text, and a false alarm a suggestion for a list', async () => {
  const output = [{ path: 'choices.0.content', role: 'assistant', text: '大禁词甲烦', hits: [], shown: null }];
  const exchangeId = await fixture.record({ output });
  await review.enqueue({ exchangeId, reason: 'requested', detail: '' });
  const item = await review.takeNext(ANY, ANNA);
  const decision = item === null ? null : await review.decide(item.id, HARMLESS, ANNA);
  assert.ok(decision !== null);
  const { texts, next } = await review.listDecisions({ limit: 500 });
  assert.equal(next, null);
  assert.deepEqual(
    texts.filter((text) => text.decisionId === decision).map(({ side, text, risk }) => [side, text, risk]),
    [
      ['input', 'hello', null],
      ['output', '大禁词甲烦', null],
    ],
  );
  const refused = await fixture.record({ output, trainingUse: 'refused' });
  await review.enqueue({ exchangeId: refused, reason: 'requested', detail: '' });
  const refusedItem = await review.takeNext(ANY, ANNA);
  await review.decide(refusedItem?.id ?? '', HARMLESS, ANNA);
  const looks = (await fixture.dataOf('content.viewed')).length;
  const trained = await review.listDecisions({ limit: 500 });
  assert.deepEqual([trained.texts.length, trained.leftOut], [texts.length, 1], 'who did not allow it is left out');
  const opened = (await fixture.dataOf('content.viewed')).slice(looks);
  assert.ok(opened.length > 0 && opened.every(({ exchange }) => exchange !== refused), 'and not even opened');
  const suggested = { listId: 'lst_1', scope: 'term', term: '禁词甲', phrase: '大禁词甲烦' } as const;
  await assert.rejects(
    review.suggest(decision, { ...suggested, listId: 'lst_00000000000000000000000001' }, ANNA),
    refusedWith('E_REQUEST_INVALID', /word list/),
  );
  await assert.rejects(
    review.suggest(decision, { ...suggested, phrase: '别的话' }, ANNA),
    refusedWith('E_REQUEST_INVALID', /term/),
  );
});

test('a page of decisions whose exchanges were all erased has no text, and says that others follow', async () => {
  await decideHarmless();
  const last = await decideHarmless();
  const readErased: FeedParts['readExchange'] = async (id, by, purpose) => ({
    ...(await fixture.exchanges.read(id, by, purpose)),
    content: null,
  });
  const erased = new ReviewService({ ...parts, readExchange: readErased, takePhrase: content.takePhrase });
  const first = await erased.listDecisions({ limit: 1 });
  assert.deepEqual(first.texts, []);
  assert.ok(first.next !== null);
  let pages = 1;
  for (let after: string | null = first.next; after !== null && pages < 500; pages++)
    ({ next: after } = await erased.listDecisions({ limit: 1, after }));
  assert.ok(pages > 2, 'every page was read');
  assert.deepEqual(await erased.listDecisions({ limit: 1, after: last }), { texts: [], next: null, leftOut: 0 });
});

test('a suggestion that is taken goes into the draft of its list, once, and says where', async () => {
  const { id: listId } = await content.create({ ...LIST, name: '建议' }, 'cli');
  await content.addTerms(listId, { text: '禁词甲\n词甲烦', replaceAll: false }, 'cli');
  const decision = await decideHarmless();
  const about = { listId, term: '禁词甲' };
  await assert.rejects(
    review.suggest(decision, { ...about, scope: 'term', term: '词甲', phrase: '大词甲' }, ANNA),
    refusedWith('E_REQUEST_INVALID', /^term/),
  );
  const forTerm = await review.suggest(decision, { ...about, scope: 'term', phrase: '大禁词甲烦' }, ANNA);
  const forList = await review.suggest(decision, { ...about, scope: 'term', phrase: '小禁词甲烦' }, ANNA);
  const taken = await review.endSuggestion(forTerm, { state: 'taken' }, CARL);
  const draft = await content.versions.draft(listId);
  assert.deepEqual([taken.state, taken.draft], ['taken', { id: draft?.id, revision: draft?.revision }]);
  assert.deepEqual((await content.termAt(listId, '禁词甲', 'draft')).rules, { allow: ['大禁词甲烦'] });
  assert.equal((await content.termAt(listId, '禁词甲', 'live')).rules, null, 'a draft is not in force');
  const wide = await review.endSuggestion(forList, { state: 'taken', scope: 'list' }, CARL);
  assert.deepEqual([wide.scope, wide.draft?.revision], ['list', (taken.draft?.revision ?? 0) + 1]);
  assert.deepEqual(await content.draftAllow(listId), ['小禁词甲烦']);
  assert.deepEqual((await content.versions.draft(listId))?.authors, [CARL.actor]);
  await assert.rejects(review.endSuggestion(forTerm, { state: 'taken' }, CARL), refusedWith('E_CONFLICT'));
  assert.equal((await content.versions.draft(listId))?.revision, wide.draft?.revision, 'nothing was put in twice');
  const settled = (await readEvidence(fixture.evidence.database)).filter(
    ({ kind }) => kind === 'review.suggestion-settled',
  );
  assert.deepEqual(
    settled.map(({ data }) => [data.scope, data.draft, data.revision]),
    [taken, wide].map(({ scope, draft: place }) => [scope, place?.id, place?.revision]),
  );
});

test('a suggestion whose term is gone is not taken, and stays; dismissed, it is in no draft', async () => {
  const { id: listId } = await content.create({ ...LIST, name: '建议二' }, 'cli');
  await content.addTerms(listId, { text: '禁词甲', replaceAll: false }, 'cli');
  const decision = await decideHarmless();
  const given = { listId, scope: 'term', term: '禁词甲', phrase: '大禁词甲烦' } as const;
  const id = await review.suggest(decision, given, ANNA);
  await content.addTerms(listId, { text: '违禁乙', replaceAll: true }, 'cli');
  await assert.rejects(review.endSuggestion(id, { state: 'taken' }, CARL), refusedWith('E_CONFLICT', /whole list/));
  assert.equal(await content.versions.draft(listId), null);
  const [waiting] = await review.suggestions({ listId, state: 'proposed' });
  assert.deepEqual([waiting?.id, waiting?.draft], [id, null]);
  assert.equal((await review.endSuggestion(id, { state: 'dismissed' }, CARL)).draft, null);
  assert.equal(await content.versions.draft(listId), null);
});

async function decideHarmless(): Promise<string> {
  const exchangeId = await fixture.record();
  await review.enqueue({ exchangeId, reason: 'requested', detail: '' });
  const [item] = (await review.list(PAGE)).items.filter((one) => one.exchangeId === exchangeId);
  const taken = await review.take(item?.id ?? '', ANNA);
  const decision = await review.decide(taken.id, HARMLESS, ANNA);
  assert.ok(decision !== null);
  return decision;
}

test('pages of the queue are whole: nothing twice, nothing left out', async () => {
  await empty();
  const made = new Set<string>();
  for (let count = 0; count < 25; count++) {
    const exchangeId = await fixture.record();
    await review.enqueue({ exchangeId, reason: 'sampled', detail: '' });
    made.add(exchangeId);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await review.list({ state: 'open', limit: 10, cursor });
    seen.push(...page.items.map(({ exchangeId }) => exchangeId));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  assert.equal(seen.length, 25);
  assert.deepEqual(new Set(seen), made);
  const statistics = await review.statistics(30, ANNA.actor);
  assert.equal(statistics.waiting, 25);
  assert.ok(statistics.mine.violation > 0 && statistics.byReason.some(({ reason }) => reason === 'requested'));
  await empty();
});
