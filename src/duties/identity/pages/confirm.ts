import type { z } from 'zod';
import type { publicIdentitySchema } from '../../../contract/index.ts';
import {
  fill,
  type Html,
  html,
  type LinkedUser,
  type PortalPage,
  type PortalVisit,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { ProviderRow } from '../model.ts';
import { reasonOf } from './read.ts';
import { CONFIRM, dayText, expired, type IdentityPagesParts, LIMIT, linkedForm, withUser, wordOf } from './shared.ts';
import { signInForm } from './sign-in.ts';
import { identityTexts } from './texts.ts';

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
    const [{ name }, standing, ways] = await Promise.all([
      identity.assertions.service(user.serviceId),
      identity.standing(user),
      waysOf(parts, visit, user, token),
    ]);
    return {
      kind: 'page',
      title: t.title,
      main: html`${whereOf(standing, visit, name)}<h2>${t.ways}</h2>${ways}<h2>${t.kept}</h2><p>${t.keptText}</p>${
        standing.level !== 'none' && withdrawOf(visit, token)
      }`,
    };
  },
});

function whereOf({ level, until, functions }: Standing, { language, query }: PortalVisit, service: string): Html {
  const { confirm: t, levels } = identityTexts[language];
  const lacking = functions.filter(
    ({ needed, isAllowed, graceUntil }) => needed !== null && (!isAllowed || graceUntil !== null),
  );
  const known = { level: levels[level], day: until === null ? '' : dayText(until) };
  const said =
    level === 'none'
      ? html`<p class="lead">${fill(t.lead, { service })}</p><p>${t.standingNone}</p>`
      : html`<div class="good" role="status"><p>${fill(query.has('done') ? t.done : t.standing, known)}</p></div>`;
  if (lacking.length === 0) return said;
  return html`${said}<p>${t.lacks}</p><dl class="facts">${lacking.map(
    (row) =>
      html`<dt>${row.title[wordOf(language)]}</dt><dd><strong>${levels[row.needed ?? 'none']}</strong><br>${reasonOf(row, language)}</dd>`,
  )}</dl>`;
}

async function waysOf(
  { identity }: IdentityPagesParts,
  visit: PortalVisit,
  user: LinkedUser,
  token: string,
): Promise<Html> {
  const { language, url } = visit;
  const { code, check, signIn, confirm } = identityTexts[language];
  const [channels, providers] = await Promise.all([
    identity.codes.channelsOf(user.serviceId),
    identity.providers.inUse(),
  ]);
  const card = (path: string, title: string, text: string): Html =>
    html`<li><a href="${url(path)}"><strong>${title}</strong><span>${text}</span></a></li>`;
  const checks = providers.filter(({ settings }) => settings.kind === 'tencent');
  const cards = [
    ...(channels.sms ? [card(withUser(`${CONFIRM}/code`, token, '&way=sms'), code.smsTitle, code.smsText)] : []),
    ...checks.map((row) =>
      card(withUser(`${CONFIRM}/check`, token, `&provider=${row.id}`), check.title, checkText(row, check)),
    ),
    ...(channels.email
      ? [card(withUser(`${CONFIRM}/code`, token, '&way=email'), code.emailTitle, code.emailText)]
      : []),
  ];
  const signIns = providers.filter(({ settings }) => settings.kind === 'oidc');
  if (cards.length + signIns.length === 0) return html`<p class="said">${confirm.noWays}</p>`;
  return html`${cards.length > 0 && html`<ul class="cards">${cards}</ul>`}${signIns.map(
    ({ id, name }) =>
      html`<h3>${fill(signIn.title, { provider: name })}</h3><p>${fill(signIn.text, { provider: name })}</p>${signInForm(visit, token, id)}`,
  )}`;
}

export const checkText = (
  { name, settings }: ProviderRow,
  t: { readonly text: string; readonly andPhone: string },
): string =>
  fill(t.text, {
    provider: name,
    phone: settings.kind === 'tencent' && settings.elements === 'three' ? t.andPhone : '',
  });

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
