import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { after, before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import OpenAI from 'openai';
import { type Clock, systemClock } from '../kernel/index.ts';
import { type Demonstration, startDemonstration } from './index.ts';

const NO_PAUSE = { min: 0, max: 0 };
const STOPPED: Clock = { now: () => new Date('2026-11-23T08:00:00Z'), monotonicMs: () => 0 };

let demonstration: Demonstration;
let client: OpenAI;
before(async () => {
  demonstration = await startDemonstration({ clock: STOPPED, seed: 1, pauseMs: NO_PAUSE });
  client = clientOf(demonstration);
});
after(() => demonstration.close());

const clientOf = (to: Demonstration): OpenAI => new OpenAI({ baseURL: to.baseUrl, apiKey: 'demo', maxRetries: 0 });
const user = (content: string): OpenAI.ChatCompletionUserMessageParam => ({ role: 'user', content });
const WEATHER: OpenAI.ChatCompletionFunctionTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: {
        city: { type: 'string' },
        days: { type: 'integer', minimum: 1, maximum: 7 },
        unit: { enum: ['celsius', 'fahrenheit'] },
      },
      required: ['city'],
    },
  },
};

async function ask(content: string, more: Partial<OpenAI.ChatCompletionCreateParamsNonStreaming> = {}) {
  const answer = await client.chat.completions.create({ model: 'hegui-demo', messages: [user(content)], ...more });
  const choice = answer.choices[0];
  assert.ok(choice !== undefined);
  return { answer, choice, text: choice.message.content ?? '' };
}

async function streamOf(more: Partial<OpenAI.ChatCompletionCreateParamsStreaming>) {
  const chunks: OpenAI.ChatCompletionChunk[] = [];
  const stream = await client.chat.completions.create({
    model: 'hegui-demo',
    messages: [user('说说泡茶')],
    ...more,
    stream: true,
  });
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks: readonly OpenAI.ChatCompletionChunk[], index = 0): string =>
  chunks.map((chunk) => chunk.choices.find((choice) => choice.index === index)?.delta.content ?? '').join('');

test('the models are listed and name themselves a demonstration', async () => {
  const models = (await client.models.list()).data;
  assert.deepEqual(
    models.map((model) => model.id),
    ['hegui-demo', 'hegui-demo-reasoner', 'hegui-demo-picture', 'hegui-demo-sound', 'hegui-demo-film'],
  );
  assert.equal(models[0]?.owned_by, 'hegui-demonstration');
  assert.equal((await client.models.retrieve('hegui-demo')).id, 'hegui-demo');
});

test('it listens on loopback only', () => {
  assert.match(demonstration.baseUrl, /^http:\/\/127\.0\.0\.1:\d+\/v1$/);
});

test('an answer is in the language of the prompt and counts its tokens', async () => {
  const zh = await ask('春天适合喝什么茶？');
  assert.match(zh.text, /^[\p{Script=Han}\p{P}\s]+$/u);
  const en = await ask('How do I cook noodles?');
  assert.doesNotMatch(en.text, /\p{Script=Han}/u);
  for (const { answer, choice } of [zh, en]) {
    assert.equal(choice.finish_reason, 'stop');
    assert.equal(answer.system_fingerprint, 'fp_hegui_demonstration');
    assert.equal(answer.created, STOPPED.now().getTime() / 1_000);
    assert.ok((answer.usage?.prompt_tokens ?? 0) > 3);
    assert.ok((answer.usage?.completion_tokens ?? 0) > 10);
  }
});

test('answers to one prompt differ from each other', async () => {
  const texts = new Set<string>();
  for (let i = 0; i < 10; i++) texts.add((await ask('说说天气')).text);
  assert.ok(texts.size >= 8, `only ${texts.size} of 10 differ`);
});

test('the same seed, or temperature 0, gives the same answer', async () => {
  assert.equal((await ask('说说星星', { seed: 5 })).text, (await ask('说说星星', { seed: 5 })).text);
  assert.notEqual((await ask('说说星星', { seed: 5 })).text, (await ask('说说星星', { seed: 6 })).text);
  assert.equal((await ask('tea', { temperature: 0 })).text, (await ask('tea', { temperature: 0 })).text);
});

test('it repeats what it is told to repeat, to the letter', async () => {
  assert.equal((await ask('请复述：禁词甲，😀\n第二行')).text, '禁词甲，😀\n第二行');
  assert.equal((await ask('Repeat after me: a listed marker')).text, 'a listed marker');
});

test('asked who it is, it says that it is a demonstration', async () => {
  assert.match((await ask('你是谁？')).text, /演示上游/);
  assert.match((await ask('Who are you?')).text, /demonstration upstream/);
});

test('a streamed answer comes in pieces of at most six visible characters and is the unstreamed one', async () => {
  const messages = [user('写一篇关于旅行的文章')];
  const chunks = await streamOf({ messages, seed: 3 });
  const whole = await client.chat.completions.create({ model: 'hegui-demo', messages, seed: 3 });
  assert.equal(textOf(chunks), whole.choices[0]?.message.content);
  assert.ok(chunks.length > 40);
  for (const chunk of chunks) assert.ok([...(chunk.choices[0]?.delta.content ?? '')].length <= 7);
  assert.equal(chunks[0]?.choices[0]?.delta.role, 'assistant');
  assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'stop');
});

