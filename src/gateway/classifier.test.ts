import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { ClassifierPolicy, Hit, Piece } from '../contract/index.ts';
import { classifierPolicySchema } from '../contract/index.ts';
import type { ActiveClassifier } from '../registry/index.ts';
import { MARKS, markedExamples } from '../screening/classifier/testing/marked-examples.ts';
import { compileScreen, trainModel } from '../screening/index.ts';
import type { ReviewAsked } from './call.ts';
import { answered, chat, chunk, contentOf, type Harness, saying, startHarness, streaming } from './testing/harness.ts';

const SEED = 20_261_126;
const DIGEST = 'ab'.repeat(32);
const model = trainModel(markedExamples(1_200, SEED), { name: 'test', source: '-', licence: '-', bucketBits: 14 });
const active: ActiveClassifier = { id: 'clm_test', name: 'test', digest: DIGEST, model };
const mark = MARKS['A.2.d']?.[0] ?? '';
const FOUND = `今天${mark}散步${mark}`;
const PLAIN = '今天天气很好我们去公园散步读书';

let harness: Harness | undefined;
const asked: ReviewAsked[] = [];
beforeEach(() => void asked.splice(0));
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

async function open(policy: Partial<ClassifierPolicy>, extra: object = {}): Promise<Harness> {
  harness = await startHarness({
    policy: { classifier: classifierPolicySchema.parse({ enabled: true, ...policy }) },
    service: { classifier: active, ...extra },
    askReview: (request) => void asked.push(request),
  });
  return harness;
}

interface Recorded {
  readonly input: readonly Piece[];
  readonly output: readonly Piece[];
}
const recorded = ({ records }: Harness): Recorded => {
  const content: Recorded = JSON.parse(
    JSON.stringify({ ...Object(records.opened[0]?.content), ...Object(records.closed[0]?.content) }),
  );
  return content;
};
const ofClassifier = (pieces: readonly Piece[]): Hit[] =>
  pieces.flatMap(({ hits }) => hits).filter(({ source }) => source === 'classifier');

test('off by default: nothing is read, nothing is said of it', async () => {
  harness = await startHarness({ service: { classifier: active } });
  harness.upstream = saying(FOUND);
  await harness.post('/v1/chat/completions', chat(FOUND));
  const { input, output } = recorded(harness);
  assert.deepEqual(ofClassifier([...input, ...output]), []);
  assert.equal('classifier' in (harness.records.opened[0]?.evidence ?? {}), false);
});

test('what users say and what is answered is read along and recorded with its span, and shown unchanged', async () => {
  const { post, records } = await open({ onHit: 'flag' });
  if (harness !== undefined)
    harness.upstream = streaming(chunk({ content: PLAIN }), chunk({ content: FOUND }), chunk({}, 'stop'));
  const shown = await (await post('/v1/chat/completions', chat(FOUND, { stream: true }))).text();
  assert.ok(contentOf(shown).startsWith(PLAIN + FOUND));
  assert.ok(harness);
  const { input, output } = recorded(harness);
  const [asking] = ofClassifier(input);
  assert.deepEqual(
    [asking?.start, asking?.end, asking?.risk, asking?.action, asking?.listId],
    [0, FOUND.length, 'A.2.d', 'flag', 'clm_test'],
  );
  assert.ok((asking?.probability ?? 0) >= 0.8);
  assert.deepEqual(
    ofClassifier(output).map(({ start, end }) => [start, end]),
    [[0, PLAIN.length + FOUND.length]],
  );
  assert.deepEqual(records.opened[0]?.evidence.classifier, { model: DIGEST, onHit: 'flag', hits: 1 });
  assert.deepEqual(records.closed[0]?.evidence.classifier, { model: DIGEST, onHit: 'flag', hits: 1 });
  assert.deepEqual(records.closed[0]?.risks, ['A.2.d']);
  assert.deepEqual(asked, []);
});

test('review: a person is asked once the exchange is closed, with figures and no content', async () => {
  const opened = await open({ onHit: 'review' });
  opened.upstream = saying(FOUND);
  const answer = await answered(await opened.post('/v1/chat/completions', chat(PLAIN)));
  assert.ok(answer.choices[0]?.message.content.startsWith(FOUND));
  assert.equal(asked.length, 1);
  assert.deepEqual(
    [asked[0]?.exchangeId, asked[0]?.reason, asked[0]?.risks],
    [answer.hegui.exchange, 'classifier', ['A.2.d']],
  );
  assert.match(asked[0]?.detail ?? '', /^test: 1, p=0\.\d\d$/);
});

