import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openRouteApp } from '../../registry/testing/route-app.ts';
import { registerContentRoutes } from './index.ts';
import { openContent } from './testing/content-harness.ts';

let stand: Awaited<ReturnType<typeof openRouteApp>>;
before(async () => {
  const { content, close } = await openContent();
  const app = await openRouteApp((routes) => registerContentRoutes(routes, content));
  stand = {
    ...app,
    close: async () => {
      await app.close();
      await close();
    },
  };
});
after(() => stand.close());

const makeList = async (name: string): Promise<string> =>
  (await stand.call('compliance-officer', 'POST', '/api/word-lists', { name, risk: 'A.1.f' })).body.id;

test('a list: made with 201 and its defaults, listed, changed with 200, retired with 204, then 404', async () => {
  const made = await stand.call('compliance-officer', 'POST', '/api/word-lists', { name: '一', risk: 'A.1.f' });
  const url = `/api/word-lists/${made.body.id}`;
  assert.deepEqual([made.status, made.body.action, made.body.folding.separators], [201, 'block', true]);
  assert.equal((await stand.call('inspector', 'GET', '/api/word-lists')).body.length, 1);
  assert.equal((await stand.call('compliance-officer', 'PATCH', url, { enabled: false })).body.enabled, false);
  assert.equal((await stand.call('compliance-officer', 'DELETE', url)).status, 204);
  assert.equal((await stand.call('compliance-officer', 'PATCH', url, { enabled: true })).status, 404);
});

test('lists are read by all roles and changed by officers and administrators only', async () => {
  const body = { name: '二', risk: 'A.1.f' };
  assert.equal((await stand.call('reviewer', 'POST', '/api/word-lists', body)).status, 403);
  assert.equal((await stand.call('inspector', 'POST', '/api/word-lists', body)).status, 403);
  assert.equal((await stand.call('administrator', 'POST', '/api/word-lists', body)).status, 201);
  assert.equal((await stand.call('administrator', 'POST', '/api/word-lists', body)).status, 409);
  assert.equal((await stand.call('administrator', 'POST', '/api/word-lists', { ...body, risk: 'x' })).status, 400);
});

test('terms: added with a report, paged, searched, changed with 200, removed with 204', async () => {
  const url = `/api/word-lists/${await makeList('三')}/terms`;
  const added = await stand.call('compliance-officer', 'POST', url, { text: '禁词甲,A.3.b\n违禁乙\na' });
  assert.deepEqual([added.status, added.body.added, added.body.refused[0].line], [200, 2, 3]);
  const page = await stand.call('inspector', 'GET', `${url}?search=${encodeURIComponent('禁词')}&cursor=&limit=1`);
  assert.deepEqual([page.body.items[0].text, page.body.next], ['禁词甲', null]);
  const term = `${url}/${page.body.items[0].id}`;
  assert.equal((await stand.call('compliance-officer', 'PATCH', term, { note: '备注', risk: null })).body.risk, null);
  assert.equal((await stand.call('compliance-officer', 'PATCH', term, { text: '违禁乙' })).status, 409);
  assert.equal((await stand.call('compliance-officer', 'DELETE', term)).status, 204);
  assert.equal((await stand.call('compliance-officer', 'DELETE', term)).status, 404);
});

test('one term: put with its rules, refused at the field, read by its text', async () => {
  const url = `/api/word-lists/${await makeList('单条')}/term`;
  const rules = { wholeWord: true, context: { terms: ['旁词'] } };
  assert.equal((await stand.call('reviewer', 'PUT', url, { text: '禁词甲', rules })).status, 403);
  const put = await stand.call('compliance-officer', 'PUT', url, { text: '禁词甲', rules });
  assert.deepEqual([put.status, put.body.target], [200, 'live']);
  const read = await stand.call('inspector', 'GET', `${url}?text=${encodeURIComponent('禁词甲')}`);
  assert.deepEqual(read.body.rules.context, { kind: 'requires', terms: ['旁词'], within: 16 });
  const unfit = { text: '乙', replaces: '禁词甲', rules: { combine: { with: ['-'] } } };
  const refused = await stand.call('compliance-officer', 'PUT', url, unfit);
  assert.equal(refused.status, 400);
  assert.equal((await stand.call('inspector', 'GET', `${url}?text=x`)).status, 404);
});

test('a body far beyond the ordinary limit is taken as a list of terms', async () => {
  const url = `/api/word-lists/${await makeList('四')}/terms`;
  const text = Array.from({ length: 50 }, (_, index) => `禁词${index}${'甲'.repeat(10_000)}`).join('\n');
  const added = await stand.call('compliance-officer', 'POST', url, { text });
  assert.deepEqual([added.status, added.body.refusedTotal], [200, 50]);
});

test('trying a text is for reviewers and above, and 404 for a service that is not there', async () => {
  const url = '/api/word-lists/test';
  assert.equal((await stand.call('inspector', 'POST', url, { text: '违禁乙' })).status, 403);
  const tested = await stand.call('reviewer', 'POST', url, { text: '违禁乙' });
  assert.deepEqual([tested.status, tested.body.action], [200, 'block']);
  const serviceId = 'svc_00000000000000000000000000';
  assert.equal((await stand.call('reviewer', 'POST', url, { text: 'x', serviceId })).status, 404);
  assert.equal((await stand.call('reviewer', 'POST', url, { text: 'x', audience: 'minors' })).status, 400);
});
