import { type Html, html } from './html.ts';
import { fill, LANGUAGE_SEGMENTS, PORTAL_LANGUAGES, type PortalLanguage } from './languages.ts';
import type { PortalBrand } from './model.ts';
import { portalTexts } from './texts.ts';

export interface PageParts {
  readonly language: PortalLanguage;
  readonly brand: PortalBrand;
  /** The path after the language, such as `/complaints/new`, with its query; the switch of languages leads to the same. */
  readonly path: string;
  readonly title: string;
  readonly main: Html;
  /** True when a form came back: the tab's title says so first. */
  readonly hasFaults?: boolean;
  /** Does the page hold a puzzle for the browser to solve? */
  readonly hasPuzzle?: boolean;
}

const LANGUAGE_NAMES = { 'zh-CN': '中文', en: 'English' } as const satisfies Record<PortalLanguage, string>;

/** The address of a page of the portal in a language. */
export const portalUrl = (language: PortalLanguage, path: string): string =>
  `/portal/${LANGUAGE_SEGMENTS[language]}${path}`;

/** A whole page. It needs no script: the one there is only saves people a question. */
export function renderPage(page: PageParts): string {
  const { language, brand, path, title, main } = page;
  const t = portalTexts[language];
  const provider = brand.provider ?? t.unnamed;
  const named = page.hasFaults === true ? fill(t.faultTitle, { title }) : title;
  return `<!doctype html>\n${
    html`<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${named} · ${provider}</title><link rel="icon" href="/portal/icon.svg?v=${brand.styleVersion}"><link rel="stylesheet" href="/portal/style.css?v=${brand.styleVersion}">${
      page.hasPuzzle === true && html`<script src="/portal/puzzle.js" defer></script>`
    }</head><body><a class="skip" href="#main">${t.skip}</a>
<header class="top"><div class="width"><a class="brand" href="${portalUrl(language, '')}">${provider}<small>${t.portal}</small></a>
<nav aria-label="${t.languages}"><ul class="languages">${PORTAL_LANGUAGES.map((one) => languageItem(one, language, path))}</ul></nav></div></header>
<main id="main" tabindex="-1"><div class="width"><h1>${title}</h1>${main}</div></main>
<footer class="foot"><div class="width">${contactOf(brand, language)}<p>${t.authority}</p></div></footer></body></html>`
      .text
  }`;
}

const languageItem = (one: PortalLanguage, current: PortalLanguage, path: string): Html =>
  one === current
    ? html`<li><span lang="${one}" aria-current="true">${LANGUAGE_NAMES[one]}</span></li>`
    : html`<li><a lang="${one}" hreflang="${one}" href="${portalUrl(one, path)}">${LANGUAGE_NAMES[one]}</a></li>`;

function contactOf({ phone, email }: PortalBrand, language: PortalLanguage): Html | null {
  const t = portalTexts[language];
  if (phone === null && email === null) return null;
  return html`<h2>${t.contact}</h2><p>${
    phone !== null && html`${t.phone}<a href="tel:${phone.replace(/[^\d+]/g, '')}">${phone}</a><br>`
  }${email !== null && html`${t.email}<a href="mailto:${email}">${email}</a>`}</p>`;
}