test('a person is not asked while nothing is found', async () => {
  const opened = await open({ onHit: 'review' });
  opened.upstream = saying(PLAIN);
  await (await opened.post('/v1/chat/completions', chat(PLAIN))).text();
  assert.deepEqual([opened.records.closed.length, asked], [1, []]);
});

test('each direction alone; system prompts and earlier answers are not judged again', async () => {
  const messages = [
    { role: 'system', content: FOUND },
    { role: 'assistant', content: FOUND },
    { role: 'user', content: PLAIN },
  ];
  const opened = await open({ onHit: 'flag', directions: 'input' });
  opened.upstream = saying(FOUND);
  await (await opened.post('/v1/chat/completions', { model: 'm', messages })).text();
  assert.deepEqual(opened.records.opened[0]?.evidence.classifier, { model: DIGEST, onHit: 'flag', hits: 0 });
  assert.equal(opened.records.closed[0]?.evidence.classifier, undefined);
});

test('a threshold for one risk counts instead of the general one', async () => {
  const opened = await open({ onHit: 'flag', threshold: 0.5, thresholds: { 'A.2.d': 0.99 } });
  opened.upstream = saying(`读书${MARKS['A.2.e']?.[0]}公园`);
  await (await opened.post('/v1/chat/completions', chat(`散步${mark}${PLAIN}${PLAIN}${PLAIN}`))).text();
  const { input, output } = recorded(opened);
  assert.deepEqual([ofClassifier(input).length, ofClassifier(output).map(({ risk }) => risk)], [0, ['A.2.e']]);
});

test('cut: only where the policy says so; the input is refused, the answer ends, and the reason names the estimate', async () => {
  const opened = await open({ onHit: 'cut' });
  opened.upstream = saying(PLAIN);
  const refused = await answered(await opened.post('/v1/chat/completions', chat(FOUND)));
  assert.equal(refused.choices[0]?.finish_reason, 'content_filter');
  assert.deepEqual([opened.forwarded.length, opened.records.closed[0]?.evidence.reason], [0, 'classifier:A.2.d']);
  opened.upstream = streaming(
    chunk({ content: PLAIN }),
    chunk({ content: FOUND.repeat(12) }),
    chunk({ content: '之后' }),
    chunk({}, 'stop'),
  );
  const shown = contentOf(await (await opened.post('/v1/chat/completions', chat(PLAIN, { stream: true }))).text());
  assert.ok(shown.startsWith(PLAIN) && !shown.includes(mark) && !shown.includes('之后'), shown);
  assert.deepEqual(
    [opened.records.closed[1]?.evidence.outcome, opened.records.closed[1]?.evidence.reason],
    ['cut', 'classifier:A.2.d'],
  );
});

test('cut: of an answer that comes whole nothing is shown that the estimate is about', async () => {
  const opened = await open({ onHit: 'cut', directions: 'output' });
  opened.upstream = saying(FOUND);
  const { choices } = await answered(await opened.post('/v1/chat/completions', chat(FOUND)));
  assert.deepEqual([choices[0]?.finish_reason, choices[0]?.message.content.includes(mark)], ['content_filter', false]);
  opened.upstream = saying(PLAIN);
  const plain = await answered(await opened.post('/v1/chat/completions', chat(PLAIN)));
  assert.ok(plain.choices[0]?.message.content.startsWith(PLAIN));
});

test('stricter: the answer to a flagged input is screened with every listed term cutting; to others as ever', async () => {
  const term = { term: '提示丙', listId: 'lst_test', listName: 'test', risk: 'A.2.i', action: 'block' } as const;
  const folding = { width: true, case: true, traditional: true, invisible: true, separators: true };
  const screen = compileScreen([{ folding, terms: [{ text: term.term, tag: 0, action: 'block' }] }]);
  const opened = await open(
    { onHit: 'stricter' },
    { stricter: () => ({ screen, termInfo: () => term, listVersions: {} }) },
  );
  opened.upstream = saying('好的，提示丙在此');
  const plain = await answered(await opened.post('/v1/chat/completions', chat(PLAIN)));
  assert.match(plain.choices[0]?.message.content ?? '', /提示丙/);
  const strict = await answered(await opened.post('/v1/chat/completions', chat(FOUND)));
  assert.doesNotMatch(strict.choices[0]?.message.content ?? '', /提示丙/);
  assert.deepEqual([strict.choices[0]?.finish_reason, asked.length], ['content_filter', 1]);
});

test('a policy that wants the classifier is not served without one', async () => {
  harness = await startHarness({ policy: { classifier: classifierPolicySchema.parse({ enabled: true }) } });
  harness.upstream = saying(PLAIN);
  const response = await harness.post('/v1/chat/completions', chat(PLAIN));
  assert.deepEqual([response.status, harness.forwarded.length], [500, 0]);
});
