import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import type { Browser, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { namespaces } from '../../console/src/i18n/namespaces.ts';
import { TEMPLATES } from '../../src/duties/complaints/templates.ts';
import { verifyBundle } from '../../src/ledger/index.ts';
import {
  axeOf,
  findAxeViolations,
  findOverflow,
  openBrowser,
  openPage,
  readableTexts,
  type WatchedPage,
} from '../support/browser.ts';
import { freshDatabase } from '../support/cluster.ts';
import { waitUntil } from '../support/hegui.ts';
import {
  chunkOf,
  type ScriptedUpstream,
  sendJson,
  sendPieces,
  startScriptedUpstream,
  streamBytes,
} from '../support/scripted-upstream.ts';
import { ServerProcess } from '../support/server-process.ts';

// What people typed is in Latin letters here, so that every Chinese character on an English page is the console's own.
const PROVIDER = 'Example Intelligence Ltd';
const CREDIT_CODE = '91440300708461136T';
const SERVICE = 'first-service';
const LIST = 'test-markers';
const TERM = 'MarkerAlpha';
const PASSWORD = 'a-long-password-1';
const INSPECTOR = { username: 'inspector', name: 'Ines Pector', password: 'a-long-password-2' };
const SAID = 'repeat after me: the kettle sings in the kitchen';
const WIDE = { width: 1_440, height: 900 };
const NARROW = { width: 360, height: 740 };
const FOLDER_OF_SCREENS = process.env.HEGUI_TEST_SCREENS;

let folder: string;
let server: ServerProcess;
let drop: () => Promise<void>;
let browser: Browser;
let watched: WatchedPage;
let page: Page;
let upstream: ScriptedUpstream;
let apiKey = '';

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hegui-console-'));
  const database = await freshDatabase();
  drop = database.drop;
  server = await ServerProcess.start({ HEGUI_DATA: join(folder, 'data'), DATABASE_URL: database.url });
  upstream = await startScriptedUpstream();
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser.close();
  await server.stop();
  await upstream.close();
  await drop();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  assert.deepEqual(watched.takeFaults(), [], 'the browser complained');
});

let failed = '';

/** A test that goes on where the one before it ended; after one has failed, the others fail at once. */
function step(title: string, work: () => Promise<void>): void {
  test(title, async () => {
    if (failed !== '') throw new Error(`"${failed}" failed before`);
    try {
      await work();
    } catch (error) {
      failed = title;
      await screen('failed');
      if (FOLDER_OF_SCREENS !== undefined)
        writeFileSync(
          join(FOLDER_OF_SCREENS, 'failed.txt'),
          (await page.locator('body').ariaSnapshot()) + (await page.content()),
        );
      throw error;
    }
  });
}

// antd puts the name of a button's icon before its words.
const button = (name: string | RegExp, within: Page | Locator = page): Locator =>
  within.getByRole('button', { name: typeof name === 'string' ? new RegExp(`(^|\\s)${RegExp.escape(name)}$`) : name });
const menu = (name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
const heading = (name: string): Locator => page.getByRole('heading', { level: 1, name });
const seen = (locator: Locator): Promise<void> => locator.first().waitFor({ state: 'visible' });
const drawer = (): Locator => page.locator('.ant-drawer-open, .ant-modal-wrap:visible').last();

async function ask(content: string): Promise<string> {
  const response = await fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'hegui-demo', messages: [{ role: 'user', content }] }),
  });
  return await response.text();
}

step('the printed link leads through set-up, and the key shown once works at once', async () => {
  await page.goto(server.setupUrl ?? '');
  await page.getByLabel('用户名').fill('admin');
  await page.getByLabel('姓名').fill('Ada Min');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByLabel('再输一次密码').fill(PASSWORD);
  await look('setup-administrator');
  await button('下一步').click();
  await page.getByLabel('提供者名称').fill(PROVIDER);
  await page.getByLabel('统一社会信用代码').fill(CREDIT_CODE);
  await seen(page.getByText('校验码正确'));
  await look('setup-provider');
  await button('下一步').click();
  await page.getByLabel('服务名称').fill(SERVICE);
  await look('setup-service');
  await button('完成设置').click();
  await seen(page.getByText('密钥只显示这一次'));
  await look('setup-done');
  apiKey = (await page.locator('.ant-alert code').first().textContent())?.trim() ?? '';
  assert.match(await ask(SAID), /the kettle sings/);
  const once = await page.content();
  assert.ok(once.includes(apiKey));
  await page.getByRole('link', { name: '进入总览' }).click();
  await seen(heading('总览'));
  assert.ok(!(await page.content()).includes(apiKey));
});

