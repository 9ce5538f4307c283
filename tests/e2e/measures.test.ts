import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import {
  measurePolicyStateSchema,
  measuresPageSchema,
  publicMeasuresSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

// Somebody enters what is forbidden, is warned, goes on, is restricted, appeals from a phone, is right, and is served again.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
const TERM = '测试违规词';
const USER = 'the-name-in-the-app';
// Not how long it takes, but how long a busy machine may take.
const WAIT_MS_MAX = 40_000;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let serviceId: string;

before(async () => {
  hegui = await startHegui();
  await importTerms(hegui, [TERM], { risk: 'A.1.f' });
  admin = await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  serviceId = services[0]?.id ?? '';
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

const answerSchema = z.object({
  choices: z.array(z.object({ finish_reason: z.string(), message: z.object({ content: z.string() }) })),
  hegui: z.object({
    outcome: z.string(),
    door: z.string().optional(),
    remedy: z.object({ url: z.string() }).optional(),
    notice: z.array(z.object({ door: z.string(), text: z.string(), url: z.string() })).optional(),
  }),
});
async function say(content: string, headers: Record<string, string> = {}) {
  const body = { model: 'hegui-demo', user: USER, messages: [{ role: 'user', content }] };
  const response = await hegui.post('/chat/completions', body, { headers });
  assert.equal(response.status, 200);
  const answer = answerSchema.parse(await response.json());
  return { ...answer, remedyHeader: response.headers.get('x-hegui-remedy') };
}
const measures = async (query: string) =>
  measuresPageSchema.parse(await (await admin.send('GET', `/api/measures?${query}`)).json()).items;
async function policy(method: string, path: string, body: object) {
  const response = await admin.send(method, `/api/measure-policies/${serviceId}${path}`, body);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return measurePolicyStateSchema.parse(JSON.parse(text));
}

/** A phone and a desk; pictures of both are kept where somebody wants to look at them. */
async function look(name: string, colorScheme: 'light' | 'dark' = 'light'): Promise<void> {
  await page.mouse.move(0, 0);
  await page.emulateMedia({ colorScheme });
  for (const size of SCREENS === undefined ? [NARROW] : [WIDE, NARROW]) {
    await page.setViewportSize(size);
    if (SCREENS !== undefined) await page.screenshot({ path: `${SCREENS}/${name}-${size.width}.png`, fullPage: true });
    assert.deepEqual(await findOverflow(page), [], `${name} ${size.width}`);
  }
  assert.deepEqual(await findAxeViolations(page), [], name);
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(
    watched.takeFaults().filter((fault) => !/status of 4(01|22)/.test(fault)),
    [],
    name,
  );
}
const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
const seen = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();

test('an officer drafts rules, sees whom they would have met, and puts them into force', async () => {
  await say(TERM);
  const { start } = measurePolicyStateSchema.parse(
    await (await admin.send('GET', `/api/measure-policies/${serviceId}`)).json(),
  );
  const rungs = start.rungs.map((rule) =>
    rule.rung === 'restriction' ? { ...rule, endpoints: ['chat.completions'] } : rule,
  );
  await policy('PUT', '/draft', { settings: { ...start, rungs } });
  await page.setViewportSize(WIDE);
  await page.goto(`${hegui.url}/measure-policies`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('heading', { level: 1, name: '处置规则' }).waitFor();
  watched.takeFaults();
  await page.getByRole('button', { name: /试\s?算/ }).click();
  await seen(/1 个用户，其中 1 个有计入的违规输入/);
  await watched.settle();
  await look('policy');
  await page.getByRole('button', { name: /启\s?用/ }).click();
  await page.locator('.ant-popconfirm-buttons .ant-btn-primary').click();
  await seen('生效中：第 1 版，张三 启用');
});

test('three refused in a row are warned about; three more, and the door refuses with a link; an appeal that is right undoes it', async () => {
  for (let count = 0; count < 3; count++) assert.equal((await say(TERM)).hegui.outcome, 'refused');
  await waitUntil(async () => (await say('早上好')).hegui.notice !== undefined, 'warned', WAIT_MS_MAX);
  const warned = await say('早上好', { 'accept-language': 'en-GB' });
  assert.equal(warned.hegui.outcome, 'completed', 'a warning refuses nothing');
  assert.match(warned.hegui.notice?.[0]?.text ?? '', /^A warning: [\s\S]*\/portal\/en\/measures\/open\?number=/);
  for (let count = 0; count < 3; count++) assert.equal((await say(TERM)).hegui.outcome, 'refused');
  await waitUntil(async () => (await say('早上好')).hegui.remedy !== undefined, 'restricted', WAIT_MS_MAX);
  const refused = await say('早上好');
  assert.deepEqual([refused.choices[0]?.finish_reason, refused.hegui.outcome], ['content_filter', 'refused']);
  assert.equal(refused.hegui.door, 'measures');
  assert.equal(refused.remedyHeader, refused.hegui.remedy?.url);
  const secret = /查询密码 ([\w-]+)/.exec(refused.choices[0]?.message.content ?? '')?.[1] ?? '';
  const [row] = await measures('heap=active');
  assert.deepEqual([row?.rung, row?.automated], ['restriction', true]);
  assert.ok(!JSON.stringify(row).includes(USER));

  for (const [segment, open] of [
    ['en', 'Open'],
    ['zh', '查看'],
  ] as const) {
    const address = new URL(refused.hegui.remedy?.url ?? '');
    await page.goto(`${hegui.url}${address.pathname.replace('/zh/', `/${segment}/`)}${address.search}`);
    if (segment === 'en') await look('open');
    await page.locator('#f-secret').fill(secret);
    await press(open);
    await page.waitForURL(/measures\/view/);
    await look(`statement-${segment}`, segment === 'en' ? 'dark' : 'light');
  }
  await seen(/没有人工参与/);
  await seen(/暂行办法》第十四条/);
  await press('提交申诉');
  await seen('请填写“申诉理由”');
  await page.locator('#f-text').fill('我在引用新闻标题，不是违规使用。');
  await press('提交申诉');
  await seen('处理中');

  await page.goto(`${hegui.url}/measures/${row?.id}`);
  await page.setViewportSize(WIDE);
  await page.getByRole('button', { name: '查看申诉' }).click();
  await seen('我在引用新闻标题，不是违规使用。');
  await watched.settle();
  await look('desk-measure');
  await page.getByLabel('结论').click();
  await page.locator('.ant-select-item-option').filter({ hasText: '申诉成立' }).click();
  await page.getByLabel('答复（用户会看到）').fill('核实为引用新闻标题，撤销处置。');
  await page.getByRole('button', { name: '答复申诉' }).click();
  await seen('申诉成立撤销');
  const ms = await waitUntil(
    async () => (await say('早上好')).hegui.outcome === 'completed',
    'served again',
    WAIT_MS_MAX,
  );
  assert.ok(ms >= 0);

  await page.goto(`${hegui.url}/portal/zh/measures/view`);
  await seen('核实为引用新闻标题，撤销处置。');
  await seen(/申诉成立，本决定已于/);
  await look('undone', 'dark');
  await press('离开并清除本机的查看状态');
  await page.locator('#f-number').waitFor();
});

test('the app hears everything with its key, and the command line lists, shows and exports without the name in the app', async () => {
  const asked = await fetch(`${hegui.url}/api/public/measures?user=${USER}`, {
    headers: { authorization: `Bearer ${hegui.apiKey}` },
  });
  const told = publicMeasuresSchema.parse(await asked.json()).measures;
  assert.deepEqual(
    told.map(({ rung, state }) => [rung, state]),
    [
      ['restriction', 'ended'],
      ['warning', 'active'],
    ],
  );
  const listed = await hegui.run(['measures', 'list', '--heap', 'ended', '--json']);
  assert.equal(listed.code, 0, listed.stderr);
  const [ended] = z
    .object({ measures: z.array(z.object({ number: z.int() })) })
    .parse(JSON.parse(listed.stdout)).measures;
  const shown = await hegui.run(['measures', 'show', String(ended?.number)]);
  assert.match(shown.stdout, /overturned[\s\S]*申诉成立[\s\S]*undone/);
  const file = `${hegui.folder}/measures.jsonl`;
  assert.equal((await hegui.run(['measures', 'export', file])).code, 0);
  const text = readFileSync(file, 'utf8');
  assert.equal(text.trim().split('\n').length, 2);
  assert.ok(!text.includes(USER) && !text.includes('引用新闻标题'));
});
