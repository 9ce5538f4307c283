import {
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  plainText,
} from '../../../portal/index.ts';
import type { AgreementsService, ShownAgreement } from '../service.ts';
import { agreementTexts } from './texts.ts';

/** A day in China, as both languages read it. */
export const dayText = (at: Date): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(at);

export const wordOf = (language: PortalLanguage): 'zh' | 'en' => (language === 'en' ? 'en' : 'zh');

const nothing = (language: PortalLanguage): PortalAnswer => ({
  kind: 'page',
  title: agreementTexts[language].title,
  status: 404,
  main: html`<p>${agreementTexts[language].none}</p>`,
});

/** Services with an agreement; with one alone, that one. */
export const listPage = (agreements: AgreementsService): PortalPage => ({
  method: 'GET',
  path: '/agreements',
  answer: async ({ language, url }) => {
    const t = agreementTexts[language];
    const shown = await agreements.listShown();
    const [only] = shown;
    if (only !== undefined && shown.length === 1) return { kind: 'redirect', path: `/agreements/${only.service.id}` };
    return {
      kind: 'page',
      title: t.title,
      main:
        shown.length === 0
          ? html`<p>${t.none}</p>`
          : html`<p class="lead">${t.listLead}</p><ul class="cards">${shown.map(
              ({ service, title }) =>
                html`<li><a href="${url(`/agreements/${service.id}`)}"><strong>${service.name}</strong><span>${title[wordOf(language)]}</span></a></li>`,
            )}</ul>`,
    };
  },
});

/** The agreement in force, or one of its versions. */
export const viewPage = (
  agreements: AgreementsService,
  path: '/agreements/:service' | '/agreements/:service/:number',
): PortalPage => ({
  method: 'GET',
  path,
  answer: async ({ language, url, params }) => {
    const { service = '', number } = params;
    if (number !== undefined && !/^[1-9]\d{0,5}$/.test(number)) return nothing(language);
    const shown = await agreements.shown(service, number === undefined ? null : Number(number));
    return shown === null ? nothing(language) : showAgreement(shown, language, url);
  },
});

function showAgreement(shown: ShownAgreement, language: PortalLanguage, url: (path: string) => string): PortalAnswer {
  const t = agreementTexts[language];
  const word = wordOf(language);
  const { service, version, versions, inForce } = shown;
  const home = `/agreements/${service.id}`;
  return {
    kind: 'page',
    title: version.title[word],
    main: html`${placeOf(shown, language, url)}<dl class="facts"><dt>${t.version}</dt><dd>${version.number}</dd><dt>${t.effective}</dt><dd>${dayText(version.effectiveAt)}</dd><dt>${t.published}</dt><dd>${fill(t.publishedBy, { day: dayText(version.publishedAt), name: version.publishedAs })}</dd></dl>
${plainText(version.text[word])}${linkedOf(shown, language)}
<div class="after"><h2>${t.history}</h2><ul>${versions.map(
      (row) =>
        html`<li><a href="${url(`${home}/${row.number}`)}">${fill(t.row, { number: row.number })}</a> · ${dayText(row.effectiveAt)}${row.number === inForce && html` · <strong>${t.current}</strong>`}${row.isMaterial && row.number > 1 && html` · ${t.material}`}</li>`,
    )}</ul><p><a href="${url(`/disclosures/${service.id}`)}">${t.disclosure}</a></p></div>`,
  };
}

function placeOf(
  { version, inForce, service }: ShownAgreement,
  language: PortalLanguage,
  url: (path: string) => string,
): Html | null {
  const t = agreementTexts[language];
  if (version.number === inForce) return null;
  if (inForce === null || version.number > inForce) return html`<p class="said">${t.notYet}</p>`;
  return html`<p class="said">${t.notInForce} <a href="${url(`/agreements/${service.id}`)}">${t.toInForce}</a></p>`;
}

/** Labelling agreements stand in the labelling duty; whoever reads this one is told of them. @law labelling-measures#9 */
function linkedOf({ linked }: ShownAgreement, language: PortalLanguage): Html | null {
  const t = agreementTexts[language];
  if (linked.length === 0) return null;
  return html`<h2>${t.linked}</h2><p>${t.linkedText}</p>${linked.map(
    (one) =>
      html`<details><summary>${fill(t.linkedRow, { version: one.version })}</summary>${plainText(one[wordOf(language)])}</details>`,
  )}`;
}