step('one can sign out and in again, and the set-up link no longer works', async () => {
  await button(/Ada Min/).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await seen(heading('登录'));
  await look('sign-in');
  await page.goto(server.setupUrl ?? '');
  await seen(page.getByText('初始设置已经完成'));
  await page.goto(`${server.url}/sign-in`);
  await signIn(page, 'admin', PASSWORD);
  await seen(heading('总览'));
});

step('the overview counts the exchange and shows the state of every part', async () => {
  await seen(page.getByText(PROVIDER));
  await seen(page.getByText('当前有演示上游在用'));
  await seen(
    page
      .locator('dl > div')
      .filter({ has: page.getByText('问答', { exact: true }) })
      .getByText('1', { exact: true }),
  );
  await seen(page.getByText('证据写入'));
});

step('a word list is made by paste, finds its term in a text however it is written, and is live at once', async () => {
  await menu('词表');
  await button('新建词表').first().click();
  await drawer().getByLabel('名称').fill(LIST);
  await drawer().getByLabel('风险').click();
  await page.keyboard.type('A.1.f');
  await page.keyboard.press('Enter');
  await look('list-create');
  await button('创建并添加词条').click();
  await seen(heading(LIST));
  await page.getByLabel('词条，每行一个').fill(`${TERM}\nOtherMarker,A.2.i,flag,a note\n`);
  await button('添加').click();
  await seen(page.getByText('每一行都已接受。'));
  await menu('词表');
  await page.getByLabel('要检查的文字').fill('see Ｍａrker-Alpha here');
  await button('检查').click();
  await seen(page.locator('mark', { hasText: 'Ｍａrker-Alpha' }));
  await look('list-tested');
  await waitUntil(
    async () => (await ask(`repeat after me: ${TERM}`)).includes('content_filter'),
    'the term is live',
    10_000,
  );
});

step('the playground streams an answer through the real gateway and shows its record', async () => {
  await menu('试用');
  await askInPlayground(SAID);
  await seen(page.getByRole('log').getByText('the kettle sings in the kitchen').last());
  await seen(page.getByText('stop', { exact: true }));
  await seen(page.getByText('request.opened'));
  await seen(page.getByText('response.closed'));
  await seen(page.getByText('内容制作者（提供者编码）'));
});

step('the playground shows the standard answer to a prompt with a listed term', async () => {
  await askInPlayground('repeat after me: marker_alpha');
  await seen(page.getByRole('log').getByText('抱歉，这个问题我无法回答。请换个话题再试。'));
  await seen(page.getByText('标准答复'));
  await look('playground-answered');
});

step(
  'the list of exchanges leads to one with its hit marked, its label, and a proof that server and browser confirm',
  async () => {
    await menu('问答记录');
    await seen(page.getByRole('row').filter({ hasText: '已拒绝' }).filter({ hasText: 'A.1.f' }));
    await page.getByRole('row').filter({ hasText: '已拒绝' }).getByRole('link').first().click();
    await seen(page.locator('mark', { hasText: 'marker_alpha' }));
    await seen(page.getByText('隐式标识（七个字段）'));
    await seen(page.getByText(CREDIT_CODE).first());
    await waitUntil(
      async () => {
        await button(/验证$/).click();
        await seen(page.getByText('服务器核对'));
        return (await page.getByText('等待检查点', { exact: true }).count()) === 0;
      },
      'the entries are under a checkpoint',
      15_000,
    );
    for (const who of ['服务器核对', '本浏览器独立核对']) {
      await seen(page.locator('.ant-alert-success').filter({ hasText: who }).getByText('通过', { exact: true }));
    }
    await seen(page.getByText('检查点的签名由日志公钥验证通过，大小与树根一致'));
    await look('exchange-proved');
  },
);

