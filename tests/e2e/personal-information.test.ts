import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { ADMINISTRATOR, setUp } from '../support/admin.ts';
import {
  findAxeViolations,
  findOverflow,
  openBrowser,
  openPage,
  readableTexts,
  type WatchedPage,
} from '../support/browser.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';
import {
  chunkOf,
  type ScriptedUpstream,
  sendPieces,
  startScriptedUpstream,
  streamBytes,
} from '../support/scripted-upstream.ts';

// Made up; the check digit is right.
const RESIDENT = '11010519491231002X';
const MOBILE = '138 0013 8000';
const SCREENS = process.env.HEGUI_TEST_SCREENS;

let hegui: HeguiUnderTest;
let upstream: ScriptedUpstream;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  upstream = await startScriptedUpstream();
  hegui = await startHegui({ init: ['--upstream', upstream.baseUrl] });
  await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser.close();
  await hegui.stop();
  await upstream.close();
});

const select = async (label: string, action: string): Promise<void> => {
  await page.getByRole('combobox', { name: label }).click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option').getByText(action, { exact: true }).click();
  // One that is still closing would be taken for the next.
  await page.locator('.ant-select-dropdown:visible').waitFor({ state: 'hidden' });
};

async function shoot(name: string): Promise<void> {
  if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `pii-${name}.png`), fullPage: true });
}

test('the policy page says what happens to personal information and shows it on a sample at once', async () => {
  await page.goto(hegui.url);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  await page.getByRole('navigation').getByRole('link', { name: '服务与密钥', exact: true }).click();
  await page.getByRole('link', { name: 'default' }).click();
  await page.getByRole('tab', { name: '策略' }).click();
  await page.getByText('试一段文字').waitFor();
  await select('手机号，用户发来的内容', '占位，回答时还原');
  await select('居民身份证号，用户发来的内容', '阻断');
  await select('电子邮箱，模型的回答', '打码');
  await page.getByLabel('示例文字').fill(`请拨打${MOBILE}，邮箱ab@example.cn`);
  await page.getByText('请拨打〔手机号1〕，邮箱ab@example.cn').waitFor();
  await page.getByText(`请拨打${MOBILE}，邮箱a*@example.cn`).waitFor();
  await shoot('policy');
  await page.getByRole('button', { name: /保\s*存/ }).click();
  // The notice goes away by itself; the new version stays.
  await page.getByText('策略第 2 版').waitFor();
});

test('a text tried as the service shows its personal information too, to the model and to the reader', async () => {
  await importTerms(hegui, ['测试违规词']);
  await page.getByRole('navigation').getByRole('link', { name: '词表', exact: true }).click();
  await page.getByLabel('要检查的文字').fill(`电话${MOBILE}`);
  await page.getByRole('button', { name: /检\s*查/ }).click();
  await page.getByText('没有命中').waitFor();
  await page.getByLabel('按哪个服务').click();
  await page.locator('.ant-select-item-option', { hasText: 'default' }).click();
  await select('方向', '用户发来的内容');
  await select('面向谁', '未成年人');
  await page.getByRole('button', { name: /检\s*查/ }).click();
  await page.getByText('电话〔手机号1〕').waitFor();
  const row = page.getByRole('row').filter({ hasText: '手机号' }).filter({ hasText: 'A.4.f' });
  await row.getByText('个人信息识别').waitFor();
  for (const width of [360, 1_440]) {
    await page.setViewportSize({ width, height: 900 });
    await watched.settle();
    assert.deepEqual(await findOverflow(page), []);
    await shoot(`tried-${width}`);
  }
  assert.deepEqual(await findAxeViolations(page), []);
});

test('the gateway does what was saved: the model sees a placeholder, the reader his number', async () => {
  upstream.on('m', async (response, body) => {
    const said = JSON.stringify(body).match(/〔手机号\d〕/)?.[0] ?? 'no placeholder';
    const text = `好的，${said}，也可写信到service@example.cn。`;
    await sendPieces(response, [
      streamBytes([...[...text].map((content) => chunkOf(0, { content })), chunkOf(0, {}, 'stop')]),
    ]);
  });
  const ask = async (content: string): Promise<string> =>
    await (
      await hegui.post('/chat/completions', { model: 'm', stream: true, messages: [{ role: 'user', content }] })
    ).text();
  const shownOf = (text: string): string =>
    [...text.matchAll(/"delta":\{[^{}]*"content":"([^"]*)"/g)].map((match) => match[1]).join('');
  // The server takes up a saved policy within a moment.
  await waitUntil(
    async () => shownOf(await ask(`打${MOBILE}`)).startsWith(`好的，${MOBILE}，也可写信到s******@example.cn。`),
    'the policy in force',
    10_000,
  );
  assert.match(JSON.stringify(upstream.received.at(-1)), /打〔手机号1〕/);
  const before = upstream.received.length;
  assert.match(await ask(`我的证件${RESIDENT}`), /"finish_reason":"content_filter"/);
  assert.equal(upstream.received.length, before);
});

test('the exchange shows what was found, in the words of the reader’s language', async () => {
  await page.getByRole('navigation').getByRole('link', { name: '问答记录', exact: true }).click();
  await page.locator('tbody a[href*="/exchanges/"]').first().click();
  const mark = page.locator('mark').first();
  await mark.hover();
  await page.getByText('阻断 · 居民身份证号 · 个人信息').waitFor();
  await page.mouse.move(0, 0);
  await page.evaluate("localStorage.setItem('hegui.language', 'en')");
  await page.goto(`${hegui.url}/services`);
  await page.getByRole('link', { name: 'default' }).click();
  await page.getByRole('tab', { name: /^Policy/ }).click();
  await page.getByText('Try a text').waitFor();
  await watched.settle();
  await shoot('policy-en');
  const chinese = (await readableTexts(page)).filter((text) => /\p{sc=Han}/u.test(text));
  assert.ok(
    chinese.every((text) => !/(号|识别|打码|阻断)/.test(text)),
    chinese.join(' | '),
  );
});
