import assert from 'node:assert/strict';
import { request } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { HeguiError } from '../kernel/index.ts';
import {
  API_KEY,
  answered,
  type Behaviour,
  chat,
  chunk,
  contentOf,
  eventsOf,
  type Harness,
  saying,
  sse,
  startHarness,
  streaming,
} from './testing/harness.ts';

const PATH = '/v1/chat/completions';
const FAST = { connectMs: 300, firstByteMs: 300, idleMs: 300 };
let harness: Harness;

before(async () => {
  harness = await startHarness({
    timeouts: FAST,
    limits: { bodyBytesMax: 1_000_000, messagesMax: 50, slowClientMs: 400 },
  });
});
after(() => harness.close());
beforeEach(() => {
  harness.records.opened.length = 0;
  harness.records.closed.length = 0;
  harness.forwarded.length = 0;
  harness.records.isUp = true;
  harness.records.failure = null;
  harness.records.gate = null;
});

async function problem(
  body: unknown,
  init: RequestInit = {},
): Promise<{ status: number; code: string; param: string | null }> {
  const response = await harness.post(PATH, body, init);
  const { error } = await answered(response);
  return { status: response.status, code: error.code, param: error.param };
}

const BAD_BODIES: readonly (readonly [
  title: string,
  body: unknown,
  status: number,
  code: string,
  param: string | null,
])[] = [
  ['broken JSON', '{"model":', 400, 'E_REQUEST_JSON', null],
  ['an empty body', '', 400, 'E_REQUEST_JSON', null],
  ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), 400, 'E_REQUEST_JSON', null],
  ['a raw NUL', '{"model":"m\0"}', 400, 'E_REQUEST_JSON', null],
  ['an array', '[]', 400, 'E_REQUEST_INVALID', 'body'],
  ['no messages', { model: 'm' }, 400, 'E_REQUEST_INVALID', 'messages'],
  ['empty messages', { model: 'm', messages: [] }, 400, 'E_REQUEST_INVALID', 'messages'],
  ['a message that is text', { model: 'm', messages: ['hi'] }, 400, 'E_REQUEST_INVALID', 'messages.0'],
  [
    'content that is a number',
    { model: 'm', messages: [{ role: 'user', content: 7 }] },
    400,
    'E_REQUEST_INVALID',
    'messages.0.content',
  ],
  ['no role', { model: 'm', messages: [{ content: 'x' }] }, 400, 'E_REQUEST_INVALID', 'messages.0.role'],
  ['a model that is a number', chat('x', { model: 5 }), 400, 'E_REQUEST_INVALID', 'model'],
  ['a NUL in the model', chat('x', { model: 'a\0' }), 400, 'E_REQUEST_INVALID', 'model'],
  [
    'a lone surrogate in the model',
    '{"model":"\\ud800","messages":[{"role":"user","content":"x"}]}',
    400,
    'E_REQUEST_INVALID',
    'model',
  ],
  ['a stream flag that is text', chat('x', { stream: 'yes' }), 400, 'E_REQUEST_INVALID', 'stream'],
  ['no choices', chat('x', { n: 0 }), 400, 'E_REQUEST_INVALID', 'n'],
  ['too many choices', chat('x', { n: 1_000 }), 400, 'E_REQUEST_INVALID', 'n'],
  ['a user that is an object', chat('x', { user: {} }), 400, 'E_REQUEST_INVALID', 'user'],
  [
    'too many messages',
    { model: 'm', messages: Array.from({ length: 51 }, () => ({ role: 'user', content: 'x' })) },
    400,
    'E_REQUEST_INVALID',
    'messages',
  ],
  [
    'nesting without end',
    `{"model":"m","messages":[{"role":"user","content":[${'['.repeat(5_000)}${']'.repeat(5_000)}]}]}`,
    400,
    'E_REQUEST_INVALID',
    null,
  ],
];
for (const [title, body, status, code, param] of BAD_BODIES) {
  test(`a request with ${title} is refused by name and not forwarded`, async () => {
    const seen = await problem(body);
    assert.deepEqual({ status: seen.status, code: seen.code }, { status, code });
    if (param !== null) assert.equal(seen.param, param);
    assert.equal(harness.forwarded.length, 0);
  });
}

test('a body over the limit is refused without being read to its end', async () => {
  assert.deepEqual(await problem('x'.repeat(1_000_001)), { status: 413, code: 'E_REQUEST_TOO_LARGE', param: 'body' });
});

