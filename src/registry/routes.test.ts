import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { defaultPolicy } from '../contract/index.ts';
import { requirePermission } from '../staff/index.ts';
import { registerRegistryRoutes } from './routes.ts';
import { CREDIT_CODE, openRegistry, readEvidence } from './testing/harness.ts';
import { openRouteApp } from './testing/route-app.ts';

const GONE_SERVICE = 'svc_00000000000000000000000000';
let stand: Omit<Awaited<ReturnType<typeof openRegistry>>, 'close'> & Awaited<ReturnType<typeof openRouteApp>>;
before(async () => {
  const opened = await openRegistry();
  const app = await openRouteApp((routes) => registerRegistryRoutes(routes, opened.registry, { requirePermission }));
  const close = async (): Promise<void> => {
    await app.close();
    await opened.close();
  };
  stand = { ...opened, ...app, close };
});
after(() => stand.close());

const makeService = async (name: string): Promise<string> =>
  (await stand.call('administrator', 'POST', '/api/services', { name, modelCode: '0001' })).body.id;

test('the provider: 404 until it is put, then what was put, 400 for a wrong code, 403 for other roles', async () => {
  const put = { name: '示例公司', creditCode: CREDIT_CODE };
  assert.equal((await stand.call('inspector', 'GET', '/api/provider')).status, 404);
  assert.equal((await stand.call('compliance-officer', 'PUT', '/api/provider', put)).status, 403);
  assert.equal((await stand.call('administrator', 'PUT', '/api/provider', { ...put, creditCode: 'x' })).status, 400);
  assert.equal((await stand.call('administrator', 'PUT', '/api/provider', put)).status, 200);
  assert.equal((await stand.call('inspector', 'GET', '/api/provider')).body.creditCode, CREDIT_CODE);
});

test('a service: made with 201, listed, read, changed with 200, retired with 204, then 404', async () => {
  const id = await makeService('一');
  const url = `/api/services/${id}`;
  assert.equal((await stand.call('reviewer', 'GET', '/api/services')).status, 200);
  assert.equal((await stand.call('reviewer', 'GET', url)).body.policy.mask, defaultPolicy.mask);
  assert.equal((await stand.call('administrator', 'PATCH', url, { name: '二' })).body.policyVersion, 2);
  assert.equal((await stand.call('administrator', 'PATCH', url, { name: '三', policyVersion: 1 })).status, 409);
  assert.equal((await stand.call('administrator', 'DELETE', url)).status, 204);
  assert.equal((await stand.call('reviewer', 'GET', url)).status, 404);
  assert.equal((await stand.call('administrator', 'DELETE', url)).status, 404);
});

test('a compliance officer changes the policy of a service, but neither its name nor its route', async () => {
  const url = `/api/services/${await makeService('四')}`;
  const policy = { ...defaultPolicy, mask: '#' };
  const changed = await stand.call('compliance-officer', 'PATCH', url, { policy, policyVersion: 1 });
  assert.deepEqual([changed.status, changed.body.policy.mask], [200, '#']);
  assert.equal((await stand.call('compliance-officer', 'PATCH', url, { name: '五' })).status, 403);
  assert.equal((await stand.call('compliance-officer', 'PATCH', url, { upstreamIds: [] })).status, 403);
  assert.equal((await stand.call('reviewer', 'PATCH', url, { policy, policyVersion: 2 })).status, 403);
});

test('a field that nobody knows is refused with 400', async () => {
  const answer = await stand.call('administrator', 'POST', '/api/services', { name: '六', modelCode: '0001', x: 1 });
  assert.equal(answer.status, 400);
});

test('API keys: made with 201 and shown once, listed without the key, revoked with 204', async () => {
  const id = await makeService('七');
  const made = await stand.call('administrator', 'POST', `/api/services/${id}/keys`, { name: '应用' });
  assert.equal(made.status, 201);
  assert.match(made.body.key, /^hg_/);
  const listed = await stand.call('inspector', 'GET', `/api/services/${id}/keys`);
  assert.deepEqual(
    listed.body.map((key: object) => Object.hasOwn(key, 'key')),
    [false],
  );
  assert.equal((await stand.call('compliance-officer', 'DELETE', `/api/keys/${made.body.id}`)).status, 403);
  assert.equal((await stand.call('administrator', 'DELETE', `/api/keys/${made.body.id}`)).status, 204);
  assert.equal((await stand.call('administrator', 'GET', `/api/services/${GONE_SERVICE}/keys`)).status, 404);
  assert.equal(
    (await stand.call('administrator', 'POST', `/api/services/${GONE_SERVICE}/keys`, { name: 'x' })).status,
    404,
  );
});

test('a playground key is for reviewers and above', async () => {
  const url = `/api/services/${await makeService('八')}/playground-key`;
  assert.equal((await stand.call('inspector', 'POST', url)).status, 403);
  const made = await stand.call('reviewer', 'POST', url);
  assert.deepEqual([made.status, Object.keys(made.body).sort()], [201, ['expiresAt', 'key']]);
});

test('upstreams: made with 201, listed with health, changed, tested, retired; the key is never answered', async () => {
  const given = { name: 'primary', baseUrl: 'https://models.example/v1', apiKey: 'sk-secret' };
  const made = await stand.call('administrator', 'POST', '/api/upstreams', given);
  const url = `/api/upstreams/${made.body.id}`;
  assert.deepEqual([made.status, made.body.hasApiKey, made.body.health.circuit], [201, true, 'closed']);
  assert.equal((await stand.call('administrator', 'POST', '/api/upstreams', given)).status, 409);
  assert.equal(
    (await stand.call('administrator', 'PATCH', url, { models: { 'm-1': 'vendor-1' } })).body.hasApiKey,
    true,
  );
  assert.equal((await stand.call('administrator', 'POST', `${url}/test`, {})).body.ok, true);
  const listed = await stand.call('inspector', 'GET', '/api/upstreams');
  assert.equal(JSON.stringify(listed.body).includes('sk-secret'), false);
  assert.equal((await stand.call('administrator', 'DELETE', url)).status, 204);
  assert.equal((await stand.call('administrator', 'PATCH', url, { name: 'x' })).status, 404);
});

test('a change of one field of an upstream leaves the others as they were', async () => {
  const given = { name: 'kept', baseUrl: 'https://kept.example/v1', models: { a: 'b' }, idleMs: 9_000 };
  const { body } = await stand.call('administrator', 'POST', '/api/upstreams', given);
  const changed = await stand.call('administrator', 'PATCH', `/api/upstreams/${body.id}`, { name: 'renamed' });
  assert.deepEqual([changed.body.models, changed.body.idleMs], [{ a: 'b' }, 9_000]);
});

test('every change is in the log under the name of who made it', async () => {
  for (const { data } of await readEvidence(stand.database))
    assert.equal(data.by, 'staff:stf_0123456789ABCDEFGHJKMNPQRS');
});
