import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import {
  agreementStateSchema,
  disclosureStateSchema,
  portalLinksSchema,
  publicIdentitySchema,
  publicMinorStateSchema,
  serviceSchema,
} from '../../src/contract/index.ts';
import { type Admin, setUp } from '../support/admin.ts';
import { axeOf, findAxeViolations, findOverflow, openBrowser, openPage, readableTexts } from '../support/browser.ts';
import { type HeguiUnderTest, startHegui } from '../support/hegui.ts';

// Every page of the portal that links lead to, from its front and from what an app is given for a user.
const SCREENS = process.env.HEGUI_TEST_SCREENS;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1_440, height: 900 };
const USER = 'ann';
const PAGES_MAX = 80;
const PAGES_MIN = 18;
const CJK = /[㐀-鿿]/;
/** Names, the mark that answers carry, and the switch that is worded in the other language. */
const ALLOWED = ['示例科技有限公司', '中文', '张三', '（本内容由AI生成）'];

let hegui: HeguiUnderTest;
let admin: Admin;
let browser: Browser;
let page: Page;
let takeFaults: () => string[];

before(async () => {
  hegui = await startHegui();
  admin = await setUp(hegui);
  const [service] = z.array(serviceSchema).parse(await (await admin.send('GET', '/api/services')).json());
  assert.ok(service !== undefined);
  const policy = {
    ...service.policy,
    agreements: { acceptance: 'required', unnamed: 'refuse' },
    training: { choice: 'opt-out' },
    identity: { ...service.policy.identity, needs: { publish: 'phone' } },
  };
  await must('PATCH', `/api/services/${service.id}`, { policy, policyVersion: service.policyVersion });
  await publishAgreement(service.id);
  await publishDisclosure(service.id);
  browser = await openBrowser();
  ({ page, takeFaults } = await openPage(browser));
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

async function publishAgreement(serviceId: string): Promise<void> {
  const url = `/api/services/${serviceId}/agreements/draft`;
  const text = { zh: '# 总则\n- 依法使用', en: '# General\n- Keep to the law' };
  const title = { zh: '用户服务协议', en: 'Service agreement' };
  const { draft } = agreementStateSchema.parse(await must('PUT', url, { title, text, marks: {}, revision: 0 }));
  const given = {
    revision: draft?.revision,
    effectiveAt: null,
    isMaterial: true,
    publishedAs: '张三',
    gapReason: '试',
  };
  await must('POST', `${url}/publication`, given);
}

async function publishDisclosure(serviceId: string): Promise<void> {
  const url = `/api/services/${serviceId}/disclosure`;
  const { suggestion } = disclosureStateSchema.parse(await (await admin.send('GET', url)).json());
  const models = [{ name: 'hegui-demo', filingNumber: '2026-001' }];
  await must('PUT', `${url}/draft`, { content: { fields: suggestion.fields, models }, revision: 0 });
  await must('POST', `${url}/draft/publication`, { revision: 1, publishedAs: '张三', gapReason: '试' });
}

/** Where an app sends its user, in one language. */
async function linksOfApp(language: 'zh' | 'en'): Promise<string[]> {
  const headers = { authorization: `Bearer ${hegui.apiKey}`, 'content-type': 'application/json' };
  const ask = async (path: string, body?: object): Promise<unknown> => {
    const sent = body === undefined ? { headers } : { headers, method: 'POST', body: JSON.stringify(body) };
    return await (await fetch(`${hegui.url}${path}`, sent)).json();
  };
  const links = portalLinksSchema.parse(await ask('/api/public/portal-links', { user: USER }));
  const identity = publicIdentitySchema.parse(await ask(`/api/public/identity?user=${USER}`));
  const minors = publicMinorStateSchema.parse(await ask(`/api/public/minors/state?user=${USER}`));
  return [links.agreement, links.training, links.disclosure, identity.link, minors.page].map((one) =>
    pathOf(one[language]),
  );
}

const pathOf = (url: string): string => {
  const { pathname, search } = new URL(url, hegui.url);
  return `${pathname}${search}`;
};

/** Pages that differ by what is asked of them are one: which kind of complaint, whose link. */
function nameOf(path: string): string {
  const { pathname, searchParams } = new URL(path, hegui.url);
  return [pathname, ...[...searchParams.keys()].sort()].join('?');
}

for (const language of ['zh', 'en'] as const) {
  test(`every page of the portal is worded whole, meets WCAG 2 AA by axe in both themes and fits 360 pixels: ${language}`, async () => {
    const root = `/portal/${language}`;
    const waiting = [root, ...(await linksOfApp(language))];
    const seen = new Set<string>();
    const findings: string[] = [];
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const name = nameOf(path);
      if (seen.has(name)) continue;
      seen.add(name);
      assert.ok(seen.size <= PAGES_MAX, `more than ${PAGES_MAX} pages`);
      findings.push(...(await judge(name, path, language)));
      const links = await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
      waiting.push(...links.map(pathOf).filter((link) => link.startsWith(root)));
    }
    assert.deepEqual(findings, []);
    assert.ok(seen.size >= PAGES_MIN, `only ${[...seen].join(' ')}`);
  });
}

async function judge(name: string, path: string, language: string): Promise<string[]> {
  await page.setViewportSize(WIDE);
  const response = await page.goto(`${hegui.url}${path}`);
  if (!(response?.headers()['content-type'] ?? '').startsWith('text/html')) return [];
  const findings = [...takeFaults()];
  if (response?.status() !== 200) findings.push(`status ${response?.status()}`);
  if (language === 'en') {
    const foreign = (await readableTexts(page)).map((text) =>
      ALLOWED.reduce((rest, one) => rest.replaceAll(one, ''), text),
    );
    findings.push(...foreign.filter((text) => CJK.test(text)).map((text) => `Chinese: ${text}`));
  }
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    findings.push(
      ...(await findAxeViolations(page, axeOf(colorScheme))).map((violation) => `${colorScheme}: ${violation}`),
    );
    await screen(`${name}-${colorScheme}-1440`);
  }
  await page.setViewportSize(NARROW);
  findings.push(...(await findOverflow(page)).map((place) => `too wide: ${place}`));
  await screen(`${name}-dark-360`);
  return findings.map((finding) => `${name}: ${finding}`);
}

async function screen(name: string): Promise<void> {
  if (SCREENS === undefined) return;
  await page.screenshot({ path: `${SCREENS}/${name.slice(1).replaceAll('/', '_')}.png`, fullPage: true });
}
