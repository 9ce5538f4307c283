import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { incidentsSchema, licenceSchema, orderDetailSchema, rosterSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';

// One incident, order, licence and appointment through the front door: console, API, commands.
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const folder = mkdtempSync(join(tmpdir(), 'hegui-registers-'));

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
  await page.goto(`${hegui.url}/incidents`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await button('登记事件').waitFor();
  // Nobody was signed in at first, and the browser says so.
  watched.takeFaults();
});
after(async () => {
  await browser.close();
  await hegui.stop();
  rmSync(folder, { recursive: true });
});

const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) }).first();
const dialog = (): Locator => page.getByRole('dialog');
const save = (name = '保存'): Promise<void> =>
  dialog()
    .getByRole('button', { name: new RegExp([...name].join('\\s*')) })
    .click();
const send = async <T>(schema: z.ZodType<T>, path: string, body: object): Promise<T> => {
  const response = await admin.send('POST', path, body);
  const text = await response.text();
  assert.ok(response.ok, text);
  return schema.parse(JSON.parse(text));
};
async function runJson<T>(schema: z.ZodType<T>, args: readonly string[], code: number): Promise<T> {
  const ended = await hegui.run([...args, '--json']);
  assert.equal(ended.code, code, `${args.join(' ')}: ${ended.stderr}${ended.stdout}`);
  return schema.parse(JSON.parse(ended.stdout));
}

test('an incident is written down in the console, and its first report drafted, signed, taken out and delivered', async () => {
  await button('登记事件').click();
  await dialog().getByLabel('名称').fill('测试事件');
  await save();
  await dialog().getByText('请填写或更正此项').first().waitFor();
  await dialog().getByLabel('涉事单位与系统').fill('网关');
  await dialog().getByLabel('类型').click();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await save();
  await page.getByRole('link', { name: '1 号 · 测试事件' }).click();
  await page.getByText('首次报告 · 省级网信办').waitFor();
  await button('起草首次报告').click();
  await dialog().getByLabel('补充说明').fill('正在处置。');
  await save('起草');
  await button('签发').click();
  await dialog().getByLabel('签发人姓名').fill('李四');
  await dialog().getByLabel('报送事由').fill('首次报告');
  await save('签发');
  const [saved] = await Promise.all([page.waitForEvent('download'), button('取出 PDF').click()]);
  assert.equal(
    readFileSync(await saved.path())
      .subarray(0, 5)
      .toString(),
    '%PDF-',
  );
  await button('登记送达').waitFor();
  const { items } = incidentsSchema.parse(await (await admin.send('GET', '/api/incidents')).json());
  const [incident] = items;
  assert.equal(incident?.reports.find(({ id }) => id === 'first')?.state, 'open', 'taken out is not delivered');
});

test('commands tell the same, with the exit code of what they found', async () => {
  const { incidents } = await runJson(z.object({ incidents: incidentsSchema.shape.items }), ['incidents', 'list'], 0);
  assert.equal(incidents[0]?.facts.title, '测试事件');
  const shown = await hegui.run(['incidents', 'show', '1']);
  assert.match(
    shown.stdout,
    /first {2}省级网信办 · Provincial CAC {2}open {2}before .* {2}incident:4 \(official-text\)/,
  );
  const letter = /ltr_[0-9A-Z]{26}/.exec(shown.stdout)?.[0] ?? '';
  const out = join(folder, 'report.docx');
  assert.equal((await hegui.run(['incidents', 'export', letter, '--out', out])).code, 0);
  assert.equal(readFileSync(out).subarray(0, 2).toString(), 'PK');
  const due = z.object({ due: z.array(z.object({ title: z.object({ en: z.string() }) })) });
  assert.deepEqual(
    (await runJson(due, ['registers', 'due'], 0)).due.map(({ title }) => title.en),
    ['Incident 1: first report'],
  );
});

test('an overdue order turns Article 21 red on the board, a missing person the roster; the pages hold in both widths', async () => {
  const order = {
    title: '责令限期改正',
    agency: 'cac',
    office: '某省网信办',
    reference: '测试〔2026〕1号',
    measure: 'correction',
    demands: '补充标识',
    legalBasis: '暂行办法第二十一条',
    receivedOn: '2026-01-05',
    deadlineOn: '2026-01-31',
  };
  const { id } = await send(orderDetailSchema, '/api/orders', order);
  await send(orderDetailSchema, `/api/orders/${id}/entries`, {
    step: 'task-set',
    text: '补标识',
    owner: '王五',
    dueOn: '2026-01-20',
  });
  const licence = {
    kind: 'icp-record',
    name: 'ICP 备案',
    number: '测ICP备1号',
    holder: '示例科技有限公司',
    issuer: '某省通信管理局',
    validFrom: '2020-01-01',
    validTo: '2026-01-31',
    documentSha256: null,
    note: '',
  };
  const { licenceId } = await send(licenceSchema, '/api/licences', licence);
  await send(licenceSchema, `/api/licences/${licenceId}/versions`, { ...licence, number: '测ICP备2号' });
  const appointment = {
    subject: 'role:compliance',
    person: '李四',
    staffId: null,
    deputy: '王五',
    from: '2026-01-01',
    to: null,
    note: '',
  };
  await send(rosterSchema, '/api/roster/appointments', appointment);
  const training = {
    person: '李四',
    staffId: null,
    topic: '内容安全',
    heldOn: '2026-01-05',
    material: 'v2',
    materialSha256: null,
    result: 'passed',
    validUntil: '2026-01-31',
  };
  await send(rosterSchema, '/api/roster/trainings', training);

  assert.equal((await hegui.run(['registers', 'orders'])).code, 1);
  assert.equal((await hegui.run(['registers', 'roster'])).code, 1);
  assert.equal((await hegui.run(['registers', 'licences'])).code, 0, 'nobody said yet that one is needed');
  const controls = ['inspection.orders-in-time', 'roster.answered-for', 'roster.trained', 'incidents.reports-in-time'];
  const board = z.object({
    articles: z.array(z.object({ instrument: z.string(), article: z.string(), status: z.string() })),
  });
  const { articles } = await send(board, '/api/status/run', { controls });
  assert.equal(
    articles.find(({ instrument, article }) => instrument === 'measures' && article === '21')?.status,
    'breached',
  );

  const incident = incidentsSchema.parse(await (await admin.send('GET', '/api/incidents')).json()).items[0]?.id;
  const findings: string[] = [];
  // English has the longest words. The lists without rows are in the sweep of the whole console.
  await page.evaluate(`localStorage.setItem('hegui.language', 'en')`);
  for (const path of ['/incidents', `/incidents/${incident}`, '/orders', `/orders/${id}`, '/licences', '/roster']) {
    await page.setViewportSize(WIDE);
    await page.goto(`${hegui.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await watched.settle();
    if (path.endsWith(`${incident}`) || path === '/licences')
      findings.push(...(await findAxeViolations(page)).map((violation) => `${path}: ${violation}`));
    await page.setViewportSize(NARROW);
    await page.locator('.ant-layout-sider').waitFor({ state: 'detached' });
    findings.push(...(await findOverflow(page)).map((place) => `${path} is too wide: ${place}`));
    if (SCREENS !== undefined)
      await page.screenshot({ path: join(SCREENS, `registers${path.replaceAll('/', '-')}-360.png`), fullPage: true });
  }
  assert.deepEqual(findings, []);
  assert.deepEqual(watched.takeFaults(), []);
});
