import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Secret } from '../../kernel/index.ts';
import {
  ask,
  freePort,
  HandClock,
  Recorder,
  send,
  serve,
  serveTcp,
  targetOf,
  upstreamsFor,
} from './upstreams.fixture.ts';

// A connection is used again from the turn after its answer ended.
const connectionIsFree = async (): Promise<void> => {
  for (let turn = 0; turn < 3; turn++) await nextTurn();
};
const JSON_HEAD = { 'content-type': 'application/json' };

test('an answer arrives as one response, its bytes and one end', async (t) => {
  const local = await serve(t, (response) => response.writeHead(200, JSON_HEAD).end('{"答":1}'));
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
  assert.equal(sink.bytes.toString(), '{"答":1}');
  assert.equal(sink.response?.status, 200);
  assert.equal(sink.response?.contentType, 'application/json');
  assert.equal(sink.response?.attempts, 1);
});

test('the request carries path, query, key and body, and asks for no compression', async (t) => {
  const local = await serve(t, (response) => response.end('{}'));
  const target = targetOf(`${local.baseUrl}/?api-version=3`, { apiKey: new Secret('sk-test') });
  await ask(upstreamsFor(t), [target], { bodyFor: () => '{"model":"模型"}' });
  const seen = local.seen[0];
  assert.equal(seen?.url, '/v1/chat/completions?api-version=3');
  assert.equal(seen?.body, '{"model":"模型"}');
  assert.equal(seen?.headers.authorization, 'Bearer sk-test');
  assert.equal(seen?.headers['accept-encoding'], 'identity');
  assert.equal(seen?.headers['content-type'], 'application/json');
});

test('without a key no authorization is sent', async (t) => {
  const local = await serve(t, (response) => response.end('{}'));
  await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.equal(local.seen[0]?.headers.authorization, undefined);
});

test('requests one after the other share a connection', async (t) => {
  const local = await serve(t, (response) => response.end('{}'));
  const upstreams = upstreamsFor(t);
  for (let i = 0; i < 5; i++) {
    await ask(upstreams, [targetOf(local.baseUrl)]);
    await connectionIsFree();
  }
  assert.equal(local.connections, 1);
});

test('a stream never waits behind another stream', async (t) => {
  const local = await serve(t, (response, _request, count) => {
    response.write('data: x\n\n');
    if (count > 1) response.end();
  });
  const upstreams = upstreamsFor(t);
  const first = send(upstreams, [targetOf(local.baseUrl)], { stream: true });
  await ask(upstreams, [targetOf(local.baseUrl)], { stream: true });
  assert.equal(local.connections, 2);
  first.call.abort();
});

test('an answer of another type is handed over with its type', async (t) => {
  const local = await serve(t, (response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>'));
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.equal(sink.response?.contentType, 'text/html');
});

test('early hints are not taken for the answer', async (t) => {
  const local = await serve(t, (response) => {
    response.writeEarlyHints({ link: '</x>; rel=preload' });
    response.writeHead(200, JSON_HEAD).end('{}');
  });
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl)]);
  assert.equal(sink.response?.status, 200);
});

test('an answer with an empty body is a response and an end', async (t) => {
  const local = await serve(t, (response) => response.writeHead(204).end());
  assert.deepEqual((await ask(upstreamsFor(t), [targetOf(local.baseUrl)], { stream: true })).said, ['response', 'end']);
});

test('a body that comes in any pieces arrives unchanged, cut code points included', async (t) => {
  const whole = Buffer.from('data: {"c":"春茶🍵"}\n\n');
  const local = await serve(t, (response) => {
    let at = 0;
    const step = (): void => {
      if (at === whole.length) response.end();
      else response.write(whole.subarray(at, ++at), () => setImmediate(step));
    };
    step();
  });
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl)], { stream: true });
  assert.deepEqual(sink.bytes, whole);
});

test('nothing is called before the call returns, even when it fails at once', async (t) => {
  const { sink } = send(upstreamsFor(t), []);
  assert.deepEqual(sink.said, []);
  await sink.over;
  assert.equal(sink.failure?.kind, 'unreachable');
  assert.equal(sink.failure?.target, null);
});

