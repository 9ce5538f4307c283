import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { recallsPageSchema, reviewItemsPageSchema, serviceSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, importTerms, startHegui, waitUntil } from '../support/hegui.ts';

// A person decides what screening let through with a mark, and a case goes its way from there, by keyboard and mouse.
const TERM = 'MarkerFlag';
const SAID = `repeat after me: the kettle says ${TERM} in the kitchen`;
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
// Not how long it takes, but how long a busy machine may take.
const WAIT_MS_MAX = 40_000;
const SCREENS = process.env.HEGUI_TEST_SCREENS;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  await importTerms(hegui, [TERM], { list: 'flags', action: 'flag' });
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
  page.setDefaultTimeout(WAIT_MS_MAX);
});
after(async () => {
  await browser.close();
  await hegui.stop();
});

const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

/** Checks the page as it stands in both widths, and keeps a picture when asked to. */
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

async function ask(): Promise<void> {
  const response = await hegui.post('/chat/completions', {
    model: 'hegui-demo',
    messages: [{ role: 'user', content: SAID }],
  });
  assert.equal(response.status, 200);
  assert.ok((await response.text()).includes(TERM), 'a flagged hit is shown');
}

const waiting = async (): Promise<number> =>
  reviewItemsPageSchema.parse(await (await admin.send('GET', '/api/review/items')).json()).items.length;

test('a flagged exchange comes to the desk by itself', async () => {
  await waitUntil(
    async () => (await (await admin.send('POST', '/api/word-lists/test', { text: TERM })).text()).includes('"hits":[{'),
    'the list is served',
    WAIT_MS_MAX,
  );
  await ask();
  await waitUntil(async () => (await waiting()) === 1, 'the exchange is on the queue', WAIT_MS_MAX);
});

test('it is taken, looked at and decided from the keyboard alone; its content stays hidden until asked for', async () => {
  await page.goto(`${hegui.url}/review`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await button('登录').click();
  await seen(page.getByRole('heading', { level: 1, name: '人工复核' }));
  // Before the sign-in there was no session, and the browser says so.
  watched.takeFaults();
  await seen(page.getByRole('region', { name: '队列' }).getByText('标记命中'));
  await page.keyboard.press('?');
  await seen(page.getByRole('dialog').getByText('领取最紧急的一条'));
  await button('知道了').click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await page.keyboard.press('n');
  await seen(button('放回'));
  assert.ok(!(await page.locator('main').innerText()).includes('kettle'), 'hidden until asked for');
  await look('desk-hidden');
  await page.keyboard.press('c');
  await seen(page.locator('mark', { hasText: TERM }));
  await page.keyboard.press('3');
  await page.keyboard.type('says what it must not');
  await look('desk-decide');
  await page.keyboard.press('Control+Enter');
  await seen(page.getByText('已判定'));
  assert.equal(await waiting(), 0);
});

test('the decision opens a case, which goes from found to closed with proof and a signature', {
  timeout: 180_000,
}, async () => {
  await page.getByRole('tab', { name: '判定记录' }).click();
  await seen(page.getByText('says what it must not'));
  await look('decisions');
  await page.getByRole('link', { name: '立案处置' }).click();
  await page.getByLabel('标题（不要写内容原文）').fill('a marker was shown');
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /立\s?案/ })
    .last()
    .click();
  await seen(page.getByRole('heading', { level: 1, name: /a marker was shown/ }));

  await button('加入服务策略的当前版本').first().click();
  await page.getByRole('button', { name: '停止: 完成此步' }).click();
  await page.getByRole('button', { name: '消除: 完成此步' }).click();
  await seen(page.getByText('召回时间'));
  const feed = await fetch(`${hegui.url}/api/recalls`, { headers: { authorization: `Bearer ${hegui.apiKey}` } });
  const recalls = await feed.text();
  assert.equal(feed.status, 200, `${recalls} ${hegui.server.stderr}`);
  assert.equal(recallsPageSchema.parse(JSON.parse(recalls)).items.length, 1);

  await importTerms(hegui, [TERM], { list: 'mended' });
  await waitUntil(async () => !(await said()).includes(TERM), 'the new list is served', WAIT_MS_MAX);
  await page.getByRole('button', { name: /再问一次/ }).click();
  await seen(page.getByText('已被拦截'));
  await page.getByLabel('其他措施').fill('the term is blocked now');
  await page.getByLabel('其他措施').locator('xpath=following::button[1]').click();
  await page.getByRole('button', { name: '整改: 完成此步' }).click();
  await page.getByRole('button', { name: '整改: 完成此步' }).waitFor({ state: 'hidden' });
  await page.getByLabel('报送对象').fill('the authority');
  await page.getByLabel('情况与处置').fill('found, stopped, recalled, mended');
  await button('保存草稿').click();
  await seen(page.getByText('第 1 稿'));
  await look('case');
  await button('签署…').click();
  await page.getByRole('dialog').getByLabel('登录密码').fill(ADMINISTRATOR.password);
  await page.getByRole('dialog').getByRole('button', { name: '签署报告' }).click();
  await seen(page.getByText(`${ADMINISTRATOR.name} 已于`));
  await page.getByRole('button', { name: '结案: 完成此步' }).click();
  await seen(page.getByText('已结案'));
  const printed = await page.getByRole('link', { name: '打印页' }).getAttribute('href');
  const report = await (await admin.send('GET', printed ?? '')).text();
  assert.ok(report.includes(ADMINISTRATOR.name) && !report.includes('草稿') && !report.includes(TERM));
  await page.goto(`${hegui.url}/cases`);
  await seen(page.getByRole('link', { name: /a marker was shown/ }));
  await look('cases');
});

