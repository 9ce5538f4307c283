import { hasCitizenNumber, PRIVACY_TEXT_CHARS_MAX, type PrivacyForPublic } from '../../../contract/index.ts';
import { HeguiError, HOUR_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  fill,
  type Html,
  html,
  momentText,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  portalTexts,
  ReceiptPages,
} from '../../../portal/index.ts';
import { orErased } from '../service/sealing.ts';
import type { PrivacyService } from '../service.ts';
import { privacyTexts } from './texts.ts';
import { copyOfPage, erasureOf, factsOf, threadOf } from './view-parts.ts';

const LIMIT = { name: 'privacy.write', count: 60, withinMs: HOUR_MS };

/** Opening a request by its receipt, the same for all pages about it. */
export const privacyReceipts = (privacy: PrivacyService): ReceiptPages =>
  new ReceiptPages({
    path: '/privacy',
    form: 'privacy',
    limit: LIMIT,
    words: (language) => ({ ...privacyTexts[language].openPage, leave: privacyTexts[language].view.leave }),
    openReceipt: (number, secret) => privacy.openReceipt(number, secret),
    subjectOfReceipt: (number) => privacy.subjectOfReceipt(number),
  });

/** What the pages of one request stand on. */
export interface ViewParts {
  readonly privacy: PrivacyService;
  readonly receipts: ReceiptPages;
  readonly providerName: () => string | null;
}

/** How far it is, what was written, and what may be done. */
export const viewPage = (parts: ViewParts): PortalPage => ({
  method: 'GET',
  path: '/privacy/view',
  answer: async (visit) => {
    const id = await parts.receipts.opened(visit);
    return id === null ? parts.receipts.back : await showRequest({ ...parts, visit, id });
  },
});

interface Shown extends ViewParts {
  readonly visit: PortalVisit;
  readonly id: string;
  /** A code that was made a moment ago; it is shown this once. */
  readonly code?: string;
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

async function showRequest(shown: Shown): Promise<PortalAnswer> {
  const { privacy, receipts, providerName, visit, id, faults = [] } = shown;
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
    }${threadOf(request, language, us)}${formsOf(shown, request)}${receipts.leaveButton(visit)}`,
  };
}

/** A form that is a button alone. */
const buttonOf = ({ receipts, visit }: Shown, name: string, submit: string): Html =>
  receipts.render(visit, name, { fields: [], submit });

function identityPart(shown: Shown, { identity, state }: PrivacyForPublic): Html | null {
  const { visit, code } = shown;
  if (identity !== 'none' || state === 'answered' || state === 'withdrawn') return null;
  const t = privacyTexts[visit.language].view;
  return html`<h2>${t.codeTitle}</h2><p>${t.codeText}</p>${
    code !== undefined &&
    html`<div class="good"><dl class="facts"><dt>${t.code}</dt><dd class="code">${code.replace(/(.{5})(?=.)/g, '$1-')}</dd></dl><p>${t.codeUse}</p></div>`
  }${buttonOf(shown, 'code', t.codeGet)}`;
}

function copyPart(shown: Shown, { copy }: PrivacyForPublic): Html | null {
  if (copy === null) return null;
  const { language } = shown.visit;
  const t = privacyTexts[language].view;
  const values = { until: momentText(copy.until, language), left: copy.left };
  return html`<h2>${t.copyTitle}</h2><p>${fill(t.copyText, values)}</p>${buttonOf(shown, 'copy', t.copyGet)}`;
}

/** The forms under a request, by what it allows. Each sends one kind of thing. */
function fieldsOfForm(form: string, language: PortalLanguage): FormField[] {
  const t = privacyTexts[language].view;
  if (form === 'withdraw') return [{ kind: 'tick', name: 'sure', label: t.withdrawSure, isRequired: true }];
  const label = form === 'reopen' ? t.reopenText : t.replyText;
  return [{ kind: 'long-text', name: `${form}-text`, label, charsMax: PRIVACY_TEXT_CHARS_MAX, isRequired: true }];
}

function formsOf(shown: Shown, request: PrivacyForPublic): Html {
  const { receipts, visit, form, values = {}, faults = [] } = shown;
  const t = privacyTexts[visit.language].view;
  const render = (name: string, submit: string, isSecondary = false): Html =>
    receipts.render(visit, name, {
      fields: fieldsOfForm(name, visit.language),
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
export const deedPage = (parts: ViewParts, form: 'reply' | 'reopen' | 'withdraw'): PortalPage => ({
  method: 'POST',
  path: `/privacy/${form}`,
  limit: LIMIT,
  answer: async (submission) => {
    const { privacy, receipts } = parts;
    const { language } = submission;
    const id = await receipts.opened(submission);
    if (id === null) return receipts.back;
    const { values, ...reading } = receipts.read(submission, form, fieldsOfForm(form, language));
    const text = values[`${form}-text`] ?? '';
    const faults = [
      ...reading.faults,
      ...(hasCitizenNumber(text) ? [{ name: `${form}-text`, message: privacyTexts[language].form.citizen }] : []),
    ];
    if (faults.length > 0) return await showRequest({ ...parts, visit: submission, id, form, values, faults });
    try {
      if (form === 'reply') await privacy.reply(id, text);
      else if (form === 'reopen') await privacy.reopen(id, text);
      else await privacy.withdraw(id);
    } catch (error) {
      // Sent twice, or ended meanwhile: the page shows how it stands.
      if (!isConflict(error)) throw error;
    }
    return receipts.view;
  },
});

/** Shows a code that is to be typed into the app. */
export const codePage = (parts: ViewParts): PortalPage => ({
  method: 'POST',
  path: '/privacy/code',
  limit: LIMIT,
  answer: async (submission) => {
    const { privacy, receipts } = parts;
    const id = await receipts.opened(submission);
    if (id === null) return receipts.back;
    if (receipts.read(submission, 'code', []).faults.length > 0) return receipts.view;
    try {
      const code = await privacy.makeCode(id);
      return await showRequest({ ...parts, visit: submission, id, code });
    } catch (error) {
      if (isConflict(error)) return receipts.view;
      throw error;
    }
  },
});

/** Hands the copy out, made as it goes. */
export const copyPage = ({ privacy, receipts }: ViewParts): PortalPage => ({
  method: 'POST',
  path: '/privacy/copy',
  limit: LIMIT,
  answer: async (submission) => {
    const id = await receipts.opened(submission);
    if (id === null) return receipts.back;
    if (receipts.read(submission, 'copy', []).faults.length > 0) return receipts.view;
    try {
      const { name, content } = await privacy.fetchCopy(id);
      return copyOfPage(name, content);
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return receipts.view;
      throw error;
    }
  },
});
