import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { HeguiError } from '../../kernel/index.ts';
import { type Readiness, readinessSchema } from './readiness.ts';
import { type AdminAppHarness, CREDIT_CODE, openAdminApp, SETUP_TOKEN } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
/** Answers of the health routes are kept for a second; this clock moves on at every look. */
let nowMs = 0;
const clock = {
  now: () => new Date(),
  monotonicMs: () => {
    nowMs += 2_000;
    return nowMs;
  },
};
beforeEach(async () => {
  harness = await openAdminApp({ clock });
});
afterEach(() => harness.close());

async function askReady(): Promise<{ status: number; body: Readiness }> {
  const response = await harness.app.inject('/readyz');
  return { status: response.statusCode, body: readinessSchema.strict().parse(response.json()) };
}

/** A provider and one service that every upstream serves. */
async function setUp(): Promise<void> {
  const payload = {
    token: SETUP_TOKEN,
    administrator: { username: 'root', name: 'Root', password: 'a long enough password' },
    provider: { name: '示例公司', creditCode: CREDIT_CODE },
    service: { name: '客服' },
  };
  assert.equal((await harness.app.inject({ method: 'POST', url: '/api/setup', payload })).statusCode, 200);
}

async function connect(name: string): Promise<string> {
  const change = { baseUrl: 'http://127.0.0.1:1/v1', models: {}, connectMs: null, firstByteMs: null, idleMs: null };
  const { id } = await harness.registry.upstreams.create({ name, ...change }, 'cli');
  await harness.registry.live.refresh();
  return id;
}

test('the process says that it answers whatever else is wrong', async () => {
  harness.switches.isDatabaseUp = false;
  const response = await harness.app.inject('/healthz');
  assert.deepEqual([response.statusCode, response.json()], [200, { status: 'ok' }]);
  assert.equal(response.headers['cache-control'], 'no-store');
});

test('with every part well it is ready, and each part says why', async () => {
  const { status, body } = await askReady();
  assert.deepEqual([status, body.status], [200, 'ready']);
  assert.ok(Object.values(body.parts).every(({ state, reason }) => state === 'ok' && reason !== ''));
});

const FAILURES: readonly (readonly [part: keyof Readiness['parts'], breakIt: () => void, reason: RegExp])[] = [
  ['database', () => (harness.switches.isDatabaseUp = false), /DATABASE_URL/],
  ['evidence', () => (harness.switches.evidenceDetail = 'nothing more is signed: root differs'), /root differs/],
  ['records', () => (harness.switches.areRecordsUp = false), /could not be written/],
  ['process', () => (harness.switches.isStopping = true), /stopping/],
];
for (const [part, breakIt, reason] of FAILURES) {
  test(`it is unavailable when ${part} fails, says so, and is ready again afterwards`, async () => {
    breakIt();
    const { status, body } = await askReady();
    assert.deepEqual([status, body.status, body.parts[part].state], [503, 'unavailable', 'failed']);
    assert.match(body.parts[part].reason, reason);
    const others = Object.entries(body.parts).filter(([name]) => name !== part);
    assert.ok(others.every(([, { state }]) => state === 'ok'));
    Object.assign(harness.switches, {
      isDatabaseUp: true,
      evidenceDetail: null,
      areRecordsUp: true,
      isStopping: false,
    });
    assert.equal((await askReady()).status, 200);
  });
}

test('a registry that could not be reloaded is degraded and still serves', async (t) => {
  const health = { isLoaded: true, loadedAt: new Date(0), error: 'E_STORE_UNAVAILABLE' };
  t.mock.getter(harness.registry.live, 'health', () => health);
  const { status, body } = await askReady();
  assert.deepEqual([status, body.status, body.parts.registry.state], [200, 'degraded', 'degraded']);
  assert.match(body.parts.registry.reason, /E_STORE_UNAVAILABLE.*1970/);
});

test('before services are loaded it is unavailable', async (t) => {
  t.mock.getter(harness.registry.live, 'health', () => ({ isLoaded: false, loadedAt: null, error: null }));
  const { status, body } = await askReady();
  assert.deepEqual([status, body.parts.registry.state, body.parts.upstreams.state], [503, 'failed', 'failed']);
  assert.deepEqual(body.upstreams, []);
});

