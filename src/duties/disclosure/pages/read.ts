import {
  fill,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  plainText,
  USER_LINK,
} from '../../../portal/index.ts';
import { dayText, sectionsOf } from '../document.ts';
import type { DisclosureService, ShownDisclosure } from '../service.ts';
import type { ChoiceParts } from './choose.ts';
import { disclosureTexts } from './texts.ts';

const nothing = (language: PortalLanguage): PortalAnswer => ({
  kind: 'page',
  title: disclosureTexts[language].title,
  status: 404,
  main: html`<p>${disclosureTexts[language].none}</p>`,
});

/** Services that published something; with one alone, that one. */
export const listPage = (disclosure: DisclosureService): PortalPage => ({
  method: 'GET',
  path: '/disclosures',
  answer: async ({ language, url }) => {
    const t = disclosureTexts[language];
    const shown = await disclosure.listShown();
    const [only] = shown;
    if (only !== undefined && shown.length === 1) return { kind: 'redirect', path: `/disclosures/${only.id}` };
    return {
      kind: 'page',
      title: t.title,
      main:
        shown.length === 0
          ? html`<p>${t.none}</p>`
          : html`<p class="lead">${t.listLead}</p><ul class="cards">${shown.map(
              ({ id, name }) => html`<li><a href="${url(`/disclosures/${id}`)}"><strong>${name}</strong></a></li>`,
            )}</ul>`,
    };
  },
});

/** What a service discloses, in its newest version or an earlier one. @law measures#10 */
export const viewPage = (
  parts: ChoiceParts,
  path: '/disclosures/:service' | '/disclosures/:service/:number',
): PortalPage => ({
  method: 'GET',
  path,
  answer: async (visit) => {
    const { service = '', number } = visit.params;
    if (number !== undefined && !/^[1-9]\d{0,5}$/.test(number)) return nothing(visit.language);
    const shown = await parts.disclosure.shown(service, number === undefined ? null : Number(number));
    return shown === null ? nothing(visit.language) : showDisclosure(parts, shown, visit);
  },
});

function showDisclosure({ readLink }: ChoiceParts, shown: ShownDisclosure, visit: PortalVisit): PortalAnswer {
  const { language, url, query } = visit;
  const t = disclosureTexts[language];
  const { service, version, versions } = shown;
  const home = `/disclosures/${service.id}`;
  const token = query.get(USER_LINK) ?? '';
  // A link of another service knows nobody here.
  const isKnown = readLink(token)?.serviceId === service.id;
  const kept = isKnown ? `?${USER_LINK}=${token}` : '';
  const head = {
    provider: version.facts.provider ?? '–',
    number: version.number,
    day: dayText(version.publishedAt),
    name: version.publishedAs,
  };
  const choice = isKnown
    ? html`<p><a class="button second" href="${url(`/training-choice${kept}`)}">${t.toTraining}</a></p>`
    : html`<p class="quiet">${t.onlyFromApp}</p>`;
  return {
    kind: 'page',
    title: fill(t.titleOf, { service: service.name }),
    main: html`${version.number !== versions[0]?.number && html`<p class="said">${t.old} <a href="${url(`${home}${kept}`)}">${t.toNewest}</a></p>`}<p>${fill(t.head, head)}</p>${sectionsOf(
      shown,
      language === 'en' ? 'en' : 'zh',
    ).map(
      ({ id, title, text }) =>
        html`<section id="${id}"><h2>${title}</h2>${plainText(text)}${id === 'training' && choice}${id === 'complaints' && html`<p><a href="${url('/complaints')}">${t.toComplaints}</a></p>`}</section>`,
    )}<p class="after"><a href="${url(`/agreements/${service.id}`)}">${t.toAgreement}</a></p>
<div class="after"><h2>${t.history}</h2><ul>${versions.map(
      (row) =>
        html`<li><a href="${url(`${home}/${row.number}${kept}`)}">${fill(t.row, { number: row.number })}</a> · ${dayText(row.publishedAt)}</li>`,
    )}</ul></div>`,
  };
}
