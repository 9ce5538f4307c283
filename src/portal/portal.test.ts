import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type AdminAppHarness, CREDIT_CODE, openAdminApp, signIn } from '../app/http/testing/open-admin-app.ts';
import { portalSettingsStateSchema } from '../contract/index.ts';
import { html, type PortalArea, readForm, renderForm } from './index.ts';

const FIELDS = [
  { kind: 'long-text', name: 'words', label: 'Words', charsMax: 20, isRequired: true },
  { kind: 'files', name: 'files', label: 'Files', isScanned: false },
] as const;
const taken: string[] = [];

/** An area as a duty would offer it: a form, a receipt cookie, a file. */
const AREA: PortalArea = {
  entries: (language) => [{ title: language === 'en' ? 'Write' : '写', text: '', path: '/write' }],
  pages: [
    {
      method: 'GET',
      path: '/write',
      answer: async ({ language, url, blankForm }) => {
        const state = blankForm('write');
        const main = renderForm({ action: url('/write'), fields: FIELDS, state, language, submit: 'Send' });
        return { kind: 'page', title: 'Write', main, hasPuzzle: state.hasPuzzle };
      },
    },
    {
      method: 'POST',
      path: '/write',
      takesFiles: true,
      limit: { name: 'write', count: 30, withinMs: 60_000 },
      answer: async ({ language, url, body, readForm: readSent }) => {
        const { key, fault, again } = readSent('write', { hasChallenge: true });
        const { values, files, faults } = readForm(FIELDS, body, language);
        if (fault === null && faults.length === 0) {
          taken.push(`${key} ${values.words} ${files.map(({ name, mediaType }) => `${name} ${mediaType}`).join()}`);
          return { kind: 'redirect', path: '/mine', receipt: '4F7K9QXA2T5B' };
        }
        const all = [...faults, ...(fault === null ? [] : [{ name: '', message: fault }])];
        const main = renderForm({
          action: url('/write'),
          fields: FIELDS,
          state: again,
          language,
          submit: 'Send',
          values,
          faults: all,
        });
        return { kind: 'page', title: 'Write', main, status: 422, hasFaults: true };
      },
    },
    {
      method: 'GET',
      path: '/mine',
      answer: async ({ receipt }) => ({ kind: 'page', title: 'Mine', main: html`<p>${receipt ?? 'closed'}</p>` }),
    },
    {
      method: 'GET',
      path: '/files/:name',
      answer: async ({ params }) => ({
        kind: 'file',
        file: { name: params.name ?? '', mediaType: 'image/png', bytes: Buffer.from('bytes') },
      }),
    },
    { method: 'GET', path: '/broken', answer: () => Promise.reject(new Error('a secret detail')) },
  ],
};

let harness: AdminAppHarness;
before(async () => {
  harness = await openAdminApp({ areas: [AREA] });
});
after(() => harness.close());

const get = (url: string, headers: Record<string, string> = {}) => harness.app.inject({ url, headers });

/** A browser with its cookies, and the form as it was shown to it. */
async function openForm() {
  const shown = await get('/portal/en/write');
  const cookies = new Map(shown.cookies.map(({ name, value }) => [name, value]));
  return { cookies, token: tokenIn(shown.body) };
}
const tokenIn = (page: string): string => /name="form" value="([^"]+)"/.exec(page)?.[1] ?? assert.fail('no token');

async function post(
  { cookies }: { cookies: ReadonlyMap<string, string> },
  fields: Readonly<Record<string, string>>,
  headers: Record<string, string> = {},
) {
  return await harness.app.inject({
    method: 'POST',
    url: '/portal/en/write',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...headers,
    },
    payload: new URLSearchParams(fields).toString(),
  });
}

