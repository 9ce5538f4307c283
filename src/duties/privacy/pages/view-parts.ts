import type { Readable } from 'node:stream';
import type { PrivacyErasure, PrivacyForPublic } from '../../../contract/index.ts';
import { chinaDay } from '../../../kernel/index.ts';
import { citation } from '../../../law/index.ts';
import {
  fill,
  type Html,
  html,
  momentText,
  type PortalAnswer,
  type PortalLanguage,
  paragraphs,
} from '../../../portal/index.ts';
import { privacyTexts } from './texts.ts';

/** How the request stands. */
export function factsOf(request: PrivacyForPublic, language: PortalLanguage): Html {
  const texts = privacyTexts[language];
  const t = texts.view;
  const { state, outcome, kind, serviceName, receivedAt, answerBy, identity, isExtended, isProvisional } = request;
  const isDue = state !== 'answered' && state !== 'withdrawn';
  return html`<dl class="facts"><dt>${t.state}</dt><dd><strong>${t.states[state]}</strong></dd>${
    outcome !== null && html`<dt>${t.outcome}</dt><dd><strong>${t.outcomes[outcome]}</strong></dd>`
  }<dt>${t.kind}</dt><dd>${texts.kinds[kind]}</dd><dt>${t.service}</dt><dd>${serviceName}</dd><dt>${t.received}</dt><dd>${momentText(receivedAt, language)}</dd>${
    isDue &&
    html`<dt>${t.answerBy}</dt><dd>${answerBy}${isExtended && html`<br>${t.extended}`}${isProvisional && html`<br><span class="quiet">${texts.done.provisional}</span>`}</dd>`
  }<dt>${t.identity}</dt><dd>${t.identities[identity]}</dd></dl>`;
}

/** What was erased by place, and what stays with its law and its end. */
export function erasureOf({ state, provenAt, holders }: PrivacyErasure, language: PortalLanguage): Html {
  const t = privacyTexts[language].view;
  const word = language === 'en' ? 'en' : 'zh';
  const lead =
    state === 'proven' && provenAt !== null
      ? fill(t.erasureDone, { at: momentText(provenAt, language) })
      : t.erasureDue;
  const until = (at: string | null): string =>
    at === null ? t.untilUnknown : fill(t.until, { day: chinaDay(new Date(at)) });
  const shown = holders.filter(({ erased, kept }) => erased > 0 || kept.length > 0);
  const rows = shown.map(
    ({ title, erased, kept }) =>
      html`<dt>${title[word]}</dt><dd><strong>${fill(t.gone, { count: erased })}</strong>${kept.map(
        (one) =>
          html`<br>${fill(t.staysUntil, { count: one.count, reason: one.reason[word], law: citation(one.law)[word], until: until(one.until) })}`,
      )}</dd>`,
  );
  return html`<h2>${t.erasureTitle}</h2><p>${lead}</p>${rows.length > 0 && html`<dl class="facts">${rows}</dl>`}`;
}

/** Everything that was written, oldest first. Names of staff are not told. */
export function threadOf({ messages }: PrivacyForPublic, language: PortalLanguage, us: string): Html {
  const t = privacyTexts[language].view;
  return html`<h2>${t.thread}</h2><ol class="thread">${messages.map(({ author, purpose, at, text }) => {
    const isOurs = author === 'staff';
    const name = isOurs ? fill(t.us, { provider: us }) : author === 'system' ? t.system : t.you;
    return html`<li${isOurs && html` class="ours"`}><header><span><strong>${name}</strong> · ${t.purposes[purpose]}</span><time datetime="${at}">${momentText(at, language)}</time></header>${
      text === '' ? html`<p class="quiet">${t.noWords}</p>` : paragraphs(text)
    }</li>`;
  })}</ol>`;
}

export const copyOfPage = (name: string, content: Readable): PortalAnswer => ({
  kind: 'stream',
  file: { name, mediaType: 'application/zip' },
  content,
});
