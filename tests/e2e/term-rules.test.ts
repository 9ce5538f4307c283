import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { listTestedSchema, termAtSchema, wordListSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, importTerms, startHegui } from '../support/hegui.ts';

// A person writes the rules of a term into its form, sees them at work while typing, and the gateway keeps them.
const LIST = 'rules';
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const SCREENS = process.env.HEGUI_TEST_SCREENS;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let listId: string;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  await importTerms(hegui, ['违禁乙'], { list: LIST });
  [{ id: listId } = { id: '' }] = z
    .array(wordListSchema)
    .parse(await (await admin.send('GET', '/api/word-lists')).json());
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});
afterEach(() => {
  assert.deepEqual(watched.takeFaults(), [], 'the browser complained');
});

let failed = '';

/** A test that goes on where the one before it ended; after one has failed, the others fail at once. */
function step(title: string, work: () => Promise<void>): void {
  test(title, async () => {
    if (failed !== '') throw new Error(`"${failed}" failed before`);
    try {
      await work();
    } catch (error) {
      failed = title;
      if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, 'failed.png'), fullPage: true });
      throw error;
    }
  });
}

const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });
const drawer = (): Locator => page.locator('.ant-drawer-open');

/** Accessible and within the window at both widths; keeps a picture when asked to. */
async function look(name: string): Promise<void> {
  const findings: string[] = [];
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await watched.settle();
    findings.push(...(await findOverflow(page)).map((place) => `too wide at ${size.width}: ${place}`));
    if (SCREENS !== undefined)
      await page.screenshot({ path: join(SCREENS, `${name}-${size.width}.png`), fullPage: true });
  }
  findings.push(...(await findAxeViolations(page)));
  assert.deepEqual(findings, [], name);
}

const found = async (text: string): Promise<string[]> =>
  listTestedSchema
    .parse(await (await admin.send('POST', '/api/word-lists/test', { text })).json())
    .hits.map(({ term }) => term);

const stored = async (text: string, target: string) =>
  termAtSchema.parse(
    await (
      await admin.send('GET', `/api/word-lists/${listId}/term?target=${target}&text=${encodeURIComponent(text)}`)
    ).json(),
  );

step(
  'a new term with context, gap, partner, phrase and folding is tried while it is typed, and is live once saved',
  async () => {
    await page.goto(`${hegui.url}/lists/${listId}`);
    await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
    await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
    await page.getByRole('button', { name: /登\s*录/ }).click();
    await seen(page.getByRole('heading', { level: 1, name: LIST }));
    // Before the sign-in there was no session, and the browser says so.
    watched.takeFaults();
    await button('添加一个词条').click();
    await drawer().getByLabel('词条', { exact: true }).fill('禁*甲');
    await page.getByLabel('* 最多隔几个字').fill('2');
    await page.getByRole('radio', { name: '附近有下列词语就不算' }).check();
    await page.getByLabel('附近的词语 · 每行一个').fill('科普\n-');
    await page.getByLabel('前后多少字以内').fill('4');
    await page.getByLabel('同一句里还须有 · 每行一个').fill('卖');
    await page.getByLabel('放行短语 · 每行一个').fill('禁一甲花');
    const tried = page.getByLabel('试一段文字');
    await tried.fill('卖禁一二甲');
    await seen(page.getByText('先改好上面标红的地方'));
    await button('保存并立即生效').click();
    await seen(page.getByText('“-”去掉会跳过的符号后什么也不剩'));
    await look('term-fault');
    await page.getByLabel('附近的词语 · 每行一个').fill('科普');
    await seen(drawer().locator('mark', { hasText: '禁一二甲' }));
    for (const text of ['禁一二甲', '卖禁一二三甲', '卖禁一甲花', '科普：卖禁一甲']) {
      await tried.fill(text);
      await seen(drawer().getByText('没有命中'));
    }
    await tried.fill('卖禁一二甲');
    await look('term-add');
    await button('保存并立即生效').click();
    await drawer().waitFor({ state: 'detached' });
    await seen(page.getByRole('row').filter({ hasText: '同句须有：卖' }).filter({ hasText: '* 至多 2 字' }));
    await look('terms');
    assert.deepEqual(await found('卖禁一二甲'), ['禁*甲']);
    assert.deepEqual(await Promise.all(['禁一二甲', '卖禁一二三甲', '卖禁一甲花', '科普：卖禁一甲'].map(found)), [
      [],
      [],
      [],
      [],
    ]);
  },
);

