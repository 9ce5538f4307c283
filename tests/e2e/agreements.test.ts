import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import {
  agreementStateSchema,
  disclosureStateSchema,
  exchangeDetailSchema,
  portalLinksSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// Somebody in an app is asked to accept, does so on a phone through the link, is served; is asked again when it matters; and switches
// the use of their input for training off.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
// Not how long it takes, but how long a busy machine may take.
const WAIT_MS_MAX = 40_000;
const CLICKS_MAX = 4;

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let serviceId = '';

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  const [service] = services;
  assert.ok(service !== undefined);
  serviceId = service.id;
  const policy = {
    ...service.policy,
    agreements: { acceptance: 'required', unnamed: 'refuse' },
    training: { choice: 'opt-out' },
  };
  await must('PATCH', `/api/services/${serviceId}`, { policy, policyVersion: service.policyVersion });
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

async function must(method: string, path: string, body: object): Promise<unknown> {
  const response = await admin.send(method, path, body);
  const text = await response.text();
  assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
  return text === '' ? null : JSON.parse(text);
}

async function publishAgreement(more: { zh: string; en: string }): Promise<void> {
  const url = `/api/services/${serviceId}/agreements/draft`;
  const draft = {
    title: { zh: '用户服务协议', en: 'Service agreement' },
    text: {
      zh: `# 总则\n${more.zh}\n\n- 依法使用\n- 标识不得删除`,
      en: `# General\n${more.en}\n\n- Keep to the law\n- Keep labels`,
    },
    marks: {},
    revision: 0,
  };
  const { draft: saved } = agreementStateSchema.parse(await must('PUT', url, draft));
  const given = {
    revision: saved?.revision,
    effectiveAt: null,
    isMaterial: true,
    publishedAs: '张三',
    gapReason: '另行补充',
  };
  await must('POST', `${url}/publication`, given);
}

const answerSchema = z.object({
  choices: z.array(z.object({ finish_reason: z.string(), message: z.object({ content: z.string() }) })),
  hegui: z.object({ exchange: z.string(), remedy: z.object({ url: z.string() }).optional() }),
});

async function chat(user: string, language = 'zh') {
  const response = await fetch(`${hegui.url}/v1/chat/completions`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${hegui.apiKey}`,
      'content-type': 'application/json',
      'x-hegui-user': user,
      'accept-language': language,
    },
    body: JSON.stringify({ model: 'hegui-demo', messages: [{ role: 'user', content: 'hello' }] }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const { choices, hegui: about } = answerSchema.parse(JSON.parse(text));
  const [choice] = choices;
  assert.equal(response.headers.get('x-hegui-remedy'), about.remedy?.url ?? null);
  return {
    isServed: choice?.finish_reason !== 'content_filter',
    said: choice?.message.content ?? '',
    url: about.remedy?.url,
    id: about.exchange,
  };
}

/** The page of the link on the server under test, whatever public address it was made for. */
const here = (url: string | undefined): string =>
  `${hegui.url}${new URL(url ?? 'http://none/').href.replace(/^https?:\/\/[^/]+/, '')}`;

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
  const faults = watched.takeFaults().filter((fault) => !/status of (422|410|404)/.test(fault));
  assert.deepEqual(faults, [], name);
}

const trainingUseOf = async (id: string) =>
  exchangeDetailSchema.parse(await (await admin.send('GET', `/api/exchanges/${id}`)).json()).trainingUse;

test('the agreement asks, is accepted through the link of the refusal, serves; a material version asks again', async () => {
  const ask = async (): Promise<Awaited<ReturnType<typeof chat>>> => await chat('ann', 'en');
  await publishAgreement({ zh: '第一版。', en: 'The first version.' });
  let refused = await ask();
  await waitUntil(
    async () => {
      refused = await ask();
      return !refused.isServed;
    },
    'the policy reaches the gateway',
    WAIT_MS_MAX,
  );
  assert.match(refused.said, /accept its agreement: http/);
  await page.goto(here(refused.url));
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByRole('alert').waitFor();
  await look('accept-unticked-en');
  await page.getByLabel('I have read this agreement and accept it').check();
  await page.getByRole('button', { name: 'Accept', exact: true }).click();
  await page.getByRole('heading', { name: 'Accepted', level: 1 }).waitFor();
  await look('accepted-en');
  assert.ok((await ask()).isServed, 'served at once');
  await publishAgreement({ zh: '第二版，实质变更。', en: 'The second version, changed in substance.' });
  const again = await chat('ann', 'zh');
  assert.ok(!again.isServed);
  assert.match(again.said, /请先阅读并同意/);
  await page.goto(here(again.url));
  await page.getByText('您之前同意的是第 1 版').waitFor();
  await look('accept-again-zh');
  await page.getByLabel('我已阅读并同意本协议').check();
  await page.getByRole('button', { name: '同意', exact: true }).click();
  await page.getByRole('heading', { name: '已同意', level: 1 }).waitFor();
  assert.ok((await chat('ann')).isServed);
  await page.goto(`${hegui.url}/portal/en/agreements/${serviceId}/1`);
  await look('agreement-version-en');
});

test('what is disclosed is public, and four clicks at most switch training off for the next record', async () => {
  const url = `/api/services/${serviceId}/disclosure`;
  const { suggestion } = disclosureStateSchema.parse(await (await admin.send('GET', url)).json());
  const said = { zh: '面向成年人的日常问答。', en: 'Everyday questions of adults.' };
  const content = {
    fields: { ...suggestion.fields, audience: said, occasions: said, purposes: said, limits: said, algorithm: said },
    models: [{ name: 'hegui-demo', filingNumber: '示例备案-2026-001' }],
  };
  await must('PUT', `${url}/draft`, { content, revision: 0 });
  await must('POST', `${url}/draft/publication`, { revision: 1, publishedAs: '张三', gapReason: '其余稍后补充' });
  assert.equal(await trainingUseOf((await chat('ann')).id), 'allowed', 'the policy is opt-out');
  const response = await fetch(`${hegui.url}/api/public/portal-links`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hegui.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ann' }),
  });
  const links = portalLinksSchema.parse(await response.json());
  await page.setViewportSize(NARROW);
  await page.goto(here(links.disclosure.zh));
  await look('disclosure-zh');
  let clicks = 0;
  const click = async (role: 'link' | 'button', name: RegExp): Promise<void> => {
    clicks++;
    await page.getByRole(role, { name }).click();
  };
  await click('link', /训练选择/);
  await page.getByRole('heading', { level: 1, name: '我的输入是否用于训练' }).waitFor();
  await look('training-allowed-zh');
  await click('button', /不再用于训练/);
  await page.getByText('不会把您的输入用于训练').waitFor();
  assert.ok(clicks <= CLICKS_MAX, `${clicks} clicks`);
  assert.equal(await trainingUseOf((await chat('ann')).id), 'refused', 'at once');
  await page.goto(here(links.training.en));
  await look('training-refused-en');
  await page.goto(`${hegui.url}/portal/zh/training-choice`);
  await look('link-over-zh');
});

test('the command line lists agreements and disclosures, and writes who accepted', async () => {
  const listed = await hegui.run(['agreements', 'list', '--json']);
  assert.equal(listed.code, 0, listed.stderr);
  assert.equal(JSON.parse(listed.stdout).services[0].inForce, 2);
  const shown = await hegui.run(['agreements', 'show', serviceId, '--number', '1', '--lang', 'en']);
  assert.match(shown.stdout, /The first version\./);
  const disclosed = await hegui.run(['disclosure', 'show', serviceId, '--lang', 'en']);
  assert.match(disclosed.stdout, /hegui-demo \(示例备案-2026-001\)/);
});
