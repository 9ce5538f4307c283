import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { defaultPolicy } from '../contract/index.ts';
import { createKeyEncryption } from '../evidence/index.ts';
import { HOUR_MS, sha256 } from '../kernel/index.ts';
import { BY, CREDIT_CODE, kindsOf, openRegistry, readEvidence } from './testing/harness.ts';

const closers: (() => Promise<void>)[] = [];
after(async () => {
  await Promise.all(closers.map((close) => close()));
});
async function open(...args: Parameters<typeof openRegistry>) {
  const opened = await openRegistry(...args);
  closers.push(opened.close);
  return opened;
}
const UPSTREAM = {
  name: 'primary',
  baseUrl: 'https://models.example/v1',
  models: {},
  connectMs: null,
  firstByteMs: null,
  idleMs: null,
};
const SERVICE = { name: '客服', modelCode: '0001', upstreamIds: [], wordListIds: [] };

test('the provider is registered once and then changed, each with its own evidence', async () => {
  const { registry, database } = await open();
  await assert.rejects(registry.provider.read(), { code: 'E_NOT_FOUND' });
  await registry.provider.put({ name: '示例公司', creditCode: CREDIT_CODE }, BY);
  const changed = await registry.provider.put({ name: '示例公司二', creditCode: CREDIT_CODE }, BY);
  assert.equal(changed.name, '示例公司二');
  assert.deepEqual(await readEvidence(database), [
    { kind: 'provider.registered', data: { name: '示例公司', creditCode: CREDIT_CODE, by: BY } },
    { kind: 'provider.changed', data: { name: '示例公司二', creditCode: CREDIT_CODE, by: BY } },
  ]);
});

test('a credit code with a wrong check digit is refused at its field and leaves nothing', async () => {
  const { registry, database } = await open();
  await assert.rejects(registry.provider.put({ name: '示例公司', creditCode: '91440300708461136A' }, BY), {
    code: 'E_REQUEST_INVALID',
    message: /^creditCode: .*call for T/,
  });
  assert.deepEqual(await readEvidence(database), []);
});

test('a first service is served at once with its key, by the demonstration, named in labels until there is a provider', async () => {
  const { registry, database } = await open();
  const made = await registry.createFirstService({ name: '客服' }, BY);
  const before = await registry.live.refresh();
  const key = before.keyByHash(sha256(made.apiKey));
  assert.match(made.apiKey, /^hg_[A-Za-z0-9_-]{43}$/);
  assert.equal(key?.service.id, made.serviceId);
  assert.equal(key?.service.providerCode, '%E5%AE%A2%E6%9C%8D');
  assert.deepEqual(
    key?.service.upstreams.map(({ id }) => id),
    ['demonstration'],
  );
  assert.equal((await registry.services.read(made.serviceId)).providerCode, null);
  assert.deepEqual(await kindsOf(database), ['api-key.created', 'service.created']);

  await registry.provider.put({ name: '示例公司', creditCode: CREDIT_CODE }, BY);
  const afterwards = await registry.live.refresh();
  assert.equal(afterwards.services.get(made.serviceId)?.providerCode, `0011${CREDIT_CODE}10001`);
  assert.equal((await registry.services.read(made.serviceId)).providerCode, `0011${CREDIT_CODE}10001`);
});

test('the stored hint and hash never give the key away', async () => {
  const { registry, database } = await open();
  const { apiKey } = await registry.createFirstService({ name: '客服' }, BY);
  const { rows } = await database.query<{ row: string }>('select to_json(api_key)::text as row from api_key');
  assert.equal(rows[0]?.row.includes(apiKey.slice(8)), false);
  assert.equal(rows[0]?.row.includes(apiKey.slice(0, 8)), true);
});