test('a body over the limit that does not say its length is refused as well', async () => {
  const sent = await new Promise<number>((done, fail) => {
    const post = request(
      `${harness.url}${PATH}`,
      { method: 'POST', headers: { authorization: `Bearer ${API_KEY}` } },
      (response) => {
        response.resume();
        done(response.statusCode ?? 0);
      },
    );
    post.on('error', fail);
    for (let part = 0; part < 12; part++) post.write('x'.repeat(100_000));
  });
  assert.equal(sent, 413);
});

test('lone surrogates and NUL in a text are screened and forwarded as they came', async () => {
  harness.upstream = saying('好');
  const response = await harness.post(PATH, '{"model":"m","messages":[{"role":"user","content":"a\\ud800b\\u0000c"}]}');
  assert.equal(response.status, 200);
  assert.match(harness.forwarded[0] ?? '', /a\\ud800b\\u0000c/);
});

test('no key, a wrong key, a wrong method and a wrong path are told apart', async () => {
  const status = async (path: string, init: RequestInit): Promise<unknown> =>
    (await answered(await fetch(`${harness.url}${path}`, init))).error.code;
  assert.equal(await status(PATH, { method: 'POST' }), 'E_KEY_MISSING');
  assert.equal(await status(PATH, { method: 'POST', headers: { authorization: 'Bearer nope' } }), 'E_KEY_UNKNOWN');
  const headers = { authorization: `Bearer ${API_KEY}` };
  assert.equal(await status(PATH, { headers }), 'E_REQUEST_METHOD');
  assert.equal(await status('/v1/nothing', { method: 'POST', headers }), 'E_NOT_FOUND');
  assert.equal(await status('/v1/__proto__', { method: 'POST', headers }), 'E_NOT_FOUND');
});

const html: Behaviour = (_request, response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>hi</h1>');
const status =
  (code: number, body = '{"error":{"message":"no"}}'): Behaviour =>
  (_request, response) =>
    void response.writeHead(code, { 'content-type': 'application/json' }).end(body);
const hang: Behaviour = () => undefined;
const reset: Behaviour = (incoming) => void incoming.socket.destroy();

const BAD_UPSTREAMS: readonly (readonly [
  title: string,
  behaviour: Behaviour,
  status: number,
  code: string,
  outcome: string,
])[] = [
  ['answers HTML', html, 502, 'E_UPSTREAM_BROKEN', 'failed'],
  ['answers 500', status(500), 502, 'E_UPSTREAM_UNAVAILABLE', 'failed'],
  ['refuses our key', status(401), 502, 'E_UPSTREAM_UNAVAILABLE', 'failed'],
  ['refuses the request', status(422), 400, 'E_UPSTREAM_REFUSED', 'failed'],
  ['limits the rate', status(429), 429, 'E_RATE_LIMITED', 'failed'],
  ['hangs', hang, 504, 'E_UPSTREAM_TIMEOUT', 'timed-out'],
  ['resets the connection', reset, 502, 'E_UPSTREAM_UNAVAILABLE', 'failed'],
];
for (const [title, behaviour, code, name, outcome] of BAD_UPSTREAMS) {
  for (const stream of [false, true]) {
    test(`an upstream that ${title} ends as an error and a closed record (stream: ${stream})`, async () => {
      harness.upstream = behaviour;
      const seen = await problem(chat('早', { stream }));
      assert.deepEqual({ status: seen.status, code: seen.code }, { status: code, code: name });
      assert.equal(harness.records.closed[0]?.evidence.outcome, outcome);
    });
  }
}

test('the words of an upstream that refuses a request are screened before they are passed on', async () => {
  harness.upstream = status(400, '{"error":{"message":"max_tokens is too large"}}');
  const clean = await answered(await harness.post(PATH, chat('早')));
  assert.match(clean.error.message, /max_tokens is too large/);
  harness.upstream = status(400, '{"error":{"message":"no: 禁词甲"}}');
  assert.doesNotMatch(await (await harness.post(PATH, chat('早'))).text(), /禁词甲/);
});

const begin = (response: Parameters<Behaviour>[1], text: string): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(text);
};
const BROKEN_STREAMS: readonly (readonly [title: string, behaviour: Behaviour, outcome: string])[] = [
  [
    'dies in the middle',
    (incoming, response) => {
      begin(response, sse(chunk({ content: '你好' })));
      setTimeout(() => incoming.socket.destroy(), 30);
    },
    'failed',
  ],
  ['falls silent', (_request, response) => begin(response, sse(chunk({ content: '你好' }))), 'timed-out'],
  [
    'sends an event that is not JSON',
    (_request, response) => {
      begin(response, sse(chunk({ content: '你好' })));
      response.end('data: {oops\n\n');
    },
    'failed',
  ],
  [
    'reports an error in its stream',
    (_request, response) => {
      begin(response, sse(chunk({ content: '你好' })));
      response.end(sse({ error: { message: '禁词甲' } }));
    },
    'failed',
  ],
  [
    'ends before its answer does',
    (_request, response) => {
      begin(response, sse(chunk({ content: '你好' })));
      response.end();
    },
    'failed',
  ],
];
for (const [title, behaviour, outcome] of BROKEN_STREAMS) {
  test(`a stream that ${title} keeps what was shown, ends with an error event, and is closed`, async () => {
    harness.upstream = behaviour;
    const text = await (await harness.post(PATH, chat('早', { stream: true }))).text();
    assert.equal(contentOf(text), '你好');
    assert.equal(text.includes('[DONE]'), false);
    assert.doesNotMatch(text, /禁词甲/);
    const last = eventsOf(text).at(-1);
    assert.ok(typeof last === 'object' && last.error !== undefined);
    assert.equal(harness.records.closed[0]?.evidence.outcome, outcome);
  });
}