step('a key made in the console works, and a revoked one does not', async () => {
  await menu('服务与密钥');
  await page.getByRole('link', { name: SERVICE }).first().click();
  await button('新建密钥').click();
  await drawer().getByLabel('名称').fill('second-key');
  await button('创建').click();
  const made = (await drawer().locator('code').first().textContent())?.trim() ?? '';
  await look('key-once');
  await button('已妥善保存').click();
  const statusOf = async (): Promise<number> => {
    const response = await fetch(`${server.baseUrl}/models`, { headers: { authorization: `Bearer ${made}` } });
    await response.text();
    return response.status;
  };
  await waitUntil(async () => (await statusOf()) === 200, 'the key works', 10_000);
  await button('停用密钥“second-key”').click();
  await button('停用', drawer()).click();
  await seen(page.getByRole('row').filter({ hasText: 'second-key' }).getByText('已停用'));
  await waitUntil(async () => (await statusOf()) === 401, 'the key stops', 10_000);
});

step('an upstream is added with a mapped name, tested, and answers from then on', async () => {
  upstream.on('their-model', async (response, body) => {
    const { stream } = z.looseObject({ stream: z.boolean().default(false) }).parse(body);
    const content = 'scripted words';
    const message = { role: 'assistant', content };
    if (!stream) {
      const choices = [{ index: 0, message, logprobs: null, finish_reason: 'stop' }];
      sendJson(response, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'their-model', choices });
    } else await sendPieces(response, [streamBytes([chunkOf(0, message), chunkOf(0, {}, 'stop')])]);
  });
  await menu('上游模型');
  await button('新建上游').first().click();
  await drawer().getByLabel('名称', { exact: true }).fill('scripted');
  await drawer().getByLabel('地址').fill(upstream.baseUrl);
  await button('添加一行', drawer()).click();
  await drawer().getByLabel('应用使用的名称').fill('house-model');
  await drawer().getByLabel('上游的名称').fill('their-model');
  await look('upstream-create');
  await button('保存', drawer()).click();
  const card = page.locator('.ant-card').filter({ hasText: upstream.baseUrl });
  await button('测试', card).click();
  await seen(card.getByText(/连接正常/));
});

step('the evidence page exports a bundle that verifies, and names the entry of one that was changed', async () => {
  await menu('证据日志');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: '导出证据包' }).click(),
  ]);
  const bundle = join(folder, download.suggestedFilename());
  await download.saveAs(bundle);
  const bytes = readFileSync(bundle);
  const verified = await verifyBundle(
    (async function* () {
      yield bytes;
    })(),
    {},
  );
  assert.deepEqual(verified.findings, []);
  assert.ok(verified.exchanges >= 4);
  await page.locator('input[type=file]').setInputFiles(bundle);
  await seen(page.getByText(`${download.suggestedFilename()} 完整，没有发现问题`));
  const flipped = join(folder, 'flipped.jsonl');
  const lines = gunzipSync(bytes).toString('utf8').split('\n');
  const at = lines.findIndex((line) => line.includes('"kind":"word-list.'));
  const entry = z.object({ id: z.string(), i: z.int() }).parse(JSON.parse(lines[at] ?? ''));
  lines[at] = (lines[at] ?? '').replace(/([a-z])\\":/, 'x\\":');
  writeFileSync(flipped, lines.join('\n'));
  await page.locator('input[type=file]').setInputFiles(flipped);
  await seen(page.getByText('条目被改动'));
  await seen(page.getByText(`entry ${entry.i} ${entry.id}`));
  await look('evidence-verified');
});

step('an inspector made by the administrator sees everything and can change nothing', async () => {
  await menu('人员');
  await button('新建人员').first().click();
  await drawer().getByLabel('用户名').fill(INSPECTOR.username);
  await drawer().getByLabel('姓名').fill(INSPECTOR.name);
  await drawer()
    .getByRole('radio', { name: /检查员/ })
    .check();
  await drawer().getByLabel('初始密码').fill(INSPECTOR.password);
  await look('staff-create');
  await button('保存', drawer()).click();
  await seen(page.getByRole('row').filter({ hasText: INSPECTOR.name }));
  const other = await openPage(browser);
  await other.page.goto(`${server.url}/sign-in`);
  await signIn(other.page, INSPECTOR.username, INSPECTOR.password);
  await other.page.getByRole('heading', { level: 1, name: '总览' }).waitFor();
  const changing = /^(新建|添加|删除|修改|停用|启用|保存|创建|移除|整表替换|测试$)/;
  for (const path of ['/lists', '/services', '/upstreams', '/provider', '/evidence', '/exchanges']) {
    await goTo(other, path);
    assert.equal(await other.page.getByRole('button', { name: changing }).count(), 0, path);
  }
  assert.equal(await other.page.getByRole('navigation').getByRole('link', { name: '人员' }).count(), 0);
  assert.deepEqual(other.takeFaults(), []);
  await other.page.context().close();
});

