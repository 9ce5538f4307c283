import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import {
  exchangeDetailSchema,
  gapsPageSchema,
  judgeSchema,
  scorecardSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { startVendor, type VendorServer } from '../../src/judges/testing/vendor-server.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';
import { chunkOf, type ScriptedUpstream, startScriptedUpstream, streamBytes } from '../support/scripted-upstream.ts';

const SCREENS = process.env.HEGUI_TEST_SCREENS;
const BAD = '测试违规内容';
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };

let hegui: HeguiUnderTest;
let admin: Admin;
let vendor: VendorServer;
let upstream: ScriptedUpstream;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
/** While true the guard model says nothing at all. */
let isSilent = false;

before(async () => {
  vendor = await startVendor((request, response) => {
    if (isSilent) return;
    const { messages } = JSON.parse(request.body);
    const isBad = String(messages.at(-1).content).includes(BAD);
    const content = isBad ? 'Safety: Unsafe\nCategories: Violent' : 'Safety: Safe\nCategories: None';
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] }));
  });
  upstream = await startScriptedUpstream();
  upstream.on('m', (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const text = `${'一段安全的话。'.repeat(10)}${BAD}${'后面的话。'.repeat(10)}`;
    const events = [...text].map((character) => chunkOf(0, { content: character }));
    response.end(streamBytes([chunkOf(0, { role: 'assistant', content: '' }), ...events, chunkOf(0, {}, 'stop')]));
  });
  hegui = await startHegui({ settings: { HEGUI_REJUDGE_PER_HOUR: '36000' } });
  admin = await setUp({ url: hegui.url, setupUrl: hegui.setupUrl });
  const connected = await admin.send('POST', '/api/upstreams', { name: 'scripted', baseUrl: upstream.baseUrl });
  assert.equal(connected.status, 201);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser.close();
  await hegui.stop();
  await Promise.all([vendor.close(), upstream.close()]);
});

const button = (name: string, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

/** No fault, nothing too wide, nothing that assistive technology cannot read; a picture where one is asked for. */
async function look(name: string): Promise<void> {
  for (const [width, size] of [
    ['wide', WIDE],
    ['narrow', NARROW],
  ] as const) {
    await page.setViewportSize(size);
    await watched.settle();
    assert.deepEqual(await findOverflow(page), [], `${name} ${width}`);
    if (SCREENS !== undefined) await page.screenshot({ path: join(SCREENS, `${name}-${width}.png`), fullPage: true });
  }
  await page.setViewportSize(WIDE);
  await watched.settle();
  assert.deepEqual(await findAxeViolations(page), [], name);
  assert.deepEqual(watched.takeFaults(), [], name);
}

const askStreamed = async (content: string): Promise<string> => {
  const response = await hegui.post('/chat/completions', {
    model: 'm',
    stream: true,
    messages: [{ role: 'user', content }],
  });
  return await response.text();
};
const shownBy = (events: string): string =>
  [...events.matchAll(/"delta":\{"content":"([^"]*)"/g)].map((match) => match[1]).join('');

test('from the console: a guard model is added and tried, and a policy asks it', { timeout: 240_000 }, async () => {
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByLabel('密码', { exact: true }).press('Enter');
  await seen(page.getByRole('heading', { level: 1, name: '总览' }));
  await page.getByRole('navigation').getByRole('link', { name: '第二意见', exact: true }).click();
  await seen(page.getByText('还没有评审方'));
  await look('judges-empty');
  await button('添加评审方').first().click();
  await page.getByLabel('名称', { exact: true }).fill('guard');
  await page.getByLabel('地址', { exact: true }).fill(vendor.baseUrl);
  await look('judge-editor');
  await button('保存').click();
  await seen(page.getByRole('heading', { level: 2, name: 'guard' }));
  await button('试一段文字').click();
  await page.getByLabel('文字', { exact: true }).fill(BAD);
  await button('请它评审').click();
  await seen(page.getByText(/不安全 · /));
  await look('judge-tested');

  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  await page.goto(`${hegui.url}/services/${services[0]?.id}?tab=policy`);
  await page.getByLabel('评审输出', { exact: true }).click();
  await seen(page.getByText('泄漏上限：0 字'));
  await look('policy-opinion');
  await button('保存').click();
  await seen(page.getByText('已保存'));
});

test('the guard model’s verdict cuts the stream, and the closing record says who said what', async () => {
  const judges = z.array(judgeSchema).parse(await (await admin.send('GET', '/api/judges')).json());
  assert.equal(judges[0]?.services.length, 1);
  // A running server takes the new policy up within a moment.
  let events = '';
  await waitUntil(
    async () => {
      events = await askStreamed('你好');
      return events.includes('content_filter');
    },
    'a cut stream',
    20_000,
  );
  assert.ok(!shownBy(events).includes(BAD), shownBy(events));
  const exchangeId = /"exchange":"(exc_\w+)"/.exec(events)?.[1];
  const detail = exchangeDetailSchema.parse(await (await admin.send('GET', `/api/exchanges/${exchangeId}`)).json());
  assert.equal(detail.outcome, 'cut');
  assert.equal(detail.reason, 'opinion:unsafe');
  const closing = detail.evidence.find(({ kind }) => kind === 'response.closed');
  assert.match(closing?.body ?? '', /"opinions":\[\{"calls":\d+,"decision":"unsafe","direction":"output"/);
});

test('what passed while the judge was silent is a gap, judged once it speaks again', { timeout: 240_000 }, async () => {
  const [service] = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  assert.ok(service !== undefined && service.policy.secondOpinion?.output != null);
  const { policy } = service;
  const output = { ...service.policy.secondOpinion.output, onFailure: 'pass', timeoutMs: 50, windowChars: 2_000 };
  const secondOpinion = { ...policy.secondOpinion, output };
  const changed = await admin.send('PATCH', `/api/services/${service.id}`, {
    policy: { ...policy, secondOpinion },
    policyVersion: service.policyVersion,
  });
  assert.equal(changed.status, 200);
  isSilent = true;
  await waitUntil(async () => (await askStreamed('你好')).includes(BAD.at(-1) ?? ''), 'an answer that passed', 20_000);
  const gapsOf = async () => gapsPageSchema.parse(await (await admin.send('GET', '/api/judges/gaps')).json()).items;
  assert.equal((await gapsOf())[0]?.reason, 'timed-out');
  isSilent = false;
  await page.goto(`${hegui.url}/judges?tab=gaps`);
  await seen(page.getByText('等待，已试'));
  await look('judges-gaps');
  const month = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 7);
  const scored = async (): Promise<boolean> => {
    const answer = await admin.send('GET', `/api/judges/scorecard?month=${month}`);
    return scorecardSchema.parse(await answer.json()).rows.some(({ timeouts }) => timeouts > 0);
  };
  await waitUntil(scored, 'counts in the scorecard', 60_000);
  await page.goto(`${hegui.url}/judges?tab=scorecard`);
  await seen(page.getByText('guard-chat'));
  await look('judges-scorecard');
  const printed = await hegui.run(['judges', 'scorecard', '--month', month]);
  assert.equal(printed.code, 0);
  assert.match(printed.stdout, /^guard: \d+ calls;/);
  const tried = await hegui.run(['judges', 'test', 'guard', '--text', BAD, '--json']);
  assert.equal(tried.code, 1);
  assert.equal(JSON.parse(tried.stdout).verdict.decision, 'unsafe');
  await page.evaluate("localStorage.setItem('hegui.language', 'en')");
  await page.reload();
  await seen(page.getByRole('heading', { level: 1, name: 'Second opinions' }));
  await look('judges-scorecard-en');
});