test('a false alarm leads to a phrase that is taken into the draft of its list, and the desk says where it went', async () => {
  await admin.send('POST', '/api/review/items', { exchangeId: await lastExchange() });
  await page.goto(`${hegui.url}/review`);
  await seen(page.getByRole('region', { name: '队列' }).getByText('人工送审'));
  await page.keyboard.press('n');
  await seen(button('放回'));
  await page.keyboard.press('1');
  await page.keyboard.type('a false alarm');
  await page.keyboard.press('Control+Enter');
  await seen(page.getByText('已判定'));
  await page.getByRole('tab', { name: '判定记录' }).click();
  await button('建议放行短语').first().click();
  const modal = page.getByRole('dialog');
  await modal.getByRole('combobox', { name: '词表' }).click();
  await page.locator('.ant-select-item-option', { hasText: 'flags' }).click();
  await modal.getByLabel('词条', { exact: true }).fill(TERM);
  await modal.getByLabel('无害的短语').fill(`${TERM} of the kitchen`);
  await look('suggest');
  await modal.getByRole('button', { name: /提\s?交/ }).click();
  await seen(page.getByText('已提交建议'));
  await page.getByRole('tab', { name: '放行建议' }).click();
  await look('suggestions');
  await button('采纳').click();
  await seen(page.getByText(`已作为词条“${TERM}”的放行短语放入词表“flags”的草稿`));
  await page.locator('.ant-segmented-item', { hasText: '已采纳' }).click();
  await seen(
    page
      .getByRole('row')
      .filter({ hasText: `${TERM} of the kitchen` })
      .getByText('草稿，第 2 次修改'),
  );
  await look('suggestions-taken');
  await page.getByRole('row').getByRole('link', { name: '草稿，第 2 次修改' }).click();
  await button('查看草稿的全部修改').click();
  await seen(page.getByText(`放行：${TERM} of the kitchen`));
});

test('the same pages are whole in English, and a policy says what differs for minors', async () => {
  await page.goto(`${hegui.url}/cases`);
  await button('English').click();
  await seen(page.getByRole('heading', { level: 1, name: 'Illegal content' }));
  await page.getByRole('link', { name: /a marker was shown/ }).click();
  await seen(page.getByText(`Signed by ${ADMINISTRATOR.name}`));
  await look('case-en');
  await page.goto(`${hegui.url}/review?tab=statistics`);
  await seen(page.getByText('How often each source was right'));
  await look('statistics-en');
  await page.goto(`${hegui.url}/services/${await serviceId()}?tab=policy`);
  await page.getByRole('switch', { name: 'Treat minors differently' }).click();
  await button('Use suggested wording: Chinese').last().click();
  await page.getByRole('switch', { name: 'Personal information of its own' }).click();
  await page.getByRole('switch', { name: 'Classifier of its own' }).click();
  await look('policy-en');
  await button('Save').click();
  await waitUntil(
    async () => (await said({ 'x-hegui-audience': 'minors' })).includes('爸爸妈妈'),
    'the policy',
    WAIT_MS_MAX,
  );
  const stored = serviceSchema.parse(await (await admin.send('GET', `/api/services/${await serviceId()}`)).json());
  const { engines } = stored.policy.audiences.minors ?? { engines: {} };
  assert.deepEqual(Object.keys(engines).sort(), ['classifier', 'personalInformation']);
});

const lastExchange = async (): Promise<string> =>
  z
    .object({ items: z.array(z.object({ id: z.string() })) })
    .parse(await (await admin.send('GET', '/api/exchanges?limit=1')).json()).items[0]?.id ?? '';

const serviceId = async (): Promise<string> =>
  z.array(z.object({ id: z.string() })).parse(await (await admin.send('GET', '/api/services')).json())[0]?.id ?? '';

async function said(headers: Record<string, string> = {}): Promise<string> {
  const body = { model: 'hegui-demo', messages: [{ role: 'user', content: SAID }] };
  return await (await hegui.post('/chat/completions', body, { headers })).text();
}
