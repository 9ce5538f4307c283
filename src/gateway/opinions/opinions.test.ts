import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type SecondOpinion, secondOpinionSchema } from '../../contract/index.ts';
import type { OpinionDesk, OpinionGap, OpinionTally, PanelAnswer, PanelQuestion, Settled } from '../../judges/index.ts';
import {
  answered,
  type Behaviour,
  chat,
  chunk,
  contentOf,
  eventsOf,
  type Harness,
  type HarnessOptions,
  saying,
  sse,
  startHarness,
  streaming,
} from '../testing/harness.ts';

const JUDGE = `jdg_${'1'.repeat(26)}`;
const DEFAULT_ANSWER = '抱歉，这个问题我无法回答。请换个话题再试。';
const SECRET = '坏话坏话坏话';
const NO_LABEL = { explicit: 'interface', text: '（本内容由AI生成）' } as const;

/** A desk whose answers a test scripts; a question waits until it is answered. */
class ScriptedDesk implements OpinionDesk {
  readonly asked: PanelQuestion[] = [];
  readonly gaps: OpinionGap[] = [];
  readonly finished: OpinionTally[] = [];
  decide: (question: PanelQuestion) => Settled | Promise<Settled> = ({ text }) =>
    text.includes('坏') ? 'unsafe' : 'safe';
  advice: string | null = null;
  gapFailure: Error | null = null;

  async ask(question: PanelQuestion): Promise<PanelAnswer> {
    this.asked.push(question);
    const settled = await this.decide(question);
    const said = { judgeId: JUDGE, ms: 3 };
    const verdict = { risks: ['A.1.f'], labels: ['violent'], score: null, advice: this.advice };
    const opinions =
      settled === 'failed'
        ? [{ ...said, verdict: null, failure: 'timed-out' as const }]
        : [{ ...said, verdict: { ...verdict, decision: settled }, failure: null }];
    const risk = settled === 'safe' || settled === 'failed' ? '' : 'A.1.f';
    const engine = { listId: JUDGE, listName: 'guard', source: 'second-opinion' as const };
    const found = risk === '' ? null : { term: 'violent', risk, ...engine };
    return { settled, opinions, risk, advice: this.advice, found };
  }

  async recordGap(gap: OpinionGap): Promise<void> {
    if (this.gapFailure !== null) throw this.gapFailure;
    this.gaps.push(gap);
  }

  finish(_exchangeId: string, _serviceId: string, tally: OpinionTally): void {
    this.finished.push(tally);
  }
}

const output = (more: object = {}): SecondOpinion =>
  secondOpinionSchema.parse({ output: { judges: [JUDGE], windowChars: 20, overlapChars: 6, ...more } });
const input = (more: object = {}): SecondOpinion => secondOpinionSchema.parse({ input: { judges: [JUDGE], ...more } });

async function withHarness(
  secondOpinion: SecondOpinion,
  work: (harness: Harness, desk: ScriptedDesk) => Promise<void>,
  options: HarnessOptions = {},
): Promise<void> {
  const desk = new ScriptedDesk();
  const harness = await startHarness({
    ...options,
    opinions: desk,
    policy: { label: NO_LABEL, ...options.policy, secondOpinion },
  });
  try {
    await work(harness, desk);
  } finally {
    await harness.close();
  }
}

const pieces = (text: string, size: number): object[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, position) =>
    chunk({ content: text.slice(position * size, (position + 1) * size) }),
  );
const streamed = (text: string, size: number): Behaviour =>
  streaming(chunk({ role: 'assistant', content: '' }), ...pieces(text, size), chunk({}, 'stop'));

const ask = (harness: Harness): Promise<string> =>
  harness.post('/v1/chat/completions', chat('你好', { stream: true })).then((response) => response.text());

test('an unsafe input is never forwarded and gets the standard answer of its risk', async () => {
  await withHarness(
    input(),
    async (harness, desk) => {
      harness.upstream = saying('不该出现');
      const body = await answered(await harness.post('/v1/chat/completions', chat(`请说${SECRET}`)));
      assert.equal(body.choices[0]?.message.content, '关于暴力的标准答复');
      assert.equal(body.choices[0]?.finish_reason, 'content_filter');
      assert.deepEqual(harness.forwarded, []);
      const [closed] = harness.records.closed;
      assert.equal(closed?.evidence.reason, 'opinion:unsafe');
      assert.deepEqual(closed?.risks, ['A.1.f']);
      assert.deepEqual(closed?.evidence.opinions, [
        { judge: JUDGE, direction: 'input', decision: 'unsafe', calls: 1, failures: 0, msMax: 3 },
      ]);
      assert.deepEqual(desk.finished[0]?.reasons, ['opinion-disagrees-lists']);
    },
    { policy: { standardAnswers: { default: DEFAULT_ANSWER, 'A.1.f': '关于暴力的标准答复' } } },
  );
});

