import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { classifierModelSchema, exchangeDetailSchema, serviceSchema } from '../../src/contract/index.ts';
import { MARKS, markedExamples } from '../../src/screening/classifier/testing/marked-examples.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';
import { runHegui } from '../support/server-process.ts';

const SEED = 20_261_126;
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;
const FOUND = `今天${MARKS['A.2.d']?.[0]}散步${MARKS['A.2.d']?.[0]}`;
const PLAIN = '今天天气很好，我们去公园散步。';

const folder = mkdtempSync(join(tmpdir(), 'hegui-classifier-'));
const at = (name: string): string => join(folder, name);
let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  const lines = (count: number, seed: number): string =>
    markedExamples(count, seed)
      .map(({ text, risk }) => JSON.stringify({ text, label: risk ?? 'none' }))
      .join('\n');
  writeFileSync(at('train.jsonl'), lines(1_200, SEED));
  writeFileSync(at('test.jsonl'), lines(300, SEED + 1));
  hegui = await startHegui();
  admin = await setUp(hegui);
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser.close();
  await hegui.stop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  assert.deepEqual(watched.takeFaults(), [], 'the browser complained');
});

const run = (...args: readonly string[]) => runHegui(['classifier', ...args], {});
const button = (name: string): Locator =>
  page.getByRole('button', { name: new RegExp(`(^|\\s)${RegExp.escape(name)}$`) });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });

async function look(name: string): Promise<void> {
  if (FOLDER_OF_SCREENS !== undefined)
    await page.screenshot({ path: join(FOLDER_OF_SCREENS, `${name}.png`), fullPage: true });
}

test('the commands train, measure and score; figures below what is asked exit 1, bad input says where and exits 3', async () => {
  const trained = await run('train', '--data', at('train.jsonl'), '--out', at('own.hgcl'), '--name', 'own', '--json');
  assert.equal(trained.code, 0, trained.stderr + trained.stdout);
  const measured = await run(
    'eval',
    '--model',
    at('own.hgcl'),
    '--data',
    at('test.jsonl'),
    '--fail-under',
    '0.95',
    '--json',
  );
  assert.equal(measured.code, 0, measured.stdout);
  assert.ok(z.object({ macroF1: z.number() }).parse(JSON.parse(measured.stdout)).macroF1 > 0.95);
  const shipped = ['eval', '--model', 'shipped', '--data', at('test.jsonl'), '--fail-under', '0.9'];
  assert.equal((await run(...shipped)).code, 1);
  assert.equal((await run('score', FOUND, '--model', at('own.hgcl'))).code, 1);
  writeFileSync(at('bad.csv'), 'text,label\n一段文字,none\n"另一段\n文字",A.9.z\n');
  const bad = await run('train', '--data', at('bad.csv'), '--out', at('x.hgcl'), '--json');
  assert.deepEqual([bad.code, /bad\.csv, line 3: has the label .{1,2}A\.9\.z/.test(bad.stdout)], [3, true], bad.stdout);
  assert.equal((await run('train', '--out', at('x.hgcl'))).code, 2);
});

test('a model is uploaded and put in use in the console, and a text is tried in the browser as it is typed', async () => {
  await page.goto(`${hegui.url}/sign-in`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s?录/ }).click();
  await page.getByRole('navigation').getByRole('link', { name: '分类模型' }).click();
  await seen(page.getByText('discrimination-zh-1'));
  await page.getByLabel('要读的文字').fill(PLAIN);
  await seen(page.getByText('低于门槛，不算命中。'));
  await page.locator('input[type=file]').setInputFiles(at('own.hgcl'));
  await button('上传').click();
  await seen(page.getByText('模型已上传，尚未启用'));
  await page.getByRole('button', { name: '启用“own”' }).click();
  await seen(page.getByText('已启用，新请求由它来读'));
  await page.getByLabel('要读的文字').fill(`${PLAIN}${FOUND}`);
  await seen(page.locator('mark', { hasText: FOUND }));
  await seen(page.getByText('这是估计，不是结论。'));
  const models = z.array(classifierModelSchema).parse(await (await admin.send('GET', '/api/classifier/models')).json());
  assert.deepEqual(
    models.map(({ name, active }) => [name, active]),
    [
      ['discrimination-zh-1', false],
      ['own', true],
    ],
  );
});

