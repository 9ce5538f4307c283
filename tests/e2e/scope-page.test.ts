import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { decideScope, readFacts } from '../../src/scope/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import {
  findAxeViolations,
  findOverflow,
  openBrowser,
  openPage,
  readableTexts,
  type WatchedPage,
} from '../support/browser.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';

const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const SCREENS = process.env.HEGUI_TEST_SCREENS;

let hegui: HeguiUnderTest;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let admin: Admin;
let serviceId: string;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  const service = { name: '对话助手', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  const created = await admin.send('POST', '/api/services', service);
  assert.equal(created.status, 201);
  serviceId = z.object({ id: z.string() }).parse(await created.json()).id;
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser.close();
  await hegui.stop();
});

const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });
const question = (words: string): Locator => page.getByRole('region', { name: words });
/** The line of a finding, with its value. */
const finding = (name: string): Locator => page.locator('.ant-collapse-item').filter({ hasText: name }).first();

/** Looks at the page as it stands in both widths, and keeps a picture when asked to. */
async function look(name: string): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await watched.settle();
    if (SCREENS !== undefined)
      await page.screenshot({ path: join(SCREENS, `${name}-${size.width}.png`), fullPage: true });
    assert.deepEqual(await findOverflow(page), [], `${name} at ${size.width}`);
  }
  assert.deepEqual(await findAxeViolations(page), [], name);
  assert.deepEqual(watched.takeFaults(), [], name);
}

test('nothing answered: all is open, and the audience is asked for first', async () => {
  await page.goto(`${hegui.url}/scope`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await button('登录').click();
  await seen(page.getByRole('heading', { level: 1, name: '适用范围' }));
  // Before the sign-in there was no session, and the browser says so.
  watched.takeFaults();
  await seen(question('谁可以使用这项服务？对象混合的，请按部分分别评估。'));
  await seen(finding('生成式备案或登记').getByText('待定'));
  await look('scope-empty');
});

test('an answer settles findings at once and makes questions needless', async () => {
  await button('本单位员工').click();
  await seen(finding('生成式备案或登记').getByText('无', { exact: true }));
  await seen(finding('《暂行办法》是否适用').getByText('不适用'));
  assert.equal(await page.getByText('用的是什么模型？').count(), 0);
  await finding('《暂行办法》是否适用').getByRole('button').click();
  await seen(page.getByText('只供本单位使用，未向中国境内公众提供。'));
  await look('scope-internal');
});

test('an answer is changed in its place; a list counts when it is confirmed, and what contradicts it is told', async () => {
  await button('修改“服务对象”').click();
  await button('境内公众').click();
  await seen(question('内容是由模型生成的吗？（翻译、语音识别等不易判断）'));
  for (let answered = 0; answered < 30; answered++) {
    const region = page
      .getByRole('region')
      .filter({ has: page.locator('[data-fact]') })
      .first();
    if ((await region.count()) === 0) break;
    const fact = await region.locator('[data-fact]').first().getAttribute('data-fact');
    const pick = (name: string) => button(name, region).click();
    if (fact === 'generative_ai') await pick('是');
    else if (fact === 'model_origin') await pick('自行训练的模型');
    else if (fact === 'public_opinion') await pick('没有');
    else if (fact === 'social_features') {
      await region.getByRole('checkbox', { name: '评论' }).check();
      await button('确定', region).click();
    } else await button('不清楚', region).click();
  }
  await seen(page.getByText('其余问题都已跳过；相关结论仍为“待定”。'));
  await button('修改“舆论属性或社会动员能力”').click();
  await button('没有').click();
  await seen(page.getByText('回答互相矛盾'));
  await look('scope-answered');
});

test('the page in English is worded whole, and its memo can be printed', async () => {
  await button('English').click();
  await seen(page.getByRole('heading', { level: 1, name: 'Scope' }));
  const foreign = (await readableTexts(page)).filter((text) => /\p{Script=Han}/u.test(text) && text !== '中文');
  assert.deepEqual(
    foreign.filter((text) => !text.includes('示例科技') && text !== ADMINISTRATOR.name),
    [],
  );
  await look('scope-english');
  await page.emulateMedia({ media: 'print' });
  await seen(page.getByText(/^Scope memo · Holds on \d{4}-\d{2}-\d{2}/));
  assert.equal(await page.getByRole('navigation').isVisible(), false);
  if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, 'scope-print.png'), fullPage: true });
  await page.emulateMedia({ media: 'screen' });
});

test('the facts that were answered are the ones the engine reads anywhere', async () => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await button('Copy the facts (JSON)').click();
  const copied: unknown = JSON.parse(String(await page.evaluate('navigator.clipboard.readText()')));
  const { measures_apply, questions } = decideScope(readFacts(copied), '2026-11-26');
  assert.equal(measures_apply, 'uncertain', 'the sector was left open');
  assert.deepEqual(
    questions.slice(0, 2).map(({ kind }) => kind),
    ['contradiction', 'contradiction'],
  );
});

test('the answers are kept as a memo, signed by name, and handed out as files that other programs open', async () => {
  await button('中文').click();
  await page.getByLabel('服务', { exact: true }).click();
  await page.getByTitle('对话助手').click();
  await seen(page.getByText('这个服务还没有备忘。'));
  await button('存为备忘').click();
  await seen(page.getByText('已作成第 1 号备忘'));
  await button('签署第 1 号备忘').click();
  await page.getByLabel('姓名').fill('李四');
  await look('scope-sign');
  await button('签字', page.getByRole('dialog')).click();
  await seen(page.getByText('李四 ·'));
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'PDF 1' }).click();
  const path = await (await download).path();
  assert.match(
    execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' }),
    /适用范围备忘[\s\S]*对话助手[\s\S]*李四/,
  );
  await look('scope-memo');
});

test('facts that the app tells question the memo on the page, and a memo with them settles it', async () => {
  const made = await admin.send('POST', `/api/services/${serviceId}/keys`, {
    name: 'app',
    ratePerMinute: null,
    openMax: null,
  });
  const { key } = z.object({ key: z.string() }).parse(await made.json());
  const told = await fetch(`${hegui.url}/api/scope/facts`, {
    method: 'PATCH',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ stage: 'closing' }),
  });
  assert.equal(told.status, 200, await told.text());
  // Looked at as soon as it is told; the page by itself asks twice a minute.
  await page.reload();
  await page.getByText('第 1 号备忘的结论已不再成立').waitFor({ state: 'visible', timeout: 60_000 });
  await seen(page.getByText('原因：应用报告了新的事实'));
  await look('scope-changed');
  await button('填入第 1 号备忘的回答').click();
  await button('存为备忘').click();
  await seen(page.getByText('已作成第 2 号备忘'));
  await page.getByText('第 1 号备忘的结论已不再成立').waitFor({ state: 'hidden' });
});