test('while the sink is paused nothing is delivered, and afterwards everything in order', async (t) => {
  const whole = Buffer.alloc(3_000_000, 'abcdefg');
  const local = await serve(t, (response) => response.end(whole));
  const sink = new Recorder();
  let isPaused = false;
  let wasViolated = false;
  let pauses = 0;
  sink.takes = () => {
    if (isPaused) wasViolated = true;
    isPaused = true;
    pauses++;
    setImmediate(() => {
      isPaused = false;
      call.resume();
    });
    return false;
  };
  const { call } = send(upstreamsFor(t), [targetOf(local.baseUrl)], { sink });
  await sink.over;
  assert.deepEqual(sink.said, ['response', 'data', 'end']);
  assert.ok(sink.bytes.equals(whole));
  assert.ok(pauses > 10 && !wasViolated);
});

for (const [framing, head, wrap] of [
  ['its length', `content-length: 200000`, (body: string) => body],
  ['chunks', 'transfer-encoding: chunked', (body: string) => `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`],
  ['its end', 'content-type: text/plain', (body: string) => body],
] as const)
  test(`an upstream that closes while the sink is paused has its answer taken whole: told by ${framing}`, async (t) => {
    const whole = 'abcde'.repeat(40_000);
    const port = await serveTcp(t, (socket) => {
      socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\nconnection: close\r\n${head}\r\n\r\n${wrap(whole)}`));
    });
    const sink = new Recorder();
    // Long enough for the close to be seen before the next piece is asked for.
    sink.takes = () => {
      setTimeout(() => call.resume(), 5);
      return false;
    };
    const { call } = send(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`)], { sink });
    await sink.over;
    assert.deepEqual(sink.said, ['response', 'data', 'end']);
    assert.equal(sink.bytes.toString(), whole);
  });

test('an upstream that resets the connection while the sink is paused is a failure of that call alone', async (t) => {
  const port = await serveTcp(t, (socket) => {
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 900000\r\n\r\n${'abcde'.repeat(100)}`);
      setTimeout(() => socket.resetAndDestroy(), 20);
    });
  });
  const sink = new Recorder();
  sink.takes = () => {
    setTimeout(() => call.resume(), 60);
    return false;
  };
  const { call } = send(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`)], { sink });
  await sink.over;
  assert.deepEqual(sink.said, ['response', 'data', 'failure']);
  assert.equal(sink.failure?.kind, 'closed-early');
});

test('a sink that pauses at every piece is never handed an empty one, however long the next takes', async (t) => {
  const local = await serve(t, (response) => {
    response.writeHead(200, { 'content-length': 20 }).write('0123456789');
    setTimeout(() => response.end('abcdefghij'), 50);
  });
  const sink = new Recorder();
  const lengths: number[] = [];
  sink.takes = (chunk) => {
    lengths.push(chunk.length);
    setImmediate(() => call.resume());
    return false;
  };
  const { call } = send(upstreamsFor(t), [targetOf(local.baseUrl)], { sink });
  await sink.over;
  assert.deepEqual([sink.bytes.toString(), lengths], ['0123456789abcdefghij', [10, 10]]);
});

test('an aborted call closes the connection to the upstream and says nothing more', async (t) => {
  let onClosed: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    onClosed = resolve;
  });
  const local = await serve(t, (response) => {
    response.on('close', onClosed);
    response.write('data: x\n\n');
  });
  const sink = new Recorder();
  sink.takes = () => {
    call.abort();
    return true;
  };
  const { call } = send(upstreamsFor(t), [targetOf(local.baseUrl)], { sink, stream: true });
  await closed;
  assert.deepEqual(sink.said, ['response', 'data']);
  call.abort();
  call.resume();
});

test('a call aborted while it still connects never sends its request', async (t) => {
  const local = await serve(t, (response) => response.end('{}'));
  const upstreams = upstreamsFor(t);
  const { call, sink } = send(upstreams, [targetOf(local.baseUrl)]);
  call.abort();
  await ask(upstreams, [targetOf(local.baseUrl)], { bodyFor: () => '"second"' });
  assert.deepEqual(sink.said, []);
  assert.deepEqual(
    local.seen.map((seen) => seen.body),
    ['"second"'],
  );
});

test('a sink that throws cancels the request, hears that the answer was unreadable, and harms no health', async (t) => {
  const local = await serve(t, (response) => response.write('data: x\n\n'));
  const upstreams = upstreamsFor(t);
  const target = targetOf(local.baseUrl);
  const sink = new Recorder();
  const thrown = new RangeError('not JSON');
  sink.takes = () => {
    throw thrown;
  };
  await ask(upstreams, [target], { sink, stream: true });
  assert.equal(sink.failure?.kind, 'unreadable');
  assert.equal(sink.failure?.cause, thrown);
  assert.equal(upstreams.health(target.id).failures, 0);
});

