import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  defaultPolicy,
  gapsPageSchema,
  judgeSchema,
  judgeTestedSchema,
  scorecardSchema,
  serviceSchema,
} from '../../contract/index.ts';
import { json, startVendor, type VendorServer } from '../../judges/testing/vendor-server.ts';
import { type AdminAppHarness, openAdminApp, problemOf, type SignedIn, signIn } from './testing/open-admin-app.ts';

let harness: AdminAppHarness;
let vendor: VendorServer;
let administrator: SignedIn;
let officer: SignedIn;
let inspector: SignedIn;
before(async () => {
  harness = await openAdminApp();
  vendor = await startVendor(
    json({ results: [{ flagged: true, categories: { violence: true }, category_scores: {} }] }),
  );
  administrator = await signIn(harness, 'administrator');
  officer = await signIn(harness, 'compliance-officer');
  inspector = await signIn(harness, 'inspector');
});
after(async () => {
  await vendor.close();
  await harness.close();
});

const SECRET = 'sk-never-shown';
const call = (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', url: string, as: SignedIn, payload?: object) =>
  harness.app.inject({ method, url, headers: { ...as }, ...(payload === undefined ? {} : { payload }) });
const create = (name: string) =>
  call('POST', '/api/judges', administrator, {
    name,
    settings: { kind: 'openai-moderations', baseUrl: vendor.baseUrl },
    secret: SECRET,
    yuanPerCall: 0.02,
  });

test('an administrator adds, changes and retires a judge; no answer ever holds its secret', async () => {
  const made = await create('备用评审');
  assert.equal(made.statusCode, 201);
  const judge = judgeSchema.parse(made.json());
  assert.equal(judge.hasSecret, true);
  const changed = await call('PATCH', `/api/judges/${judge.id}`, administrator, { name: '改名', secret: null });
  assert.equal(judgeSchema.parse(changed.json()).name, '改名');
  const listed = await call('GET', '/api/judges', inspector);
  assert.equal(listed.statusCode, 200);
  for (const answer of [made, changed, listed]) assert.ok(!answer.body.includes(SECRET));
  assert.equal((await call('DELETE', `/api/judges/${judge.id}`, administrator)).statusCode, 204);
  assert.equal((await call('DELETE', `/api/judges/${judge.id}`, administrator)).statusCode, 404);
});

test('a compliance officer may try a judge but not change it; an inspector may only read', async () => {
  const judge = judgeSchema.parse((await create('第一评审')).json());
  const tested = await call('POST', `/api/judges/${judge.id}/test`, officer, { text: '一段文字', direction: 'output' });
  assert.equal(judgeTestedSchema.parse(tested.json()).verdict?.decision, 'unsafe');
  for (const [as, method, url] of [
    [officer, 'PATCH', `/api/judges/${judge.id}`],
    [inspector, 'POST', `/api/judges/${judge.id}/test`],
  ] as const) {
    const payload = method === 'POST' ? { text: 'x' } : { name: 'x' };
    const { problem } = await problemOf(harness.app, { method, url, headers: { ...as }, payload });
    assert.equal(problem.code, 'E_ROLE_FORBIDDEN');
  }
});

test('a refusal names the field: an unknown kind, a missing secret, a name that is taken', async () => {
  await create('占用的名字');
  for (const [payload, path] of [
    [{ name: 'x', settings: { kind: 'oracle', baseUrl: vendor.baseUrl } }, 'settings.kind'],
    [{ name: 'x', settings: { kind: 'tencent', secretId: 'y' } }, 'secret'],
    [{ name: '占用的名字', settings: { kind: 'openai-moderations', baseUrl: vendor.baseUrl } }, 'name'],
    [
      { name: 'x', settings: { kind: 'guard-chat', baseUrl: 'ftp://x', model: 'm', answer: { form: 'qwen3guard' } } },
      'settings.baseUrl',
    ],
  ] as const) {
    const { problem } = await problemOf(harness.app, {
      method: 'POST',
      url: '/api/judges',
      headers: { ...administrator },
      payload,
    });
    assert.ok(
      problem.fields.some((field) => field.path === path),
      JSON.stringify(problem),
    );
  }
});

test('a policy may name only judges there are, and then they cannot be retired', async () => {
  const judge = judgeSchema.parse((await create('被服务使用的评审')).json());
  const service = serviceSchema.parse(
    (await call('POST', '/api/services', administrator, { name: '客服', modelCode: '0001' })).json(),
  );
  const put = (judges: string[]) => ({
    policy: { ...defaultPolicy, secondOpinion: { output: { judges, style: 'watch', leakCharsMax: 600 } } },
    policyVersion: service.policyVersion,
  });
  const { problem } = await problemOf(harness.app, {
    method: 'PATCH',
    url: `/api/services/${service.id}`,
    headers: { ...officer },
    payload: put([`jdg_${'0'.repeat(26)}`]),
  });
  assert.equal(problem.fields[0]?.path, 'policy.secondOpinion.output.judges.0');
  const saved = await call('PATCH', `/api/services/${service.id}`, officer, put([judge.id]));
  assert.equal(serviceSchema.parse(saved.json()).policy.secondOpinion?.output?.windowChars, 300);
  const retired = await problemOf(harness.app, {
    method: 'DELETE',
    url: `/api/judges/${judge.id}`,
    headers: { ...administrator },
  });
  assert.equal(retired.problem.code, 'E_CONFLICT');
  assert.match(retired.problem.detail, /客服/);
});

test('scorecard and gaps are read by everyone signed in; the scorecard also comes as CSV', async () => {
  const card = await call('GET', '/api/judges/scorecard?month=2026-11', inspector);
  assert.deepEqual(scorecardSchema.parse(card.json()), { month: '2026-11', rows: [] });
  const csv = await call('GET', '/api/judges/scorecard.csv?month=2026-11', inspector);
  assert.match(csv.headers['content-type']?.toString() ?? '', /^text\/csv/);
  assert.match(csv.body, /^\uFEFFjudgeId,name,kind/);
  assert.equal((await call('GET', '/api/judges/scorecard?month=2026-13', inspector)).statusCode, 400);
  assert.deepEqual(gapsPageSchema.parse((await call('GET', '/api/judges/gaps', inspector)).json()).items, []);
});
