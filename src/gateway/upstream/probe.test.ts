import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freePort, serve, targetOf, upstreamsFor } from './upstreams.fixture.ts';

test('a probe lists the models an upstream offers', async (t) => {
  const local = await serve(t, (response) => response.end('{"object":"list","data":[{"id":"a"},{"id":"b"}]}'));
  const { ms, ...result } = await upstreamsFor(t).probe(targetOf(`${local.baseUrl}/`));
  assert.deepEqual(result, {
    ok: true,
    status: 200,
    models: ['a', 'b'],
    message: 'Reachable; it offers 2 models.',
  });
  assert.ok(ms >= 0);
  assert.equal(local.seen[0]?.url, '/v1/models');
});

test('a probe of a page that is no list of models is not ok', async (t) => {
  const local = await serve(t, (response) => response.end('<html>'));
  const result = await upstreamsFor(t).probe(targetOf(local.baseUrl));
  assert.equal(result.ok, false);
  assert.equal(result.status, 200);
});

test('a probe names a refused key, and the circuit is left alone', async (t) => {
  const local = await serve(t, (response) => response.writeHead(401).end('{}'));
  const upstreams = upstreamsFor(t);
  const target = targetOf(local.baseUrl);
  const result = await upstreams.probe(target);
  assert.equal(result.status, 401);
  assert.match(result.message, /API key/);
  assert.equal(upstreams.health(target.id).failures, 0);
});

test('a probe of a port where nobody listens says so', async (t) => {
  const result = await upstreamsFor(t).probe(targetOf(`http://127.0.0.1:${await freePort()}/v1`));
  assert.equal(result.ok, false);
  assert.equal(result.status, null);
  assert.match(result.message, /ECONNREFUSED/);
});

test('a probe of a silent upstream ends at its time-out', async (t) => {
  const local = await serve(t, () => undefined);
  const result = await upstreamsFor(t).probe(targetOf(local.baseUrl, { firstByteMs: 60 }));
  assert.match(result.message, /first-byte-timeout/);
});

test('a probe does not read an endless list to its end', async (t) => {
  const local = await serve(t, (response) => {
    response.end(Buffer.alloc(5_000_000, ' '));
  });
  const result = await upstreamsFor(t).probe(targetOf(local.baseUrl));
  assert.match(result.message, /longer than 4 MiB/);
});
