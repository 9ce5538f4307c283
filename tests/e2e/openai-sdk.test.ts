import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import OpenAI from 'openai';
import { z } from 'zod';
import { aigcSchema } from '../../src/contract/index.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

const BLOCKED = '禁词甲';
const MODEL = 'hegui-demo';
const heguiSchema = z.object({
  exchange: z.string(),
  aigc: aigcSchema,
  outcome: z.string().optional(),
  cut: z.array(z.object({ index: z.int(), risk: z.string() })).optional(),
});
const ask = (content: string): { role: 'user'; content: string }[] => [{ role: 'user', content }];
const heguiOf = (answer: object): z.infer<typeof heguiSchema> => heguiSchema.parse(Reflect.get(answer, 'hegui'));
const WEATHER = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
} as const;

let hegui: HeguiUnderTest;
let client: OpenAI;

before(async () => {
  hegui = await startHegui();
  client = hegui.client();
  await importTerms(hegui, [BLOCKED]);
  await waitUntil(
    async () => (await hegui.post('/chat/completions', { model: MODEL, messages: ask(BLOCKED) })).ok,
    'the server answers',
    5_000,
  );
});
after(() => hegui.stop());

test('a whole completion carries text with its mark, usage, and the seven fields of the implicit label twice', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: ask('说说茶') })
    .withResponse();
  assert.equal(data.object, 'chat.completion');
  assert.equal(data.choices[0]?.finish_reason, 'stop');
  const content = data.choices[0]?.message.content ?? '';
  assert.match(content, /[\u4e00-\u9fff].+\n\n（本内容由AI生成）$/su);
  assert.ok((data.usage?.total_tokens ?? 0) > 0);
  const { aigc, exchange } = heguiOf(data);
  assert.equal(Object.keys(aigc.AIGC).length, 7);
  assert.equal(exchange, response.headers.get('x-request-id'));
  assert.deepEqual(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''), aigc);
});

test('a stream ends with stop and carries the label in its header and in its first and last event', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: ask('说说茶'), stream: true })
    .withResponse();
  const events: OpenAI.ChatCompletionChunk[] = [];
  for await (const event of data) events.push(event);
  const text = events.map((event) => event.choices[0]?.delta.content ?? '').join('');
  assert.match(text, /（本内容由AI生成）$/);
  const first = heguiOf(events[0] ?? {});
  const last = heguiOf(events.at(-1) ?? {});
  assert.deepEqual(first.aigc, last.aigc);
  assert.equal(Object.keys(last.aigc.AIGC).length, 7);
  assert.equal(last.outcome, 'completed');
  assert.deepEqual(JSON.parse(response.headers.get('x-hegui-aigc') ?? ''), last.aigc);
  assert.equal(events.at(-1)?.choices[0]?.finish_reason, 'stop');
});

test("the client's accumulating helper gives the same final completion as an unstreamed request", async () => {
  const request = { model: MODEL, messages: ask('说说茶'), seed: 7, temperature: 0 };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  assert.equal(streamed.choices[0]?.message.content, whole.choices[0]?.message.content);
  assert.equal(streamed.choices[0]?.finish_reason, whole.choices[0]?.finish_reason);
});

test('two choices come whole and streamed, each with its own mark and finish reason', async () => {
  const request = { model: MODEL, messages: ask('说说茶'), n: 2 };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    assert.deepEqual(
      choices.map(({ index, finish_reason }) => [index, finish_reason]),
      [
        [0, 'stop'],
        [1, 'stop'],
      ],
    );
    for (const { message } of choices) assert.match(message.content ?? '', /（本内容由AI生成）$/);
  }
});

test('a tool call comes whole with arguments that fit its schema, streamed and not', async () => {
  const request = { model: MODEL, messages: ask('用 get_weather 查查北京'), tools: [WEATHER] };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    assert.equal(choices[0]?.finish_reason, 'tool_calls');
    const [call, ...more] = choices[0]?.message.tool_calls ?? [];
    assert.deepEqual(more, []);
    assert.ok(call?.type === 'function');
    assert.equal(call.function.name, 'get_weather');
    assert.equal(typeof JSON.parse(call.function.arguments).city, 'string');
  }
});

