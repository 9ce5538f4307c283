import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import {
  type AdminAppHarness,
  openAdminApp,
  type SignedIn,
  signIn,
} from '../../src/app/http/testing/open-admin-app.ts';
import { doorOfMinors, observeMinors } from '../../src/app/minors.ts';
import {
  ageAppealsSchema,
  minorPolicyStateSchema,
  publicGuardianCodeMadeSchema,
  publicMinorStateSchema,
} from '../../src/contract/index.ts';
import { openRecordLine, Recorder } from '../../src/gateway/index.ts';
import { type Harness, saying, startHarness } from '../../src/gateway/testing/harness.ts';
import { IdFactory, MINUTE_MS, silentLog } from '../../src/kernel/index.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';

// A child of thirteen talks to a real gateway whose clock the test moves: stopped at the hour and at 22:00. A guardian links with the
// code of the child's app and sees time, not words, in both languages, on a phone.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
const SECRET_WORDS = '只有孩子知道的话';

let harness: AdminAppHarness;
let gateway: Harness;
let recorder: Recorder;
let officer: SignedIn;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let url = '';
let serviceId = '';
let key = '';
/** Ten past four in the afternoon, China time. */
let now = new Date('2026-11-26T08:10:00Z');
let monotonicMs = 0;
const clock = { now: () => now, monotonicMs: () => monotonicMs };
const moveTo = (at: Date): void => {
  monotonicMs += Math.max(0, at.getTime() - now.getTime());
  now = at;
};

before(async () => {
  harness = await openAdminApp({ clock, publicUrl: 'http://127.0.0.1' });
  officer = await signIn(harness, 'compliance-officer');
  await harness.registry.provider.put({ name: '示例科技有限公司', creditCode: '91440300708461136T' }, 'cli');
  const service = { name: '学习助手', modelCode: '0001', upstreamIds: [], wordListIds: [] };
  serviceId = (await harness.registry.services.create(service, 'cli')).id;
  ({ key } = await harness.registry.keys.create(serviceId, { name: 'app', ratePerMinute: null, openMax: null }, 'cli'));
  await harness.registry.live.refresh();
  const { database, vault, minors } = harness;
  const openLine = () => openRecordLine(database);
  recorder = new Recorder({ openLine, vault, ids: new IdFactory(), clock, log: silentLog });
  await recorder.start();
  gateway = await startHarness({
    clock,
    service: { id: serviceId },
    recordedBy: observeMinors(recorder, minors, silentLog),
    doors: [doorOfMinors(minors, harness.portal, clock)],
    audienceOf: (service, endUser) => minors.mode.audienceOf(service, endUser),
    pseudonym: (service, user) => minors.user(service, user).endUser,
  });
  gateway.upstream = saying('好的');
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  const address: AddressInfo | string | null = harness.app.server.address();
  assert.ok(typeof address === 'object' && address !== null);
  url = `http://127.0.0.1:${address.port}`;
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser?.close();
  await gateway?.close();
  await recorder?.stop();
  await harness?.close();
});

const answerSchema = z.object({
  choices: z.array(z.object({ finish_reason: z.string(), message: z.object({ content: z.string() }) })),
  hegui: z.object({ code: z.string().optional(), remedy: z.object({ url: z.string() }).optional() }),
});
async function chat(language = 'zh') {
  const response = await gateway.post(
    '/v1/chat/completions',
    { model: 'm', messages: [{ role: 'user', content: SECRET_WORDS }] },
    { headers: { 'x-hegui-user': 'xiaoming', 'accept-language': language } },
  );
  const { choices, hegui } = answerSchema.parse(await response.json());
  return { said: choices[0]?.message.content ?? '', code: hegui.code, url: hegui.remedy?.url ?? '' };
}

async function ofApp(method: 'GET' | 'POST' | 'PUT', path: string, payload?: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${key}` };
  const given = payload === undefined ? {} : { payload };
  const response = await harness.app.inject({ method, url: `/api/public/minors/${path}`, headers, ...given });
  assert.ok(response.statusCode < 300, response.body);
  return response.json();
}

/** Every look goes over both themes and both widths. */
async function look(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of [WIDE, NARROW]) {
      await page.setViewportSize(size);
      if (SCREENS !== undefined)
        await page.screenshot({ path: `${SCREENS}/${name}-${colorScheme}-${size.width}.png`, fullPage: true });
      assert.deepEqual(await findOverflow(page), [], `${name} ${size.width}`);
    }
    assert.deepEqual(await findAxeViolations(page, axeOf(colorScheme)), [], `${name} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  assert.ok(!(await page.content()).includes(SECRET_WORDS), `${name} shows no word of the child`);
}
const here = (address: string): string => `${url}${new URL(address).pathname}${new URL(address).search}`;
const textOf = async (selector: string): Promise<string> => await page.locator(selector).first().innerText();

let receipt = '';
let secret = '';

