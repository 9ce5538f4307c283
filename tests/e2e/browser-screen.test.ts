import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { listTestedSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, importTerms, startHegui } from '../support/hegui.ts';

const LIST = '浏览器词表';
const TERMS = ['禁词甲', '甲*乙', 'SM', '违禁乙'];
const TEXT = '前禁 詞甲后，Smoking SM；甲一二三乙，甲一二三四五六七八九乙。';
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;

// Long enough for the kernel, which short texts go past.
const LONG_TEXT = `${'平常的话。'.repeat(2_000)}${TEXT}`;
// What runs inside the page is text here. The kernel of the engine is the only WebAssembly that the console has.
const COUNT_KERNEL_CALLS = `globalThis.kernelCalls = 0;
WebAssembly.Instance = new Proxy(WebAssembly.Instance, {
  construct(target, given) {
    const { exports } = Reflect.construct(target, given);
    const counted = (name) => (...numbers) => { globalThis.kernelCalls += 1; return exports[name](...numbers); };
    return { exports: { map: counted('map'), search: counted('search') } };
  },
});`;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  await importTerms(hegui, TERMS, { list: LIST });
  browser = await openBrowser();
  watched = await openPage(browser);
  await watched.page.addInitScript(COUNT_KERNEL_CALLS);
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

test('a text tried in the browser, while it is typed, has the very hits that the server finds, with what was folded', async () => {
  const { page } = watched;
  await page.goto(`${hegui.url}/lists`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByText('本浏览器').click();
  // The session that was not there yet.
  watched.takeFaults();
  await page.getByRole('combobox', { name: '词表' }).click();
  await page.locator('.ant-select-item-option', { hasText: LIST }).click();
  await page.getByText('引擎就绪：4 个词条').waitFor();
  const sent: string[] = [];
  page.on('request', (request) => sent.push(request.url()));
  const field = page.getByLabel('要检查的文字');
  await field.fill(TEXT.slice(0, 4));
  await page.getByText('没有命中').waitFor();
  await field.fill(TEXT.slice(0, 5));
  await page.getByText('命中 1 处').waitFor();
  await field.fill(TEXT);
  await page.getByText('命中 3 处').waitFor();
  const rows = await page.locator('tbody tr.ant-table-row', { hasText: 'A.1.f' }).filter({ hasText: '–' }).all();
  const shown = await Promise.all(rows.map((row) => row.locator('td').allInnerTexts()));
  const tested = await admin.send('POST', '/api/word-lists/test', { text: TEXT });
  const { hits } = listTestedSchema.parse(await tested.json());
  assert.deepEqual(
    shown.map(([place, term]) => [place, term]),
    hits.map(({ start, end, term }) => [`${start}–${end}`, term]),
  );
  assert.deepEqual(
    shown.map((cells) => cells.at(-1)?.split('\n')),
    [['繁体与简体', '夹在字间的空格与符号'], ['原样'], ['原样']],
  );
  assert.deepEqual(
    sent.filter((url) => url.includes('/test')),
    [],
    'the text left the browser',
  );
  assert.equal(await page.evaluate('kernelCalls'), 0, 'a short text goes past the kernel');
  await look('wide', 1_440);
  await look('narrow', 360);
  assert.deepEqual(watched.takeFaults(), []);
});

test('a long text is read by the WebAssembly kernel, which the policy of the page allows, with the same hits', async () => {
  const { page } = watched;
  await page.getByLabel('要检查的文字').fill(LONG_TEXT);
  const hits = page.locator('tbody tr.ant-table-row', { hasText: 'A.1.f' }).filter({ hasText: '–' });
  await hits
    .filter({ hasText: String(LONG_TEXT.length - TEXT.length + 1) })
    .first()
    .waitFor();
  assert.equal(await hits.count(), 3);
  assert.ok(Number(await page.evaluate('kernelCalls')) > 0, 'the plain twin ran in its place');
  assert.deepEqual(watched.takeFaults(), []);
});

async function look(name: string, width: number): Promise<void> {
  const { page } = watched;
  await page.setViewportSize({ width, height: 900 });
  await watched.settle();
  assert.deepEqual(await findAxeViolations(page), []);
  assert.deepEqual(await findOverflow(page), []);
  if (FOLDER_OF_SCREENS !== undefined) {
    await page.screenshot({ path: `${FOLDER_OF_SCREENS}/browser-screen-${name}.png`, fullPage: true });
  }
}