test('a line without end is cut off by its size', async () => {
  harness.upstream = (_request, response) => {
    begin(response, 'data: {"x":"');
    const timer = setInterval(() => response.write('y'.repeat(500_000)), 1);
    response.on('close', () => clearInterval(timer));
  };
  const response = await harness.post(PATH, chat('早', { stream: true }));
  assert.match(await response.text(), /E_UPSTREAM_BROKEN/);
});

test('events split in the middle of a character, without space, with comments and CRLF are understood', async () => {
  const text = `: ping\r\n\r\ndata:${JSON.stringify(chunk({ content: '你好' }))}\r\n\r\nevent: x\r\n\r\n${sse(chunk({}, 'stop'))}data: [DONE]\n\n`;
  harness.upstream = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const bytes = Buffer.from(text);
    let at = 0;
    const timer = setInterval(() => {
      response.write(bytes.subarray(at, at + 1));
      if (++at < bytes.length) return;
      clearInterval(timer);
      response.end();
    }, 0);
  };
  assert.match(contentOf(await (await harness.post(PATH, chat('早', { stream: true }))).text()), /^你好/);
});

test('invalid UTF-8 of the upstream cannot carry a term past screening', async () => {
  harness.upstream = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const [head = '', tail = ''] = sse(chunk({ content: '禁词|甲' })).split('|');
    response.end(
      Buffer.concat([Buffer.from(head), Buffer.from([0xff]), Buffer.from(tail), Buffer.from(sse(chunk({}, 'stop')))]),
    );
  };
  assert.doesNotMatch(await (await harness.post(PATH, chat('早', { stream: true }))).text(), /禁|甲/);
});

test('a client that vanishes cancels the upstream and leaves a closed record', async () => {
  let upstreamGone: () => void = () => undefined;
  const gone = new Promise<void>((done) => {
    upstreamGone = done;
  });
  harness.upstream = (_request, response) => {
    begin(response, sse(chunk({ content: '你好' })));
    const timer = setInterval(() => response.write(sse(chunk({ content: '啊' }))), 5);
    response.on('close', () => {
      clearInterval(timer);
      upstreamGone();
    });
  };
  const abort = new AbortController();
  const response = await harness.post(PATH, chat('早', { stream: true }), { signal: abort.signal });
  const reader = response.body?.getReader();
  await reader?.read();
  abort.abort();
  await gone;
  await until(() => harness.records.closed.length === 1);
  assert.equal(harness.records.closed[0]?.evidence.outcome, 'aborted');
  assert.equal(harness.records.closed[0]?.evidence.reason, 'client-closed');
});