test('two editors of one service: the one who read the older version is refused', async () => {
  const { registry, database } = await open();
  const service = await registry.services.create(SERVICE, BY);
  const policy = { ...defaultPolicy, mask: '#' };
  const changed = await registry.services.change(service.id, { policy, policyVersion: 1 }, BY);
  assert.equal(changed.policyVersion, 2);
  await assert.rejects(registry.services.change(service.id, { policy: defaultPolicy, policyVersion: 1 }, BY), {
    code: 'E_CONFLICT',
  });
  assert.deepEqual(await kindsOf(database), ['service.changed', 'service.created']);
});

test('a policy without the version it was made from is refused', async () => {
  const { registry } = await open();
  const service = await registry.services.create(SERVICE, BY);
  await assert.rejects(registry.services.change(service.id, { policy: { ...defaultPolicy, mask: '#' } }, BY), {
    code: 'E_REQUEST_INVALID',
    message: /^policyVersion/,
  });
});

test('a change that changes nothing leaves neither version nor evidence', async () => {
  const { registry, database } = await open();
  const service = await registry.services.create(SERVICE, BY);
  const same = await registry.services.change(service.id, { name: service.name, policyVersion: 1 }, BY);
  assert.equal(same.policyVersion, 1);
  assert.deepEqual(await kindsOf(database), ['service.created']);
});

test('a service takes no name of another, no upstream that is not there, and no upstream twice', async () => {
  const { registry } = await open();
  const upstream = await registry.upstreams.create(UPSTREAM, BY);
  await registry.services.create(SERVICE, BY);
  const gone = 'ups_00000000000000000000000000';
  await assert.rejects(registry.services.create(SERVICE, BY), { code: 'E_CONFLICT', message: /^name/ });
  await assert.rejects(registry.services.create({ ...SERVICE, name: 'b', upstreamIds: [gone] }, BY), {
    message: /^upstreamIds\.0/,
  });
  await assert.rejects(
    registry.services.create({ ...SERVICE, name: 'c', upstreamIds: [upstream.id, upstream.id] }, BY),
    { message: /^upstreamIds\.1: stands in the list twice/ },
  );
});

test('a service keeps the order of its upstreams; without any it uses all in order of creation', async () => {
  const { registry, clock } = await open();
  const first = await registry.upstreams.create(UPSTREAM, BY);
  clock.advance(5);
  const second = await registry.upstreams.create({ ...UPSTREAM, name: 'second' }, BY);
  const own = await registry.services.create({ ...SERVICE, upstreamIds: [second.id, first.id] }, BY);
  const all = await registry.services.create({ ...SERVICE, name: 'all' }, BY);
  const { services } = await registry.live.refresh();
  assert.deepEqual(
    services.get(own.id)?.upstreams.map(({ id }) => id),
    [second.id, first.id],
  );
  assert.deepEqual(
    services.get(all.id)?.upstreams.map(({ id }) => id),
    [first.id, second.id],
  );
});

test('a retired service and its keys are gone from what is served, and stay in the log', async () => {
  const { registry, database } = await open();
  const { serviceId, apiKey } = await registry.createFirstService({ name: '客服' }, BY);
  await registry.services.retire(serviceId, BY);
  const snapshot = await registry.live.refresh();
  assert.equal(snapshot.keyByHash(sha256(apiKey)), undefined);
  assert.equal(snapshot.services.size, 0);
  await assert.rejects(registry.services.retire(serviceId, BY), { code: 'E_NOT_FOUND' });
  assert.ok((await kindsOf(database)).includes('service.retired'));
});

test('a revoked key opens nothing, is still listed, and cannot be revoked twice', async () => {
  const { registry, database } = await open();
  const { serviceId, apiKey } = await registry.createFirstService({ name: '客服' }, BY);
  const [key] = await registry.keys.list(serviceId);
  await registry.keys.revoke(key?.id ?? '', BY);
  assert.equal((await registry.live.refresh()).keyByHash(sha256(apiKey)), undefined);
  assert.notEqual((await registry.keys.list(serviceId))[0]?.revokedAt, null);
  await assert.rejects(registry.keys.revoke(key?.id ?? '', BY), { code: 'E_NOT_FOUND' });
  assert.equal((await kindsOf(database)).filter((kind) => kind === 'api-key.revoked').length, 1);
});

