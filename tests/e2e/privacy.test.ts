import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import yauzl from 'yauzl';
import {
  exchangeDetailSchema,
  exchangesPageSchema,
  privacyDetailSchema,
  privacyPageSchema,
} from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// Somebody without an account asks for a copy, confirms it in the provider's app, fetches it, and has everything deleted.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const SIZES = [
  { width: 1_440, height: 900 },
  { width: 360, height: 740 },
] as const;
const USER = 'ann-of-the-app';
const SAID = '测试标记丙的问题';
// Not how long it takes, but how long a busy machine may take.
const WAIT_MS_MAX = 60_000;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

/** Both widths, and axe; in Chinese in both themes, which have the same styles in either language. */
async function look(name: string): Promise<void> {
  for (const colorScheme of name.endsWith('zh') ? (['light', 'dark'] as const) : (['light'] as const)) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      if (SCREENS !== undefined)
        await page.screenshot({ path: `${SCREENS}/${name}-${colorScheme}-${size.width}.png`, fullPage: true });
      assert.deepEqual(await findOverflow(page), [], `${name} ${size.width}`);
    }
    assert.deepEqual(await findAxeViolations(page, axeOf(colorScheme)), [], `${name} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(
    watched.takeFaults().filter((fault) => !/status of 422/.test(fault)),
    [],
    name,
  );
}

const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
const seen = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

async function deed(id: string, name: string, body: object): Promise<void> {
  const response = await admin.send('POST', `/api/privacy/requests/${id}/${name}`, body);
  assert.equal(response.status, 200, `${name}: ${await response.text()}`);
}

async function idOf(receipt: string): Promise<string> {
  const listed = await admin.send('GET', `/api/privacy/requests?find=${receipt}`);
  return privacyPageSchema.parse(await listed.json()).items[0]?.id ?? '';
}

/** What the provider's app does when its signed-in user types the code. */
async function confirmInApp(code: string): Promise<void> {
  const response = await fetch(`${hegui.url}/api/public/privacy-requests/confirm`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hegui.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ code, user: USER, confirm: true }),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Asks on the portal, opens the receipt and confirms in the app; returns the request's id. */
async function askAndConfirm(segment: 'zh' | 'en', kind: string, isLookedAt: boolean): Promise<string> {
  const words =
    segment === 'zh'
      ? {
          send: '提交',
          number: '回执编号',
          secret: '查询密码',
          open: '打开回执',
          show: '查看',
          code: '取得确认码',
          done: '已在应用中确认',
        }
      : {
          send: 'Send',
          number: 'Receipt number',
          secret: 'Receipt secret',
          open: 'Open the receipt',
          show: 'Open',
          code: 'Get a code',
          done: 'Confirmed in the app',
        };
  await page.goto(`${hegui.url}/portal/${segment}/privacy/new?kind=${kind}`);
  if (isLookedAt) await look(`privacy-form-${segment}`);
  await press(words.send);
  const codes = page.locator('.code');
  await codes.first().waitFor();
  const [number = '', secret = ''] = await codes.allInnerTexts();
  if (isLookedAt) await look(`privacy-receipt-${segment}`);
  await page.getByRole('main').getByRole('link', { name: words.open }).click();
  await page.getByLabel(words.number).fill(number);
  await page.getByLabel(words.secret).fill(secret);
  await press(words.show);
  await press(words.code);
  const code = await page.locator('.good .code').innerText();
  if (isLookedAt) await look(`privacy-code-${segment}`);
  await confirmInApp(code);
  await page.goto(`${hegui.url}/portal/${segment}/privacy/view`);
  await seen(words.done);
  return await idOf(number);
}

async function ask(): Promise<void> {
  const model = 'hegui-demo';
  const answer = await hegui.post('/chat/completions', {
    model,
    user: USER,
    messages: [{ role: 'user', content: SAID }],
  });
  assert.equal(answer.status, 200, await answer.text());
}

test('a copy: asked on the portal, confirmed in the app, fetched with everything in it [pipl#45]', async () => {
  await ask();
  for (const segment of ['zh', 'en'] as const)
    for (const path of ['privacy', 'privacy/new', 'privacy/open']) {
      await page.goto(`${hegui.url}/portal/${segment}/${path}`);
      await look(`${path.replace('/', '-')}-${segment}`);
    }
  const id = await askAndConfirm('zh', 'copy', true);
  await deed(id, 'acknowledge', { text: '已受理。' });
  await deed(id, 'answer', { outcome: 'fulfilled', text: '请在本页下载。' });
  await page.reload();
  await look('privacy-copy-zh');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: '下载副本' }).click(),
  ]);
  const zip = await yauzl.fromBufferPromise(readFileSync(await download.path()));
  const texts: string[] = [];
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await zip.openReadStreamPromise(entry)) chunks.push(Buffer.from(chunk));
    texts.push(Buffer.concat(chunks).toString());
  }
  assert.equal(texts.filter((text) => text.includes(SAID)).length, 2, 'for people and for machines');
});

test('deletion: gone from every place searched, told with what stays and until when, and the log still verifies [pipl#47]', async () => {
  const id = await askAndConfirm('en', 'delete', false);
  await deed(id, 'acknowledge', { text: 'We have taken it up.' });
  await deed(id, 'answer', { outcome: 'fulfilled', text: 'Everything was deleted.' });
  const read = async () =>
    privacyDetailSchema.parse(await (await admin.send('GET', `/api/privacy/requests/${id}`)).json());
  await waitUntil(async () => (await read()).state === 'answered', 'the erasure is proven', WAIT_MS_MAX);
  const found = await admin.send('POST', `/api/privacy/requests/${id}/search`, {});
  const { holders }: { holders: { name: string; erasable: number }[] } = JSON.parse(await found.text());
  assert.deepEqual(
    holders.filter(({ erasable }) => erasable > 0),
    [],
  );
  const listed = exchangesPageSchema.parse(await (await admin.send('GET', `/api/exchanges?search=${USER}`)).json());
  const exchange = await admin.send('GET', `/api/exchanges/${listed.items[0]?.id}`);
  assert.equal(exchangeDetailSchema.parse(await exchange.json()).content, null);
  await page.reload();
  await seen('Everything was deleted.');
  await seen(/Cybersecurity Law Art\. 23/);
  await seen(/Deleted and searched again on/);
  await look('privacy-deleted-en');
  const bundle = `${hegui.folder}/bundle.hegui`;
  const exported = await hegui.run(['evidence', 'export', '--out', bundle]);
  assert.equal(exported.code, 0, exported.stderr);
  const verified = await hegui.run(['verify', bundle]);
  assert.equal(verified.code, 0, verified.stdout);
});

test('the command line lists, shows and erases, and says nothing of what people wrote', async () => {
  const listed = await hegui.run(['requests', 'list', '--state', 'ended', '--json']);
  assert.equal(JSON.parse(listed.stdout).requests.length, 2, listed.stderr);
  const shown = await hegui.run(['requests', 'show', '2']);
  assert.match(shown.stdout, /exchanges: erased \d+, \d+ stay by csl#23 until/);
  await ask();
  const [service]: { id: string }[] = JSON.parse(await (await admin.send('GET', '/api/services')).text());
  const args = ['privacy', 'erase', '--service', service?.id ?? '', '--user', USER, '--reason', 'test'];
  assert.equal((await hegui.run(args)).code, 2, 'nothing without --yes');
  const erased = await hegui.run([...args, '--yes']);
  assert.equal(erased.code, 0, erased.stderr);
  assert.match(erased.stdout, /erased and searched again/);
});
