import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { exiftool } from '../../src/label/testing/outside-readers.ts';
import { ADMINISTRATOR, setUp } from '../support/admin.ts';
import { openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

const READER = { 'x-hegui-user': 'reader-1' };
const OMIT = { ...READER, 'x-hegui-explicit-label': 'omit' };

let hegui: HeguiUnderTest;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let exchange = '';

before(async () => {
  hegui = await startHegui();
  await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  ({ page } = watched);
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
});
after(async () => {
  await browser.close();
  await hegui.stop();
});

async function download(click: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> {
  const [saved] = await Promise.all([page.waitForEvent('download'), click()]);
  return { name: saved.suggestedFilename(), bytes: readFileSync(await saved.path()) };
}

const ask = async (headers: Record<string, string>) =>
  z
    .object({
      choices: z.array(z.object({ message: z.object({ content: z.string() }) })),
      hegui: z.object({ exchange: z.string() }),
    })
    .parse(
      await (
        await hegui.post(
          '/chat/completions',
          { model: 'hegui-demo', messages: [{ role: 'user', content: '请复述：茶园' }] },
          { headers },
        )
      ).json(),
    );

test('an agreement is added and chosen for a service in the console, and the gateway goes by it', async () => {
  await page.goto(`${hegui.url}/lifted-labels?tab=agreements`);
  await page
    .getByRole('button', { name: /登记协议版本/ })
    .first()
    .click();
  await page.getByLabel('版本', { exact: true }).fill('2026-11');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /登\s*记$/ })
    .click();
  await page.getByText('SHA-256').first().waitFor();
  await page.goto(`${hegui.url}/lifted-labels?tab=settings`);
  await page.getByLabel('可以同意的协议版本').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .getByRole('button', { name: /保\s*存/ })
    .first()
    .click();
  const accept = (): Promise<Response> =>
    hegui.post('/hegui/label-requests', { agreement: '2026-11', accepted: true }, { headers: READER });
  await waitUntil(async () => (await accept()).status === 201, 'the policy is live', 10_000);
  const lifted = await ask(OMIT);
  exchange = lifted.hegui.exchange;
  assert.equal(lifted.choices[0]?.message.content.includes('AI生成'), false);
});

test('the page finds the delivery by its ProduceID and gives the list as CSV', async () => {
  await page.goto(`${hegui.url}/lifted-labels`);
  await page.getByPlaceholder(/ProduceID/).fill(exchange);
  await page.keyboard.press('Enter');
  await page.getByText(exchange, { exact: true }).waitFor();
  const csv = await download(() => page.getByRole('button', { name: /导出 CSV/ }).click());
  assert.equal(csv.name, 'hegui-lifted-labels.csv');
  assert.ok(csv.bytes.toString().includes(`${exchange},text,`));
  await page.getByRole('link', { name: '查看问答' }).click();
  await page.getByText('用户申请并同意自行标识').waitFor();
});

test('the page of an exchange gives it as a file with both labels', async () => {
  await page.getByRole('button', { name: /导出/ }).click();
  const pdf = await download(() => page.getByRole('menuitem', { name: 'PDF' }).click());
  assert.equal(pdf.name, `hegui-${exchange.slice(-8)}.pdf`);
  assert.ok(exiftool(pdf.bytes, 'a.pdf')['PDF:AIGC']);
});

test('a member of staff ends a request, and the user’s content is marked again', async () => {
  await page.goto(`${hegui.url}/lifted-labels?tab=requests`);
  await page.getByRole('button', { name: /终\s*止/ }).click();
  await page.getByLabel('理由').fill('用户未加标识');
  await page.getByRole('button', { name: '终止申请' }).click();
  await page.getByText('工作人员终止').waitFor();
  assert.equal((await hegui.post('/chat/completions', {}, { headers: OMIT })).status, 403);
  assert.ok((await ask(READER)).choices[0]?.message.content.includes('AI生成'));
  assert.deepEqual(watched.takeFaults(), []);
});