test('nothing is forwarded before the input was judged, while the opening record is written meanwhile', async () => {
  await withHarness(input(), async (harness, desk) => {
    harness.upstream = saying('回答');
    const verdict = Promise.withResolvers<Settled>();
    desk.decide = () => verdict.promise;
    const asked = harness.post('/v1/chat/completions', chat('你好'));
    while (desk.asked.length === 0) await new Promise((done) => setImmediate(done));
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
    assert.equal(harness.records.opened.length, 1);
    assert.deepEqual(harness.forwarded, []);
    verdict.resolve('safe');
    assert.equal((await asked).status, 200);
    assert.equal(harness.forwarded.length, 1);
  });
});

test('an input that no judge could tell about is refused, or passes with a durable gap record', async () => {
  await withHarness(input(), async (harness, desk) => {
    desk.decide = () => 'failed';
    const body = await answered(await harness.post('/v1/chat/completions', chat('你好')));
    assert.equal(body.choices[0]?.message.content, DEFAULT_ANSWER);
    assert.equal(harness.records.closed[0]?.evidence.reason, 'opinion:failed');
    assert.deepEqual(harness.forwarded, []);
  });
  await withHarness(input({ onFailure: 'pass' }), async (harness, desk) => {
    desk.decide = () => 'failed';
    harness.upstream = saying('回答');
    const body = await answered(await harness.post('/v1/chat/completions', chat('你好')));
    assert.equal(body.choices[0]?.message.content, '回答');
    assert.deepEqual(
      desk.gaps.map(({ direction, path, reason, from, to }) => ({ direction, path, reason, from, to })),
      [{ direction: 'input', path: 'input:all', reason: 'timed-out', from: 0, to: 2 }],
    );
    assert.equal(harness.records.closed[0]?.evidence.secondOpinion?.gaps, 1);
  });
  await withHarness(input({ onFailure: 'pass' }), async (harness, desk) => {
    desk.decide = () => 'failed';
    desk.gapFailure = new Error('the database is away');
    harness.upstream = saying('不该出现');
    const response = await harness.post('/v1/chat/completions', chat('你好'));
    assert.equal(response.status, 500);
    assert.deepEqual(harness.forwarded, []);
  });
});

test('a refused embedding says so as an error', async () => {
  await withHarness(input(), async (harness) => {
    const response = await harness.post('/v1/embeddings', { model: 'm', input: SECRET });
    assert.equal((await answered(response)).error.code, 'E_INPUT_REFUSED');
    assert.deepEqual(harness.forwarded, []);
  });
});

test('only flagged texts are judged where the policy says so, and a sample of the others', async () => {
  await withHarness(input({ when: 'flagged' }), async (harness, desk) => {
    harness.upstream = saying('回答');
    await harness.post('/v1/chat/completions', chat('你好'));
    assert.equal(desk.asked.length, 0);
    await harness.post('/v1/chat/completions', chat('含有提示丙'));
    assert.equal(desk.asked.length, 1);
  });
  await withHarness(input({ when: 'flagged', sampleRate: 1 }), async (harness, desk) => {
    harness.upstream = saying('回答');
    await harness.post('/v1/chat/completions', chat('你好'));
    assert.equal(desk.asked.length, 1);
  });
});