test('the page reads well in both languages, wide and narrow, light and dark', async () => {
  for (const [language, theme, width] of [
    ['zh', 'light', 1_440],
    ['zh', 'light', 360],
    ['en', 'dark', 360],
    ['en', 'dark', 1_440],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(`localStorage.setItem('hegui.language', '${language === 'en' ? 'en' : 'zh-CN'}')`);
    await page.emulateMedia({ colorScheme: theme });
    await page.reload();
    await seen(page.locator('textarea[maxlength]'));
    await page.locator('textarea[maxlength]').fill(`${PLAIN}${FOUND}`);
    await seen(page.locator('mark', { hasText: FOUND }));
    await watched.settle();
    await look(`classifier-${language}-${theme}-${width}`);
    assert.deepEqual(await findOverflow(page), []);
    assert.deepEqual(await findAxeViolations(page), []);
  }
});

test('turned on in a policy, it reads prompts and answers, and the record names model, passage and how likely', async () => {
  const services = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  const [service] = services;
  assert.ok(service);
  assert.equal(service.policy.classifier.enabled, false);
  await page.setViewportSize({ width: 1_440, height: 900 });
  await page.goto(`${hegui.url}/services/${service.id}?tab=policy`);
  await seen(page.getByLabel(/^(打开分类模型|Turn the classifier on)$/));
  // What is loaded later still moves the switch.
  await watched.settle();
  await page.getByLabel(/^(打开分类模型|Turn the classifier on)$/).click();
  await seen(page.getByRole('radio', { name: /(请人复核|Ask a person)/ }));
  await look('classifier-policy');
  assert.deepEqual(await findAxeViolations(page), []);
  await page.getByRole('button', { name: /^(保\s?存|Save)$/ }).click();
  await waitUntil(
    async () => {
      const saved = serviceSchema.parse(await (await admin.send('GET', `/api/services/${service.id}`)).json());
      return saved.policy.classifier.enabled;
    },
    'the policy is saved',
    10_000,
  );
  let exchangeId = '';
  await waitUntil(
    async () => {
      const response = await hegui.post('/chat/completions', {
        model: 'hegui-demo',
        messages: [{ role: 'user', content: `repeat after me: ${FOUND}` }],
      });
      const answer = z
        .object({
          hegui: z.object({ exchange: z.string() }),
          choices: z.array(z.object({ message: z.object({ content: z.string() }) })),
        })
        .parse(await response.json());
      assert.ok(answer.choices[0]?.message.content.includes(FOUND), 'nothing is held back');
      exchangeId = answer.hegui.exchange;
      return hitsOf(await detailOf(exchangeId)).length === 2;
    },
    'the policy is live',
    10_000,
  );
  const detail = await detailOf(exchangeId);
  for (const hit of hitsOf(detail)) {
    assert.deepEqual([hit.listName, hit.risk, hit.action], ['own', 'A.2.d', 'flag']);
    assert.ok((hit.probability ?? 0) >= 0.8);
  }
  assert.deepEqual([detail.outcome, detail.risks], ['completed', ['A.2.d']]);
  const noted = detail.evidence.map(({ body }) => JSON.parse(body).data.classifier);
  assert.deepEqual(
    noted.map(({ onHit, hits }) => [onHit, hits]),
    [
      ['review', 1],
      ['review', 1],
    ],
  );
});

type Detail = z.infer<typeof exchangeDetailSchema>;
const detailOf = async (id: string): Promise<Detail> =>
  exchangeDetailSchema.parse(await (await admin.send('GET', `/api/exchanges/${id}`)).json());
const hitsOf = ({ content }: Detail) =>
  [...(content?.input ?? []), ...(content?.output ?? [])]
    .flatMap(({ hits }) => hits)
    .filter(({ source }) => source === 'classifier');
