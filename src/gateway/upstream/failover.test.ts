import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask, freePort, Recorder, send, serve, serveTcp, targetOf, upstreamsFor } from './upstreams.fixture.ts';

test('a target that refuses connections is followed by the next, with a body made for that one', async (t) => {
  const local = await serve(t, (response) => response.end('{"ok":1}'));
  const dead = targetOf(`http://127.0.0.1:${await freePort()}/v1`, { name: 'dead' });
  const sink = await ask(upstreamsFor(t), [dead, targetOf(local.baseUrl, { name: 'alive' })], {
    bodyFor: (target) => target.name,
  });
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
  assert.equal(sink.response?.attempts, 2);
  assert.equal(local.seen[0]?.body, 'alive');
  assert.deepEqual(
    sink.failovers.map((failure) => [failure.kind, failure.detail, failure.target?.name]),
    [['unreachable', 'ECONNREFUSED', 'dead']],
  );
});

for (const status of [408, 429, 500, 502, 503, 504, 520, 529]) {
  test(`status ${status} is followed by the next target and counts against the circuit`, async (t) => {
    const bad = await serve(t, (response) => response.writeHead(status).end('{"error":1}'));
    const good = await serve(t, (response) => response.end('{}'));
    const upstreams = upstreamsFor(t);
    const target = targetOf(bad.baseUrl);
    const sink = await ask(upstreams, [target, targetOf(good.baseUrl)]);
    assert.equal(sink.said.at(-1), 'end');
    assert.equal(upstreams.health(target.id).failures, 1);
    assert.equal(upstreams.health(target.id).lastError, `status ${status}`);
  });
}

for (const status of [302, 400, 401, 403, 404, 413, 422, 501]) {
  test(`status ${status} is handed back at once and does not count against the circuit`, async (t) => {
    const bad = await serve(t, (response) => response.writeHead(status).end('{"error":"why"}'));
    const good = await serve(t, (response) => response.end('{}'));
    const upstreams = upstreamsFor(t);
    const target = targetOf(bad.baseUrl);
    const sink = await ask(upstreams, [target, targetOf(good.baseUrl)]);
    assert.equal(sink.failure?.kind, 'status');
    assert.equal(sink.failure?.status, status);
    assert.equal(sink.failure?.body?.toString(), '{"error":"why"}');
    assert.equal(good.seen.length, 0);
    assert.equal(upstreams.health(target.id).failures, 0);
  });
}

test('when every target fails, the last failure is told with its body and retry-after', async (t) => {
  const one = await serve(t, (response) => response.writeHead(500).end('one'));
  const two = await serve(t, (response) => response.writeHead(429, { 'retry-after': '17' }).end('two'));
  const targets = [targetOf(one.baseUrl), targetOf(two.baseUrl)];
  const { failure } = await ask(upstreamsFor(t), targets);
  assert.equal(failure?.status, 429);
  assert.equal(failure?.body?.toString(), 'two');
  assert.equal(failure?.retryAfter, '17');
  assert.equal(failure?.attempts, 2);
  assert.equal(failure?.afterResponse, false);
});

test('a target whose circuit is open is passed over', async (t) => {
  const bad = await serve(t, (response) => response.writeHead(500).end());
  const good = await serve(t, (response) => response.end('{}'));
  const upstreams = upstreamsFor(t);
  const targets = [targetOf(bad.baseUrl), targetOf(good.baseUrl)];
  for (let i = 0; i < 8; i++) assert.equal((await ask(upstreams, targets)).said.at(-1), 'end');
  assert.equal(bad.seen.length, 5);
  assert.equal(good.seen.length, 8);
});

test('an error body is cut at 64 KiB', async (t) => {
  const local = await serve(t, (response) => response.writeHead(400).end(Buffer.alloc(200_000, 'x')));
  const { failure } = await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.equal(failure?.body?.length, 65_536);
});

test('an error body that never ends is not waited for', async (t) => {
  const local = await serve(t, (response) => response.writeHead(400).write('{"error":'));
  const { failure } = await ask(upstreamsFor(t), [targetOf(local.baseUrl, { idleMs: 60 })]);
  assert.equal(failure?.kind, 'status');
  assert.equal(failure?.body?.toString(), '{"error":');
});

test('an error body that breaks off still tells its status', async (t) => {
  const local = await serve(t, (response) => {
    response.writeHead(400, { 'content-length': '100' });
    response.write('{"error":', () => response.destroy());
  });
  const { failure } = await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.equal(failure?.status, 400);
});

test('a handshake that never ends is a connect time-out and followed by the next target', async (t) => {
  const port = await serveTcp(t, () => undefined);
  const good = await serve(t, (response) => response.end('{}'));
  const silent = targetOf(`https://127.0.0.1:${port}/v1`, { connectMs: 60 });
  const sink = await ask(upstreamsFor(t), [silent, targetOf(good.baseUrl)]);
  assert.equal(sink.said.at(-1), 'end');
  assert.equal(sink.failovers[0]?.kind, 'connect-timeout');
});

