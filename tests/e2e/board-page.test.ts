import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { boardSchema } from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import {
  findAxeViolations,
  findOverflow,
  openBrowser,
  openPage,
  readableTexts,
  type WatchedPage,
} from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const OFFICER = {
  username: 'officer',
  name: 'Olivia Ficer',
  role: 'compliance-officer',
  password: 'a-long-password-3',
};
const REASON = 'Agreed with counsel on 26 November';

let hegui: HeguiUnderTest;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let admin: Admin;

before(async () => {
  hegui = await startHegui({ settings: { HEGUI_STATUS_EVERY_SECONDS: '1' } });
  admin = await setUp(hegui);
  assert.equal((await admin.send('POST', '/api/staff', OFFICER)).status, 201);
  assert.equal((await admin.send('POST', '/api/status/run', {})).status, 200);
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
const line = (mark: string): Locator => page.locator('.ant-collapse-item').filter({ hasText: mark }).first();

async function look(name: string): Promise<void> {
  const findings: string[] = [];
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await watched.settle();
    findings.push(...(await findOverflow(page)).map((place) => `${size.width}: too wide: ${place}`));
    if (SCREENS !== undefined)
      await page.screenshot({ path: join(SCREENS, `${name}-${size.width}.png`), fullPage: true });
  }
  findings.push(...(await findAxeViolations(page)));
  assert.deepEqual(findings, [], name);
}

test('a compliance officer who signs in sees the board first: red with its reason, and what to do', {
  timeout: 120_000,
}, async () => {
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(OFFICER.username);
  await page.getByLabel('密码', { exact: true }).fill(OFFICER.password);
  await button('登 录').or(button('登录')).first().click();
  await seen(page.getByRole('heading', { level: 1, name: '合规状态' }));
  await seen(line('第 4 条').getByText('不符'));
  const first = page.locator('.ant-card').filter({ hasText: '先做这些' });
  await seen(first.locator('li').first().getByText('不符', { exact: true }));
  await seen(first.getByText(/接下来: /));
  assert.ok((await first.locator('li').count()) <= 5, 'no more than a morning holds');
  await look('board-zh');
  await line('第 4 条').click();
  await seen(page.getByText('启用的词表里没有词条'));
  await seen(page.getByText(/接下来: 建立词表并导入词条/));
  await seen(page.getByText('近 7 天'));
  await look('board-open-zh');
  await page.getByRole('navigation').getByRole('link', { name: '总览', exact: true }).click();
  await seen(page.getByRole('heading', { level: 1, name: '总览' }));
});

test('the same in English and dark; by duty; only what is breached', { timeout: 120_000 }, async () => {
  await page.evaluate(`localStorage.setItem('hegui.language', 'en')`);
  await page.evaluate(`localStorage.setItem('hegui.appearance', 'dark')`);
  await page.goto(`${hegui.url}/board`);
  await seen(line('Art. 12'));
  await page.getByText('By duty', { exact: true }).click();
  await seen(page.getByRole('heading', { level: 2, name: 'content' }));
  await look('board-duty-en');
  await page.getByText('By article', { exact: true }).click();
  await page.getByLabel('Show only').click();
  await page.locator('.ant-select-item').filter({ hasText: 'Breached' }).click();
  await seen(line('Art. 4'));
  const statuses = await page.locator('.ant-collapse-header .ant-tag').allTextContents();
  assert.deepEqual([...new Set(statuses)], ['Breached']);
  const chinese = (await readableTexts(page)).filter((text) => /[\u3400-\u9fff]/.test(text) && text !== '中文');
  assert.deepEqual(
    chinese.filter((text) => !text.includes('示例科技有限公司')),
    [],
  );
});

test('an override shows as one with its name, reason and end, and history has it; ended, the data speak again', {
  timeout: 120_000,
}, async () => {
  await page.goto(`${hegui.url}/board`);
  await line('Art. 4').click();
  const control = page.getByRole('region', { name: 'Word lists are refreshed weekly' });
  await button('Override', control).click();
  const modal = page.locator('.ant-modal-wrap:visible');
  await modal.getByLabel('Reason').fill(REASON);
  await look('board-override-en');
  await button('Override', modal).click();
  await seen(control.getByText(REASON));
  await seen(control.getByText(/Olivia Ficer answers for "Met", until/));
  await seen(control.getByText('Measured: Breached'));
  await button('All changes', control).click();
  await seen(page.locator('.ant-drawer').getByText(/^Override ·/));
  await look('board-history-en');
  await page.keyboard.press('Escape');
  await button('End override', control).click();
  await waitUntil(async () => (await control.getByText(REASON).count()) === 0, 'the override is gone', 10_000);
});

test('whom to tell is set, seen beforehand, sent and accounted for', { timeout: 120_000 }, async () => {
  await page.goto(`${hegui.url}/board`);
  await page.getByRole('link', { name: 'Digests' }).click();
  await seen(page.getByRole('heading', { level: 1, name: 'Digests' }));
  await seen(page.getByText(/^Compliance digest \d{4}-\d\d-\d\d: \d+ breached/));
  await button('Add a recipient').click();
  await page.getByLabel('Address of recipient 1').fill('not an address');
  await button('Save').click();
  await seen(page.getByText(/settings\.recipients\.0\.address/));
  // The refusal is what was asked for; the browser tells of it as of a fault.
  assert.equal(watched.takeFaults().filter((fault) => !fault.includes('400')).length, 0);
  await page.getByLabel('Address of recipient 1').fill('officer@example.com');
  await page.getByLabel('How often').click();
  await page.locator('.ant-select-item').filter({ hasText: 'Every day' }).click();
  await button('Save').click();
  await seen(page.getByText('Next one:'));
  await seen(page.getByText(/No way out for mail is set up/));
  await button('Send now').click();
  const log = page.locator('.ant-card').filter({ hasText: 'What was sent' });
  await seen(log.getByText('By hand'));
  await seen(log.getByText('Mail no such channel'));
  await look('board-digest-en');
});

test('what a person does is recorded with an owner and a day', { timeout: 120_000 }, async () => {
  await page.goto(`${hegui.url}/board`);
  await line('Art. 8').click();
  await button('Record').first().click();
  const modal = page.locator('.ant-modal-wrap:visible');
  await modal.getByLabel('Owner').fill('Wang Wu');
  await modal.getByLabel('Due on').fill('2099-12-31');
  await button('Save', modal).click();
  await seen(page.getByText('Wang Wu · due on 2099-12-31'));
  await seen(line('Art. 8').getByText('Due', { exact: true }));
});

/** Cells of every sheet, by a program that knows nothing of Hegui. */
const SHEETS = `
import sys, zipfile, re, xml.etree.ElementTree as tree
package = zipfile.ZipFile(sys.argv[1])
assert package.testzip() is None
sys.stdout.reconfigure(encoding='utf-8')
for name in sorted(package.namelist()):
    if name.endswith('.xml'):
        root = tree.fromstring(package.read(name))
        print(name, ' '.join(t for t in root.itertext() if t.strip()))`;

test('every format is written by page and command, opens elsewhere, and names the head of the log', {
  timeout: 180_000,
}, async () => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    (async () => {
      await button('Export').hover();
      await page.getByRole('link', { name: 'Excel workbook' }).click();
    })(),
  ]);
  const workbook = join(hegui.folder, 'board.xlsx');
  await download.saveAs(workbook);
  assert.match(
    execFileSync('python3', ['-c', SHEETS, workbook], { encoding: 'utf8' }),
    /Word lists are refreshed weekly/,
  );
  for (const format of ['xlsx', 'docx', 'pdf', 'json']) {
    const out = join(hegui.folder, `deployer.${format}`);
    const { code, stderr } = await hegui.run([
      'status',
      'export',
      '--format',
      format,
      '--view',
      'deployer',
      '--out',
      out,
    ]);
    assert.equal(code, 0, stderr);
    const text =
      format === 'json'
        ? readFileSync(out, 'utf8')
        : format === 'pdf'
          ? execFileSync('pdftotext', ['-layout', out, '-'], { encoding: 'utf8' })
          : execFileSync('python3', ['-c', SHEETS, out], { encoding: 'utf8' });
    if (SCREENS !== undefined) writeFileSync(join(SCREENS, `deployer.${format}`), readFileSync(out));
    const plain = text.replaceAll(/\s/g, '');
    assert.ok(
      plain.includes(format === 'json' ? '"view":"deployer"' : '模型调用者清单'),
      `${format}: ${text.slice(0, 300)}`,
    );
    assert.ok(!plain.includes('标注规则明确'), 'training and annotation are not the deployer’s');
  }
  const told = boardSchema.parse(JSON.parse(readFileSync(join(hegui.folder, 'deployer.json'), 'utf8')));
  assert.ok(told.log.size > 0 && told.log.root !== null);
  assert.ok(told.articles.every(({ obligations }) => obligations.every(({ views }) => views.includes('deployer'))));
  assert.ok(!told.articles.some(({ instrument, article }) => instrument === 'measures' && article === '8'));
  assert.deepEqual(watched.takeFaults(), [], 'the browser complained');
});