step('what only the server refuses is marked at its field with the reason', async () => {
  await button('添加一个词条').click();
  await drawer().getByLabel('词条', { exact: true }).fill('违禁乙');
  await button('保存并立即生效').click();
  await seen(drawer().locator('.ant-form-item-has-error', { hasText: '词表里已有这个词条' }));
  await look('term-taken');
  // The refusal is what was asked for, and the browser tells of every answer that is one.
  assert.match(watched.takeFaults().join(), /409/);
  await drawer().getByRole('button', { name: '关闭' }).click();
});

step('a term is changed in the draft, folding and all, and the draft shows the rule in words', async () => {
  await page.getByRole('tab', { name: '设置' }).click();
  await page.getByRole('switch', { name: '上线需另一人批准' }).click();
  await button('保存').click();
  await seen(page.getByText('已保存'));
  await page.getByRole('tab', { name: '词条', exact: true }).click();
  await button('修改“违禁乙”').click();
  await page.getByLabel('备注').fill('first');
  await button('保存到草稿').click();
  await drawer().waitFor({ state: 'detached' });
  await button('修改“违禁乙”').click();
  assert.equal(await page.getByLabel('备注').inputValue(), 'first', 'the draft, not what is live');
  await page.getByLabel('这个词条不按同一个字看待').click();
  await page.locator('.ant-select-item-option', { hasText: '繁体与简体' }).click();
  await drawer().getByText('写法的例外').click();
  await page.getByLabel('试一段文字').fill('違禁乙');
  await seen(drawer().getByText('没有命中'));
  await button('保存到草稿').click();
  await drawer().waitFor({ state: 'detached' });
  await page.getByRole('tab', { name: '草稿与上线' }).click();
  await button('查看草稿的全部修改').click();
  await seen(page.getByRole('row').filter({ hasText: '不按同一个字：繁体与简体' }));
  await look('term-in-draft');
  assert.deepEqual((await stored('违禁乙', 'draft')).rules, { fold: { traditional: false } });
  assert.equal((await stored('违禁乙', 'live')).rules, null);
});

step('the form is whole in English', async () => {
  await button('English').click();
  await button('Edit “违禁乙”').click();
  await seen(drawer().getByText('Not treated as the same for this term'));
  await look('term-en');
  await drawer().getByRole('button', { name: 'Close' }).click();
});

step(
  'phrases of the whole list go into the draft, are shown in its comparison, and are in force once it is',
  async () => {
    await button('中文').click();
    await page.getByRole('tab', { name: '设置' }).click();
    await seen(page.getByText('没有放行短语。'));
    await button('修改放行短语').click();
    await drawer().getByLabel('放行短语 · 每行一个').fill('违禁乙花\n***');
    await button('保存到草稿').click();
    await seen(page.getByText('“***”去掉会跳过的符号后什么也不剩'));
    await look('allow-fault');
    await drawer().getByLabel('放行短语 · 每行一个').fill('违禁乙花');
    await button('保存到草稿').click();
    await drawer().waitFor({ state: 'detached' });
    await seen(page.getByText('草稿里已改为 1 个放行短语，尚未生效'));
    await look('settings');
    assert.deepEqual(await found('看违禁乙花'), ['违禁乙']);
    await page.getByRole('tab', { name: '草稿与上线' }).click();
    await button('查看草稿的全部修改').click();
    await seen(page.getByText('放行短语新增：违禁乙花'));
    await button('修改放行短语').click();
    assert.equal(await drawer().getByLabel('放行短语 · 每行一个').inputValue(), '违禁乙花');
    await drawer().getByRole('button', { name: '关闭' }).click();
    await look('allow-in-draft');
    await button('紧急上线').click();
    await page.getByLabel('理由').fill('a test');
    await page.locator('.ant-modal-wrap:visible').getByRole('button', { name: '紧急上线' }).click();
    await seen(page.getByText('没有草稿'));
    assert.deepEqual(await found('看违禁乙花'), []);
    await page.getByRole('tab', { name: '设置' }).click();
    await seen(page.getByRole('listitem').filter({ hasText: '违禁乙花' }));
  },
);
