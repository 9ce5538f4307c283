import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { boardSchema, comingDutiesSchema, lawAtSchema, lawDiffSchema } from '../../src/contract/index.ts';
import { obligations } from '../../src/law/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { freshDatabase } from '../support/cluster.ts';
import { runHegui, ServerProcess } from '../support/server-process.ts';

// A change of law that an operator drops in: Article 15 gets a number, and one new duty, from a day to come.
const CHANGE = {
  instruments: [
    {
      id: 'marker-rule',
      zh: '测试规定甲',
      en: 'Marker Rule A',
      short: { zh: '规定甲', en: 'Rule A' },
      number: 'Order 99',
      issuers: ['cac'],
      weight: 'department-rule',
      stage: 'final',
      issued: '2026-10-01',
      inForce: '2099-01-01',
      confidence: 'unverified',
      source: { zh: '测试', en: 'a test' },
    },
  ],
  articles: [
    {
      id: 'marker-rule:1',
      instrument: 'marker-rule',
      number: '1',
      heading: { zh: '标记', en: 'Marker' },
      parts: [{ id: 'marker-rule:1', kind: 'whole', zh: '须有标记甲。', en: 'A marker is kept.' }],
      confidence: 'unverified',
    },
  ],
  obligations: [
    {
      id: 'marker-rule:1',
      instrument: 'marker-rule',
      article: 'marker-rule:1',
      kind: 'duty',
      bound: ['provider'],
      modal: '应',
      title: { zh: '保存标记甲', en: 'Keep marker A' },
      trigger: { zh: '提供服务', en: 'while serving' },
      duty: { zh: '保存标记甲', en: 'Keep marker A' },
      deadline: { zh: '持续', en: 'at all times' },
      evidence: [{ zh: '标记', en: 'marker' }],
      task: { who: { zh: '法务', en: 'legal counsel' }, what: { zh: '保存', en: 'keep it' } },
      confidence: 'unverified',
    },
  ],
};

const SCREENS = process.env.HEGUI_TEST_SCREENS;
let folder: string;
let laws: string;
let server: ServerProcess;
let admin: Admin;
let drop: () => Promise<void>;
let browser: Browser;
let watched: WatchedPage;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-law-'));
  laws = join(folder, 'laws');
  mkdirSync(laws);
  writeFileSync(join(laws, 'marker.json'), JSON.stringify(CHANGE, null, 2));
  const database = await freshDatabase();
  drop = database.drop;
  server = await ServerProcess.start({
    HEGUI_DATA: join(folder, 'data'),
    HEGUI_LAW_DIR: laws,
    DATABASE_URL: database.url,
  });
  admin = await setUp({ url: server.url, setupUrl: server.setupUrl ?? '' });
  browser = await openBrowser();
  watched = await openPage(browser);
});
after(async () => {
  await browser.close();
  await server.stop();
  await drop();
  rmSync(folder, { recursive: true, force: true });
});

test('a rule that an operator drops in shows before it is in force, and what it adds', async () => {
  const at = async (date: string) =>
    lawAtSchema.parse(await (await admin.send('GET', `/api/law/at?date=${date}`)).json());
  const before = await at('2026-11-26');
  assert.ok(before.pending.some(({ id }) => id === 'marker-rule'));
  assert.ok(before.obligations.every(({ id }) => id !== 'marker-rule:1'));
  const later = await at('2099-01-01');
  assert.ok(later.obligations.some(({ id }) => id === 'marker-rule:1'));
  const diff = lawDiffSchema.parse(
    await (await admin.send('GET', '/api/law/diff?from=2098-12-31&to=2099-01-01')).json(),
  );
  assert.deepEqual(
    diff.changes.map(({ date, obligationsBegin }) => [date, obligationsBegin.map(({ id }) => id)]),
    [['2099-01-01', ['marker-rule:1']]],
  );
});

