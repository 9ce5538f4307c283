import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import { exchangeDetailSchema, exchangeProofSchema, exchangesPageSchema, overviewSchema } from '../contract/index.ts';
import { openApiApp } from '../staff/testing/api-app.ts';
import { exchangesRoutes } from './routes.ts';
import { type ExchangesFixture, openExchangesFixture } from './testing/exchanges-fixture.ts';

let fixture: ExchangesFixture;
let app: FastifyInstance;
let cookie = '';
let actor = '';
let exchangeId = '';
before(async () => {
  fixture = await openExchangesFixture();
  const password = 'a long enough password';
  await fixture.staff.members.create('cli', { username: 'inspector', name: 'I', role: 'inspector', password });
  const begun = await fixture.staff.signIn.signIn({ username: 'inspector', password }, '192.0.2.1');
  cookie = begun.cookie;
  actor = begun.session.actor;
  app = await openApiApp({ sessions: fixture.staff.sessions, publicUrl: undefined });
  await app.register(exchangesRoutes({ exchanges: fixture.exchanges }));
  exchangeId = await fixture.record();
});
after(async () => {
  await app.close();
  await fixture.close();
});

const get = (url: string) => app.inject({ url, cookies: { hegui_session: cookie } });

test('an inspector may list, read, prove and overview; the answers are as the contract says', async () => {
  const rows = [
    ['/api/exchanges?limit=10&hits=none', exchangesPageSchema],
    [`/api/exchanges/${exchangeId}`, exchangeDetailSchema],
    [`/api/exchanges/${exchangeId}/proof`, exchangeProofSchema],
    ['/api/overview', overviewSchema],
  ] as const;
  for (const [url, schema] of rows) {
    const response = await get(url);
    assert.equal(response.statusCode, 200, url);
    assert.ok(schema.safeParse(response.json()).success, url);
  }
  assert.deepEqual(await fixture.dataOf('content.viewed'), [{ exchange: exchangeId, by: actor }]);
});

test('without a session nothing is shown', async () => {
  for (const url of [
    '/api/exchanges',
    `/api/exchanges/${exchangeId}`,
    `/api/exchanges/${exchangeId}/proof`,
    '/api/overview',
  ]) {
    assert.equal((await app.inject({ url })).statusCode, 401, url);
  }
});

test('a malformed query, cursor or id answers 400; an unknown exchange 404', async () => {
  const rows = [
    ['/api/exchanges?outcome=nonsense', 400],
    ['/api/exchanges?limit=0', 400],
    ['/api/exchanges?cursor=nonsense', 400],
    ['/api/exchanges/nonsense', 400],
    ['/api/overview?minutes=1', 400],
    ['/api/exchanges/exc_00000000000000000000000000', 404],
    ['/api/exchanges/exc_00000000000000000000000000/proof', 404],
  ] as const;
  for (const [url, status] of rows) assert.equal((await get(url)).statusCode, status, url);
});
