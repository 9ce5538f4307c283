import { HeguiError, HOUR_MS, MINUTE_MS } from '../../../kernel/index.ts';
import {
  cleanReceipt,
  type FormFault,
  type FormField,
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

/** What opens with a receipt here. */
export interface ReceiptPages {
  /** Such as `/guardians`: its pages are `open`, `view` and `leave` below it. */
  readonly base: string;
  readonly words: (language: PortalLanguage) => {
    readonly title: string;
    readonly lead: string;
    readonly open: string;
  };
  /** @throws HeguiError E_RECEIPT_REFUSED */
  readonly check: (number: string, secret: string) => Promise<unknown>;
}

const OPEN_LIMIT = { name: 'receipts.open', count: 20, withinMs: 10 * MINUTE_MS };
export const WRITE_LIMIT = { name: 'minors.write', count: 60, withinMs: HOUR_MS };
const CODE_CHARS_MAX = 40;

const fieldsOf = (language: PortalLanguage): FormField[] => {
  const t = portalTexts[language].receipt;
  const field = { kind: 'text', charsMax: CODE_CHARS_MAX, isRequired: true, isSecret: true } as const;
  return [
    { ...field, name: 'number', label: t.number, hint: t.numberHint },
    { ...field, name: 'secret', label: t.secret, hint: t.secretHint },
  ];
};

/** Leads back to opening one, and forgets what was open. */
export const backTo = (base: string): PortalAnswer => ({ kind: 'redirect', path: `${base}/open`, receipt: null });

/** Asks for number and secret, opens, and forgets. */
export function receiptPages(pages: ReceiptPages): PortalPage[] {
  const { base, words, check } = pages;
  const form = `${base.slice(1)}-open`;
  const show = (
    { language, url, blankForm }: PortalVisit,
    values: Readonly<Record<string, string>>,
    faults: readonly FormFault[],
  ): PortalAnswer => {
    const t = words(language);
    const hasFaults = faults.length > 0;
    const fields = renderForm({
      action: url(`${base}/open`),
      fields: fieldsOf(language),
      state: withoutChallenge(blankForm(form)),
      language,
      submit: t.open,
      values,
      faults,
    });
    return {
      kind: 'page',
      title: t.title,
      status: hasFaults ? 422 : 200,
      hasFaults,
      main: html`<p class="lead">${t.lead}</p>${fields}`,
    };
  };
  return [
    { method: 'GET', path: `${base}/open`, answer: async (visit) => show(visit, {}, []) },
    {
      method: 'POST',
      path: `${base}/open`,
      limit: OPEN_LIMIT,
      answer: async (submission) => {
        const { language, body } = submission;
        const { values, faults } = readForm(fieldsOf(language), body, language);
        const { fault } = submission.readForm(form, { hasChallenge: false });
        const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
        if (all.length > 0) return show(submission, values, all);
        const number = values.number ?? '';
        try {
          await check(number, values.secret ?? '');
        } catch (error) {
          if (!(error instanceof HeguiError) || error.code !== 'E_RECEIPT_REFUSED') throw error;
          return show(submission, values, [{ name: 'number', message: portalTexts[language].receipt.wrong }]);
        }
        return { kind: 'redirect', path: `${base}/view`, receipt: cleanReceipt(number) };
      },
    },
    {
      method: 'POST',
      path: `${base}/leave`,
      limit: WRITE_LIMIT,
      answer: async (submission) =>
        submission.readForm(`${base.slice(1)}-leave`, { hasChallenge: false }).fault === null
          ? backTo(base)
          : { kind: 'redirect', path: `${base}/view` },
    },
  ];
}

/** The button that forgets what is open on this device. */
export const leaveForm = ({ language, url, blankForm }: PortalVisit, base: string, submit: string) =>
  renderForm({
    action: url(`${base}/leave`),
    fields: [],
    state: withoutChallenge(blankForm(`${base.slice(1)}-leave`)),
    language,
    submit,
    isSecondary: true,
  });

/** Number and secret, to be copied now. */
export const keepReceipt = (
  language: PortalLanguage,
  { receipt, secret }: { readonly receipt: string; readonly secret: string },
) => {
  const t = portalTexts[language].receipt;
  return html`<div class="good"><h2>${t.keep}</h2><dl class="facts"><dt>${t.number}</dt><dd class="code">${receipt}</dd><dt>${t.secret}</dt><dd class="code">${secret}</dd></dl><p>${t.keepText}</p></div>`;
};