test('what it adds is a task of the board from its start on, with the day it takes force, until somebody is ready', async () => {
  const [coming] = comingDutiesSchema.parse(await (await admin.send('GET', '/api/status/coming')).json()).items;
  assert.deepEqual([coming?.obligation, coming?.from, coming?.status], ['marker-rule:1', '2099-01-01', 'due']);
  const put = { from: '2099-01-01', owner: '王五', doneOn: null, note: '' };
  assert.equal((await admin.send('PUT', '/api/status/coming/marker-rule:1', put)).status, 200);
  const board = async () => boardSchema.parse(await (await admin.send('GET', '/api/status')).json());
  assert.equal((await board()).coming[0]?.owner, '王五');
  const { path } = z
    .object({ path: z.string() })
    .parse(await (await admin.send('POST', '/api/status/calendar', {})).json());
  const calendar = async (): Promise<string> => await (await fetch(`${server.url}${path}`)).text();
  assert.match(await calendar(), /DTSTART;VALUE=DATE:20990101[\s\S]*SUMMARY:保存标记甲: 开始施行/);
  const preview = await (await admin.send('GET', '/api/status/digests/preview')).text();
  assert.match(preview, /2099-01-01 起施行：《测试规定甲》第 1 条 保存标记甲/);
  const done = { ...put, doneOn: '2026-01-01', note: '已上线' };
  assert.equal((await admin.send('PUT', '/api/status/coming/marker-rule:1', done)).status, 200);
  assert.equal((await board()).coming[0]?.status, 'met');
  assert.doesNotMatch(await calendar(), /开始施行/);
});

test('every control that the law names is offered by a part of the product', async () => {
  const board = z
    .object({ controls: z.array(z.object({ id: z.string() })) })
    .parse(await (await admin.send('GET', '/api/status')).json());
  const offered = new Set([...board.controls.map(({ id }) => id)]);
  const named = new Set(obligations().flatMap(({ controls }) => controls));
  assert.deepEqual(
    [...named].filter((id) => !offered.has(id)),
    [],
  );
});

test('a file at fault lets no server start and names file and line', async () => {
  const wrong = join(folder, 'wrong');
  mkdirSync(wrong);
  writeFileSync(join(wrong, 'x.json'), '{\n  "obligations": [\n    { "id": "measures:15" }\n  ]\n}\n');
  const ended = await runHegui(['start'], { HEGUI_DATA: join(folder, 'other'), HEGUI_LAW_DIR: wrong });
  assert.equal(ended.code, 2);
  assert.match(ended.stderr, /wrong\/x\.json:3: measures:15: /);
});

test('the page opens at the duty that the address names, finds words of either language, and fits a phone', async () => {
  const { page } = watched;
  await page.goto(`${server.url}/sign-in`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('heading', { level: 1, name: '总览' }).waitFor();

  await page.goto(`${server.url}/law#measures:14.2`);
  const duty = page.locator('[id="measures:14.2"]');
  await duty.waitFor();
  await watched.settle();
  assert.equal(await duty.evaluate((element) => element.classList.contains('law-target')), true);
  assert.match((await duty.textContent()) ?? '', /Warn, limit, suspend or end.+登记每次处置/s);

  await page.goto(`${server.url}/law`);
  await page.getByText(/^\d+ 项$/).waitFor();
  await page.getByLabel('查找').fill('Working DAYS 备案');
  await page.locator('[id="algorithm:24"]').waitFor();
  await page.getByLabel('查找').fill('禁词甲没有');
  await page.getByText('没有符合条件的条文').waitFor();
  await page.getByLabel('查找').fill('');

  const findings: string[] = [];
  for (const [key, name] of [
    ['duties', '条文与义务'],
    ['coming', '将要施行'],
    ['instruments', '文件与日期'],
    ['numbers', '数字与罚则'],
    ['comparison', '征求意见稿与终稿'],
    ['places', '主管部门与行业'],
  ] as const) {
    await page.getByRole('tab', { name }).click();
    if (key === 'coming') await page.getByText('2099-01-01 起施行').waitFor();
    await watched.settle();
    findings.push(...(await findAxeViolations(page)).map((violation) => `${key}: ${violation}`));
    if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `law-${key}-1440.png`) });
    await page.setViewportSize({ width: 360, height: 740 });
    await page.locator('.ant-layout-sider').waitFor({ state: 'detached' });
    findings.push(...(await findOverflow(page)).map((place) => `${key} is too wide: ${place}`));
    if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `law-${key}-360.png`) });
    await page.setViewportSize({ width: 1_440, height: 900 });
  }
  assert.deepEqual(findings, []);
  assert.deepEqual(watched.takeFaults(), []);
});