test('whoever comes without a language is led to theirs, and the choice is kept', async () => {
  for (const [headers, expected] of [
    [{}, '/portal/zh/write?a=1'],
    [{ 'accept-language': 'en' }, '/portal/en/write?a=1'],
    [{ 'accept-language': 'en', cookie: 'hegui_portal_language=zh' }, '/portal/zh/write?a=1'],
  ] as const) {
    const response = await get('/portal/write?a=1', headers);
    assert.deepEqual([response.statusCode, response.headers.location], [302, expected]);
  }
  const page = await get('/portal/en/write?a=1');
  assert.match(page.body, /<html lang="en">/);
  assert.ok(page.body.includes('href="/portal/zh/write?a=1"'), 'the switch leads to the same page');
  assert.ok(page.cookies.some(({ name, value }) => name === 'hegui_portal_language' && value === 'en'));
});

test('every page forbids what it does not need, and cookies are for this site and no script', async () => {
  const page = await get('/portal/zh/write');
  const policy = String(page.headers['content-security-policy']);
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe/);
  assert.doesNotMatch(page.body, /<script(?! src)|style="|onclick|onload/);
  assert.deepEqual(
    [page.headers['cache-control'], page.headers['referrer-policy'], page.headers['x-content-type-options']],
    ['no-store', 'same-origin', 'nosniff'],
  );
  for (const cookie of page.cookies) {
    assert.deepEqual([cookie.httpOnly, cookie.sameSite, cookie.secure, cookie.path], [true, 'Strict', true, '/portal']);
  }
});

test('a form that is sent once is taken, and opens a receipt for this browser alone', async () => {
  const form = await openForm();
  const before = taken.length;
  const sent = await post(form, { form: form.token, words: '<b>hello' });
  assert.deepEqual([sent.statusCode, sent.headers.location], [303, '/portal/en/mine']);
  assert.match(taken[before] ?? '', /^[0-9a-f]{32} <b>hello $/);
  const cookie = sent.cookies.find(({ name }) => name === 'hegui_portal_receipt')?.value ?? '';
  const mine = await get('/portal/en/mine', { cookie: `hegui_portal_receipt=${cookie}` });
  assert.ok(mine.body.includes('4F7K9QXA2T5B'));
  const forged = await get('/portal/en/mine', { cookie: `hegui_portal_receipt=${cookie.replace('4F7K', '4F7M')}` });
  assert.ok(forged.body.includes('closed'));
});

test('a form of another browser, without a cookie, or from another site is not taken, and what was typed stays', async () => {
  const [form, other] = [await openForm(), await openForm()];
  const before = taken.length;
  for (const response of [
    await post(other, { form: form.token, words: 'kept words' }),
    await post({ cookies: new Map() }, { form: form.token, words: 'kept words' }),
    await post(form, { words: 'kept words' }),
  ]) {
    assert.equal(response.statusCode, 422);
    assert.match(response.body, /cookie/);
    assert.match(response.body, />\nkept words<\/textarea>/);
  }
  const foreign = await post(form, { form: form.token, words: 'x' }, { origin: 'https://evil.example' });
  assert.equal(foreign.statusCode, 403);
  assert.match(String(foreign.headers['content-type']), /^text\/html/);
  assert.equal(taken.length, before);
});

test('a form with faults comes back with what was typed and the same token, and passes once mended', async () => {
  const form = await openForm();
  const faulty = await post(form, { form: form.token, words: 'much too long for this field' });
  assert.equal(faulty.statusCode, 422);
  assert.match(faulty.body, /<title>Error: Write/);
  const again = tokenIn(faulty.body);
  assert.equal(again.split('.')[1], form.token.split('.')[1], 'the form keeps its key');
  assert.equal((await post(form, { form: again, words: 'short' })).statusCode, 303);
});

