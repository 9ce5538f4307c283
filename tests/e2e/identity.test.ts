import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { exchangeDetailSchema, serviceSchema } from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// Somebody in an app is refused, confirms a telephone number by a code on the page of the refusal, and is served; what was said of
// it stands in the record.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const WAIT_MS_MAX = 40_000;
const SIZES = [
  { width: 1_440, height: 900 },
  { width: 360, height: 740 },
];

let gateway: Server;
const messages: string[] = [];
let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  gateway = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString('utf8')));
    request.on('end', () => {
      messages.push(body);
      response.writeHead(200).end('{}');
    });
  });
  await new Promise<void>((done) => gateway.listen(0, '127.0.0.1', done));
  const address = gateway.address();
  assert.ok(typeof address === 'object' && address !== null);
  hegui = await startHegui({ settings: { HEGUI_SMS_URL: `http://127.0.0.1:${address.port}/send` } });
  admin = await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
  const [service] = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  assert.ok(service !== undefined);
  const policy = { ...service.policy, identity: { needs: { ask: 'phone', publish: 'verified' } } };
  const changed = await admin.send('PATCH', `/api/services/${service.id}`, {
    policy,
    policyVersion: service.policyVersion,
  });
  assert.equal(changed.status, 200, await changed.text());
});
after(async () => {
  await browser?.close();
  await hegui?.stop();
  await new Promise((done) => gateway.close(done));
});

const answerSchema = z.object({
  choices: z.array(z.object({ finish_reason: z.string(), message: z.object({ content: z.string() }) })),
  hegui: z.object({
    exchange: z.string(),
    door: z.string().optional(),
    remedy: z.object({ url: z.string() }).optional(),
  }),
});

async function chat(declared?: string) {
  const response = await hegui.post(
    '/chat/completions',
    { model: 'hegui-demo', messages: [{ role: 'user', content: '你好' }] },
    {
      headers: {
        'x-hegui-user': 'ann',
        'accept-language': 'zh',
        ...(declared === undefined ? {} : { 'x-hegui-function': declared }),
      },
    },
  );
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const { choices, hegui: about } = answerSchema.parse(JSON.parse(text));
  const isServed = choices[0]?.finish_reason !== 'content_filter';
  return { isServed, said: choices[0]?.message.content ?? '', ...about };
}

/** The page of the link on the server under test, whatever public address it was made for. */
const here = (url: string | undefined): string => `${hegui.url}${(url ?? '').replace(/^https?:\/\/[^/]+/, '')}`;

/** Every look goes over both themes and both widths. */
async function look(name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const size of SIZES) {
      await page.setViewportSize(size);
      if (SCREENS !== undefined)
        await page.screenshot({ path: `${SCREENS}/${name}-${colorScheme}-${size.width}.png`, fullPage: true });
      assert.deepEqual(await findOverflow(page), [], `${name} ${size.width}`);
    }
    assert.deepEqual(await findAxeViolations(page, axeOf(colorScheme)), [], `${name} ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  assert.deepEqual(
    watched.takeFaults().filter((fault) => !/status of (422|410)/.test(fault)),
    [],
    name,
  );
}

test('a refusal leads to a page, a code by short message confirms, the door opens, and the record says so', async () => {
  let refused = await chat();
  await waitUntil(
    async () => {
      refused = await chat();
      return !refused.isServed;
    },
    'the policy reaches the gateway',
    WAIT_MS_MAX,
  );
  assert.equal(refused.door, 'identity');
  assert.match(refused.said, /“提问与对话”需要先确认手机号。.*深度合成/);
  await page.goto(here(refused.remedy?.url));
  await page.getByRole('heading', { level: 1, name: '确认您是谁' }).waitFor();
  await look('identity-confirm-zh');
  await page.getByRole('link', { name: /用手机短信确认/ }).click();
  await page.getByLabel('手机号').fill('123');
  await page.getByRole('button', { name: '发送确认码' }).click();
  await page.getByRole('alert').waitFor();
  await look('identity-code-fault-zh');
  await page.getByLabel('手机号').fill('13800000000');
  await page.getByRole('button', { name: '发送确认码' }).click();
  await page.getByRole('heading', { level: 1, name: '输入确认码' }).waitFor();
  await look('identity-enter-zh');
  const code = /\b\d{6}\b/.exec(messages.at(-1)?.replaceAll('13800000000', '') ?? '')?.[0] ?? '';
  await page.getByLabel('确认码').fill(code);
  await page.getByRole('button', { name: '确认' }).click();
  await page.getByText('已确认：手机号').waitFor();
  const served = await chat();
  assert.ok(served.isServed, 'served at once');
  const detail = exchangeDetailSchema.parse(
    await (await admin.send('GET', `/api/exchanges/${served.exchange}`)).json(),
  );
  assert.equal(detail.admission.identity, 'known for ask');
  const publishing = await chat('publish');
  assert.ok(!publishing.isServed);
  assert.match(publishing.said, /“发布与分享”需要先确认真实身份。《网络安全法》第二十六条/);
  await page.goto(here(publishing.remedy?.url).replace('/zh/', '/en/'));
  await page.getByText('Still to be confirmed').waitFor();
  await look('identity-lacking-en');
});