test('the answer to a tool result is an ordinary marked text', async () => {
  const first = await client.chat.completions.create({
    model: MODEL,
    messages: ask('用 get_weather 查查北京'),
    tools: [WEATHER],
  });
  const message = first.choices[0]?.message;
  assert.ok(message);
  const second = await client.chat.completions.create({
    model: MODEL,
    tools: [WEATHER],
    messages: [
      ...ask('用 get_weather 查查北京'),
      message,
      { role: 'tool', tool_call_id: message.tool_calls?.[0]?.id ?? '', content: '晴，二十度' },
    ],
  });
  assert.equal(second.choices[0]?.finish_reason, 'stop');
  assert.match(second.choices[0]?.message.content ?? '', /（本内容由AI生成）$/);
});

test('reasoning passes through under its own name, streamed and not', async () => {
  const request = { model: 'hegui-demo-reasoner', messages: ask('说说茶') };
  const whole = await client.chat.completions.create(request);
  assert.ok(String(Reflect.get(whole.choices[0]?.message ?? {}, 'reasoning_content')).length > 2);
  let reasoning = '';
  for await (const event of await client.chat.completions.create({ ...request, stream: true })) {
    const piece: unknown = Reflect.get(event.choices[0]?.delta ?? {}, 'reasoning_content');
    if (typeof piece === 'string') reasoning += piece;
  }
  assert.ok(reasoning.length > 2);
});

test('log probabilities spell exactly what the model said, streamed and not', async () => {
  const request = { model: MODEL, messages: ask('说说茶'), logprobs: true, top_logprobs: 2 };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    const entries = choices[0]?.logprobs?.content ?? [];
    assert.equal(entries[0]?.top_logprobs.length, 2);
    const spelt = entries.map(({ token }) => token).join('');
    assert.equal(`${spelt}\n\n（本内容由AI生成）`, choices[0]?.message.content);
  }
});

test('usage comes at the end of a stream only when asked for', async () => {
  const usages = async (options: object): Promise<(OpenAI.CompletionUsage | null | undefined)[]> => {
    const found = [];
    for await (const event of await client.chat.completions.create({
      model: MODEL,
      messages: ask('说说茶'),
      stream: true,
      ...options,
    }))
      found.push(event.usage);
    return found;
  };
  const asked = await usages({ stream_options: { include_usage: true } });
  assert.ok((asked.at(-1)?.total_tokens ?? 0) > 0);
  assert.deepEqual([...new Set(asked.slice(0, -1).map((usage) => usage ?? null))], [null]);
  assert.deepEqual([...new Set(await usages({}))], [undefined]);
});

test('JSON asked for by schema parses, without a mark inside', async () => {
  const answer = await client.chat.completions.create({
    model: MODEL,
    messages: ask('说说茶'),
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'tea',
        schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] },
      },
    },
  });
  assert.equal(typeof JSON.parse(answer.choices[0]?.message.content ?? '').name, 'string');
  assert.equal(Object.keys(heguiOf(answer).aigc.AIGC).length, 7);
});

test('embeddings come for one text and for many', async () => {
  const one = await client.embeddings.create({ model: 'hegui-demo', input: '茶' });
  assert.equal(one.data[0]?.embedding.length, 256);
  const many = await client.embeddings.create({ model: 'hegui-demo', input: ['茶', 'tea'] });
  assert.deepEqual(
    many.data.map(({ index }) => index),
    [0, 1],
  );
});

test('a refused input of embeddings is an error that the client knows, and it names no term', async () => {
  await assert.rejects(
    client.embeddings.create({ model: 'hegui-demo', input: `说说${BLOCKED}` }),
    (error: unknown) =>
      error instanceof OpenAI.BadRequestError && error.code === 'E_INPUT_REFUSED' && !error.message.includes(BLOCKED),
  );
});

test('models can be listed and retrieved', async () => {
  const listed = [];
  for await (const model of client.models.list()) listed.push(model.id);
  assert.deepEqual(listed, [
    'hegui-demo',
    'hegui-demo-reasoner',
    'hegui-demo-picture',
    'hegui-demo-sound',
    'hegui-demo-film',
  ]);
  assert.equal((await client.models.retrieve('hegui-demo-reasoner')).id, 'hegui-demo-reasoner');
  await assert.rejects(client.models.retrieve('no-such-model'), OpenAI.NotFoundError);
});

