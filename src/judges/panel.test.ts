import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InputOpinion, inputOpinionSchema } from '../contract/index.ts';
import { systemClock } from '../kernel/index.ts';
import { type Judge, JudgeError, type Verdict } from './judge.ts';
import { type JudgeCall, Panel, type PanelAnswer } from './panel.ts';

const idOf = (name: string): string => `jdg_${name.padEnd(26, '0')}`;
const SAFE: Verdict = { decision: 'safe', risks: [], labels: [], score: null, advice: null };
const UNSAFE: Verdict = { ...SAFE, decision: 'unsafe', risks: ['A.1.f'] };
const UNSURE: Verdict = { ...SAFE, decision: 'unsure' };

const saying =
  (verdict: Verdict): Judge['judge'] =>
  async () =>
    verdict;
const never: Judge['judge'] = (_text, { signal }) =>
  new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

interface Asked {
  readonly answer: PanelAnswer;
  readonly calls: readonly JudgeCall[];
}

async function ask(
  judges: Readonly<Record<string, Judge['judge']>>,
  policy: Partial<InputOpinion> & { readonly judges?: string[] },
  options: { readonly text?: string; readonly charsMax?: number; readonly mayTake?: boolean } = {},
): Promise<Asked> {
  const calls: JudgeCall[] = [];
  const gone = new AbortController();
  const live = new Map(Object.entries(judges).map(([name, judge]) => [idOf(name), judge]));
  const panel = new Panel({
    clock: systemClock,
    judgeOf: (id) => {
      const judge = live.get(id);
      return judge === undefined
        ? undefined
        : { name: id, judge: { charsMax: options.charsMax ?? 10_000, judge }, yuanPerCall: 0.01 };
    },
    take: () => options.mayTake ?? true,
    note: (call) => void calls.push(call),
  });
  const answer = await panel.ask({
    serviceId: 'svc',
    policy: inputOpinionSchema.parse({ judges: [...live.keys()], timeoutMs: 60, ...policy }),
    budget: { callsPerDay: null, yuanPerDay: null },
    text: options.text ?? '一段文字',
    context: {
      direction: 'input',
      role: 'user',
      exchangeId: 'exc_1',
      sessionId: null,
      offset: 0,
      isLast: true,
      prompt: '',
      signal: gone.signal,
    },
  });
  gone.abort(new JudgeError('cancelled', 'the question is answered'));
  return { answer, calls };
}

test('a cascade asks the next judge only if the one before was unsure or failed', async () => {
  const sure = await ask({ A: saying(SAFE), B: saying(UNSAFE) }, {});
  assert.equal(sure.answer.settled, 'safe');
  assert.equal(sure.calls.length, 1);
  const unsure = await ask({ A: saying(UNSURE), B: saying(UNSAFE) }, {});
  assert.equal(unsure.answer.settled, 'unsafe');
  assert.equal(unsure.answer.risk, 'A.1.f');
  const failed = await ask({ A: never, B: saying(SAFE) }, {});
  assert.equal(failed.answer.settled, 'safe');
  assert.deepEqual(
    failed.answer.opinions.map(({ failure }) => failure),
    ['timed-out', null],
  );
});

test('a judge that does not answer in time has failed, and its call is over', async () => {
  let isAborted = false;
  const { answer } = await ask(
    {
      A: (text, context) => {
        context.signal.addEventListener('abort', () => {
          isAborted = true;
        });
        return never(text, context);
      },
    },
    {},
  );
  assert.equal(answer.settled, 'failed');
  assert.ok(isAborted);
});

test('a vote settles as soon as nothing can change it', async () => {
  const { answer } = await ask(
    { A: saying(UNSAFE), B: saying(UNSAFE), C: never },
    { mode: 'vote', votesMin: 2, timeoutMs: 60_000 },
  );
  assert.equal(answer.settled, 'unsafe');
  assert.equal(answer.opinions.length, 2);
});

test('whatever a judge throws is a failure, never an opinion', async () => {
  const thrown: readonly (readonly [unknown, string])[] = [
    [new JudgeError('rate-limited', 'slow down'), 'rate-limited'],
    [new TypeError('broken'), 'unreadable'],
    ['text', 'unreadable'],
  ];
  for (const [error, failure] of thrown) {
    const { answer } = await ask({ A: () => Promise.reject(error) }, {});
    assert.equal(answer.settled, 'failed');
    assert.equal(answer.opinions[0]?.failure, failure);
  }
});

test('a judge that is not there, and a budget that is used up, are failures that cost nothing', async () => {
  const gone = await ask({}, { judges: [idOf('X')] });
  assert.equal(gone.answer.opinions[0]?.failure, 'unknown-judge');
  const poor = await ask({ A: saying(SAFE) }, {}, { mayTake: false });
  assert.equal(poor.answer.opinions[0]?.failure, 'budget');
  assert.equal(poor.calls.length, 0);
});

test('a text too long for a vendor is judged in parts, and the worst part counts', async () => {
  const seen: string[] = [];
  const { answer, calls } = await ask(
    {
      A: async (text) => {
        seen.push(text);
        return text.includes('坏') ? UNSAFE : SAFE;
      },
    },
    {},
    { text: `${'好'.repeat(150)}坏${'好'.repeat(150)}`, charsMax: 100 },
  );
  assert.equal(answer.settled, 'unsafe');
  assert.ok(seen.every((text) => text.length <= 100));
  assert.equal(calls.length, 1);
  assert.ok((calls[0]?.yuan ?? 0) > 0.03);
});

test('nobody is asked about a text of nothing but space', async () => {
  const { answer, calls } = await ask({ A: saying(UNSAFE) }, {}, { text: ' \n\t' });
  assert.equal(answer.settled, 'safe');
  assert.equal(calls.length, 0);
});
