import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { chromiumPath } from './tools.ts';

const CHROMIUM_ARGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
// Only a failing step waits this long: a busy machine is not the finding.
const ACTION_MS_MAX = 30_000;
const QUIET_MS = 120;
const LAYOUT_MS_MAX = 3_000;
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumPath(), args: CHROMIUM_ARGS });

export interface WatchedPage {
  readonly page: Page;
  /** What the browser complained about since the last call: console errors, uncaught errors, refusals by the CSP. */
  takeFaults(): string[];
  /** Resolves once nothing is being fetched, for as long as a page needs to ask for more. */
  settle(): Promise<void>;
}

/** A page in a profile of its own whose complaints are collected. */
export async function openPage(browser: Browser): Promise<WatchedPage> {
  // Without motion: a click aimed at a dialog that still moves may fall beside its button.
  const context = await browser.newContext({
    viewport: { width: 1_440, height: 900 },
    acceptDownloads: true,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(ACTION_MS_MAX);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  await page.addInitScript(TELL_VIOLATIONS);
  let open = 0;
  let quietSinceMs = performance.now();
  page.on('request', () => open++);
  const onEnd = (): void => {
    open--;
    quietSinceMs = performance.now();
  };
  page.on('requestfinished', onEnd);
  page.on('requestfailed', onEnd);
  const settle = async (): Promise<void> => {
    quietSinceMs = performance.now();
    const untilMs = performance.now() + ACTION_MS_MAX;
    while (open > 0 || performance.now() - quietSinceMs < QUIET_MS) {
      if (performance.now() > untilMs) throw new Error(`${open} requests did not end`);
      await page.waitForTimeout(QUIET_MS / 4);
    }
  };
  return { page, takeFaults: () => faults.splice(0), settle };
}

/**
 * What axe finds against WCAG 2 A and AA on the page as it stands, one line for each place. `colours` looks at what the theme decides
 * alone, for a page whose structure was judged in the other one.
 */
export async function findAxeViolations(page: Page, asked: 'all' | 'colours' = 'all'): Promise<string[]> {
  await page.evaluate(SETTLE);
  await page.evaluate(axeSource);
  const violations = violationsSchema.parse(await page.evaluate(runAxe(asked === 'all' ? ALL_RULES : COLOUR_RULES)));
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`.slice(0, 500)),
  );
}

/** What to ask in which theme when a page is looked at in both: everything in the light one, colours alone in the dark one. */
export const axeOf = (colorScheme: 'light' | 'dark'): 'all' | 'colours' =>
  colorScheme === 'light' ? 'all' : 'colours';

/**
 * What makes the page wider than its window, innermost last; empty when it fits. A page takes a moment to follow a window
 * that has just become narrow, so only what stays too wide is told.
 */
export async function findOverflow(page: Page): Promise<string[]> {
  const untilMs = performance.now() + LAYOUT_MS_MAX;
  for (;;) {
    const places = z.array(z.string()).parse(await page.evaluate(OVERFLOW));
    if (places.length === 0 || performance.now() > untilMs) return places;
    await page.waitForTimeout(QUIET_MS);
  }
}

/** Everything that a reader can see or hear on the page, without code samples; one text a line. */
export const readableTexts = async (page: Page): Promise<string[]> =>
  z.array(z.string()).parse(await page.evaluate(READABLE_TEXTS));

const violationsSchema = z.array(
  z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().default('') })) }),
);

// What runs inside the page is text here: its types are those of a browser, not of these tests.
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('content security policy: ' + event.violatedDirective + ' ' + event.blockedURI))`;
// Colours in the middle of a transition are no one's choice; an endless one never settles. One can begin when another
// ends, so it is looked at more than once.
const SETTLE = `(async () => {
  for (let round = 0; round < 3; round++) {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await Promise.all(document.getAnimations()
      .filter((animation) => animation.effect.getComputedTiming().iterations !== Infinity)
      .map((animation) => animation.finished.catch(() => null)));
  }
})()`;
const ALL_RULES = `{ type: 'tag', values: ['wcag2a', 'wcag2aa'] }`;
const COLOUR_RULES = `{ type: 'rule', values: ['color-contrast', 'link-in-text-block'] }`;
const runAxe = (rules: string): string => `axe.run(document, { runOnly: ${rules} })
  .then(({ violations }) => violations.map(({ id, nodes }) =>
    ({ id, nodes: nodes.map(({ html, failureSummary }) => ({ html, failureSummary })) })))`;
const OVERFLOW = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const isWide = (element) => Math.round(element.getBoundingClientRect().right) >= scrollWidth;
  const places = [...document.body.querySelectorAll('*')].filter(isWide).slice(-3);
  return [scrollWidth + ' pixels', ...places.map((element) => element.outerHTML.slice(0, 160))];
})()`;
const READABLE_TEXTS = `(() => {
  const texts = [document.title];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    const element = node instanceof Element ? node : node.parentElement;
    // A passage that says itself to be in another language is one on purpose.
    return element.closest('pre, code, script, style, .mono, body [lang]') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
  });
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node instanceof Element) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
        if (node.hasAttribute(name)) texts.push(node.getAttribute(name));
    } else if (node.textContent.trim() !== '') texts.push(node.textContent.trim());
  }
  return texts;
})()`;