test('a refused prompt is a normal completion of the standard answer with content_filter, streamed and not', async () => {
  const request = { model: MODEL, messages: ask(`说说${BLOCKED}`) };
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    assert.equal(choices[0]?.finish_reason, 'content_filter');
    assert.equal(choices[0]?.message.content, '抱歉，这个问题我无法回答。请换个话题再试。');
  }
  assert.equal(heguiOf(whole).outcome, 'refused');
  assert.equal(Object.keys(heguiOf(whole).aigc.AIGC).length, 7);
});

test('a cut answer keeps what came before the hit and ends in the standard answer with content_filter, streamed and not', async () => {
  const request = { model: MODEL, messages: ask('说说茶'), seed: 11, temperature: 0 };
  const before = (await client.chat.completions.create(request)).choices[0]?.message.content ?? '';
  // The demonstration says the same again, so six characters of its answer make a term that only the answer has.
  const term = before.slice(8, 14);
  await importTerms(hegui, [term], { list: '只在回答里' });
  await waitUntil(
    async () => (await client.chat.completions.create(request)).choices[0]?.finish_reason === 'content_filter',
    'the new term is live',
    5_000,
  );
  const whole = await client.chat.completions.create(request);
  const streamed = await client.chat.completions.stream(request).finalChatCompletion();
  const shown = `${before.slice(0, before.indexOf(term))}\n\n抱歉，这个问题我无法回答。请换个话题再试。\n\n（本内容由AI生成）`;
  for (const { choices } of [whole, streamed]) {
    assert.equal(choices[0]?.finish_reason, 'content_filter');
    assert.equal(choices[0]?.message.content, shown);
  }
});

test('a wrong key is an AuthenticationError', async () => {
  await assert.rejects(
    hegui.client('sk-hegui-nonsense').chat.completions.create({ model: MODEL, messages: ask('茶') }),
    (error: unknown) => error instanceof OpenAI.AuthenticationError && error.code === 'E_KEY_UNKNOWN',
  );
});

test('a request that is not well formed is a BadRequestError that names the field', async () => {
  await assert.rejects(
    client.chat.completions.create({ model: MODEL, messages: [] }),
    (error: unknown) => error instanceof OpenAI.BadRequestError && error.param === 'messages',
  );
  const response = await fetch(`${hegui.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hegui.apiKey}` },
    body: '{"model":',
  });
  assert.equal(response.status, 400);
});

test('a model that the upstream does not have is an error of the client, with the words of the upstream', async () => {
  await assert.rejects(
    client.chat.completions.create({ model: 'no-such-model', messages: ask('茶') }),
    (error: unknown) =>
      error instanceof OpenAI.APIError &&
      error.status !== undefined &&
      error.status < 500 &&
      /no-such-model/.test(error.message),
  );
});

test('a key with a rate ends in a RateLimitError that says how long to wait', async () => {
  const { stdout } = await hegui.run(['keys', 'create', '--rate-per-minute', '2', '--json']);
  const { key }: { key: string } = JSON.parse(stdout);
  const limited = hegui.client(key);
  await waitUntil(
    async () => (await fetch(`${hegui.baseUrl}/models`, { headers: { authorization: `Bearer ${key}` } })).ok,
    'the new key works',
    5_000,
  );
  const request = { model: MODEL, messages: ask('一句话说茶') };
  await limited.chat.completions.create(request);
  await limited.chat.completions.create(request);
  await assert.rejects(
    limited.chat.completions.create(request),
    (error: unknown) => error instanceof OpenAI.RateLimitError && Number(error.headers.get('retry-after')) > 0,
  );
});

test('a stream that its client aborts is recorded as aborted', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: MODEL, messages: ask('请写一篇很长的文章，说说茶'), stream: true })
    .withResponse();
  for await (const event of data) {
    if ((event.choices[0]?.delta.content ?? '') !== '') break;
  }
  const id = response.headers.get('x-request-id') ?? '';
  const out = `${hegui.folder}/bundle.jsonl`;
  await waitUntil(
    async () => {
      const { code, stderr } = await hegui.run(['evidence', 'export', '--out', out]);
      assert.equal(code, 0, stderr);
      const entries = readEntries(out);
      return entries.some(
        (entry) => entry.includes('response.closed') && entry.includes(id) && entry.includes('aborted'),
      );
    },
    'the closing record says aborted',
    20_000,
  );
});

const readEntries = (file: string): string[] => gunzipSync(readFileSync(file)).toString('utf8').split('\n');
