import { HeguiError, HOUR_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  fill,
  type Html,
  html,
  type LinkedUser,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  plainText,
  portalTexts,
  readForm,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { AgreementsService, ShownAgreement } from '../service.ts';
import { wordOf } from './read.ts';
import { agreementTexts } from './texts.ts';

export interface AcceptParts {
  readonly agreements: AgreementsService;
  /** Whom a link stands for; null when its time is over. */
  readonly readLink: (token: string) => LinkedUser | null;
}

const LIMIT = { name: 'agreements.accept', count: 60, withinMs: HOUR_MS };
const PATH = '/agreements/accept';
const FORM = 'agreement-accept';
const WITHDRAW_PATH = '/agreements/withdraw';
const WITHDRAW_FORM = 'agreement-withdraw';

const expired = (language: PortalLanguage): PortalAnswer => {
  const t = agreementTexts[language].accept;
  return { kind: 'page', title: t.expiredTitle, status: 410, main: html`<p>${t.expired}</p>` };
};

const fieldsOf = (language: PortalLanguage): FormField[] => [
  { kind: 'tick', name: 'accept', label: agreementTexts[language].accept.tick, isRequired: true },
];

/** Reached by the link of a refusal: the agreement, a tick, a button. @law measures#9 */
export const acceptPage = (parts: AcceptParts): PortalPage => ({
  method: 'GET',
  path: PATH,
  answer: async (visit) => {
    const token = visit.query.get(USER_LINK) ?? '';
    const user = parts.readLink(token);
    return user === null ? expired(visit.language) : await askOrSay(parts, visit, { user, token, faults: [] });
  },
});

interface Asking {
  readonly user: LinkedUser;
  readonly token: string;
  readonly faults: readonly FormFault[];
}

/** The form; where nothing is to be accepted, that this is so. */
async function askOrSay({ agreements }: AcceptParts, visit: PortalVisit, asking: Asking): Promise<PortalAnswer> {
  const { user, token, faults } = asking;
  const { language, url, blankForm } = visit;
  const t = agreementTexts[language].accept;
  const shown = await agreements.shown(user.serviceId, null);
  if (shown === null) return { kind: 'page', title: t.title, main: html`<p>${agreementTexts[language].none}</p>` };
  const { accepted, mustAccept } = await agreements.acceptances.standing(user);
  if (!mustAccept && accepted !== null) return donePage(visit, shown, accepted, token);
  const { version, service } = shown;
  const word = wordOf(language);
  const form = renderForm({
    action: url(PATH),
    fields: fieldsOf(language),
    state: withoutChallenge(blankForm(FORM)),
    language,
    submit: t.submit,
    faults,
    fixed: { [USER_LINK]: token, number: String(version.number), digest: version.digest[word] },
  });
  return {
    kind: 'page',
    title: t.title,
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    main: html`<p class="lead">${fill(t.lead, { service: service.name })}</p>${
      accepted !== null && html`<p class="said">${fill(t.again, { number: accepted })}</p>`
    }<section class="text" aria-label="${version.title[word]}"><h2>${version.title[word]} · ${fill(agreementTexts[language].row, { number: version.number })}</h2>${plainText(version.text[word])}</section>${form}`,
  };
}

/** Takes the tick; another version that came meanwhile is shown before anything is accepted. */
export const acceptedPage = (parts: AcceptParts): PortalPage => ({
  method: 'POST',
  path: PATH,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const token = body.fields.get(USER_LINK) ?? '';
    const user = parts.readLink(token);
    if (user === null) return expired(language);
    const { faults } = readForm(fieldsOf(language), body, language);
    const { fault } = submission.readForm(FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return await askOrSay(parts, submission, { user, token, faults: all });
    const number = Number(body.fields.get('number'));
    const digest = body.fields.get('digest') ?? '';
    try {
      await parts.agreements.acceptances.accept(user, { number, digest, language: wordOf(language) }, 'portal');
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_REQUEST_INVALID') throw error;
      const faulty = [{ name: '', message: agreementTexts[language].accept.changed }];
      return await askOrSay(parts, submission, { user, token, faults: faulty });
    }
    return { kind: 'redirect', path: `${PATH}?${USER_LINK}=${token}` };
  },
});

function donePage(
  { language, url, blankForm }: PortalVisit,
  shown: ShownAgreement,
  number: number,
  token: string,
): PortalAnswer {
  const t = agreementTexts[language].accept;
  const { service } = shown;
  const withdraw = renderForm({
    action: url(WITHDRAW_PATH),
    fields: [],
    state: withoutChallenge(blankForm(WITHDRAW_FORM)),
    language,
    submit: t.withdraw,
    isSecondary: true,
    fixed: { [USER_LINK]: token },
  });
  return {
    kind: 'page',
    title: t.doneTitle,
    main: html`<div class="good"><p>${fill(t.done, { service: service.name, number })}</p></div>
<ul>${linksOf(service.id, token, language, url)}</ul>
<div class="after"><details><summary>${t.withdrawTitle}</summary><p>${t.withdrawText}</p>${withdraw}</details></div>`,
  };
}

function linksOf(serviceId: string, token: string, language: PortalLanguage, url: (path: string) => string): Html[] {
  const t = agreementTexts[language];
  const links = [
    [`/agreements/${serviceId}`, t.accept.read],
    [`/disclosures/${serviceId}?${USER_LINK}=${token}`, t.disclosure],
    [`/training-choice?${USER_LINK}=${token}`, t.accept.training],
  ] as const;
  return links.map(([path, name]) => html`<li><a href="${url(path)}">${name}</a></li>`);
}

/** Takes everything back that this user accepted. @law pipl#15 */
export const withdrawnPage = ({ agreements, readLink }: AcceptParts): PortalPage => ({
  method: 'POST',
  path: WITHDRAW_PATH,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const t = agreementTexts[language].accept;
    const token = body.fields.get(USER_LINK) ?? '';
    const user = readLink(token);
    if (user === null) return expired(language);
    const back = `${PATH}?${USER_LINK}=${token}`;
    if (submission.readForm(WITHDRAW_FORM, { hasChallenge: false }).fault !== null)
      return { kind: 'redirect', path: back };
    await agreements.acceptances.withdraw(user, 'portal');
    return {
      kind: 'page',
      title: t.withdrawnTitle,
      main: html`<p class="lead">${t.withdrawn}</p><p><a href="${submission.url(back)}">${t.title}</a></p>`,
    };
  },
});