test('headers that do not come in time are a first-byte time-out and followed by the next target', async (t) => {
  const slow = await serve(t, () => undefined);
  const good = await serve(t, (response) => response.end('{}'));
  const sink = await ask(upstreamsFor(t), [targetOf(slow.baseUrl, { firstByteMs: 60 }), targetOf(good.baseUrl)]);
  assert.equal(sink.said.at(-1), 'end');
  assert.equal(sink.failovers[0]?.kind, 'first-byte-timeout');
});

test('a stream that sends headers but no byte in time is followed by the next target', async (t) => {
  const slow = await serve(t, (response) => response.writeHead(200).flushHeaders());
  const good = await serve(t, (response) => response.end('data: x\n\n'));
  const targets = [targetOf(slow.baseUrl, { firstByteMs: 60 }), targetOf(good.baseUrl)];
  const sink = await ask(upstreamsFor(t), targets, { stream: true });
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
  assert.equal(sink.failovers[0]?.kind, 'first-byte-timeout');
});

test('a stream that stops in the middle is an idle time-out and never sent anew', async (t) => {
  const slow = await serve(t, (response) => response.write('data: 1\n\n'));
  const good = await serve(t, (response) => response.end('data: x\n\n'));
  const upstreams = upstreamsFor(t);
  const target = targetOf(slow.baseUrl, { idleMs: 60 });
  const { failure } = await ask(upstreams, [target, targetOf(good.baseUrl)], { stream: true });
  assert.equal(failure?.kind, 'idle-timeout');
  assert.equal(failure?.afterResponse, true);
  assert.equal(good.seen.length, 0);
  assert.equal(upstreams.health(target.id).failures, 1);
});

test('a stream that keeps talking outlives its idle limit many times over', async (t) => {
  const local = await serve(t, (response) => {
    let left = 15;
    const timer = setInterval(() => {
      if (left-- > 0) response.write('data: x\n\n');
      else {
        clearInterval(timer);
        response.end();
      }
    }, 40);
  });
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl, { idleMs: 400 })], { stream: true });
  assert.equal(sink.said.at(-1), 'end');
});

test('time paused by the caller is not time the upstream is idle', async (t) => {
  const local = await serve(t, (response) => {
    response.write('data: 1\n\n');
    setTimeout(() => response.end('data: 2\n\n'), 20);
  });
  const sink = new Recorder();
  sink.takes = () => {
    setTimeout(() => call.resume(), 350);
    return false;
  };
  const { call } = send(upstreamsFor(t), [targetOf(local.baseUrl, { idleMs: 200 })], { sink, stream: true });
  await sink.over;
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
});

const BREAKS: readonly (readonly [title: string, raw: string])[] = [
  ['a body shorter than its content-length', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ndata: 1\n\n'],
  [
    'a chunked body without its last chunk',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n',
  ],
  ['a chunk with a broken length', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\nzz\r\n'],
];
for (const [title, raw] of BREAKS) {
  test(`${title} is closed-early and never an end`, async (t) => {
    const port = await serveTcp(t, (socket) => socket.once('data', () => socket.end(raw)));
    const { failure, said } = await ask(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`)], { stream: true });
    assert.deepEqual(said, ['response', 'data', 'failure']);
    assert.equal(failure?.kind, 'closed-early');
    assert.equal(failure?.afterResponse, true);
  });
}

test('a body without a length ends with its connection, as HTTP/1.0 servers do', async (t) => {
  const port = await serveTcp(t, (socket) =>
    socket.once('data', () => socket.end('HTTP/1.0 200 OK\r\n\r\ndata: 1\n\n')),
  );
  const sink = await ask(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`)], { stream: true });
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
});

test('an answer that is not HTTP is followed by the next target', async (t) => {
  const port = await serveTcp(t, (socket) => socket.once('data', () => socket.end('SSH-2.0-nothing\r\n')));
  const good = await serve(t, (response) => response.end('{}'));
  const sink = await ask(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`), targetOf(good.baseUrl)]);
  assert.equal(sink.said.at(-1), 'end');
  assert.equal(sink.failovers[0]?.kind, 'closed-early');
});

test('a call aborted when its first target fails does not try the second', async (t) => {
  const bad = await serve(t, (response) => response.writeHead(500).end());
  const good = await serve(t, (response) => response.end('{}'));
  const upstreams = upstreamsFor(t);
  let onFailover: () => void = () => undefined;
  const failedOver = new Promise<void>((resolve) => {
    onFailover = resolve;
  });
  class Leaving extends Recorder {
    override onFailover(): void {
      call.abort();
      onFailover();
    }
  }
  const { call, sink } = send(upstreams, [targetOf(bad.baseUrl), targetOf(good.baseUrl)], { sink: new Leaving() });
  await failedOver;
  await ask(upstreams, [targetOf(bad.baseUrl, { id: 'other' })]);
  assert.deepEqual(sink.said, []);
  assert.equal(good.seen.length, 0);
});
