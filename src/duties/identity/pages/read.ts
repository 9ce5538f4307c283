import { type IdentityFunctionRow, identityFunctionSchema } from '../../../contract/index.ts';
import {
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
} from '../../../portal/index.ts';
import { type IdentityPagesParts, wordOf } from './shared.ts';
import { identityTexts } from './texts.ts';

/** Services that need something, for anybody; with one alone, that one. */
export const listPage = ({ identity }: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: '/identity',
  answer: async ({ language, url }) => {
    const t = identityTexts[language];
    const services = await identity.asking();
    const [only] = services;
    if (only !== undefined && services.length === 1) return { kind: 'redirect', path: `/identity/${only.id}` };
    return {
      kind: 'page',
      title: t.title,
      main:
        services.length === 0
          ? html`<p class="lead">${t.listNone}</p>`
          : html`<p class="lead">${t.listLead}</p><ul class="cards">${services.map(
              ({ id, name }) => html`<li><a href="${url(`/identity/${id}`)}"><strong>${name}</strong></a></li>`,
            )}</ul>`,
    };
  },
});

/** What a service needs for what, and which law asks so, with how sure its text is known. */
export const needsPage = ({ identity }: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: '/identity/:service',
  answer: async ({ language, params }): Promise<PortalAnswer> => {
    const t = identityTexts[language];
    const service = (await identity.asking()).find(({ id }) => id === params.service);
    if (service === undefined) return { kind: 'page', title: t.title, status: 404, main: html`<p>${t.none}</p>` };
    const { needs } = service.policy.identity;
    const asked = identityFunctionSchema.options.flatMap((fn) => {
      const needed = needs[fn];
      return needed === undefined ? [] : [{ ...identity.functionRow(fn), needed }];
    });
    return {
      kind: 'page',
      title: t.title,
      main: html`<p class="lead">${fill(t.needsLead, { service: service.name })}</p><dl class="facts">${asked.map(
        (row) =>
          html`<dt>${row.title[wordOf(language)]}</dt><dd><strong>${t.levels[row.needed]}</strong><br>${reasonOf(row, language)}</dd>`,
      )}</dl><h2>${t.confirm.kept}</h2><p>${t.confirm.keptText}</p>`,
    };
  },
});

/** The reason with how sure the text of the law is known. */
export function reasonOf({ reason, bases }: IdentityFunctionRow, language: PortalLanguage): Html {
  const t = identityTexts[language];
  const [basis] = bases;
  const known = (['official-text', 'second-hand', 'unverified'] as const).find((one) => one === basis?.confidence);
  const source = known === undefined ? t.own : fill(t.source, { confidence: t.confidence[known] });
  return html`${reason[wordOf(language)]} <span class="quiet">(${source})</span>`;
}
