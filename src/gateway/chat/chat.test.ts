import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import {
  answered,
  chat,
  chunk,
  contentOf,
  eventsOf,
  type Harness,
  saying,
  startHarness,
  streaming,
} from '../testing/harness.ts';

const PATH = '/v1/chat/completions';
const MARK = '（本内容由AI生成）';
const STANDARD = '抱歉，这个问题我无法回答。请换个话题再试。';
let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());
beforeEach(() => {
  harness.records.opened.length = 0;
  harness.records.closed.length = 0;
  harness.forwarded.length = 0;
});

test('an answer comes back screened, labelled and recorded', async () => {
  harness.upstream = saying('你好，世界');
  const response = await harness.post(PATH, chat('早上好', { user: 'u1' }));
  const body = await answered(response);
  assert.equal(response.status, 200);
  assert.equal(body.choices[0]?.message.content, `你好，世界\n\n${MARK}`);
  assert.equal(body.choices[0]?.finish_reason, 'stop');
  assert.deepEqual(body.usage, { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 });
  assert.deepEqual(Object.keys(body.hegui.aigc.AIGC), [
    'Label',
    'ContentProducer',
    'ProduceID',
    'ReservedCode1',
    'ContentPropagator',
    'PropagateID',
    'ReservedCode2',
  ]);
  assert.equal(response.headers.get('x-hegui-aigc'), JSON.stringify(body.hegui.aigc));
  assert.equal(body.hegui.aigc.AIGC.ProduceID, response.headers.get('x-request-id'));
  const [opened] = harness.records.opened;
  const [closed] = harness.records.closed;
  assert.equal(opened?.endUser, 'pseudonym:svc_test:u1');
  assert.equal(opened?.evidence.decision, 'forwarded');
  assert.deepEqual(opened?.evidence.admission, { identity: 'not configured' });
  assert.equal(closed?.exchangeId, opened?.exchangeId);
  assert.equal(closed?.evidence.outcome, 'completed');
  assert.deepEqual(closed?.evidence.label, { explicit: 'append', produceId: opened?.exchangeId });
});

test('the first and the last event of a stream carry the implicit label, and the text the explicit one', async () => {
  harness.upstream = streaming(
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: '你好' }),
    chunk({ content: '世界' }),
    chunk({}, 'stop'),
  );
  const response = await harness.post(PATH, chat('早', { stream: true }));
  const text = await response.text();
  const events = eventsOf(text);
  assert.equal(response.headers.get('content-type'), 'text/event-stream; charset=utf-8');
  assert.equal(contentOf(text), `你好世界\n\n${MARK}`);
  assert.equal(events.at(-1), '[DONE]');
  const labelled = events.flatMap((event, position) =>
    typeof event === 'object' && event.hegui !== undefined ? [position] : [],
  );
  assert.deepEqual(labelled, [0, events.length - 2]);
});

test('a refused prompt is a completion that says the standard answer, and nothing is forwarded', async () => {
  const response = await harness.post(PATH, chat('请说禁 词\u200b甲', { n: 2 }));
  const body = await answered(response);
  assert.equal(response.status, 200);
  assert.deepEqual(
    body.choices.map((choice) => choice.finish_reason),
    ['content_filter', 'content_filter'],
  );
  assert.equal(body.choices[0]?.message.content, STANDARD);
  assert.equal(harness.forwarded.length, 0);
  assert.equal(harness.records.opened[0]?.evidence.decision, 'refused');
  assert.equal(harness.records.closed[0]?.evidence.outcome, 'refused');
  assert.equal(harness.records.closed[0]?.evidence.reason, 'screening:A.1.f');
});

test('a refused prompt of a streamed request is a stream that says the standard answer', async () => {
  const text = await (await harness.post(PATH, chat('禁词甲', { stream: true }))).text();
  assert.equal(contentOf(text), STANDARD);
  assert.equal(eventsOf(text).at(-1), '[DONE]');
});

test('a listed term split over chunks cuts the answer before its first character', async () => {
  harness.upstream = streaming(
    chunk({ content: '他说：禁' }),
    chunk({ content: '词' }),
    chunk({ content: '甲了' }),
    chunk({ content: '更多' }),
    chunk({}, 'stop'),
  );
  const text = await (await harness.post(PATH, chat('说', { stream: true }))).text();
  assert.equal(contentOf(text), `他说：\n\n${STANDARD}\n\n${MARK}`);
  assert.doesNotMatch(text, /禁|词甲|更多/);
  const last = eventsOf(text).at(-2);
  assert.ok(typeof last === 'object');
  assert.deepEqual(last.hegui?.cut, [{ index: 0, risk: 'A.1.f' }]);
  assert.equal(harness.records.closed[0]?.evidence.outcome, 'cut');
  assert.deepEqual(harness.records.closed[0]?.evidence.choices, [{ index: 0, finish: 'content_filter', cut: true }]);
});