test('one upstream left out is degraded while every service has another, and names it', async () => {
  await setUp();
  const first = await connect('one');
  const second = await connect('two');
  harness.switches.circuits.set(first, 'open').set(second, 'half-open');
  const { status, body } = await askReady();
  assert.deepEqual([status, body.status, body.parts.upstreams.state], [200, 'degraded', 'degraded']);
  assert.ok(body.parts.upstreams.reason.includes(first) && !body.parts.upstreams.reason.includes(second));
  assert.deepEqual(body.upstreams, [
    { id: first, circuit: 'open' },
    { id: second, circuit: 'half-open' },
  ]);
});

test('a service whose every upstream is left out makes it unavailable, and is named', async () => {
  await setUp();
  const only = await connect('one');
  harness.switches.circuits.set(only, 'open');
  const { status, body } = await askReady();
  assert.deepEqual([status, body.status], [503, 'unavailable']);
  assert.match(body.parts.upstreams.reason, /svc_/);
});

test('readiness tells neither names nor addresses nor keys', async () => {
  await setUp();
  await connect('an upstream of ours');
  const { body } = await harness.app.inject('/readyz');
  for (const secret of ['an upstream of ours', '127.0.0.1', '客服', '示例公司'])
    assert.ok(!body.includes(secret), secret);
});

test('many who ask at once share one look at the parts', async () => {
  const still = await openAdminApp();
  try {
    let looks = 0;
    Object.defineProperty(still.switches, 'isDatabaseUp', { get: () => ++looks > 0 });
    await Promise.all(Array.from({ length: 20 }, () => still.app.inject('/readyz')));
    assert.equal(looks, 1);
  } finally {
    await still.close();
  }
});

const SAMPLE = /^([a-z_:][a-z0-9_:]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*\})? (-?[0-9.e+-]+)$/;

/** Values by name and labels; fails on a line that Prometheus would not take. */
function parseMetrics(text: string): Map<string, number> {
  const values = new Map<string, number>();
  let family = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const [, kind, name, rest] = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line) ?? [];
    if (kind === 'HELP') family = name ?? '';
    else if (kind === 'TYPE') assert.ok(name === family && /^(counter|gauge)$/.test(rest ?? ''), line);
    else {
      const [, sample = '', labels = '', value] = SAMPLE.exec(line) ?? [];
      assert.equal(sample, family, line);
      assert.ok(!values.has(sample + labels), `${line} comes twice`);
      values.set(sample + labels, Number(value));
    }
  }
  return values;
}

test('metrics are in the text format of Prometheus and tell what the gateway counted', async () => {
  await setUp();
  const upstream = await connect('one');
  harness.switches.circuits.set(upstream, 'open');
  const response = await harness.app.inject('/metrics');
  assert.equal(response.headers['content-type'], 'text/plain; version=0.0.4; charset=utf-8');
  assert.ok(response.body.endsWith('\n'));
  const values = parseMetrics(response.body);
  const expected = {
    hegui_gateway_requests_total: 12,
    'hegui_gateway_errors_total{code="E_KEY_MISSING"}': 2,
    hegui_gateway_open_requests: 4,
    hegui_records_waiting: 3,
    hegui_records_up: 1,
    hegui_database_up: 1,
    hegui_services: 1,
    [`hegui_upstream_circuit{upstream="${upstream}",state="open"}`]: 1,
    [`hegui_upstream_circuit{upstream="${upstream}",state="closed"}`]: 0,
  };
  for (const [name, value] of Object.entries(expected)) assert.equal(values.get(name), value, name);
  assert.ok((values.get('hegui_log_size') ?? 0) + (values.get('hegui_log_waiting') ?? 0) > 0);
  assert.ok((values.get('process_cpu_seconds_total') ?? 0) > 0);
  assert.ok((values.get('process_resident_memory_bytes') ?? 0) > 1e7);
});

test('metrics are told without the log while the database is away', async () => {
  const down = new HeguiError('E_STORE_UNAVAILABLE', 'the database cannot be reached');
  const gone = await openAdminApp({
    evidence: {
      reader: {
        head: () => Promise.reject(down),
        checkpoints: () => Promise.reject(down),
        entries: () => Promise.reject(down),
      },
      exportBundle: () => Promise.reject(down),
    },
  });
  try {
    const response = await gone.app.inject('/metrics');
    assert.equal(response.statusCode, 200);
    const values = parseMetrics(response.body);
    assert.equal(values.get('hegui_database_up'), 0);
    assert.equal(values.has('hegui_log_size'), false);
    assert.equal(values.get('hegui_gateway_requests_total'), 12);
  } finally {
    await gone.close();
  }
});
