import { hasCitizenNumber, PRIVACY_TEXT_CHARS_MAX, type PrivacyForPublic } from '../../../contract/index.ts';
import { HeguiError, HOUR_MS, MINUTE_MS } from '../../../kernel/index.ts';
import {
  cleanReceipt,
  type FormFault,
  type FormField,
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalSubmission,
  type PortalVisit,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import { orErased } from '../service/sealing.ts';
import type { PrivacyService } from '../service.ts';
import { privacyTexts } from './texts.ts';
import { copyOfPage, erasureOf, factsOf, momentText, threadOf } from './view-parts.ts';

const OPEN_FORM = 'privacy-open';
const LIMIT = { name: 'privacy.write', count: 60, withinMs: HOUR_MS };
const OPEN_LIMIT = { name: 'receipts.open', count: 20, withinMs: 10 * MINUTE_MS };
const BACK: PortalAnswer = { kind: 'redirect', path: '/privacy/open', receipt: null };
const VIEW: PortalAnswer = { kind: 'redirect', path: '/privacy/view' };

const openFields = (language: PortalLanguage): FormField[] => {
  const t = portalTexts[language].receipt;
  const secret = { kind: 'text', charsMax: 40, isRequired: true, isSecret: true } as const;
  return [
    { ...secret, name: 'number', label: t.number, hint: t.numberHint },
    { ...secret, name: 'secret', label: t.secret, hint: t.secretHint },
  ];
};

/** Asks for number and secret. */
export const openPage = (): PortalPage => ({
  method: 'GET',
  path: '/privacy/open',
  answer: async (visit) => openForm(visit, {}, []),
});

function openForm(
  { language, url, blankForm }: PortalVisit,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): PortalAnswer {
  const t = privacyTexts[language].openPage;
  const state = withoutChallenge(blankForm(OPEN_FORM));
  const action = url('/privacy/open');
  const form = renderForm({ action, fields: openFields(language), state, language, submit: t.submit, values, faults });
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: t.title,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`<p class="lead">${t.lead}</p>${form}`,
  };
}

/** Opens a receipt for this browser for a while. */
export const openedPage = (privacy: PrivacyService): PortalPage => ({
  method: 'POST',
  path: '/privacy/open',
  limit: OPEN_LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const { values, faults } = readForm(openFields(language), body, language);
    const { fault } = submission.readForm(OPEN_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return openForm(submission, values, all);
    const number = values.number ?? '';
    try {
      await privacy.openReceipt(number, values.secret ?? '');
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_RECEIPT_REFUSED') throw error;
      return openForm(submission, values, [{ name: 'number', message: portalTexts[language].receipt.wrong }]);
    }
    return { ...VIEW, receipt: cleanReceipt(number) };
  },
});

/** The request of the receipt that this browser opened; null leads back to opening one. */
const openedRequest = async (privacy: PrivacyService, { receipt }: PortalVisit): Promise<string | null> =>
  receipt === null ? null : await privacy.subjectOfReceipt(receipt);

/** How far it is, what was written, and what may be done. */
export const viewPage = (privacy: PrivacyService, providerName: () => string | null): PortalPage => ({
  method: 'GET',
  path: '/privacy/view',
  answer: async (visit) => {
    const id = await openedRequest(privacy, visit);
    return id === null ? BACK : await showRequest({ privacy, providerName, visit, id });
  },
});

interface Shown {
  readonly privacy: PrivacyService;
  readonly providerName: () => string | null;
  readonly visit: PortalVisit;
  readonly id: string;
  /** A code that was made a moment ago; it is shown this once. */
  readonly code?: string;
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

async function showRequest(shown: Shown): Promise<PortalAnswer> {
  const { privacy, providerName, visit, id, faults = [] } = shown;
  const { language } = visit;
  const t = privacyTexts[language].view;
  const request = await orErased(privacy.readForPublic(id));
  if (request === null) return { kind: 'page', title: privacyTexts[language].title, main: html`<p>${t.erased}</p>` };
  const us = providerName() ?? portalTexts[language].unnamed;
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: fill(t.title, { receipt: request.receipt }),
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`${factsOf(request, language)}${identityPart(shown, request)}${copyPart(shown, request)}${
      request.erasure !== null && erasureOf(request.erasure, language)
    }${threadOf(request, language, us)}${formsOf(shown, request)}<div class="after">${buttonOf(visit, 'leave', t.leave, true)}</div>`,
  };
}

/** A form that is a button alone. */
const buttonOf = ({ language, url, blankForm }: PortalVisit, name: string, submit: string, isSecondary = false): Html =>
  renderForm({
    action: url(`/privacy/${name}`),
    fields: [],
    state: withoutChallenge(blankForm(`privacy-${name}`)),
    language,
    submit,
    isSecondary,
  });

function identityPart({ visit, code }: Shown, { identity, state }: PrivacyForPublic): Html | null {
  if (identity !== 'none' || state === 'answered' || state === 'withdrawn') return null;
  const t = privacyTexts[visit.language].view;
  return html`<h2>${t.codeTitle}</h2><p>${t.codeText}</p>${
    code !== undefined &&
    html`<div class="good"><dl class="facts"><dt>${t.code}</dt><dd class="code">${code.replace(/(.{5})(?=.)/g, '$1-')}</dd></dl><p>${t.codeUse}</p></div>`
  }${buttonOf(visit, 'code', t.codeGet)}`;
}