test('streamed and unstreamed answers get the same verdict and text', async () => {
  const text = '前面违禁乙后面，禁词甲。';
  harness.upstream = streaming(...[...text].map((content) => chunk({ content })), chunk({}, 'stop'));
  const streamed = contentOf(await (await harness.post(PATH, chat('说', { stream: true }))).text());
  harness.upstream = saying(text);
  const whole = await answered(await harness.post(PATH, chat('说')));
  assert.equal(whole.choices[0]?.message.content, streamed);
  assert.equal(whole.choices[0]?.finish_reason, 'content_filter');
  assert.equal(streamed, `前面■■■后面，\n\n${STANDARD}\n\n${MARK}`);
});

test('one cut choice does not end the others', async () => {
  harness.upstream = streaming(
    chunk({ content: '禁词' }, null, 0),
    chunk({ content: '好的' }, null, 1),
    chunk({ content: '甲' }, null, 0),
    chunk({ content: '呀' }, null, 1),
    chunk({}, 'stop', 0),
    chunk({}, 'stop', 1),
  );
  const text = await (await harness.post(PATH, chat('说', { stream: true, n: 2 }))).text();
  assert.equal(contentOf(text, 0), STANDARD);
  assert.equal(contentOf(text, 1), `好的呀\n\n${MARK}`);
});

test('a masked prompt is forwarded without the term, and the record says so', async () => {
  harness.upstream = saying('好');
  await harness.post(PATH, chat('说违禁乙吧'));
  assert.equal(JSON.parse(harness.forwarded[0] ?? '{}').messages[0].content, '说■■■吧');
  assert.equal(harness.records.opened[0]?.evidence.decision, 'replaced');
});

test('everything textual of a request is screened', async () => {
  const bodies: readonly object[] = [
    {
      model: 'm',
      messages: [
        { role: 'system', content: '禁词甲' },
        { role: 'user', content: '好' },
      ],
    },
    { model: 'm', messages: [{ role: 'user', name: '禁词甲', content: '好' }] },
    { model: 'm', messages: [{ role: 'tool', tool_call_id: 'c', content: '禁词甲' }] },
    {
      model: 'm',
      messages: [
        {
          role: 'assistant',
          content: null,
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":"禁词甲"}' } }],
        },
      ],
    },
    {
      model: 'm',
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: '好禁词' },
            { type: 'text', text: '甲' },
          ],
        },
      ],
    },
    {
      model: 'm',
      messages: [{ role: 'user', content: [{ type: 'file', file: { filename: '禁词甲.txt', file_id: 'f' } }] }],
    },
    {
      model: 'm',
      messages: [{ role: 'user', content: '好' }],
      tools: [{ type: 'function', function: { name: 'f', description: '禁词甲' } }],
    },
    {
      model: 'm',
      messages: [{ role: 'user', content: '好' }],
      tools: [{ type: 'function', function: { name: 'f', parameters: { properties: { 禁词甲: {} } } } }],
    },
    {
      model: 'm',
      messages: [{ role: 'user', content: '好' }],
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: { enum: ['禁词甲'] } } },
    },
  ];
  for (const body of bodies) {
    const answer = await answered(await harness.post(PATH, body));
    assert.equal(answer.choices?.[0]?.finish_reason, 'content_filter', JSON.stringify(body));
  }
  assert.equal(harness.forwarded.length, 0);
});

test('unknown fields pass in both directions, and numbers keep their form', async () => {
  harness.upstream = saying('好', { x_unknown: { deep: [1] }, big: 1 });
  const raw =
    '{"model":"m","messages":[{"role":"user","content":"早"}],"x_new":{"a":null},"seed":12345678901234567890,"temperature":1.0}';
  const answer = await answered(await harness.post(PATH, raw));
  assert.match(harness.forwarded[0] ?? '', /"seed":12345678901234567890,"temperature":1\.0/);
  assert.match(harness.forwarded[0] ?? '', /"x_new":\{"a":null\}/);
  assert.deepEqual(answer.x_unknown, { deep: [1] });
});

