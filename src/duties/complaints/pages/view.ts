import type { ComplaintForPublic } from '../../../contract/index.ts';
import { COMPLAINT_TEXT_CHARS_MAX } from '../../../contract/index.ts';
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
  paragraphs,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import { orErased } from '../service/sealing.ts';
import type { ComplaintsService } from '../service.ts';
import { faultOf } from './submit.ts';
import { complaintTexts } from './texts.ts';
import { kindName, momentText } from './words.ts';

const OPEN_FORM = 'complaint-open';
const LIMIT = { name: 'complaints.write', count: 60, withinMs: HOUR_MS };
const OPEN_LIMIT = { name: 'receipts.open', count: 20, withinMs: 10 * MINUTE_MS };

const openFields = (language: PortalLanguage): FormField[] => {
  const t = portalTexts[language].receipt;
  return [
    {
      kind: 'text',
      name: 'number',
      label: t.number,
      hint: t.numberHint,
      charsMax: 40,
      isRequired: true,
      isSecret: true,
    },
    {
      kind: 'text',
      name: 'secret',
      label: t.secret,
      hint: t.secretHint,
      charsMax: 40,
      isRequired: true,
      isSecret: true,
    },
  ];
};

/** Asks for number and secret. */
export const openPage = (): PortalPage => ({
  method: 'GET',
  path: '/complaints/open',
  answer: async (visit) => openForm(visit, {}, []),
});

function openForm(
  { language, url, blankForm }: PortalVisit,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): PortalAnswer {
  const t = complaintTexts[language].open;
  const state = withoutChallenge(blankForm(OPEN_FORM));
  const action = url('/complaints/open');
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
export const openedPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'POST',
  path: '/complaints/open',
  limit: OPEN_LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const { values, faults } = readForm(openFields(language), body, language);
    const { fault } = submission.readForm(OPEN_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return openForm(submission, values, all);
    const number = values.number ?? '';
    try {
      await complaints.openReceipt(number, values.secret ?? '');
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_RECEIPT_REFUSED') throw error;
      return openForm(submission, values, [{ name: 'number', message: portalTexts[language].receipt.wrong }]);
    }
    return { kind: 'redirect', path: '/complaints/view', receipt: cleanReceipt(number) };
  },
});

/** The complaint of the receipt that this browser opened; null leads back to opening one. */
async function openedComplaint(complaints: ComplaintsService, { receipt }: PortalVisit): Promise<string | null> {
  return receipt === null ? null : await complaints.subjectOfReceipt(receipt);
}
const BACK: PortalAnswer = { kind: 'redirect', path: '/complaints/open', receipt: null };

/** What became of it, what was written, and what may be done. */
export const viewPage = (complaints: ComplaintsService, providerName: () => string | null): PortalPage => ({
  method: 'GET',
  path: '/complaints/view',
  answer: async (visit) => {
    const id = await openedComplaint(complaints, visit);
    return id === null ? BACK : await showComplaint({ complaints, providerName, visit, id });
  },
});

