import type { ComplaintForPublic } from '../../../contract/index.ts';
import { COMPLAINT_TEXT_CHARS_MAX } from '../../../contract/index.ts';
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
  paragraphs,
  portalTexts,
  ReceiptPages,
} from '../../../portal/index.ts';
import { orErased } from '../service/sealing.ts';
import type { ComplaintsService } from '../service.ts';
import { faultOf } from './submit.ts';
import { complaintTexts } from './texts.ts';
import { kindName } from './words.ts';

const LIMIT = { name: 'complaints.write', count: 60, withinMs: HOUR_MS };

/** Opening a complaint by its receipt, the same for all pages about it. */
export const complaintReceipts = (complaints: ComplaintsService): ReceiptPages =>
  new ReceiptPages({
    path: '/complaints',
    form: 'complaint',
    limit: LIMIT,
    words: (language) => ({ ...complaintTexts[language].open, leave: complaintTexts[language].view.leave }),
    openReceipt: (number, secret) => complaints.openReceipt(number, secret),
    subjectOfReceipt: (number) => complaints.subjectOfReceipt(number),
  });

/** What the pages of one complaint stand on. */
export interface ViewParts {
  readonly complaints: ComplaintsService;
  readonly receipts: ReceiptPages;
  readonly providerName: () => string | null;
}

/** What became of it, what was written, and what may be done. */
export const viewPage = (parts: ViewParts): PortalPage => ({
  method: 'GET',
  path: '/complaints/view',
  answer: async (visit) => {
    const id = await parts.receipts.opened(visit);
    return id === null ? parts.receipts.back : await showComplaint({ ...parts, visit, id });
  },
});

interface Shown extends ViewParts {
  readonly visit: PortalVisit;
  readonly id: string;
  readonly form?: string;
  readonly values?: Readonly<Record<string, string>>;
  readonly faults?: readonly FormFault[];
}

async function showComplaint(shown: Shown): Promise<PortalAnswer> {
  const { complaints, receipts, providerName, visit, id, faults = [] } = shown;
  const { language } = visit;
  const t = complaintTexts[language].view;
  const complaint = await orErased(complaints.readForPublic(id));
  if (complaint === null)
    return { kind: 'page', title: complaintTexts[language].title, main: html`<p>${t.erased}</p>` };
  const us = providerName() ?? portalTexts[language].unnamed;
  return {
    kind: 'page',
    title: fill(t.title, { receipt: complaint.receipt }),
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    main: html`${factsOf(complaint, language)}<h2>${t.thread}</h2><ol class="thread">${complaint.messages.map(
      (message) => messageItem(message, visit, fill(t.us, { provider: us })),
    )}</ol>${formsOf(shown, complaint)}${receipts.leaveButton(visit)}`,
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

function formsOf(shown: Shown, complaint: ComplaintForPublic): Html {
  const { complaints, receipts, visit, form, values = {}, faults = [] } = shown;
  const t = complaintTexts[visit.language].view;
  const render = (name: string, submit: string, isSecondary = false): Html =>
    receipts.render(visit, name, {
      fields: fieldsOfForm(name, visit.language, complaints.isScanned),
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
export const deedPage = (parts: ViewParts, form: 'reply' | 'reopen' | 'withdraw'): PortalPage => ({
  method: 'POST',
  path: `/complaints/${form}`,
  limit: LIMIT,
  takesFiles: form === 'reply',
  answer: async (submission) => {
    const { complaints, receipts } = parts;
    const { language } = submission;
    const id = await receipts.opened(submission);
    if (id === null) return receipts.back;
    const reading = receipts.read(submission, form, fieldsOfForm(form, language, complaints.isScanned));
    const { values, faults } = reading;
    const again = { ...parts, visit: submission, id, form, values };
    if (faults.length > 0) return await showComplaint({ ...again, faults });
    try {
      const text = values[`${form}-text`] ?? '';
      if (form === 'reply') await complaints.reply(id, text, reading.files);
      else if (form === 'reopen') await complaints.reopen(id, text);
      else await complaints.withdraw(id);
    } catch (error) {
      // Sent twice, or ended meanwhile: the page shows how it stands.
      if (error instanceof HeguiError && error.code === 'E_CONFLICT') return receipts.view;
      const told = faultOf(error, language);
      if (told === null) throw error;
      return await showComplaint({ ...again, faults: [told] });
    }
    return receipts.view;
  },
});

/** A file of the complainant's own complaint, as a download. */
export const attachmentPage = ({ complaints, receipts }: ViewParts): PortalPage => ({
  method: 'GET',
  path: '/complaints/attachments/:id',
  answer: async (visit) => {
    const id = await receipts.opened(visit);
    if (id === null) return receipts.back;
    return { kind: 'file', file: await complaints.readFile(id, visit.params.id ?? '', null) };
  },
});