test('files come in with their kind told by their bytes, and go out as downloads only', async () => {
  const form = await openForm();
  const data = new FormData();
  data.set('form', form.token);
  data.set('words', 'with a file');
  data.append('files', new File([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')], 'page.html'));
  const body = new Request('http://x', { method: 'POST', body: data });
  const response = await harness.app.inject({
    method: 'POST',
    url: '/portal/en/write',
    headers: {
      'content-type': body.headers.get('content-type') ?? '',
      cookie: [...form.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
    },
    payload: Buffer.from(await body.arrayBuffer()),
  });
  assert.equal(response.statusCode, 303, response.body);
  assert.match(taken.at(-1) ?? '', /with a file page\.png image\/png$/);
  const file = await get('/portal/en/files/a%22b.png');
  assert.match(String(file.headers['content-disposition']), /^attachment; filename="a_b\.png"/);
  assert.match(String(file.headers['content-security-policy']), /sandbox/);
});

test('with the puzzle on, a form passes with the right answer and comes back with the question otherwise', async () => {
  const officer = await signIn(harness, 'compliance-officer');
  const state = portalSettingsStateSchema.parse(
    (await harness.app.inject({ url: '/api/portal/settings', headers: { ...officer } })).json(),
  );
  const put = (settings: object, revision: number) =>
    harness.app.inject({
      method: 'PUT',
      url: '/api/portal/settings',
      headers: { ...officer },
      payload: { settings, revision },
    });
  const changed = await put(
    { ...state.settings, challenge: 'puzzle', colour: '#ffee00', phone: '010-1234567' },
    state.revision,
  );
  assert.equal(changed.statusCode, 200, changed.body);
  assert.notEqual(
    portalSettingsStateSchema.parse(changed.json()).shown.light,
    '#ffee00',
    'yellow cannot be read on white',
  );
  assert.equal((await put(state.settings, state.revision)).statusCode, 409, 'an old revision overwrites nothing');
  const page = await get('/portal/en/write');
  assert.match(page.body, /010-1234567/);
  const form = { cookies: new Map(page.cookies.map(({ name, value }) => [name, value])), token: tokenIn(page.body) };
  assert.match(page.body, /<script src="\/portal\/puzzle\.js" defer><\/script>/);
  const words = 'zero one two three four five six seven eight nine'.split(' ');
  const [, one = '', other = ''] = /what is (\w+) plus (\w+)\?/.exec(page.body) ?? [];
  const sum = words.indexOf(one) + words.indexOf(other);
  const wrong = await post(form, { form: form.token, words: 'typed', captcha: String(sum + 1) });
  assert.equal(wrong.statusCode, 422);
  assert.equal((await post(form, { form: form.token, words: 'typed', captcha: String(sum) })).statusCode, 303);
});

test('the page is in the name of the provider', async () => {
  await harness.registry.provider.put({ name: '示例<公司>', creditCode: CREDIT_CODE }, 'cli');
  await harness.registry.live.refresh();
  assert.match((await get('/portal/zh')).body, /示例&lt;公司&gt;/);
});

test('an unknown address and a failure are pages that lead on and tell no detail', async () => {
  const unknown = await get('/portal/en/nothing');
  assert.equal(unknown.statusCode, 404);
  assert.match(unknown.body, /There is no such page/);
  const broken = await get('/portal/zh/broken');
  assert.equal(broken.statusCode, 500);
  assert.doesNotMatch(broken.body, /secret detail/);
  assert.match(broken.body, /请求编号/);
});

test('a form that is too large, and one address that sends too often, are told so on a page', async () => {
  const form = await openForm();
  const large = await harness.app.inject({
    method: 'POST',
    url: '/portal/en/write',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: Buffer.alloc(26 * 1_048_576, 'a'),
  });
  assert.equal(large.statusCode, 413);
  assert.match(large.body, /larger than 25 MB together/);
  let last = await post(form, {});
  for (let i = 0; i < 40 && last.statusCode !== 429; i++) last = await post(form, {});
  assert.equal(last.statusCode, 429);
  assert.match(last.body, /Too many requests/);
  assert.ok(Number(last.headers['retry-after']) > 0);
});