test('a playground key is synthetic, lives an hour, and ends the one that the same person had', async () => {
  const { registry, clock } = await open();
  const { serviceId } = await registry.createFirstService({ name: '客服' }, BY);
  const person = 'staff:stf_0123456789ABCDEFGHJKMNPQRS';
  const other = await registry.keys.createForPlayground(serviceId, BY);
  const first = await registry.keys.createForPlayground(serviceId, person);
  const second = await registry.keys.createForPlayground(serviceId, person);
  const snapshot = await registry.live.refresh();
  assert.equal(snapshot.keyByHash(sha256(first.key)), undefined);
  assert.equal(snapshot.keyByHash(sha256(second.key))?.synthetic, true);
  assert.notEqual(snapshot.keyByHash(sha256(other.key)), undefined);
  assert.equal(second.expiresAt, new Date(clock.now().getTime() + HOUR_MS).toISOString());
  clock.advance(HOUR_MS);
  assert.equal((await registry.live.refresh()).keyByHash(sha256(second.key)), undefined);
});

test("an upstream's key is stored wrapped, reaches the target, and is shown to nobody", async () => {
  const { registry, database } = await open();
  const upstream = await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-秘密' }, BY);
  const { rows } = await database.query<{ key: Buffer }>('select api_key as key from upstream');
  assert.equal(rows[0]?.key.includes('sk-'), false);
  assert.equal(JSON.stringify([upstream, await readEvidence(database)]).includes('sk-'), false);
  const { upstreams } = await registry.live.refresh();
  assert.equal(upstreams[0]?.apiKey?.reveal(), 'sk-秘密');
});

test('a stored key does not follow a base URL to another server, but may be entered again or removed', async () => {
  const { registry } = await open();
  const { id } = await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-1' }, BY);
  const moved = { baseUrl: 'https://elsewhere.example/v1' };
  await assert.rejects(registry.upstreams.change(id, moved, BY), { message: /^apiKey/ });
  assert.equal((await registry.upstreams.change(id, { baseUrl: 'https://models.example/v2' }, BY)).hasApiKey, true);
  assert.equal((await registry.upstreams.change(id, { ...moved, apiKey: 'sk-2' }, BY)).hasApiKey, true);
  assert.equal((await registry.upstreams.change(id, { apiKey: '' }, BY)).hasApiKey, false);
});

test('an upstream that a service is routed to cannot be retired; afterwards it can, and its key is forgotten', async () => {
  const { registry, database } = await open();
  const { id } = await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-1' }, BY);
  const service = await registry.services.create({ ...SERVICE, upstreamIds: [id] }, BY);
  await assert.rejects(registry.upstreams.retire(id, BY), { code: 'E_CONFLICT', message: /客服/ });
  await registry.services.change(service.id, { upstreamIds: [] }, BY);
  await registry.upstreams.retire(id, BY);
  const { rows } = await database.query<{ key: Buffer | null }>('select api_key as key from upstream');
  assert.equal(rows[0]?.key, null);
  assert.deepEqual(
    (await registry.upstreams.list()).map(({ demonstration }) => demonstration),
    [true],
  );
});

test('time-outs of an upstream that has none are the configured ones', async () => {
  const { registry } = await open();
  await registry.upstreams.create({ ...UPSTREAM, idleMs: 9 }, BY);
  const [target] = (await registry.live.refresh()).upstreams;
  assert.deepEqual([target?.connectMs, target?.firstByteMs, target?.idleMs], [1_000, 2_000, 9]);
});