test('a child of thirteen waits for a guardian, who links with the code of the app and consents', async () => {
  const { revision, settings } = minorPolicyStateSchema.parse(
    (await harness.app.inject({ url: `/api/services/${serviceId}/minors`, headers: { ...officer } })).json(),
  );
  const changed = await harness.app.inject({
    method: 'PUT',
    url: `/api/services/${serviceId}/minors`,
    headers: { ...officer },
    payload: { settings: { ...settings, mode: 'mode' }, revision },
  });
  assert.equal(changed.statusCode, 200, changed.body);
  await ofApp('PUT', 'age', { user: 'xiaoming', band: '8-13' });
  const waiting = await chat();
  assert.equal(waiting.code, 'consent');
  const { code } = publicGuardianCodeMadeSchema.parse(await ofApp('POST', 'guardian-codes', { user: 'xiaoming' }));

  await page.goto(`${url}/portal/zh/guardians`);
  await look('guardians-home-zh');
  await page.getByRole('link', { name: /关联孩子的账号/ }).click();
  await page.getByLabel('关联码').fill('AAAA-AAAA');
  await page.getByRole('button', { name: '下一步' }).click();
  assert.match(await textOf('.faults'), /关联码不对/);
  await page.getByLabel('关联码').fill(code.toLowerCase());
  await page.getByRole('button', { name: '下一步' }).click();
  await look('guardians-consent-zh');
  await page.getByLabel('8 至 13 周岁').check();
  await page.getByLabel('我是孩子的监护人，同意以上内容').check();
  await page.getByRole('button', { name: '关联' }).click();
  [receipt = '', secret = ''] = await page.locator('.code').allInnerTexts();
  assert.match(`${receipt} ${secret}`, /^[0-9A-Z]{4}(-[0-9A-Z]{4}){2} [0-9A-Z]{4}(-[0-9A-Z]{4}){3}$/);
});

test('the child is served for sixty minutes, then stopped until the morning; and stopped at 22:00', async () => {
  for (let minute = 0; minute < 60; minute++) {
    const { code, said } = await chat();
    assert.equal(code, undefined, `minute ${minute}: ${said}`);
    moveTo(new Date(now.getTime() + MINUTE_MS));
  }
  const stopped = await chat();
  assert.equal(stopped.code, 'time');
  assert.match(stopped.said, /^今天的使用时间用完了，11 月 27 日 06:00 再见。/);
  assert.match((await chat('en')).said, /^The time for today is used up; see you again at 2026-11-27 06:00/);
  const state = publicMinorStateSchema.parse(await ofApp('GET', 'state?user=xiaoming'));
  assert.deepEqual([state.usedMinutes, state.leftMinutes, state.spending], [60, 0, 'off']);

  moveTo(new Date('2026-11-27T13:59:00Z'));
  assert.equal((await chat()).code, undefined, 'a new day, a minute before ten');
  moveTo(new Date('2026-11-27T14:00:00Z'));
  assert.equal((await chat()).code, 'curfew');
});

test('the guardian sees time and not a word, in both languages, and sets what is stricter', async () => {
  await page.goto(`${url}/portal/zh/guardians/open`);
  await page.getByLabel('回执编号').fill(receipt);
  await page.getByLabel('查询密码').fill(secret);
  await page.getByRole('button', { name: '打开' }).click();
  assert.match(await textOf('main'), /已用 1 分钟，上限 60 分钟/);
  assert.match(await textOf('table'), /11\u201126\s+60\s+(时间用完|等待监护人同意)/);
  assert.equal(await page.getByLabel('退出未成年人模式').count(), 0, 'a code alone does not loosen');
  await look('guardians-view-zh');
  await page.goto(`${url}/portal/en/guardians/view`);
  assert.match(await textOf('main'), /1 of 60 minutes used/);
  await look('guardians-view-en');
  await page.getByLabel('15 minutes', { exact: true }).check();
  await page.getByLabel('Close: Making films').check();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(await textOf('[role=status]'), /Saved/);
  const state = publicMinorStateSchema.parse(await ofApp('GET', 'state?user=xiaoming'));
  assert.deepEqual([state.leftMinutes, state.closed], [14, ['videos']]);
});

test('whose age was misjudged appeals from the page of the refusal, and a person undoes it whole', async () => {
  const { url: address } = await chat('en');
  await page.goto(here(address));
  await look('minor-mode-en');
  await page.getByLabel('18 or older').check();
  await page.getByLabel('Why').fill('I am a teacher.');
  await page.getByRole('button', { name: 'Send appeal' }).click();
  const [number = '', password = ''] = await page.locator('.code').allInnerTexts();
  const { items } = ageAppealsSchema.parse(
    (await harness.app.inject({ url: '/api/minors/appeals', headers: { ...officer } })).json(),
  );
  const decided = await harness.app.inject({
    method: 'POST',
    url: `/api/minors/appeals/${items[0]?.id}/decision`,
    headers: { ...officer },
    payload: { outcome: 'overturned', text: '已核实您已成年。' },
  });
  assert.equal(decided.statusCode, 200, decided.body);
  assert.equal((await chat()).code, undefined, 'served at night, without a limit');
  await page.goto(`${url}/portal/zh/age-appeal/open`);
  await page.getByLabel('回执编号').fill(number);
  await page.getByLabel('查询密码').fill(password);
  await page.getByRole('button', { name: '查看' }).click();
  assert.match(await textOf('main'), /申诉成立/);
  await look('age-appeal-zh');
  const faults = watched.takeFaults().filter((fault) => !/status of (422|410|404)/.test(fault));
  assert.deepEqual(faults, []);
});
