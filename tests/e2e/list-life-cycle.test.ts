import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { ADMINISTRATOR, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';
import { makeWorkbook } from '../support/workbook.ts';

const OFFICER = { username: 'officer', name: '李四', role: 'compliance-officer', password: 'a-long-password-2' };
const LIST = '关键词库';
const TERMS = 20_000;
const TERM = '测试违规词19999号';
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;
const ANSWER = '抱歉，这个问题我无法回答。请换个话题再试。';

let hegui: HeguiUnderTest;
let browser: Browser;
let first: WatchedPage;
let second: WatchedPage;

before(async () => {
  hegui = await startHegui();
  const admin = await setUp(hegui);
  await admin.send('POST', '/api/staff', OFFICER);
  browser = await openBrowser();
  first = await openPage(browser);
  second = await openPage(browser);
});
after(async () => {
  await browser.close();
  await hegui.stop();
});
afterEach(() => {
  assert.deepEqual([...first.takeFaults(), ...second.takeFaults()], [], 'the browser complained');
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
      await shoot(first.page, 'failed-first');
      await shoot(second.page, 'failed-second');
      throw error;
    }
  });
}

const button = (where: Page, name: string): Locator =>
  where.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator, timeout = 30_000): Promise<void> =>
  locator.first().waitFor({ state: 'visible', timeout });
const tab = (where: Page, name: string): Promise<void> => where.getByRole('tab', { name }).click();
const menu = (where: Page, name: string): Promise<void> =>
  where.getByRole('navigation').getByRole('link', { name, exact: true }).click();

async function shoot(page: Page, name: string): Promise<void> {
  if (FOLDER_OF_SCREENS !== undefined)
    await page.screenshot({ path: join(FOLDER_OF_SCREENS, `${name}.png`), fullPage: true });
}