test('a body that cannot be made is reported and not sent', async (t) => {
  const local = await serve(t, (response) => response.end('{}'));
  const sink = await ask(upstreamsFor(t), [targetOf(local.baseUrl)], {
    bodyFor: () => {
      throw new RangeError('no');
    },
  });
  assert.equal(sink.failure?.kind, 'unreadable');
  assert.equal(local.seen.length, 0);
});

test('a kept-alive connection that the server dropped is replaced once without a failure', async (t) => {
  // Answers the first request of each connection and resets it when a second one arrives.
  const port = await serveTcp(t, (socket) => {
    let requests = 0;
    socket.on('data', () => {
      if (++requests > 1) socket.resetAndDestroy();
      else socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}');
    });
  });
  const upstreams = upstreamsFor(t);
  const target = targetOf(`http://127.0.0.1:${port}/v1`);
  assert.equal((await ask(upstreams, [target])).response?.attempts, 1);
  await connectionIsFree();
  const second = await ask(upstreams, [target]);
  assert.deepEqual(second.said, ['response', 'data', 'end']);
  assert.equal(second.response?.attempts, 2);
  assert.equal(upstreams.health(target.id).failures, 0);
});

test('a reset of a new connection is a failure and not sent again to the same target', async (t) => {
  let requests = 0;
  const port = await serveTcp(t, (socket) => {
    socket.on('data', () => {
      requests++;
      socket.resetAndDestroy();
    });
  });
  const sink = await ask(upstreamsFor(t), [targetOf(`http://127.0.0.1:${port}/v1`)]);
  assert.equal(sink.failure?.kind, 'closed-early');
  assert.equal(requests, 1);
});

test('health outlives a reload of the registry, but not a change of the base URL', async (t) => {
  const port = await freePort();
  const upstreams = upstreamsFor(t);
  const target = targetOf(`http://127.0.0.1:${port}/v1`, { id: 'ups_one' });
  await ask(upstreams, [target]);
  await ask(upstreams, [{ ...target, connectMs: 1_500 }]);
  assert.equal(upstreams.health('ups_one').failures, 2);
  await ask(upstreams, [{ ...target, baseUrl: `${target.baseUrl}/other` }]);
  assert.equal(upstreams.health('ups_one').failures, 1);
  upstreams.forget(['ups_one']);
  assert.equal(upstreams.health('ups_one').failures, 0);
});

test('forgetting an upstream lets requests under way finish', async (t) => {
  let finish: () => void = () => undefined;
  const local = await serve(t, (response) => {
    response.write('data: 1\n\n');
    finish = () => response.end('data: 2\n\n');
  });
  const upstreams = upstreamsFor(t);
  const target = targetOf(local.baseUrl);
  const sink = new Recorder();
  sink.takes = () => {
    upstreams.forget([target.id]);
    finish();
    return true;
  };
  await ask(upstreams, [target], { sink, stream: true });
  assert.equal(sink.bytes.toString(), 'data: 1\n\ndata: 2\n\n');
});

test('closing ends calls under way and refuses later ones', async (t) => {
  const local = await serve(t, (response) => response.write('data: 1\n\n'));
  const upstreams = upstreamsFor(t);
  const sink = new Recorder();
  let onFirst: () => void = () => undefined;
  const first = new Promise<void>((resolve) => {
    onFirst = resolve;
  });
  sink.takes = () => {
    onFirst();
    return true;
  };
  send(upstreams, [targetOf(local.baseUrl)], { sink, stream: true });
  await first;
  await upstreams.close();
  await sink.over;
  assert.equal(sink.failure?.kind, 'closed-early');
  assert.equal((await ask(upstreams, [targetOf(local.baseUrl)])).failure?.kind, 'unreachable');
});

test('an open circuit spares the upstream and says when to come back', async (t) => {
  const clock = new HandClock();
  const local = await serve(t, (response) => response.writeHead(503).end());
  const upstreams = upstreamsFor(t, clock);
  const target = targetOf(local.baseUrl);
  for (let i = 0; i < 5; i++) await ask(upstreams, [target]);
  clock.ms += 2_500;
  const sink = await ask(upstreams, [target]);
  assert.equal(sink.failure?.kind, 'circuit-open');
  assert.equal(sink.failure?.retryAfter, '8');
  assert.equal(sink.failure?.attempts, 0);
  assert.equal(local.seen.length, 5);
  clock.ms += 7_500;
  await ask(upstreams, [target]);
  assert.equal(local.seen.length, 6);
});
