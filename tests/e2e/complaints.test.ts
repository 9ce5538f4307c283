import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { complaintDetailSchema, complaintsPageSchema, portalSettingsStateSchema } from '../../src/contract/index.ts';
import { ADMINISTRATOR, type Admin, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, type WatchedPage } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui, waitUntil } from '../support/hegui.ts';

// Somebody without an account complains from a phone, is answered, does not accept it, and is answered by somebody else.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
const PASSWORD = 'a-long-password-9';
// Not how long it takes, but how long a busy machine may take.
const WAIT_MS_MAX = 40_000;

const WORDS = {
  zh: {
    language: 'zh-CN',
    complain: /投诉、举报/,
    kind: /关于我的错误/,
    text: /情况说明/,
    name: /您的姓名/,
    email: /电子邮件/,
    files: /附件/,
    send: '提交',
    number: '回执编号',
    secret: '查询密码',
    open: /查看处理进度/,
    show: '查看',
    missing: '请填写“情况说明”',
    state: { received: '已收到，等待受理', acknowledged: '处理中', answered: '已答复' },
    reply: '发送',
    replyText: /内容/,
    reopenText: /不同意的理由/,
    reopen: '要求重新处理',
    wrong: /回执编号或查询密码不对/,
    leave: '离开并清除本机的查看状态',
  },
  en: {
    language: 'en',
    complain: /Complain or report/,
    kind: /Wrong or defamatory/,
    text: /What happened/,
    name: /Your name/,
    email: /E-mail/,
    files: /Attachments/,
    send: 'Send',
    number: 'Receipt number',
    secret: 'Receipt secret',
    open: /See how far it is/,
    show: 'Open',
    missing: 'Fill in “What happened”',
    state: { received: 'Received, not taken up yet', acknowledged: 'Being dealt with', answered: 'Answered' },
    reply: 'Send',
    replyText: /Message/,
    reopenText: /Why you disagree/,
    reopen: 'Open again',
    wrong: /Receipt number or secret is wrong/,
    leave: 'Leave, and forget it on this device',
  },
} as const;

let hegui: HeguiUnderTest;
let admin: Admin;
let second: Admin;
let browser: Browser;
let watched: WatchedPage;
let page: Page;

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  second = await colleague();
  browser = await openBrowser();
  watched = await openPage(browser);
  page = watched.page;
});
after(async () => {
  await browser?.close();
  await hegui.stop();
});

