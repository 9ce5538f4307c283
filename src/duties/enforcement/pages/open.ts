import { HeguiError, HOUR_MS, MINUTE_MS } from '../../../kernel/index.ts';
import {
  cleanReceipt,
  type FormFault,
  type FormField,
  groupReceipt,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { pageTexts } from './texts.ts';

const FORM = 'measure-open';
const OPEN_LIMIT = { name: 'receipts.open', count: 20, withinMs: 10 * MINUTE_MS };
export const WRITE_LIMIT = { name: 'measures.write', count: 20, withinMs: HOUR_MS };
const CODE_CHARS_MAX = 40;

const fieldsOf = (language: PortalLanguage): FormField[] => {
  const t = portalTexts[language].receipt;
  const field = { kind: 'text', charsMax: CODE_CHARS_MAX, isRequired: true, isSecret: true } as const;
  return [
    { ...field, name: 'number', label: t.number, hint: t.numberHint },
    { ...field, name: 'secret', label: t.secret, hint: pageTexts[language].secretHint },
  ];
};

/** Asks for number and secret; a link of the gateway brings the number. */
export const openPage = (): PortalPage => ({
  method: 'GET',
  path: '/measures/open',
  answer: async (visit) => {
    const number = cleanReceipt((visit.query.get('number') ?? '').slice(0, CODE_CHARS_MAX));
    return openForm(visit, number === '' ? {} : { number: groupReceipt(number) }, []);
  },
});

function openForm(
  { language, url, blankForm }: PortalVisit,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): PortalAnswer {
  const t = pageTexts[language];
  const form = renderForm({
    action: url('/measures/open'),
    fields: fieldsOf(language),
    state: withoutChallenge(blankForm(FORM)),
    language,
    submit: t.open,
    values,
    faults,
  });
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: t.openTitle,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`<p class="lead">${t.openLead}</p>${form}`,
  };
}

/** Opens a measure for this browser for a while. */
export const openedPage = (enforcement: EnforcementService): PortalPage => ({
  method: 'POST',
  path: '/measures/open',
  limit: OPEN_LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const { values, faults } = readForm(fieldsOf(language), body, language);
    const { fault } = submission.readForm(FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return openForm(submission, values, all);
    const number = values.number ?? '';
    try {
      await enforcement.openReceipt(number, values.secret ?? '');
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_RECEIPT_REFUSED') throw error;
      return openForm(submission, values, [{ name: 'number', message: portalTexts[language].receipt.wrong }]);
    }
    return { kind: 'redirect', path: '/measures/view', receipt: cleanReceipt(number) };
  },
});

/** Leads back to opening one, and forgets what was open. */
export const BACK: PortalAnswer = { kind: 'redirect', path: '/measures/open', receipt: null };

/** Forgets the measure on this device. */
export const leavePage = (): PortalPage => ({
  method: 'POST',
  path: '/measures/leave',
  limit: WRITE_LIMIT,
  answer: async (submission) =>
    submission.readForm('measure-leave', { hasChallenge: false }).fault === null
      ? BACK
      : { kind: 'redirect', path: '/measures/view' },
});
