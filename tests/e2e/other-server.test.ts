import assert from 'node:assert/strict';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import OpenAI from 'openai';
import { z } from 'zod';
import { type Admin, setUp } from '../support/admin.ts';
import { inRepository } from '../support/floors.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

// The server of other people that stands behind the gateway here; it echoes the last message.
const MOCK_LLM = 'node_modules/@dwmkerr/mock-llm/dist/main.js';
const BLOCKED = '禁词甲';
const LONG = '窗前明月光，疑是地上霜。'.repeat(6);
const MARK = '\n\n（本内容由AI生成）';
// By name, because the answer to a prompt that is refused must come from us.
const SAYS_BLOCKED = 'say-the-listed-term';
const configuration = `streaming:
  chunkSize: 2
  chunkIntervalMs: 1
rules:
  - path: "/v1/chat/completions"
    match: "@"
    response:
      status: 200
      content: |
        {"id": "chatcmpl-{{timestamp}}", "object": "chat.completion", "created": 1, "model": "{{jmes request body.model}}",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "{{jmes request body.messages[-1].content}}"}, "finish_reason": "stop"}]}
  - path: "/v1/chat/completions"
    match: "body.messages[-1].content == '${SAYS_BLOCKED}'"
    response:
      status: 200
      content: |
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "开头的话。${BLOCKED}，还有后话。"}, "finish_reason": "stop"}]}
  - path: "/v1/chat/completions"
    match: "body.messages[-1].content == 'error-429'"
    response:
      status: 429
      content: '{"error": {"message": "slow down", "type": "rate_limit_error", "param": null, "code": null}}'
  - path: "/v1/models"
    match: "@"
    response:
      status: 200
      content: '{"object": "list", "data": [{"id": "gpt-4", "object": "model", "created": 1, "owned_by": "others"}]}'
`;

let hegui: HeguiUnderTest;
let other: ChildProcess;
let admin: Admin;

before(async () => {
  const port = await freePort();
  hegui = await startHegui({ init: ['--upstream', `http://127.0.0.1:${port}/v1`] });
  const file = join(hegui.folder, 'mock-llm.yaml');
  writeFileSync(file, configuration);
  other = spawn(process.execPath, [inRepository(MOCK_LLM), '--config', file], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port) },
    stdio: 'ignore',
  });
  await waitUntil(() => isUp(`http://127.0.0.1:${port}/health`), 'the other server is up', 20_000);
  await importTerms(hegui, [BLOCKED]);
  admin = await setUp(hegui);
});
after(async () => {
  other.kill();
  await hegui.stop();
});

const ask = (content: string): { model: string; messages: { role: 'user'; content: string }[] } => ({
  model: 'gpt-4',
  messages: [{ role: 'user', content }],
});

test('the official client gets what the other server says, with the mark, streamed and not', async () => {
  const { completions } = hegui.client().chat;
  const whole = await completions.create(ask(LONG));
  const streamed = await completions.stream(ask(LONG)).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    assert.equal(choices[0]?.message.content, LONG + MARK);
    assert.equal(choices[0]?.finish_reason, 'stop');
  }
});

test('curl gets the same, streamed and not', async () => {
  const whole = await curl(ask(LONG));
  assert.equal(JSON.parse(whole).choices[0].message.content, LONG + MARK);
  const streamed = await curl({ ...ask(LONG), stream: true });
  assert.match(streamed, /data: \[DONE\]\n\n$/);
  const said = streamed
    .split('\n\n')
    .filter((block) => block.startsWith('data: {'))
    .map(
      (block) =>
        z
          .string()
          .optional()
          .parse(JSON.parse(block.slice(6)).choices[0]?.delta.content) ?? '',
    );
  assert.equal(said.join(''), LONG + MARK);
});

test('what the other server says is cut at a listed term, streamed in twos and not', async () => {
  const { completions } = hegui.client().chat;
  const whole = await completions.create(ask(SAYS_BLOCKED));
  const streamed = await completions.stream(ask(SAYS_BLOCKED)).finalChatCompletion();
  for (const { choices } of [whole, streamed]) {
    const content = choices[0]?.message.content ?? '';
    assert.equal(choices[0]?.finish_reason, 'content_filter');
    assert.match(content, /^开头的话。\n\n抱歉/);
    assert.ok(!content.includes(BLOCKED));
  }
});

test('a limit of the other server reaches the client as a RateLimitError', async () => {
  await assert.rejects(hegui.client().chat.completions.create(ask('error-429')), OpenAI.RateLimitError);
});

test('an error that the other server puts into its stream reaches the client as an error that can be tried again', async () => {
  await assert.rejects(
    hegui.client().chat.completions.create({ ...ask('error-429'), stream: true }),
    (error: unknown) => error instanceof OpenAI.APIError && error.code === 'E_UPSTREAM_BROKEN',
  );
});

test('with names mapped, clients see and use only those, and any other is a NotFoundError', async () => {
  const [upstream] = z
    .array(z.object({ id: z.string() }))
    .parse(await (await admin.send('GET', '/api/upstreams')).json());
  const changed = await admin.send('PATCH', `/api/upstreams/${upstream?.id}`, { models: { 'house-model': 'gpt-4' } });
  assert.equal(changed.status, 200, await changed.text());
  const client = hegui.client();
  await waitUntil(
    async () => (await client.models.list()).data.some(({ id }) => id === 'house-model'),
    'the mapped name is listed',
    5_000,
  );
  const answer = await client.chat.completions.create({ ...ask('你好'), model: 'house-model' });
  assert.equal(answer.choices[0]?.message.content, `你好${MARK}`);
  await assert.rejects(
    client.chat.completions.create(ask('你好')),
    (error: unknown) =>
      error instanceof OpenAI.NotFoundError && error.code === 'E_MODEL_UNKNOWN' && error.param === 'model',
  );
});

/** The real curl where there is one, else the same request by fetch. */
async function curl(body: object): Promise<string> {
  const url = `${hegui.baseUrl}/chat/completions`;
  const headers = [`authorization: Bearer ${hegui.apiKey}`, 'content-type: application/json'];
  try {
    const args = ['-sS', '-N', url, ...headers.flatMap((header) => ['-H', header]), '-d', JSON.stringify(body)];
    return (await promisify(execFile)('curl', args)).stdout;
  } catch (error) {
    if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'ENOENT') throw error;
    return await (await hegui.post('/chat/completions', body)).text();
  }
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch (error) {
    // It is still starting; everything else is a defect of the test.
    if (error instanceof TypeError) return false;
    throw error;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