interface Shown {
  readonly complaints: ComplaintsService;
  readonly providerName: () => string | null;
  readonly visit: PortalVisit;
  readonly id: string;
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

async function showComplaint(shown: Shown): Promise<PortalAnswer> {
  const { complaints, providerName, visit, id, faults = [] } = shown;
  const { language, url } = visit;
  const t = complaintTexts[language].view;
  const complaint = await orErased(complaints.readForPublic(id));
  if (complaint === null)
    return { kind: 'page', title: complaintTexts[language].title, main: html`<p>${t.erased}</p>` };
  const us = providerName() ?? portalTexts[language].unnamed;
  const leave = renderForm({
    action: url('/complaints/leave'),
    fields: [],
    state: withoutChallenge(visit.blankForm('complaint-leave')),
    language,
    submit: t.leave,
    isSecondary: true,
  });
  return {
    kind: 'page',
    title: fill(t.title, { receipt: complaint.receipt }),
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    main: html`${factsOf(complaint, language)}<h2>${t.thread}</h2><ol class="thread">${complaint.messages.map(
      (message) => messageItem(message, visit, fill(t.us, { provider: us })),
    )}</ol>${formsOf(shown, complaint)}<h2>${complaintTexts[language].title}</h2>${leave}`,
  };
}

function factsOf(complaint: ComplaintForPublic, language: PortalLanguage): Html {
  const t = complaintTexts[language].view;
  const isDue = complaint.state === 'received' || complaint.state === 'acknowledged';
  const by = (day: string): string => fill(t.by, { day });
  return html`<dl class="facts"><dt>${t.state}</dt><dd><strong>${t.states[complaint.state]}</strong>${complaint.isPaused && html`<br>${t.paused}`}</dd>${
    complaint.outcome !== null && html`<dt>${t.outcome}</dt><dd><strong>${t.outcomes[complaint.outcome]}</strong></dd>`
  }<dt>${t.kind}</dt><dd>${kindName(complaint.kind, language)}</dd><dt>${t.received}</dt><dd>${momentText(complaint.receivedAt, language)}</dd>${
    complaint.state === 'received' && html`<dt>${t.acknowledgeBy}</dt><dd>${by(complaint.acknowledgeBy)}</dd>`
  }${
    isDue &&
    html`<dt>${t.answerBy}</dt><dd>${by(complaint.answerBy)}${complaint.isProvisional && html`<br><span class="quiet">${complaintTexts[language].done.provisional}</span>`}</dd>`
  }</dl>`;
}

function messageItem(
  message: ComplaintForPublic['messages'][number],
  { language, url }: PortalVisit,
  us: string,
): Html {
  const t = complaintTexts[language].view;
  const { author, purpose, at, text, attachments } = message;
  const isOurs = author === 'staff';
  const word = Object.entries(t.purposes).find(([name]) => name === purpose)?.[1] ?? '';
  return html`<li${isOurs && html` class="ours"`}><header><span><strong>${isOurs ? us : t.you}</strong> · ${word}</span><time datetime="${at}">${momentText(at, language)}</time></header>${paragraphs(text)}${
    attachments.length > 0 &&
    html`<p>${t.files}${attachments.map(({ id, name }, index) => html`${index > 0 && ', '}<a href="${url(`/complaints/attachments/${id}`)}">${name}</a>`)}</p>`
  }</li>`;
}

/** The forms under a complaint, by what it allows. Each sends one kind of thing. */
function fieldsOfForm(form: string, language: PortalLanguage, isScanned: boolean): FormField[] {
  const t = complaintTexts[language];
  const text = (label: string): FormField => ({
    kind: 'long-text',
    name: `${form}-text`,
    label,
    charsMax: COMPLAINT_TEXT_CHARS_MAX,
    isRequired: true,
  });
  if (form === 'reopen') return [text(t.view.reopenText)];
  if (form === 'withdraw') return [{ kind: 'tick', name: 'sure', label: t.view.withdrawSure, isRequired: true }];
  return [
    text(t.view.replyText),
    { kind: 'files', name: 'files', label: t.submit.files, hint: t.submit.filesHint, isScanned },
  ];
}

function formsOf({ complaints, visit, form, values = {}, faults = [] }: Shown, complaint: ComplaintForPublic): Html {
  const { language, url, blankForm } = visit;
  const t = complaintTexts[language].view;
  const render = (name: string, submit: string, isSecondary = false): Html =>
    renderForm({
      action: url(`/complaints/${name}`),
      fields: fieldsOfForm(name, language, complaints.isScanned),
      state: withoutChallenge(blankForm(`complaint-${name}`)),
      language,
      submit,
      isSecondary,
      ...(form === name ? { values, faults } : {}),
    });
  const { canReply, canReopenUntil } = complaint;
  return html`${canReply && html`<h2>${t.replyTitle}</h2>${render('reply', t.reply)}<details${form === 'withdraw' && html` open`}><summary>${t.withdrawTitle}</summary><p>${t.withdrawText}</p>${render('withdraw', t.withdraw, true)}</details>`}${
    canReopenUntil !== null &&
    html`<h2>${t.reopenTitle}</h2><p>${fill(t.reopenLead, { day: canReopenUntil })}</p>${render('reopen', t.reopen)}`
  }`;
}

/** What the complainant sends once the receipt is open: more words, a wish to go on, or the wish to stop. */
export const deedPage = (
  complaints: ComplaintsService,
  providerName: () => string | null,
  form: 'reply' | 'reopen' | 'withdraw',
): PortalPage => ({
  method: 'POST',
  path: `/complaints/${form}`,
  limit: LIMIT,
  takesFiles: form === 'reply',
  answer: async (submission) => {
    const { language, body } = submission;
    const id = await openedComplaint(complaints, submission);
    if (id === null) return BACK;
    const reading = readForm(fieldsOfForm(form, language, complaints.isScanned), body, language);
    const { fault } = submission.readForm(`complaint-${form}`, { hasChallenge: false });
    const faults = [
      ...reading.faults,
      ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }]),
    ];
    const again = { complaints, providerName, visit: submission, id, form, values: reading.values };
    if (faults.length > 0) return await showComplaint({ ...again, faults });
    try {
      const text = reading.values[`${form}-text`] ?? '';
      if (form === 'reply') await complaints.reply(id, text, reading.files);
      else if (form === 'reopen') await complaints.reopen(id, text);
      else await complaints.withdraw(id);
    } catch (error) {
      // Sent twice, or ended meanwhile: the page shows how it stands.
      if (error instanceof HeguiError && error.code === 'E_CONFLICT')
        return { kind: 'redirect', path: '/complaints/view' };
      const told = faultOf(error, language);
      if (told === null) throw error;
      return await showComplaint({ ...again, faults: [told] });
    }
    return { kind: 'redirect', path: '/complaints/view' };
  },
});

/** Forgets the receipt on this device. */
export const leavePage = (): PortalPage => ({
  method: 'POST',
  path: '/complaints/leave',
  limit: LIMIT,
  answer: async (submission: PortalSubmission) =>
    submission.readForm('complaint-leave', { hasChallenge: false }).fault === null
      ? BACK
      : { kind: 'redirect', path: '/complaints/view' },
});

/** A file of the complainant's own complaint, as a download. */
export const attachmentPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'GET',
  path: '/complaints/attachments/:id',
  answer: async (visit) => {
    const id = await openedComplaint(complaints, visit);
    if (id === null) return BACK;
    return { kind: 'file', file: await complaints.readFile(id, visit.params.id ?? '', null) };
  },
});