test('hold: no character of an unsafe window is shown, however the stream is cut', async () => {
  const before = '这里先有一段很长的好话，然后还有一段很长的好话，';
  for (const size of [1, 3, 7, 1_000]) {
    await withHarness(output(), async (harness, desk) => {
      harness.upstream = streamed(`${before}${SECRET}后面还有一些别的话`, size);
      const text = await ask(harness);
      const shown = contentOf(text);
      assert.ok(!shown.includes('坏'), `${size}: ${shown}`);
      assert.ok(shown.endsWith(DEFAULT_ANSWER), shown);
      const [closed] = harness.records.closed;
      assert.equal(closed?.evidence.outcome, 'cut');
      assert.equal(closed?.evidence.reason, 'opinion:unsafe');
      assert.deepEqual(closed?.evidence.secondOpinion, {
        gaps: 0,
        unjudgedCharsMax: 0,
        leakedChars: 0,
        leakBoundChars: 0,
      });
      assert.match(text, /"finish_reason":"content_filter"/);
      // What the record says was shown is what was shown.
      assert.equal(closed?.evidence.outputChars, shown.length);
      assert.deepEqual(
        desk.asked.map((question) => question.text).slice(0, 2),
        [before.slice(0, 20), `${before}${SECRET}后面还有一些别的话`.slice(14, 34)].slice(0, desk.asked.length),
      );
    });
  }
});

test('hold: what a slow judge has not judged waits, and a safe answer comes through whole', async () => {
  const text = '一段安全的话'.repeat(20);
  await withHarness(output(), async (harness, desk) => {
    harness.upstream = streamed(text, 5);
    const verdicts: PromiseWithResolvers<Settled>[] = [];
    desk.decide = () => {
      const waiting = Promise.withResolvers<Settled>();
      verdicts.push(waiting);
      return waiting.promise;
    };
    const response = await harness.post('/v1/chat/completions', chat('你好', { stream: true }));
    const { body } = response;
    assert.ok(body !== null);
    const decoder = new TextDecoder();
    let seen = '';
    let judgedTo = 0;
    const reading = (async () => {
      for await (const bytes of body) {
        seen += decoder.decode(bytes, { stream: true });
        assert.ok(contentOf(seen).length <= judgedTo, `${contentOf(seen).length} shown, ${judgedTo} judged`);
      }
    })();
    let answeredCount = 0;
    let isOver = false;
    const over = reading.finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await new Promise((done) => setTimeout(done, 2));
      const verdict = verdicts[answeredCount];
      const question = desk.asked[answeredCount];
      if (verdict === undefined || question === undefined) continue;
      answeredCount += 1;
      judgedTo = question.context.offset + question.text.length;
      verdict.resolve('safe');
    }
    await over;
    assert.equal(contentOf(seen), text);
    assert.equal(harness.records.closed[0]?.evidence.outcome, 'completed');
    assert.ok(desk.asked.length > 5);
    assert.equal(desk.asked.at(-1)?.context.isLast, true);
  });
});

test('watch: shown at once, never further ahead of the judge than the bound, cut when it says unsafe', async () => {
  const bound = 40;
  const text = `${'好'.repeat(60)}${SECRET}${'话'.repeat(300)}`;
  await withHarness(output({ style: 'watch', leakCharsMax: bound }), async (harness, desk) => {
    harness.upstream = streamed(text, 4);
    const verdicts: PromiseWithResolvers<void>[] = [];
    desk.decide = async (question) => {
      const waiting = Promise.withResolvers<void>();
      verdicts.push(waiting);
      await waiting.promise;
      return question.text.includes('坏') ? 'unsafe' : 'safe';
    };
    const response = await harness.post('/v1/chat/completions', chat('你好', { stream: true }));
    const { body } = response;
    assert.ok(body !== null);
    const decoder = new TextDecoder();
    let seen = '';
    let isOver = false;
    const reading = (async () => {
      for await (const bytes of body) seen += decoder.decode(bytes, { stream: true });
      isOver = true;
    })();
    // The judge says nothing yet: the client gets exactly up to the bound.
    while (contentOf(seen).length < bound) await new Promise((done) => setTimeout(done, 2));
    for (let turn = 0; turn < 20; turn++) await new Promise((done) => setImmediate(done));
    assert.equal(contentOf(seen).length, bound);
    for (let next = 0; !isOver; ) {
      verdicts[next]?.resolve();
      if (next < verdicts.length) next += 1;
      await new Promise((done) => setTimeout(done, 2));
    }
    await reading;
    const [closed] = harness.records.closed;
    assert.equal(closed?.evidence.outcome, 'cut');
    const told = closed?.evidence.secondOpinion;
    assert.ok(told !== undefined && told.leakBoundChars === bound);
    assert.ok(told.unjudgedCharsMax <= bound && told.unjudgedCharsMax > 0, String(told.unjudgedCharsMax));
    assert.ok(told.leakedChars <= bound, String(told.leakedChars));
    assert.ok(contentOf(seen).endsWith(DEFAULT_ANSWER));
    assert.equal(closed?.evidence.outputChars, contentOf(seen).length);
  });
});