test('a client that takes nothing is cut off, and so is its upstream', async () => {
  harness.upstream = (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const timer = setInterval(() => response.write(sse(chunk({ content: '啊'.repeat(50_000) }))), 2);
    response.on('close', () => clearInterval(timer));
  };
  const post = request(`${harness.url}${PATH}`, { method: 'POST', headers: { authorization: `Bearer ${API_KEY}` } });
  post.on('error', () => undefined);
  post.on('response', (response) => response.pause());
  post.end(JSON.stringify(chat('早', { stream: true })));
  await until(() => harness.records.closed.length === 1);
  post.destroy();
  assert.equal(harness.records.closed[0]?.evidence.reason, 'slow-client');
});

test('nothing is released before the opening record is durable', async () => {
  let release: () => void = () => undefined;
  harness.records.gate = new Promise((done) => {
    release = done;
  });
  harness.upstream = streaming(chunk({ content: '你好' }), chunk({}, 'stop'));
  let isAnswered = false;
  const pending = harness.post(PATH, chat('早', { stream: true })).then((response) => {
    isAnswered = true;
    return response.text();
  });
  await until(() => harness.forwarded.length === 1);
  await new Promise((done) => setTimeout(done, 100));
  assert.equal(isAnswered, false);
  release();
  assert.match(contentOf(await pending), /^你好/);
});

const storeDown = (): HeguiError => new HeguiError('E_EVIDENCE_UNAVAILABLE', 'down');

for (const stream of [false, true]) {
  test(`a record that fails while the upstream works shows nothing (stream: ${stream})`, async () => {
    harness.upstream = stream ? streaming(chunk({ content: '你好' }), chunk({}, 'stop')) : saying('你好');
    harness.records.failure = storeDown();
    const response = await harness.post(PATH, chat('早', { stream }));
    assert.equal(response.status, 503);
    assert.doesNotMatch(await response.text(), /你好/);
  });

  test(`with records down nothing is forwarded (stream: ${stream})`, async () => {
    harness.records.isUp = false;
    harness.records.failure = storeDown();
    assert.equal((await problem(chat('早', { stream }))).code, 'E_EVIDENCE_UNAVAILABLE');
    assert.equal(harness.forwarded.length, 0);
  });
}

test('with records down a refusal is not shown either', async () => {
  harness.records.failure = storeDown();
  assert.equal((await problem(chat('禁词甲'))).status, 503);
});

test('an answer longer than the limit ends with its length as the reason', async () => {
  const short = await startHarness({ limits: { outputCharsMax: 20 } });
  short.upstream = streaming(...Array.from({ length: 30 }, () => chunk({ content: '一二三' })), chunk({}, 'stop'));
  const text = await (await short.post(PATH, chat('早', { stream: true }))).text();
  await short.close();
  assert.match(text, /"finish_reason":"length"/);
  assert.equal(short.records.closed[0]?.evidence.reason, 'output-limit');
});

test('a key has its rate and its open requests', async () => {
  const limited = await startHarness({ key: { ratePerMinute: 2 } });
  limited.upstream = saying('好');
  const statuses = [];
  for (let round = 0; round < 3; round++) statuses.push((await limited.post(PATH, chat('早'))).status);
  await limited.close();
  assert.deepEqual(statuses, [200, 200, 429]);
});

test('a key that has run out is unknown', async () => {
  const expired = await startHarness({ key: { expiresAt: new Date(0) } });
  const response = await expired.post(PATH, chat('早'));
  await expired.close();
  assert.equal(response.status, 401);
});

test('embeddings pass with their numbers, and a listed input is refused', async () => {
  harness.upstream = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      '{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.10,1e-7]}],"model":"e","usage":{"prompt_tokens":2,"total_tokens":2}}',
    );
  };
  const text = await (await harness.post('/v1/embeddings', { model: 'e', input: '早' })).text();
  assert.match(text, /"embedding":\[0\.10,1e-7\]/);
  const refused = await harness.post('/v1/embeddings', { model: 'e', input: ['好', '禁词甲'] });
  assert.equal(refused.status, 400);
  assert.equal((await answered(refused)).error.code, 'E_INPUT_REFUSED');
  assert.equal(harness.records.closed.at(-1)?.evidence.outcome, 'refused');
  const tokens = await harness.post('/v1/embeddings', { model: 'e', input: [1, 2, 3] });
  assert.equal((await answered(tokens)).error.param, 'input');
});

async function until(isTrue: () => boolean): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (isTrue()) return;
    await new Promise((done) => setTimeout(done, 10));
  }
  throw new Error('it did not come true in 6 s');
}