test('a name given twice cannot hide a text: only what was screened is forwarded', async () => {
  harness.upstream = saying('好');
  await harness.post(
    PATH,
    '{"model":"m","messages":[{"role":"user","content":"禁词甲"}],"messages":[{"role":"user","content":"早"}]}',
  );
  assert.equal(harness.forwarded[0]?.includes('禁词甲'), false);
});

test('usage asked for in a stream arrives in its own last chunk', async () => {
  const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
  harness.upstream = streaming(chunk({ content: '好' }), chunk({}, 'stop'), {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [],
    usage,
  });
  const text = await (
    await harness.post(PATH, chat('早', { stream: true, stream_options: { include_usage: true } }))
  ).text();
  const last = eventsOf(text).at(-2);
  assert.ok(typeof last === 'object');
  assert.deepEqual(last.choices, []);
  assert.deepEqual(last.usage, usage);
  assert.ok(last.hegui !== undefined);
});

test('an answer that must parse as JSON carries no mark inside, and the record says why', async () => {
  harness.upstream = saying('{"a":1}');
  const body = await answered(
    await harness.post(PATH, chat('给我 JSON', { response_format: { type: 'json_object' } })),
  );
  assert.equal(body.choices[0]?.message.content, '{"a":1}');
  assert.deepEqual(harness.records.closed[0]?.evidence.label, {
    explicit: 'interface',
    explicitReason: 'structured-output',
    produceId: harness.records.closed[0]?.exchangeId,
  });
});

test('a mark at the beginning stands before the first character, streamed or not', async () => {
  const prepending = await startHarness({ policy: { label: { explicit: 'prepend', text: '【AI生成】' } } });
  prepending.upstream = streaming(
    chunk({ role: 'assistant', content: '' }),
    chunk({ content: '你' }),
    chunk({ content: '好' }),
    chunk({}, 'stop'),
  );
  const streamed = contentOf(await (await prepending.post(PATH, chat('早', { stream: true }))).text());
  prepending.upstream = saying('你好');
  const whole = await answered(await prepending.post(PATH, chat('早')));
  await prepending.close();
  assert.equal(streamed, '【AI生成】\n\n你好');
  assert.equal(whole.choices[0]?.message.content, streamed);
});

test('a tool call streams through with its arguments whole and gets no mark', async () => {
  const call = (part: object): object => chunk({ tool_calls: [{ index: 0, ...part }] });
  harness.upstream = streaming(
    chunk({ role: 'assistant', content: null }),
    call({ id: 'c1', type: 'function', function: { name: 'weather', arguments: '' } }),
    call({ function: { arguments: '{"city":' } }),
    call({ function: { arguments: '"北京"}' } }),
    chunk({}, 'tool_calls'),
  );
  const text = await (await harness.post(PATH, chat('天气', { stream: true }))).text();
  assert.match(text, /"name":"weather"/);
  assert.equal(contentOf(text), '');
  assert.equal(harness.records.closed[0]?.evidence.label?.explicitReason, 'no-generated-text');
});

test('a refusing door answers with its own words and its name is the reason', async () => {
  const shut = await startHarness({
    doors: [{ name: 'minors', ask: () => ({ admit: false, basis: 'after 22:00', answer: '现在是休息时间。' }) }],
  });
  const body = await answered(await shut.post(PATH, chat('早')));
  await shut.close();
  assert.equal(body.choices[0]?.message.content, '现在是休息时间。');
  assert.equal(shut.records.closed[0]?.evidence.reason, 'admission:minors');
  assert.deepEqual(shut.records.opened[0]?.evidence.admission, { minors: 'after 22:00' });
});

test('a door that admits with a notice is heard in the answer, in a header, and in the record', async () => {
  const notice = { text: '警示', url: 'https://hegui.example/portal/zh/measures/open?number=1' };
  const open = await startHarness({
    doors: [{ name: 'measures', ask: () => ({ admit: true, basis: 'warning msr_1', notice }) }],
  });
  open.upstream = saying('好');
  const response = await open.post(PATH, chat('早'));
  assert.equal(response.headers.get('x-hegui-notice'), notice.url);
  const body: { hegui: object } = JSON.parse(await response.text());
  assert.partialDeepStrictEqual(body.hegui, { notice: [{ door: 'measures', ...notice }] });
  open.upstream = streaming(chunk({ role: 'assistant', content: '好' }), chunk({}, 'stop'));
  const streamed = await (await open.post(PATH, chat('早', { stream: true }))).text();
  await open.close();
  assert.ok(streamed.includes(JSON.stringify([{ door: 'measures', ...notice }])));
  assert.deepEqual(open.records.opened[0]?.evidence.admission, { measures: 'warning msr_1' });
});