for (const [language, appearance] of [
  ['zh-CN', 'light'],
  ['en', 'dark'],
] as const) {
  step(
    `every page is worded whole, meets WCAG 2 AA by axe and fits 360 pixels: ${language}, ${appearance}`,
    async () => {
      await page.setViewportSize(WIDE);
      await page.evaluate(`localStorage.setItem('hegui.language', '${language}')`);
      await page.evaluate(`localStorage.setItem('hegui.appearance', '${appearance}')`);
      await open(watched, '/');
      const findings: string[] = [];
      for (const [name, path] of await pagesOf(page)) {
        await goTo(watched, path);
        await screen(`${name}-${language}-${appearance}-1440`);
        const texts = await readableTexts(page);
        findings.push(...keysIn(texts).map((key) => `${name}: the key ${key} in place of a text`));
        if (language === 'en') findings.push(...texts.filter(isForeign).map((text) => `${name}: Chinese: ${text}`));
        findings.push(...(await findAxeViolations(page)).map((violation) => `${name}: ${violation}`));
        await screen(`${name}-${language}-${appearance}-1440`);
        await page.setViewportSize(NARROW);
        await page.locator('.ant-layout-sider').waitFor({ state: 'detached' });
        findings.push(...(await findOverflow(page)).map((place) => `${name} is too wide: ${place}`));
        await screen(`${name}-${language}-${appearance}-360`);
        await page.setViewportSize(WIDE);
      }
      assert.deepEqual(findings, []);
    },
  );
}

/** Looks at what is open now in both appearances and in a narrow window; the appearance must follow the system. */
async function look(name: string, where: Page = page): Promise<void> {
  const findings: string[] = [];
  // A tooltip under the pointer would keep its place of before when the window gets narrow.
  await where.mouse.move(0, 0);
  for (const colorScheme of ['dark', 'light'] as const) {
    await where.emulateMedia({ colorScheme });
    await where.locator(`html[style*="${colorScheme}"]`).waitFor({ state: 'attached' });
    findings.push(
      ...(await findAxeViolations(where, axeOf(colorScheme))).map((violation) => `${colorScheme}: ${violation}`),
    );
    await screen(`${name}-${colorScheme}-1440`);
  }
  await where.setViewportSize(NARROW);
  findings.push(...(await findOverflow(where)).map((place) => `too wide: ${place}`));
  await screen(`${name}-360`);
  await where.setViewportSize(WIDE);
  assert.deepEqual(findings, [], name);
}

async function askInPlayground(question: string): Promise<void> {
  await page.getByLabel('问题').fill(question);
  // The models of the service are read first.
  await page.locator('button:enabled').filter({ hasText: '发送' }).waitFor();
  await page.keyboard.press('Enter');
}

async function signIn(where: Page, username: string, password: string): Promise<void> {
  await where.getByLabel('用户名').fill(username);
  await where.getByLabel('密码', { exact: true }).fill(password);
  await where.getByRole('button', { name: /登\s*录/ }).click();
}

/** Opens an address and waits until nothing on it is loading. */
async function open(where: WatchedPage, path: string): Promise<void> {
  await where.page.goto(`${server.url}${path}`);
  await loaded(where);
}

/** The same without loading the console anew, as its links do it. */
async function goTo(where: WatchedPage, path: string): Promise<void> {
  await where.page.evaluate(`history.pushState(null, '', '${path}'); dispatchEvent(new PopStateEvent('popstate'))`);
  await loaded(where);
}

async function loaded(where: WatchedPage): Promise<void> {
  await where.page.getByRole('heading', { level: 1 }).first().waitFor();
  await where.settle();
  await where.page.locator('.ant-spin-spinning, .ant-skeleton').first().waitFor({ state: 'detached' });
}

let known: [string, string][] | undefined;