test('every choice and channel is judged by itself: reasoning, tool arguments, each of n', async () => {
  await withHarness(output(), async (harness, desk) => {
    harness.upstream = streaming(
      chunk({ role: 'assistant', content: '' }),
      chunk({ reasoning_content: `先想一想${SECRET}再说` }),
      chunk({ content: '第二个是好的' }, null, 1),
      chunk({ tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'f', arguments: '' } }] }, null, 2),
      chunk({ tool_calls: [{ index: 0, function: { arguments: '{"a":"\\u574f\\u8bdd"}' } }] }, null, 2),
      chunk({}, 'stop'),
      chunk({}, 'stop', 1),
      chunk({}, 'tool_calls', 2),
    );
    const response = await harness.post('/v1/chat/completions', chat('你好', { stream: true, n: 3 }));
    const text = await response.text();
    assert.ok(!text.includes('坏') && !text.includes('u574f'), text);
    assert.equal(contentOf(text, 0), DEFAULT_ANSWER);
    assert.equal(contentOf(text, 1), '第二个是好的');
    assert.equal(contentOf(text, 2), DEFAULT_ANSWER);
    assert.ok(desk.asked.some((question) => question.text.includes('坏话"')));
    assert.equal(eventsOf(text).at(-1), '[DONE]');
  });
});

test('an answer that comes whole is shown only as its verdict allows', async () => {
  await withHarness(output(), async (harness) => {
    harness.upstream = saying(`一段好话，${SECRET}`);
    const cut = await answered(await harness.post('/v1/chat/completions', chat('你好')));
    assert.equal(cut.choices[0]?.message.content, DEFAULT_ANSWER);
    assert.equal(cut.choices[0]?.finish_reason, 'content_filter');
    harness.upstream = saying('一段好话');
    const whole = await answered(await harness.post('/v1/chat/completions', chat('你好')));
    assert.equal(whole.choices[0]?.message.content, '一段好话');
  });
});

test('an output that no judge could tell about is cut, or passes with a gap record for each window', async () => {
  const text = '一段安全的话'.repeat(8);
  await withHarness(output(), async (harness, desk) => {
    harness.upstream = streamed(text, 9);
    desk.decide = ({ context }) => (context.offset > 0 ? 'failed' : 'safe');
    const shown = contentOf(await ask(harness));
    assert.ok(shown.endsWith(DEFAULT_ANSWER), shown);
    assert.ok(shown.indexOf(DEFAULT_ANSWER) <= 22, shown);
    assert.equal(harness.records.closed[0]?.evidence.reason, 'opinion:failed');
  });
  await withHarness(output({ onFailure: 'pass' }), async (harness, desk) => {
    harness.upstream = streamed(text, 9);
    desk.decide = () => 'failed';
    assert.equal(contentOf(await ask(harness)), text);
    assert.equal(desk.gaps.length, desk.asked.length);
    assert.equal(desk.gaps[0]?.path, 'choices.0.content');
    assert.equal(harness.records.closed[0]?.evidence.secondOpinion?.gaps, desk.gaps.length);
  });
  await withHarness(output({ onFailure: 'pass' }), async (harness, desk) => {
    harness.upstream = streamed(text, 9);
    desk.decide = () => 'failed';
    desk.gapFailure = new Error('the database is away');
    const answer = await ask(harness);
    assert.equal(contentOf(answer), '');
    assert.match(answer, /"error"/);
    assert.equal(harness.records.closed[0]?.evidence.outcome, 'failed');
  });
});

