import type { z } from 'zod';
import type { publicIdentitySchema } from '../../../contract/index.ts';
import {
  fill,
  type Html,
  html,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import { reasonOf } from './read.ts';
import { CONFIRM, dayText, expired, type IdentityPagesParts, LIMIT, linkedForm, withUser, wordOf } from './shared.ts';
import { identityTexts } from './texts.ts';
import { type Lacking, waysOf } from './ways.ts';

const WITHDRAW = '/identity/withdraw';
const WITHDRAW_FORM = 'identity-withdraw';
type Standing = Pick<z.infer<typeof publicIdentitySchema>, 'level' | 'until' | 'functions'>;

/** Reached by the link of a refusal or of the app: what is confirmed, what is lacking, and the ways there are. */
export const confirmPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: CONFIRM,
  answer: async (visit) => {
    const { language, query } = visit;
    const token = query.get(USER_LINK) ?? '';
    const user = parts.readLink(token);
    if (user === null) return expired(language);
    const { identity } = parts;
    const t = identityTexts[language].confirm;
    const [{ name }, standing, held] = await Promise.all([
      identity.assertions.service(user.serviceId),
      identity.standing(user),
      identity.assertions.liveOf(user),
    ]);
    const lacking = standing.functions.flatMap((row) =>
      row.needed !== null && (!row.isAllowed || row.graceUntil !== null) ? [{ ...row, needed: row.needed }] : [],
    );
    const ways = await waysOf(parts, visit, { user, token }, lacking);
    return {
      kind: 'page',
      title: t.title,
      main: html`${held.length > 0 ? heldOf(standing, visit) : blankOf(lacking.length > 0, visit, name)}${lackingOf(lacking, language)}<h2>${
        lacking.length > 0 ? t.ways : t.again
      }</h2>${ways}<h2>${t.kept}</h2><p>${t.keptText}</p>${held.length > 0 && withdrawOf(visit, token)}`,
    };
  },
});

/** What stands of the user. An address of e-mail holds something open, and is no level. */
function heldOf({ level, until }: Standing, { language, query }: PortalVisit): Html {
  const { confirm: t, levels } = identityTexts[language];
  const known = { level: levels[level], day: until === null ? '' : dayText(until) };
  const said = until === null ? t.standingEmail : fill(query.has('done') ? t.done : t.standing, known);
  return html`<div class="good" role="status"><p>${said}</p></div>`;
}

function blankOf(isLacking: boolean, { language }: PortalVisit, service: string): Html {
  const { confirm: t, needsNothing } = identityTexts[language];
  return html`<p class="lead">${fill(isLacking ? t.lead : needsNothing, { service })}</p><p>${t.standingNone}</p>`;
}

function lackingOf(
  lacking: readonly (Standing['functions'][number] & Lacking)[],
  language: PortalLanguage,
): Html | null {
  const { confirm: t, levels } = identityTexts[language];
  if (lacking.length === 0) return null;
  return html`<p>${t.lacks}</p><dl class="facts">${lacking.map(
    (row) =>
      html`<dt>${row.title[wordOf(language)]}</dt><dd><strong>${levels[row.needed]}</strong><br>${reasonOf(row, language)}</dd>`,
  )}</dl>`;
}

function withdrawOf({ language, url, blankForm }: PortalVisit, token: string): Html {
  const t = identityTexts[language].confirm;
  const form = renderForm({
    action: url(WITHDRAW),
    fields: [],
    state: withoutChallenge(blankForm(WITHDRAW_FORM)),
    language,
    submit: t.withdraw,
    isSecondary: true,
    fixed: { [USER_LINK]: token },
  });
  return html`<div class="after"><details><summary>${t.withdrawTitle}</summary><p>${t.withdrawText}</p>${form}</details></div>`;
}

/** Ends everything that stands of this user. @law pipl#15 */
export const withdrawnPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'POST',
  path: WITHDRAW,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, url } = submission;
    const t = identityTexts[language].confirm;
    const linked = linkedForm(parts, submission, WITHDRAW_FORM);
    if (linked === null) return expired(language);
    const back = withUser(CONFIRM, linked.token);
    if (linked.faults.length > 0) return { kind: 'redirect', path: back };
    await parts.identity.assertions.withdraw(linked.user, { by: 'user' });
    return {
      kind: 'page',
      title: t.withdrawnTitle,
      main: html`<p class="lead">${t.withdrawn}</p><p><a href="${url(back)}">${t.title}</a></p>`,
    };
  },
});