test('only what the user wrote last and the lists refuse is a strike', async () => {
  const said = async (messages: object[], extra: object = {}): Promise<readonly string[] | undefined> => {
    const before = harness.records.opened.length;
    harness.upstream = saying('好');
    await (await harness.post(PATH, { ...chat('早'), messages, ...extra })).text();
    return harness.records.opened[before]?.evidence.strikeRisks;
  };
  const user = (content: unknown): object => ({ role: 'user', content });
  const assistant = { role: 'assistant', content: '好' };
  assert.deepEqual(await said([user('说禁词甲')]), ['A.1.f']);
  assert.deepEqual(await said([user([{ type: 'text', text: '说禁词甲' }])]), ['A.1.f']);
  assert.equal(await said([user('说禁词甲'), assistant, user('早')]), undefined, 'history');
  assert.equal(await said([{ role: 'system', content: '禁词甲' }, user('早')]), undefined, 'instructions');
  assert.equal(await said([user('早'), { role: 'tool', tool_call_id: '1', content: '禁词甲' }]), undefined, 'tools');
  assert.equal(await said([user('说禁词甲'), assistant]), undefined, 'the last word is not theirs');
  assert.equal(await said([user('早')]), undefined);
});

test('a door that says what helps is heard in the answer, its header, its stream and in errors', async () => {
  const remedy = { url: 'https://hegui.example/portal/zh/agreements' };
  const words = { zh: '请先同意协议。', en: 'Please accept first.' };
  const shut = await startHarness({
    doors: [
      {
        name: 'agreements',
        ask: ({ language }) => ({ admit: false, basis: 'not accepted', answer: words[language], remedy }),
      },
    ],
  });
  after(() => shut.close());
  const whole = await shut.post(PATH, chat('早'));
  const body = Object(await whole.json());
  assert.deepEqual([whole.headers.get('x-hegui-remedy'), body.hegui.remedy], [remedy.url, remedy]);
  assert.equal(body.hegui.door, 'agreements');
  assert.equal(body.choices[0].message.content, words.zh, 'no header asks, and the text is Chinese');
  const streamed = await shut.post(PATH, chat('早', { stream: true }), {
    headers: { 'accept-language': 'en-GB,zh;q=0.5' },
  });
  const events = await streamed.text();
  assert.ok(events.includes(words.en) && events.includes(JSON.stringify(remedy)), events);
  for (const [path, more] of [
    ['/v1/embeddings', { input: 'hello there' }],
    ['/v1/moderations', { input: 'hello there' }],
    ['/v1/images/generations', { prompt: 'a hill' }],
  ] as const) {
    const refused = await shut.post(path, { model: 'demo', ...more });
    const { error, hegui } = Object(await refused.json());
    assert.deepEqual([refused.headers.get('x-hegui-remedy'), hegui.remedy], [remedy.url, remedy], path);
    assert.ok(error.message.includes(words.en), error.message);
  }
});

test('a door is told what the request says that it is for', async () => {
  const told: (string | null)[] = [];
  const noting = await startHarness({
    doors: [
      {
        name: 'identity',
        ask: ({ declared }) => {
          told.push(declared);
          return { admit: true, basis: 'noted' };
        },
      },
    ],
  });
  after(() => noting.close());
  await (await noting.post(PATH, chat('早'))).text();
  await (await noting.post(PATH, chat('早'), { headers: { 'x-hegui-function': 'publish' } })).text();
  assert.deepEqual(told, [null, 'publish']);
});

test('a door that throws lets nothing through', async () => {
  const broken = await startHarness({ doors: [{ name: 'identity', ask: () => Promise.reject(new Error('down')) }] });
  const response = await broken.post(PATH, chat('早'));
  await broken.close();
  assert.equal(response.status, 500);
  assert.equal(broken.forwarded.length, 0);
});

test('what an upstream says around its choices holds no listed term either', async () => {
  harness.upstream = saying('好', { id: 'x-禁词甲', model: '禁词甲', system_fingerprint: '禁词甲', note: ['禁词甲'] });
  const text = await (await harness.post(PATH, chat('早'))).text();
  assert.doesNotMatch(text, /禁词甲/);
  assert.match(text, /"id":"chatcmpl-exc_/);
  assert.match(text, /"model":"m"/);
});