test('testing an upstream asks exactly that one, the demonstration too', async () => {
  const { registry } = await open();
  const { id } = await registry.upstreams.create(UPSTREAM, BY);
  assert.deepEqual((await registry.upstreams.test(id)).models, ['primary']);
  assert.deepEqual((await registry.upstreams.test('demonstration')).models, ['demonstration']);
  await assert.rejects(registry.upstreams.test('ups_00000000000000000000000000'), { code: 'E_NOT_FOUND' });
});

test('a base URL with a password in it is refused', async () => {
  const { registry } = await open();
  await assert.rejects(registry.upstreams.create({ ...UPSTREAM, baseUrl: 'https://u:p@models.example' }, BY), {
    message: /^baseUrl/,
  });
});

test('set-up in one unit: provider and first service, or neither', async () => {
  const { registry, options, database } = await open();
  const setUp = (creditCode: string) =>
    options.unitOfWork.run((tx, evidence) =>
      registry.alsoInSetup(tx, evidence, {
        provider: { name: '示例公司', creditCode },
        service: { name: '客服', modelCode: '0001' },
        actor: 'setup',
      }),
    );
  await assert.rejects(setUp('91440300708461136A'), { message: /^provider\.creditCode/ });
  assert.deepEqual(await readEvidence(database), []);
  const made = await setUp(CREDIT_CODE);
  assert.equal(made?.baseUrl, 'http://127.0.0.1:8815/v1');
  assert.deepEqual(await kindsOf(database), ['api-key.created', 'provider.registered', 'service.created']);
});

test('a reload that fails keeps the state before it in service and shows in health; the next good one ends that', async () => {
  let canUnwrap = true;
  const real = createKeyEncryption(Buffer.alloc(32, 9));
  const keyEncryption = {
    ...real,
    unwrap: (wrapped: Buffer, context?: string) => {
      if (!canUnwrap) throw new Error('no key');
      return real.unwrap(wrapped, context);
    },
  };
  const { registry } = await open({ keyEncryption });
  await registry.createFirstService({ name: '客服' }, BY);
  await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-1' }, BY);
  const good = await registry.live.refresh();
  canUnwrap = false;
  await assert.rejects(registry.live.refresh(), /no key/);
  assert.equal(registry.live.current, good);
  assert.equal(registry.live.health.error, 'E_INTERNAL');
  canUnwrap = true;
  await registry.live.refresh();
  assert.equal(registry.live.health.error, null);
});

test('however many ask for a reload while one is under way, they share one more', async () => {
  let loads = 0;
  const real = createKeyEncryption(Buffer.alloc(32, 9));
  const unwrap = (wrapped: Buffer, context?: string) => {
    loads++;
    return real.unwrap(wrapped, context);
  };
  const { registry } = await open({ keyEncryption: { ...real, unwrap } });
  await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-1' }, BY);
  const snapshots = await Promise.all(Array.from({ length: 10 }, () => registry.live.refresh()));
  assert.equal(loads, 2);
  assert.equal(new Set(snapshots).size, 2);
});

test('a change that changes nothing of provider or upstream leaves no evidence', async () => {
  const { registry, database } = await open();
  const { id } = await registry.upstreams.create({ ...UPSTREAM, apiKey: 'sk-1' }, BY);
  await registry.provider.put({ name: '示例公司', creditCode: CREDIT_CODE }, BY);
  await registry.upstreams.change(id, { name: UPSTREAM.name, models: {} }, BY);
  await registry.provider.put({ name: '示例公司', creditCode: CREDIT_CODE }, BY);
  assert.deepEqual(await kindsOf(database), ['provider.registered', 'upstream.created']);
});

test('a change by any process is followed without asking', async () => {
  const { registry } = await open();
  await registry.live.start();
  const made = await registry.createFirstService({ name: '客服' }, BY);
  for (let tries = 0; tries < 200 && registry.live.current.services.size === 0; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  assert.ok(registry.live.current.services.has(made.serviceId));
});

test('before the first load nothing is served', async () => {
  const { registry } = await open();
  assert.throws(() => registry.live.current, { code: 'E_STORE_UNAVAILABLE' });
});
