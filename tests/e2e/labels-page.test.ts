import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { labelCoverageSchema, labelSamplesSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

const PROMPT = { model: 'hegui-demo-picture', prompt: '山中的茶园', size: '256x256', response_format: 'url' } as const;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;

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
  const client = hegui.client();
  for (let times = 0; times < 3; times++) await client.images.generate(PROMPT);
  await client.chat.completions.create({ model: 'hegui-demo', messages: [{ role: 'user', content: '你好' }] });
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登/ }).click();
  await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
});
after(async () => {
  await browser.close();
  await hegui.stop();
});

const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

/** The page is good at both widths: nothing runs over, nothing keeps anybody out. */
async function assertGood(name: string): Promise<void> {
  for (const [width, size] of [
    ['wide', WIDE],
    ['narrow', NARROW],
  ] as const) {
    await page.setViewportSize(size);
    await watched.settle();
    if (FOLDER_OF_SCREENS !== undefined)
      await page.screenshot({ path: join(FOLDER_OF_SCREENS, `${name}-${width}.png`), fullPage: true });
    assert.deepEqual(await findOverflow(page), [], `${name} ${width}`);
    assert.deepEqual(await findAxeViolations(page), [], `${name} ${width}`);
  }
  await page.setViewportSize(WIDE);
}

test('the page counts what was made by service and kind, as the log says it', async () => {
  const coverage = async () =>
    labelCoverageSchema.parse(await (await admin.send('GET', '/api/labels/coverage?period=7d')).json()).rows;
  await waitUntil(async () => (await coverage()).length === 2, 'everything is counted', 10_000);
  const counts = (await coverage()).map(({ kind, counts }) => [kind, counts]);
  assert.deepEqual(counts, [
    ['picture', { marked: 3, implicit: 0, lifted: 0, withheld: 0 }],
    ['text', { marked: 1, implicit: 0, lifted: 0, withheld: 0 }],
  ]);
  await page.goto(`${hegui.url}/labels`);
  await seen(page.getByRole('heading', { level: 1, name: '标识' }));
  await seen(page.getByText('图片', { exact: true }));
  await page.getByText('30 天', { exact: true }).click();
  await seen(page.locator('dl').getByText('4', { exact: true }));
  await assertGood('labels-coverage');
});

test('a sample that is kept can be opened, and that leaves evidence', async () => {
  await page.goto(`${hegui.url}/labels?tab=samples`);
  const link = page.getByRole('link', { name: /下载文件/ }).first();
  await seen(link);
  await assertGood('labels-samples');
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  const path = join(hegui.folder, 'sample.png');
  await download.saveAs(path);
  const { items } = labelSamplesSchema.parse(await (await admin.send('GET', '/api/labels/samples')).json());
  assert.equal(items.length, 3);
  const entries = await (await admin.send('GET', '/api/evidence/entries?kind=file.viewed')).text();
  assert.ok(entries.includes(items[0]?.produceId ?? 'none'), entries);
  await page.goto(`${hegui.url}/labels?tab=lookup`);
  await page.locator('input[type=file]').setInputFiles(path);
  await seen(page.getByText('本机生成：就是登记的这个文件'));
  await assertGood('labels-lookup');
  writeFileSync(path, 'changed');
  await page.locator('input[type=file]').setInputFiles(path);
  await seen(page.getByText('登记中没有：编号和内容都不认识'));
  await page.getByLabel('生成编号（ProduceID）').fill(items[1]?.produceId ?? '');
  await page.getByRole('button', { name: /查\s*询/ }).click();
  await seen(page.getByText(items[1]?.exchangeId ?? 'none'));
  await page.getByLabel('生成编号（ProduceID）').fill('prd_none');
  await page.getByRole('button', { name: /查\s*询/ }).click();
  await seen(page.getByText('登记中没有这个编号'));
});

test('the policy shows its mark on a picture, a film and a sound while it is typed, and says when words cannot be drawn', async () => {
  watched.takeFaults();
  const services = await (await admin.send('GET', '/api/services')).text();
  const service = /svc_[0-9A-Z]{26}/.exec(services)?.[0] ?? '';
  await page.goto(`${hegui.url}/services/${service}?tab=policy`);
  await page.getByRole('tab', { name: '图片', exact: true }).click();
  await seen(page.getByAltText('带有标识“（本内容由AI生成）”的示例图片'));
  await page.getByRole('textbox', { name: '标识文字' }).fill('人工智能生成内容');
  await seen(page.getByAltText('带有标识“人工智能生成内容”的示例图片'));
  await page.getByRole('tab', { name: '视频起始画面' }).click();
  await seen(page.getByAltText('带有标识“人工智能生成内容”的示例视频起始画面'));
  await seen(page.getByText(/最小字高 \d+ 像素，要求至少 24 像素/).filter({ visible: true }));
  await assertGood('labels-preview');
  await page.getByRole('textbox', { name: '标识文字' }).fill('由AI生成\u{1FAD6}');
  await seen(page.getByText(/这些字无法绘制，图片和视频上会改用“由AI生成”/).filter({ visible: true }));
  await page.getByRole('tab', { name: '音频' }).click();
  await seen(page.getByText(/开头 1.6 秒/));
  await waitUntil(
    async () => Number(await page.evaluate("document.querySelector('audio')?.duration ?? 0")) > 1.6,
    'the sound is heard whole',
    10_000,
  );
  assert.deepEqual(watched.takeFaults(), []);
});