/** Accessible in both appearances, and within a narrow window. */
async function look(page: Page, name: string): Promise<void> {
  const findings: string[] = [];
  await page.mouse.move(0, 0);
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[style*="${colorScheme}"]`).waitFor({ state: 'attached' });
    findings.push(
      ...(await findAxeViolations(page, axeOf(colorScheme))).map((violation) => `${colorScheme}: ${violation}`),
    );
    await shoot(page, `${name}-${colorScheme}`);
  }
  await page.setViewportSize(NARROW);
  findings.push(...(await findOverflow(page)).map((place) => `too wide: ${place}`));
  await shoot(page, `${name}-360`);
  await page.setViewportSize(WIDE);
  assert.deepEqual(findings, [], name);
}

async function signIn({ page }: WatchedPage, username: string, password: string): Promise<void> {
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await seen(page.getByRole('heading', { level: 1, name: /总览|合规状态/ }));
}

async function ask(content: string): Promise<string> {
  const body = { model: 'hegui-demo', messages: [{ role: 'user', content }] };
  return await (await hegui.post('/chat/completions', body)).text();
}

async function askInPlayground(page: Page, question: string): Promise<void> {
  await menu(page, '试用');
  await page.getByLabel('问题').fill(question);
  await page.locator('button:enabled').filter({ hasText: '发送' }).waitFor();
  await page.keyboard.press('Enter');
}

step('a list is made whose releases need a second person', async () => {
  const { page } = first;
  await signIn(first, ADMINISTRATOR.username, ADMINISTRATOR.password);
  await menu(page, '词表');
  await button(page, '新建词表').first().click();
  const drawer = page.locator('.ant-drawer-open');
  await drawer.getByLabel('名称').fill(LIST);
  await drawer.getByLabel('风险').click();
  await page.keyboard.type('A.1.f');
  await page.keyboard.press('Enter');
  await button(page, '创建并添加词条').click();
  await seen(page.getByRole('heading', { level: 1, name: LIST }));
  await tab(page, '设置');
  await page.getByRole('switch', { name: '上线需另一人批准' }).click();
  await button(page, '保存').click();
  await seen(page.getByText('已保存'));
});

step('a workbook of 20,000 terms goes into the draft with a report of the rows refused', async () => {
  const { page } = first;
  const rows = Array.from({ length: TERMS }, (_, index) => [index + 1, `测试违规词${index}号`, 'A.1.f', '高']);
  const workbook = await makeWorkbook([
    {
      name: '关键词库',
      rows: [
        ['附件：关键词库'],
        ['序号', '关键词', '风险类别', '级别'],
        ...rows,
        [TERMS + 1, '/正则.*/', 'A.1.f', null],
      ],
      merges: ['A1:D1'],
    },
  ]);
  const file = join(hegui.folder, 'keywords.xlsx');
  writeFileSync(file, workbook);
  await tab(page, '添加与导入');
  await page.locator('input[type=file]').setInputFiles(file);
  await seen(page.getByText(/已选择 keywords\.xlsx/));
  await button(page, '添加').click();
  await seen(page.getByText('已放入草稿，尚未生效。'), 30_000);
  await seen(page.getByText('1 行未被接受，其余已接受'));
  await seen(page.getByRole('cell', { name: '20,003' }).or(page.getByRole('cell', { name: '20003' })));
  await look(page, 'import');
  assert.match(await ask(`请复述：${TERM}`), new RegExp(TERM), 'nothing is in force yet');
});

step('a shadow run beside live traffic counts what the draft would have found', async () => {
  const { page } = first;
  await tab(page, '草稿与上线');
  await seen(page.getByText(`新增 ${TERMS}，修改 0，移除 0`));
  await button(page, '开始影子运行').click();
  await seen(page.getByText('影子运行中'));
  // The other process-wide listeners hear of the run by a notice of the database.
  for (let tries = 0; tries < 40; tries++) {
    await ask(`请复述：${TERM}`);
    if ((await page.getByText('有差别的问答').count()) > 0) break;
    await page.waitForTimeout(250);
  }
  await seen(page.getByRole('cell', { name: TERM }));
  await button(page, '结束影子运行').click();
  await seen(page.getByText('影子运行已结束'));
});

step('a back-test on stored exchanges finds the same, and leads to them', async () => {
  const { page } = first;
  await button(page, '开始回测').click();
  await seen(page.getByText('回测完成'), 20_000);
  assert.equal(await page.getByText('有差别的问答').count(), 2);
  await look(page, 'draft');
  await seen(page.getByText('你修改过这份草稿，须由另一人批准。'));
  assert.ok(await button(page, '上线').isDisabled());
});

step('a second account approves, and the draft goes live', async () => {
  const { page } = second;
  await signIn(second, OFFICER.username, OFFICER.password);
  await page.goto(`${first.page.url().split('?')[0]}?tab=draft`);
  await button(page, '查看草稿的全部修改').click();
  await seen(page.getByRole('row').filter({ hasText: '测试违规词0号' }));
  await button(page, '批准草稿').click();
  await seen(page.getByText(`已由 ${OFFICER.name} 批准`));
  await button(page, '上线').click();
  await seen(page.getByText('没有草稿'), 20_000);
  await tab(page, '历史与对比');
  await seen(
    page
      .getByRole('row')
      .filter({ hasText: '草稿上线' })
      .filter({ hasText: `批准：${OFFICER.name}` }),
  );
  await look(page, 'history');
});

step('the playground shows the list live, and no longer after one click brings the earlier version back', async () => {
  const { page } = first;
  await askInPlayground(page, `请复述：${TERM}`);
  await seen(page.getByRole('log').getByText(ANSWER));
  await second.page.getByRole('row').filter({ hasText: '第 2 版' }).getByRole('button', { name: '回退到此版' }).click();
  await second.page.locator('.ant-modal-wrap:visible').getByRole('button', { name: '回退到此版' }).click();
  await seen(second.page.getByRole('row').filter({ hasText: '回到第 2 版' }), 20_000);
  await page.waitForTimeout(500);
  await askInPlayground(page, `请复述：${TERM}不见了`);
  await seen(page.getByRole('log').getByText(`${TERM}不见了`).last());
  assert.match(await ask(`请复述：${TERM}`), new RegExp(TERM));
});

step('the coverage page says in words and colour what is missing', async () => {
  const { page } = first;
  await menu(page, '词表覆盖');
  await seen(page.getByText('K1 关键词库总规模不少于 10000 条'));
  await seen(page.getByText('缺失', { exact: true }));
  await look(page, 'coverage');
});