test('usage is streamed last and only when asked for', async () => {
  const chunks = await streamOf({ stream_options: { include_usage: true } });
  assert.deepEqual(chunks.at(-1)?.choices, []);
  assert.ok((chunks.at(-1)?.usage?.completion_tokens ?? 0) > 0);
  assert.equal(chunks[0]?.usage, null);
  assert.ok((await streamOf({})).every((chunk) => chunk.usage === undefined));
});

test('eight choices are eight answers, streamed in turn', async () => {
  const chunks = await streamOf({ n: 8 });
  const texts = Array.from({ length: 8 }, (_, index) => textOf(chunks, index));
  assert.equal(new Set(texts).size, 8);
  const ends = chunks.filter((chunk) => chunk.choices[0]?.finish_reason === 'stop');
  assert.equal(ends.length, 8);
  assert.deepEqual(
    chunks.slice(8, 16).map((chunk) => chunk.choices[0]?.index),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('max_tokens cuts the answer and says so', async () => {
  const { answer, choice } = await ask('详细说说编程', { max_tokens: 7 });
  assert.equal(choice.finish_reason, 'length');
  assert.equal(answer.usage?.completion_tokens, 7);
});

test('a stop text ends the answer before it', async () => {
  const whole = (await ask('tell me about tea', { seed: 9 })).text;
  const stopped = await ask('tell me about tea', { seed: 9, stop: ['. ', ', '] });
  assert.ok(whole.startsWith(stopped.text) && stopped.text.length < whole.length);
  assert.ok(!stopped.text.includes(', ') && !stopped.text.includes('. '));
  assert.equal(stopped.choice.finish_reason, 'stop');
});

test('log probabilities cover every token with its bytes and alternatives', async () => {
  const { choice, text } = await ask('说说植物', { logprobs: true, top_logprobs: 3 });
  const tokens = choice.logprobs?.content ?? [];
  assert.equal(tokens.map((token) => token.token).join(''), text);
  assert.equal(Buffer.from(tokens.flatMap((token) => token.bytes ?? [])).toString('utf8'), text);
  for (const token of tokens) {
    assert.ok(token.logprob < 0 && token.top_logprobs.length === 3);
    assert.equal(token.top_logprobs[0]?.token, token.token);
  }
  assert.equal((await ask('说说植物')).choice.logprobs, null);
});

test('a tool named by the user is called with arguments that fit its schema', async () => {
  const { choice } = await ask('请用 get_weather 查询杭州', { tools: [WEATHER] });
  assert.equal(choice.finish_reason, 'tool_calls');
  assert.equal(choice.message.content, null);
  const call = choice.message.tool_calls?.[0];
  assert.ok(call?.type === 'function');
  assert.equal(call.function.name, 'get_weather');
  const made = JSON.parse(call.function.arguments);
  assert.equal(typeof made.city, 'string');
  assert.ok(Number.isInteger(made.days) && made.days >= 1 && made.days <= 7);
  assert.ok(['celsius', 'fahrenheit'].includes(made.unit));
});

test('a streamed tool call comes in pieces that join to JSON', async () => {
  const chunks = await streamOf({
    tools: [WEATHER],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  });
  const pieces = chunks.flatMap((chunk) => chunk.choices[0]?.delta.tool_calls ?? []);
  assert.ok(pieces.length > 4);
  assert.equal(pieces[0]?.function?.name, 'get_weather');
  assert.ok(JSON.parse(pieces.map((piece) => piece.function?.arguments ?? '').join('')).city.length > 0);
  assert.equal(chunks.at(-1)?.choices[0]?.finish_reason, 'tool_calls');
});

test('a tool that nobody asked for is not called, and a tool result is answered in words', async () => {
  assert.equal((await ask('说说天气', { tools: [WEATHER] })).choice.message.tool_calls, undefined);
  const answer = await client.chat.completions.create({
    model: 'hegui-demo',
    tools: [WEATHER],
    messages: [
      user('用 get_weather 查询杭州'),
      {
        role: 'assistant',
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_1', content: '多云，18 度' },
    ],
  });
  assert.match(answer.choices[0]?.message.content ?? '', /多云，18 度/);
});

test('the reasoner thinks before it answers', async () => {
  const chunks = await streamOf({ model: 'hegui-demo-reasoner', stream_options: { include_usage: true } });
  const kinds = chunks.map((chunk) => {
    const delta = chunk.choices[0]?.delta ?? {};
    return 'reasoning_content' in delta ? 'r' : delta.content ? 'c' : '';
  });
  assert.match(kinds.join(''), /^r{5,}c{5,}$/);
  assert.ok((chunks.at(-1)?.usage?.completion_tokens_details?.reasoning_tokens ?? 0) > 5);
});

test('a JSON schema as response format is answered with fitting JSON', async () => {
  const schema = { type: 'object', properties: { tea: { type: 'string' }, cups: { type: 'integer' } } };
  const { text } = await ask('茶', { response_format: { type: 'json_schema', json_schema: { name: 'x', schema } } });
  const made = JSON.parse(text);
  assert.equal(typeof made.tea, 'string');
  assert.ok(Number.isInteger(made.cups));
});

test('embeddings have 256 dimensions, length 1, and put like texts near each other', async () => {
  const { data } = await client.embeddings.create({
    model: 'hegui-demo',
    input: ['泡绿茶的水不要太烫', '泡绿茶的水要凉一点', 'binary search'],
  });
  const [a, b, c] = data.map((item) => item.embedding);
  assert.ok(a !== undefined && b !== undefined && c !== undefined);
  const dot = (x: number[], y: number[]): number => x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  assert.equal(a.length, 256);
  assert.ok(Math.abs(dot(a, a) - 1) < 1e-5);
  assert.ok(dot(a, b) > dot(a, c) + 0.2, `${dot(a, b)} against ${dot(a, c)}`);
});

test('base64 embeddings hold the same numbers as floats', async () => {
  const input = 'tea';
  // The client asks for base64 and decodes when no format is named.
  const decoded = await client.embeddings.create({ model: 'hegui-demo', input });
  const floats = await client.embeddings.create({ model: 'hegui-demo', input, encoding_format: 'float' });
  assert.deepEqual(decoded.data[0]?.embedding, floats.data[0]?.embedding);
});

const WRONG: readonly (readonly [title: string, body: object | string, status: number, param: string | null])[] = [
  ['no messages', { model: 'hegui-demo' }, 400, 'messages'],
  ['an unknown role', { model: 'hegui-demo', messages: [{ role: 'nobody', content: 'x' }] }, 400, 'messages.0.role'],
  ['nine choices', { model: 'hegui-demo', messages: [user('x')], n: 9 }, 400, 'n'],
  ['temperature 3', { model: 'hegui-demo', messages: [user('x')], temperature: 3 }, 400, 'temperature'],
  ['an unknown model', { model: 'other', messages: [user('x')] }, 404, 'model'],
  ['a body that is not JSON', '{', 400, null],
  [
    'stream options without a stream',
    { model: 'hegui-demo', messages: [user('x')], stream_options: {} },
    400,
    'stream_options',
  ],
];
for (const [title, body, status, param] of WRONG) {
  test(`${title} is refused with ${status} in OpenAI's shape`, async () => {
    const response = await fetch(`${demonstration.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const answer: unknown = await response.json();
    assert.equal(response.status, status);
    assert.ok(typeof answer === 'object' && answer !== null && 'error' in answer);
    const { error } = answer;
    assert.ok(typeof error === 'object' && error !== null && 'param' in error && 'message' in error && 'type' in error);
    assert.equal(error.param, param);
    assert.equal(error.type, 'invalid_request_error');
  });
}

test('an unknown address is a 404 in the same shape', async () => {
  await assert.rejects(client.get('/nothing'), (error) => error instanceof OpenAI.NotFoundError);
});

test('a client that goes away stops its answer', async () => {
  // Each token waits at this gate until the test opens it.
  let open: (() => void) | null = null;
  let tokens = 0;
  const gated = await startDemonstration({
    clock: systemClock,
    seed: 1,
    sleep: () =>
      new Promise((resolve) => {
        tokens++;
        open = resolve;
      }),
  });
  const letThrough = async (): Promise<boolean> => {
    const before = tokens;
    open?.();
    for (let turn = 0; turn < 50 && tokens === before; turn++) await nextTurn();
    return tokens > before;
  };
  try {
    const body = JSON.stringify({ model: 'hegui-demo', messages: [user('写一篇文章')], stream: true });
    const request = httpRequest(`${gated.baseUrl}/chat/completions`, { method: 'POST' });
    request.on('response', (response) => response.resume()).on('error', () => request.destroy());
    request.end(body);
    for (let turn = 0; turn < 1_000 && tokens === 0; turn++) await nextTurn();
    for (let i = 0; i < 10; i++) assert.equal(await letThrough(), true, `token ${i} did not come`);
    request.destroy();
    let late = 0;
    while (late < 50 && (await letThrough())) late++;
    assert.ok(late < 10, `${late} tokens came after the client had left`);
  } finally {
    await gated.close();
  }
});

test('closing ends an answer under way', async () => {
  const slow = await startDemonstration({ clock: systemClock, seed: 1, pauseMs: { min: 20, max: 20 } });
  const broken = new Promise<string>((resolve) => {
    const body = JSON.stringify({ model: 'hegui-demo', messages: [user('写一篇文章')], stream: true });
    const request = httpRequest(`${slow.baseUrl}/chat/completions`, { method: 'POST' }, (response) => {
      response.once('data', () => void slow.close());
      response.once('error', (error) => resolve(error.message));
      response.resume();
    });
    request.end(body);
  });
  assert.equal(await broken, 'aborted');
});