test('a flagged answer comes through and goes to review; a vendor’s advice is shown only if the policy allows it', async () => {
  await withHarness(output({ onUnsafe: 'flag' }), async (harness, desk) => {
    harness.upstream = streamed(SECRET, 2);
    assert.equal(contentOf(await ask(harness)), SECRET);
    const content = JSON.stringify(harness.records.closed[0]?.content);
    assert.match(content, /"start":0,"end":6,"action":"flag"/);
    assert.match(content, /"listName":"guard"/);
    assert.deepEqual(desk.finished[0]?.reasons, ['opinion-disagrees-lists', 'opinion-unsafe']);
  });
  for (const [vendorAdvice, advice, shown] of [
    [true, '厂商的标准答复', '厂商的标准答复'],
    [false, '厂商的标准答复', DEFAULT_ANSWER],
    [true, '含有禁词甲的答复', DEFAULT_ANSWER],
  ] as const) {
    await withHarness(output({ vendorAdvice }), async (harness, desk) => {
      desk.advice = advice;
      harness.upstream = streamed(SECRET, 2);
      assert.equal(contentOf(await ask(harness)), shown);
    });
  }
});

test('what no judge reads is not shown: log probabilities, members beside the text, prose around the choices', async () => {
  await withHarness(output(), async (harness) => {
    const event = {
      ...chunk({ content: '好话' }),
      note: '未经评审的话',
      choices: [
        {
          index: 0,
          delta: { content: '好话' },
          remark: '未经评审的话',
          logprobs: { content: [{ token: '未经评审的话', logprob: -1, bytes: null, top_logprobs: [] }] },
          finish_reason: null,
        },
      ],
    };
    harness.upstream = streaming(event, chunk({}, 'stop'));
    const text = await ask(harness);
    assert.equal(contentOf(text), '好话');
    assert.ok(!text.includes('未经评审'), text);
  });
});

test('the lists still cut first, and a client that leaves ends the calls under way', async () => {
  await withHarness(output(), async (harness) => {
    harness.upstream = streamed('好话好话禁词甲后面', 3);
    const text = await ask(harness);
    assert.ok(!text.includes('禁'), text);
    assert.equal(harness.records.closed[0]?.evidence.outcome, 'cut');
    assert.match(harness.records.closed[0]?.evidence.reason ?? '', /^screening:/);
  });
  await withHarness(output(), async (harness, desk) => {
    harness.upstream = (_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const event of pieces('一段安全的话'.repeat(10), 10)) response.write(sse(event));
    };
    desk.decide = ({ context }) =>
      new Promise((resolve) => context.signal.addEventListener('abort', () => resolve('failed')));
    const leaving = new AbortController();
    const asked = harness
      .post('/v1/chat/completions', chat('你好', { stream: true }), { signal: leaving.signal })
      .catch(() => undefined);
    while (desk.asked.length === 0) await new Promise((done) => setTimeout(done, 2));
    leaving.abort();
    await asked;
    while (harness.records.closed.length === 0) await new Promise((done) => setTimeout(done, 2));
    assert.equal(harness.records.closed[0]?.evidence.outcome, 'aborted');
    assert.equal(harness.records.closed[0]?.evidence.outputChars, 0);
    assert.ok(desk.asked.every(({ context }) => context.signal.aborted));
  });
});

test('without a second opinion nobody is asked and nothing is recorded of it', async () => {
  await withHarness(secondOpinionSchema.parse({}), async (harness, desk) => {
    harness.upstream = streamed('好话', 1);
    assert.equal(contentOf(await ask(harness)), '好话');
    assert.equal(desk.asked.length, 0);
    assert.equal(harness.records.closed[0]?.evidence.opinions, undefined);
  });
});

test('the explicit mark goes with generated text alone, also when a judge takes text back', async () => {
  const before = '这里先有一段很长的好话，然后还有一段很长的好话，';
  const text = '（本内容由AI生成）';
  for (const explicit of ['prepend', 'append'] as const) {
    await withHarness(
      output(),
      async (harness) => {
        harness.upstream = streamed(`${before}${SECRET}`, 5);
        const shown = contentOf(await ask(harness));
        assert.equal(shown.split(text).length, 2, shown);
        assert.equal(shown.startsWith(text), explicit === 'prepend');
        assert.equal(harness.records.closed[0]?.evidence.outputChars, shown.length);
        harness.upstream = streamed(SECRET, 2);
        assert.equal(contentOf(await ask(harness)), DEFAULT_ANSWER);
        assert.equal(harness.records.closed[1]?.evidence.outputChars, DEFAULT_ANSWER.length);
        harness.upstream = streamed('一段好话', 1);
        const whole = contentOf(await ask(harness));
        assert.equal(whole.split(text).length, 2, whole);
      },
      { policy: { label: { explicit, text } } },
    );
  }
});