/** Every page with its address, tabs too. */
async function pagesOf(where: Page): Promise<[string, string][]> {
  if (known !== undefined) return known;
  const firstOf = async (path: string): Promise<string> => {
    const text = await where.evaluate(async (address) => await (await fetch(address)).text(), path);
    return (
      z
        .array(z.object({ id: z.string() }))
        .or(z.object({ items: z.array(z.object({ id: z.string() })) }).transform(({ items }) => items))
        .parse(JSON.parse(text))[0]?.id ?? ''
    );
  };
  const [exchange, list, service] = [
    await firstOf('/api/exchanges?outcome=refused'),
    await firstOf('/api/word-lists'),
    await firstOf('/api/services'),
  ];
  const tabs = (name: string, path: string, keys: readonly string[]): [string, string][] =>
    keys.map((key) => [`${name}-${key}`, `${path}?tab=${key}`]);
  known = [
    ['board', '/board'],
    ['board-digest', '/board/digest'],
    ['overview', '/'],
    ['exchanges', '/exchanges'],
    ['exchange', `/exchanges/${exchange}`],
    ['playground', '/playground'],
    ['lists', '/lists'],
    ...tabs('list', `/lists/${list}`, ['terms', 'import', 'draft', 'history', 'settings']),
    ['coverage', '/coverage'],
    ...tabs('labels', '/labels', ['coverage', 'samples', 'withheld', 'lookup']),
    ['classifier', '/classifier'],
    ...tabs('review', '/review', ['desk', 'decisions', 'suggestions', 'statistics']),
    ['cases', '/cases'],
    ['complaints', '/complaints'],
    ['complaint-settings', '/complaint-settings'],
    ['agreements', '/agreements'],
    ...tabs('identity', '/identity', ['services', 'providers', 'user']),
    ['identity-policy', `/identity/${service}`],
    ...tabs('agreement', `/agreements/${service}`, ['draft', 'versions', 'admission', 'acceptances']),
    ['disclosures', '/disclosure'],
    ...tabs('disclosure', `/disclosure/${service}`, ['write', 'training', 'versions']),
    ['incidents', '/incidents'],
    ['orders', '/orders'],
    ['licences', '/licences'],
    ['roster', '/roster'],
    ['measures', '/measures'],
    ...tabs('minors', '/minors', ['overview', 'policy', 'appeals', 'record', 'crises']),
    ['measure-policies', '/measure-policies'],
    ...tabs('privacy', '/privacy', ['requests', 'retention']),
    ['services', '/services'],
    ...tabs('service', `/services/${service}`, [
      'keys',
      'policy',
      'lists',
      'upstreams',
      'webhooks',
      'identity',
      'danger',
    ]),
    ['upstreams', '/upstreams'],
    ...tabs('judges', '/judges', ['judges', 'scorecard', 'gaps']),
    ...tabs('lifted-labels', '/lifted-labels', ['lifts', 'requests', 'agreements', 'settings', 'materials']),
    ['scope', '/scope'],
    ['law', '/law'],
    ['evidence', '/evidence'],
    ['provider', '/provider'],
    ['staff', '/staff'],
    ['nowhere', '/no-such-page'],
  ];
  return known;
}

const CJK = /[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]/;
// The switch is worded in the other language; the demonstration's name holds both; what shows spellings needs them; the
// policy's mark and answer are for the provider's readers.
const ALLOWED = [
  '中文',
  '演示上游 · demonstration upstream',
  '（本内容由AI生成）',
  '抱歉，这个问题我无法回答。请换个话题再试。',
  ...Object.values(namespaces.content.en.folding),
  namespaces.registry.en.policy.textAi,
  namespaces.registry.en.policy.textMade,
  // Templates are written in both languages side by side.
  ...TEMPLATES.map(({ zh }) => zh),
];
const isForeign = (text: string): boolean =>
  CJK.test(ALLOWED.reduce((rest, allowed) => rest.replaceAll(allowed, ''), text));

const KEYS = new Set(Object.values(namespaces).flatMap(({ en }) => dottedKeys(en)));

function dottedKeys(tree: object, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]) =>
    typeof value === 'object' ? dottedKeys(value, `${prefix}${name}.`) : prefix === '' ? [] : [`${prefix}${name}`],
  );
}

const keysIn = (texts: readonly string[]): string[] =>
  texts
    .flatMap((text) => [...text.matchAll(/[\w-]+(?:\.[\w-]+)+/g)].map(([word]) => word))
    .filter((word) => KEYS.has(word));

async function screen(name: string): Promise<void> {
  if (FOLDER_OF_SCREENS !== undefined)
    await page.screenshot({ path: join(FOLDER_OF_SCREENS, `${name}.png`), fullPage: true });
}
