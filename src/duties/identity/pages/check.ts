import {
  type FormFault,
  type FormField,
  fill,
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
import type { ProviderRow } from '../model.ts';
import { backLink } from './code.ts';
import { CONFIRM, expired, faultsOf, type IdentityPagesParts, LIMIT, linkedForm, withUser } from './shared.ts';
import { identityTexts } from './texts.ts';
import { checkText } from './ways.ts';

const CHECK = `${CONFIRM}/check`;
const FORM = 'identity-check';

function fieldsOf({ name, settings }: ProviderRow, language: PortalLanguage): FormField[] {
  const t = identityTexts[language].check;
  const text = { kind: 'text', isRequired: true } as const;
  const isThree = settings.kind === 'tencent' && settings.elements === 'three';
  return [
    { ...text, name: 'name', label: t.name, charsMax: 100, autocomplete: 'name' },
    { ...text, name: 'number', label: t.number, hint: t.numberHint, charsMax: 40 },
    ...(isThree
      ? [
          {
            ...text,
            name: 'phone',
            label: t.phone,
            hint: t.phoneHint,
            charsMax: 30,
            type: 'tel',
            autocomplete: 'tel',
          } as const,
        ]
      : []),
    { kind: 'tick', name: 'consent', label: fill(t.consent, { provider: name }), isRequired: true },
  ];
}

interface Asking {
  readonly token: string;
  readonly provider: ProviderRow;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

function ask({ language, url, blankForm }: PortalVisit, asking: Asking): PortalAnswer {
  const t = identityTexts[language].check;
  const { token, provider, values = {}, faults = [] } = asking;
  const form = renderForm({
    action: url(CHECK),
    fields: fieldsOf(provider, language),
    state: withoutChallenge(blankForm(FORM)),
    language,
    submit: t.submit,
    values,
    faults,
    fixed: { [USER_LINK]: token, provider: provider.id },
  });
  return {
    kind: 'page',
    title: t.title,
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    main: html`<p class="lead">${checkText(provider, t)}</p>${form}${backLink(url, language, token)}`,
  };
}

const providerOf = async ({ identity }: IdentityPagesParts, id: string | undefined): Promise<ProviderRow | undefined> =>
  (await identity.providers.inUse()).find((row) => row.id === id && row.settings.kind === 'tencent');

/** Name and number, and a consent of its own to hand them on. @law pipl#23 pipl#29 */
export const checkPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'GET',
  path: CHECK,
  answer: async (visit) => {
    const token = visit.query.get(USER_LINK) ?? '';
    if (parts.readLink(token) === null) return expired(visit.language);
    const provider = await providerOf(parts, visit.query.get('provider'));
    if (provider === undefined) return { kind: 'redirect', path: withUser(CONFIRM, token) };
    return ask(visit, { token, provider });
  },
});

/** Hands them on and forgets them. */
export const checkedPage = (parts: IdentityPagesParts): PortalPage => ({
  method: 'POST',
  path: CHECK,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const linked = linkedForm(parts, submission, FORM);
    if (linked === null) return expired(language);
    const { user, token } = linked;
    const provider = await providerOf(parts, body.fields.get('provider'));
    if (provider === undefined) return { kind: 'redirect', path: withUser(CONFIRM, token) };
    const { values, faults } = readForm(fieldsOf(provider, language), body, language);
    const again = (all: readonly FormFault[]): PortalAnswer =>
      ask(submission, { token, provider, values, faults: all });
    if (faults.length + linked.faults.length > 0) return again([...faults, ...linked.faults]);
    const { name = '', number = '', phone = '' } = values;
    try {
      await parts.identity.checks.check(user, { providerId: provider.id, name, number, phone });
      return { kind: 'redirect', path: withUser(CONFIRM, token, '&done=1') };
    } catch (error) {
      const { check, code } = identityTexts[language];
      const words = { name: check.badName, number: check.badNumber, phone: code.badPhone };
      return again(faultsOf(error, language, words, check.wait));
    }
  },
});
