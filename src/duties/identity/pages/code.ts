import {
  type FormFault,
  type FormField,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  readForm,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { CodeChannel } from '../model.ts';
import { CONFIRM, expired, faultsOf, type IdentityPagesParts, LIMIT, linkedForm, withUser, wordOf } from './shared.ts';
import { identityTexts } from './texts.ts';

const CODE = `${CONFIRM}/code`;
const CODE_FORM = 'identity-code';
const ENTER = `${CONFIRM}/enter`;
const ENTER_FORM = 'identity-enter';

const channelOf = (way: string | undefined): CodeChannel => (way === 'email' ? 'email' : 'sms');

function addressField(channel: CodeChannel, language: PortalLanguage): FormField {
  const t = identityTexts[language].code;
  const base = { kind: 'text', name: 'address', charsMax: 200, isRequired: true } as const;
  return channel === 'email'
    ? { ...base, label: t.email, type: 'email', autocomplete: 'email' }
    : { ...base, label: t.phone, hint: t.phoneHint, type: 'tel', autocomplete: 'tel' };
}

interface Asking {
  readonly token: string;
  readonly channel: CodeChannel;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

function askAddress({ language, url, blankForm }: PortalVisit, asking: Asking): PortalAnswer {
  const t = identityTexts[language].code;
  const { token, channel, values = {}, faults = [] } = asking;
  // Each code costs, and goes to whoever is named: what the portal asks of floods is asked here.
  const state = blankForm(CODE_FORM);
  const form = renderForm({
    action: url(CODE),
    fields: [addressField(channel, language)],
    state,
    language,
    submit: t.send,
    values,
    faults,
    fixed: { [USER_LINK]: token, way: channel },
  });
  return {
    kind: 'page',
    title: channel === 'email' ? t.emailTitle : t.smsTitle,
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    hasPuzzle: state.hasPuzzle,
    main: html`<p class="lead">${channel === 'email' ? t.emailText : t.smsText}</p>${form}${backLink(url, language, token)}`,
  };
}

export const backLink = (url: PortalVisit['url'], language: PortalLanguage, token: string) =>
  html`<p class="after"><a href="${url(withUser(CONFIRM, token))}">${identityTexts[language].confirm.ways}</a></p>`;

/** Where a code is to go. */
export const codePage = ({ readLink }: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: CODE,
  answer: async (visit) => {
    const token = visit.query.get(USER_LINK) ?? '';
    if (readLink(token) === null) return expired(visit.language);
    return askAddress(visit, { token, channel: channelOf(visit.query.get('way')) });
  },
});

/** Sends it. What was typed is shown again where it was at fault, and kept nowhere. */
export const codeSentPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'POST',
  path: CODE,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const linked = linkedForm(parts, submission, CODE_FORM, true);
    if (linked === null) return expired(language);
    const { user, token } = linked;
    const t = identityTexts[language].code;
    const channel = channelOf(body.fields.get('way'));
    const { values, faults } = readForm([addressField(channel, language)], body, language);
    const ask = (all: readonly FormFault[]): PortalAnswer =>
      askAddress(submission, { token, channel, values, faults: all });
    if (faults.length + linked.faults.length > 0) return ask([...faults, ...linked.faults]);
    try {
      const given = { channel, address: values.address ?? '', language: wordOf(language) };
      const { attempt } = await parts.identity.codes.send(user, given);
      return { kind: 'redirect', path: withUser(ENTER, token, `&attempt=${attempt}`) };
    } catch (error) {
      const words = { address: channel === 'email' ? t.badEmail : t.badPhone, channel: t.notTaken };
      return ask(faultsOf(error, language, words, t.wait));
    }
  },
});

const enterField = (language: PortalLanguage): FormField => {
  const { code: label, codeHint: hint } = identityTexts[language].code;
  return { kind: 'text', name: 'code', label, hint, charsMax: 20, isRequired: true, autocomplete: 'one-time-code' };
};

interface Entering {
  readonly token: string;
  readonly attempt: string;
  readonly faults?: readonly FormFault[];
}

function askCode({ language, url, blankForm }: PortalVisit, { token, attempt, faults = [] }: Entering): PortalAnswer {
  const t = identityTexts[language].code;
  const form = renderForm({
    action: url(ENTER),
    fields: [enterField(language)],
    state: withoutChallenge(blankForm(ENTER_FORM)),
    language,
    submit: t.enter,
    faults,
    fixed: { [USER_LINK]: token, attempt },
  });
  return {
    kind: 'page',
    title: t.enterTitle,
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    main: html`<p class="lead">${t.enterLead}</p>${form}<p class="after"><a href="${url(withUser(CONFIRM, token))}">${t.again}</a></p>`,
  };
}

export const enterPage = ({ readLink }: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: ENTER,
  answer: async (visit) => {
    const token = visit.query.get(USER_LINK) ?? '';
    if (readLink(token) === null) return expired(visit.language);
    return askCode(visit, { token, attempt: visit.query.get('attempt') ?? '' });
  },
});

/** Takes the code; then the level has risen. */
export const enteredPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'POST',
  path: ENTER,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const linked = linkedForm(parts, submission, ENTER_FORM);
    if (linked === null) return expired(language);
    const { user, token } = linked;
    const attempt = body.fields.get('attempt') ?? '';
    const { values, faults } = readForm([enterField(language)], body, language);
    const all = [...faults, ...linked.faults];
    if (all.length > 0) return askCode(submission, { token, attempt, faults: all });
    try {
      await parts.identity.codes.enter(user, attempt, values.code ?? '');
      return { kind: 'redirect', path: withUser(CONFIRM, token, '&done=1') };
    } catch (error) {
      return askCode(submission, { token, attempt, faults: faultsOf(error, language) });
    }
  },
});