/** A second officer, who decides again what the first one decided. */
async function colleague(): Promise<Admin> {
  const member = { username: 'second', name: '李四', role: 'compliance-officer', password: PASSWORD };
  assert.equal((await admin.send('POST', '/api/staff', member)).status, 201);
  const response = await fetch(`${hegui.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: member.username, password: PASSWORD }),
  });
  const cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
  const { csrf }: { csrf: string } = JSON.parse(await response.text());
  return {
    send: (method, path, body) =>
      fetch(`${hegui.url}${path}`, {
        method,
        headers: { cookie, 'x-hegui-csrf': csrf, 'content-type': 'application/json' },
        body: JSON.stringify(body ?? {}),
      }),
  };
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
  assert.deepEqual(
    watched.takeFaults().filter((fault) => !/status of 422/.test(fault)),
    [],
    name,
  );
}

const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).first().click();
const seen = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
const act = async (who: Admin, id: string, name: string, body: object): Promise<void> => {
  const response = await who.send('POST', `/api/complaints/${id}/${name}`, body);
  assert.equal(response.status, 200, await response.text());
};

for (const segment of ['zh', 'en'] as const) {
  const words = WORDS[segment];

  test(`somebody on a phone complains, adds, is answered, and opens it again: ${segment}`, async () => {
    await page.setViewportSize(NARROW);
    await page.goto(`${hegui.url}/portal/${segment}`);
    assert.equal(await page.locator('html').getAttribute('lang'), words.language);
    await look(`home-${segment}`);
    await page.getByRole('link', { name: words.complain }).click();
    await page.getByRole('link', { name: words.kind }).waitFor();
    await look(`choose-${segment}`);
    await page.getByRole('link', { name: words.kind }).click();
    await look(`form-${segment}`);
    await page.getByLabel(words.name).fill('Ann Example');
    await press(words.send);
    await seen(words.missing);
    assert.equal(await page.getByLabel(words.name).inputValue(), 'Ann Example', 'what was typed stays');
    await look(`faults-${segment}`);
    await page.getByLabel(words.text).fill('The assistant says something wrong about me.\n\nPlease correct it.');
    await page.getByLabel(words.email).fill('ann@example.com');
    await page
      .getByLabel(words.files)
      .setInputFiles({ name: 'proof.txt', mimeType: 'text/plain', buffer: Buffer.from('a proof') });
    await press(words.send);
    const codes = page.locator('.code');
    await codes.first().waitFor();
    const [number = '', secret = ''] = await codes.allInnerTexts();
    assert.match(`${number} ${secret}`, /^(\w{4}-){2}\w{4} (\w{4}-){3}\w{4}$/);
    await look(`receipt-${segment}`);
    await page.getByRole('main').getByRole('link', { name: words.open }).click();
    await page.getByLabel(words.number).fill(number);
    await page.getByLabel(words.secret).fill('0000-0000-0000-0000');
    await press(words.show);
    await seen(words.wrong);
    await look(`open-${segment}`);
    await page.getByLabel(words.secret).fill(secret.toLowerCase().replaceAll('-', ' '));
    await press(words.show);
    await seen(words.state.received);
    const id = await idOf(number);
    await act(admin, id, 'acknowledge', { text: 'We have taken it up.' });
    await act(admin, id, 'question', { text: 'Which answer was it?' });
    await page.reload();
    await seen('Which answer was it?');
    await page.getByLabel(words.replyText).first().fill('The one of yesterday.');
    await press(words.reply);
    await seen('The one of yesterday.');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'proof.txt' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'proof.txt');
    await look(`view-${segment}`);
    await act(admin, id, 'answer', { outcome: 'not-upheld', text: 'We do not agree.' });
    await page.reload();
    await seen(words.state.answered);
    await look(`answered-${segment}`);
    await page.getByLabel(words.reopenText).fill('I do not accept that.');
    await press(words.reopen);
    await seen(words.state.received);
    await act(second, id, 'acknowledge', { text: 'I will look at it.' });
    const again = await admin.send('POST', `/api/complaints/${id}/answer`, { outcome: 'upheld', text: 'x' });
    assert.equal(again.status, 403, 'whoever answered does not answer again');
    await again.text();
    await act(second, id, 'answer', { outcome: 'upheld', text: 'You were right.' });
    await page.reload();
    await seen('You were right.');
    assert.ok(!(await page.content()).includes('李四'), 'names of staff are not told');
    await press(words.leave);
    await page.goto(`${hegui.url}/portal/${segment}/complaints/view`);
    await page.getByLabel(words.number).waitFor();
    for (const name of ['complaints', 'complaints/statistics', 'complaints/new?kind=whistleblowing', 'nothing-here']) {
      await page.goto(`${hegui.url}/portal/${segment}/${name}`);
      watched.takeFaults();
      await look(`${name.replaceAll(/\W/g, '-')}-${segment}`);
    }
  });
}

test('a member of staff deals with one from the desk: looks with a purpose, takes it up, answers', async () => {
  const sent = await fetch(`${hegui.url}/api/public/complaints`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${hegui.apiKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'k'.repeat(20),
    },
    body: JSON.stringify({ kind: 'minors', text: 'MarkerWords from the app', language: 'en' }),
  });
  assert.equal(sent.status, 201, await sent.text());
  await page.emulateMedia({ colorScheme: 'light' });
  await page.setViewportSize(WIDE);
  await page.goto(`${hegui.url}/complaints`);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.username);
  await page.getByLabel('密码', { exact: true }).fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: /登\s*录/ }).click();
  await page.getByRole('heading', { level: 1, name: '投诉与举报' }).waitFor();
  watched.takeFaults();
  await page.getByRole('link', { name: /未成年人保护/ }).waitFor();
  await lookAtDesk('desk-queue');
  await page.getByRole('link', { name: /未成年人保护/ }).click();
  await page.getByRole('button', { name: /查看内容/ }).waitFor();
  assert.ok(!(await page.content()).includes('MarkerWords'), 'hidden until asked for');
  await page.getByRole('button', { name: /查看内容/ }).click();
  await seen('MarkerWords from the app');
  await page.getByLabel('内容', { exact: true }).fill('Half a sentence');
  await seen('草稿已保存');
  await page.reload();
  // What was kept comes back by itself once the page has asked for it.
  await waitUntil(
    async () => (await page.getByLabel('内容', { exact: true }).inputValue()) === 'Half a sentence',
    'the draft comes back',
    WAIT_MS_MAX,
  );
  await lookAtDesk('desk-complaint');
  await page.getByRole('button', { name: /提\s?交/ }).click();
  await page.getByRole('main').getByText('处理中').first().waitFor();
  await page.getByLabel('做什么').click();
  await page
    .locator('.ant-select-item-option')
    .filter({ hasText: /^答复$/ })
    .click();
  await page.getByLabel('内容', { exact: true }).fill('Done.');
  await page.getByRole('button', { name: /提\s?交/ }).click();
  await seen('投诉已结束。');
  await page.goto(`${hegui.url}/complaint-settings`);
  await page.getByRole('heading', { level: 1, name: '时限与公众页面' }).waitFor();
  await page.getByText('#rrggbb').waitFor();
  await lookAtDesk('desk-settings');
});

async function lookAtDesk(name: string): Promise<void> {
  await page.mouse.move(0, 0);
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    await watched.settle();
    if (SCREENS !== undefined) await page.screenshot({ path: `${SCREENS}/${name}-${size.width}.png`, fullPage: true });
    assert.deepEqual(await findOverflow(page), [], `${name} at ${size.width}`);
  }
  assert.deepEqual(await findAxeViolations(page), [], name);
  assert.deepEqual(watched.takeFaults(), [], name);
}

test('with the puzzle on, a browser with scripts sends without being asked, and one without is asked a sum', async () => {
  const state = portalSettingsStateSchema.parse(await (await admin.send('GET', '/api/portal/settings')).json());
  const settings = { ...state.settings, challenge: 'puzzle', phone: '010-12345678', colour: '#c8102e' };
  assert.equal((await admin.send('PUT', '/api/portal/settings', { settings, revision: state.revision })).status, 200);
  await page.waitForTimeout(2_500);
  await page.goto(`${hegui.url}/portal/en/complaints/new?kind=other`);
  await look('puzzle');
  await page.getByLabel(WORDS.en.text).fill('With the puzzle.');
  assert.equal(await page.getByLabel(/what is/).isVisible(), false);
  await press('Send');
  await page.locator('.code').first().waitFor();
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  await plain.goto(`${hegui.url}/portal/en/complaints/new?kind=other`);
  await plain.getByLabel(WORDS.en.text).fill('Without a script.');
  const question = await plain.locator('label[for=f-captcha]').innerText();
  const names = 'zero one two three four five six seven eight nine'.split(' ');
  const [, one = '', other = ''] = /what is (\w+) plus (\w+)\?/.exec(question) ?? [];
  await plain.getByLabel(/what is/).fill(String(names.indexOf(one) + names.indexOf(other)));
  await plain.getByRole('button', { name: 'Send' }).click();
  await plain.locator('.code').first().waitFor();
  await context.close();
});

test('the command line lists, shows and exports what came, without the words unless they are asked for', async () => {
  const listed = await hegui.run(['complaints', 'list', '--state', 'ended', '--json']);
  assert.equal(listed.code, 0, listed.stderr);
  const { complaints }: { complaints: { id: string; number: number }[] } = JSON.parse(listed.stdout);
  assert.equal(complaints.length, 3);
  const shown: string[] = [];
  for (const { number } of complaints)
    shown.push((await hegui.run(['complaints', 'show', String(number), '--content'])).stdout);
  assert.equal(shown.filter((text) => text.includes('You were right')).length, 2, shown.join('\n'));
  const file = `${hegui.folder}/complaints.jsonl`;
  const exported = await hegui.run(['complaints', 'export', file]);
  assert.equal(exported.code, 0, exported.stderr);
  const { readFileSync } = await import('node:fs');
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 5);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /Ann|wrong about me/);
});

async function idOf(receipt: string): Promise<string> {
  const listed = await admin.send('GET', `/api/complaints?find=${receipt}`);
  const id = complaintsPageSchema.parse(await listed.json()).items[0]?.id ?? '';
  complaintDetailSchema.parse(await (await admin.send('GET', `/api/complaints/${id}`)).json());
  return id;
}