function copyPart({ visit }: Shown, { copy }: PrivacyForPublic): Html | null {
  if (copy === null) return null;
  const { language } = visit;
  const t = privacyTexts[language].view;
  const values = { until: momentText(copy.until, language), left: copy.left };
  return html`<h2>${t.copyTitle}</h2><p>${fill(t.copyText, values)}</p>${buttonOf(visit, 'copy', t.copyGet)}`;
}

/** The forms under a request, by what it allows. Each sends one kind of thing. */
function fieldsOfForm(form: string, language: PortalLanguage): FormField[] {
  const t = privacyTexts[language].view;
  if (form === 'withdraw') return [{ kind: 'tick', name: 'sure', label: t.withdrawSure, isRequired: true }];
  const label = form === 'reopen' ? t.reopenText : t.replyText;
  return [{ kind: 'long-text', name: `${form}-text`, label, charsMax: PRIVACY_TEXT_CHARS_MAX, isRequired: true }];
}

function formsOf({ visit, form, values = {}, faults = [] }: Shown, request: PrivacyForPublic): Html {
  const { language, url, blankForm } = visit;
  const t = privacyTexts[language].view;
  const render = (name: string, submit: string, isSecondary = false): Html =>
    renderForm({
      action: url(`/privacy/${name}`),
      fields: fieldsOfForm(name, language),
      state: withoutChallenge(blankForm(`privacy-${name}`)),
      language,
      submit,
      isSecondary,
      ...(form === name ? { values, faults } : {}),
    });
  const { state, canReopenUntil } = request;
  const canReply = state === 'received' || state === 'acknowledged';
  return html`${canReply && html`<h2>${t.replyTitle}</h2>${render('reply', t.reply)}<details${form === 'withdraw' && html` open`}><summary>${t.withdrawTitle}</summary>${render('withdraw', t.withdraw, true)}</details>`}${
    canReopenUntil !== null &&
    html`<h2>${t.reopenTitle}</h2><p>${fill(t.reopenLead, { day: canReopenUntil })}</p>${render('reopen', t.reopen)}`
  }`;
}

const isConflict = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_CONFLICT';

/** What the person sends once the receipt is open: more words, that they disagree, or that they withdraw. */
export const deedPage = (
  privacy: PrivacyService,
  providerName: () => string | null,
  form: 'reply' | 'reopen' | 'withdraw',
): PortalPage => ({
  method: 'POST',
  path: `/privacy/${form}`,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const id = await openedRequest(privacy, submission);
    if (id === null) return BACK;
    const reading = readForm(fieldsOfForm(form, language), body, language);
    const text = reading.values[`${form}-text`] ?? '';
    const { fault } = submission.readForm(`privacy-${form}`, { hasChallenge: false });
    const faults = [
      ...reading.faults,
      ...(hasCitizenNumber(text) ? [{ name: `${form}-text`, message: privacyTexts[language].form.citizen }] : []),
      ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }]),
    ];
    if (faults.length > 0)
      return await showRequest({ privacy, providerName, visit: submission, id, form, values: reading.values, faults });
    try {
      if (form === 'reply') await privacy.reply(id, text);
      else if (form === 'reopen') await privacy.reopen(id, text);
      else await privacy.withdraw(id);
    } catch (error) {
      // Sent twice, or ended meanwhile: the page shows how it stands.
      if (!isConflict(error)) throw error;
    }
    return VIEW;
  },
});

/** Shows a code that is to be typed into the app. */
export const codePage = (privacy: PrivacyService, providerName: () => string | null): PortalPage => ({
  method: 'POST',
  path: '/privacy/code',
  limit: LIMIT,
  answer: async (submission) => {
    const id = await openedRequest(privacy, submission);
    if (id === null) return BACK;
    if (submission.readForm('privacy-code', { hasChallenge: false }).fault !== null) return VIEW;
    try {
      const code = await privacy.makeCode(id);
      return await showRequest({ privacy, providerName, visit: submission, id, code });
    } catch (error) {
      if (isConflict(error)) return VIEW;
      throw error;
    }
  },
});

/** Hands the copy out, made as it goes. */
export const copyPage = (privacy: PrivacyService): PortalPage => ({
  method: 'POST',
  path: '/privacy/copy',
  limit: LIMIT,
  answer: async (submission) => {
    const id = await openedRequest(privacy, submission);
    if (id === null) return BACK;
    if (submission.readForm('privacy-copy', { hasChallenge: false }).fault !== null) return VIEW;
    try {
      const { name, content } = await privacy.fetchCopy(id);
      return copyOfPage(name, content);
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return VIEW;
      throw error;
    }
  },
});

/** Forgets the receipt on this device. */
export const leavePage = (): PortalPage => ({
  method: 'POST',
  path: '/privacy/leave',
  limit: LIMIT,
  answer: async (submission: PortalSubmission) =>
    submission.readForm('privacy-leave', { hasChallenge: false }).fault === null ? BACK : VIEW,
});
