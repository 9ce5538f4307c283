import type { ComplaintKind, ComplaintSettings } from '../../../contract/index.ts';
import { COMPLAINT_TEXT_CHARS_MAX, complaintKindSchema } from '../../../contract/index.ts';
import { HeguiError, HOUR_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  type FormState,
  fill,
  groupReceipt,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  portalTexts,
  readForm,
  renderForm,
} from '../../../portal/index.ts';
import { contactNeedOf, isProvisional, KINDS } from '../rules.ts';
import type { Received } from '../service/receive.ts';
import type { ComplaintsService } from '../service.ts';
import { complaintTexts } from './texts.ts';
import { kindName } from './words.ts';

const FORM = 'complaint-new';
const LIMIT = { name: 'complaints.new', count: 20, withinMs: HOUR_MS };

/** Choosing a kind, then its form. */
export const newPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'GET',
  path: '/complaints/new',
  answer: async (visit) => {
    const settings = await complaints.settings();
    const kind = complaintKindSchema.safeParse(visit.query.get('kind'));
    if (!kind.success) return choosePage(visit, settings);
    const state = visit.blankForm(FORM);
    const about = visit.query.get('about') ?? '';
    return formPage(visit, { complaints, settings, kind: kind.data, state, values: { about }, faults: [] });
  },
});

function choosePage({ language, url, query }: PortalVisit, { limits }: ComplaintSettings): PortalAnswer {
  const t = complaintTexts[language].choose;
  // An app may lead here with the content that it is about.
  const about = query.get('about');
  const more = about === undefined ? '' : `&about=${encodeURIComponent(about)}`;
  return {
    kind: 'page',
    title: t.title,
    main: html`<p class="lead">${t.lead}</p><ul class="cards">${KINDS.map(
      (kind) =>
        html`<li><a href="${url(`/complaints/new?kind=${kind}${more}`)}"><strong>${kindName(kind, language)}</strong><span>${fill(t.limit, { days: limits[kind].answerDays })}${
          contactNeedOf(kind) === 'none' && html`<br>${t.anonymous}`
        }</span></a></li>`,
    )}</ul>`,
  };
}

function fieldsOf(kind: ComplaintKind, language: PortalLanguage, isScanned: boolean): FormField[] {
  const t = complaintTexts[language].submit;
  const need = contactNeedOf(kind);
  const contactHint = need === 'required' ? t.contactRequired : t.contactHint;
  const contact: FormField[] = [
    {
      kind: 'text',
      name: 'name',
      label: t.name,
      hint: t.nameHint,
      charsMax: 100,
      autocomplete: 'name',
      isRequired: need === 'required',
    },
    {
      kind: 'text',
      name: 'email',
      label: t.email,
      hint: contactHint,
      type: 'email',
      charsMax: 200,
      autocomplete: 'email',
    },
    { kind: 'text', name: 'phone', label: t.phone, type: 'tel', charsMax: 25, autocomplete: 'tel' },
  ];
  return [
    {
      kind: 'long-text',
      name: 'text',
      label: t.text,
      hint: t.textHint,
      charsMax: COMPLAINT_TEXT_CHARS_MAX,
      isRequired: true,
    },
    { kind: 'text', name: 'about', label: t.about, hint: t.aboutHint, charsMax: 500 },
    { kind: 'files', name: 'files', label: t.files, hint: t.filesHint, isScanned },
    ...(need === 'none' ? [] : contact),
  ];
}

interface FormPage {
  readonly complaints: ComplaintsService;
  readonly settings: ComplaintSettings;
  readonly kind: ComplaintKind;
  readonly state: FormState;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FormFault[];
}

function formPage({ language, url }: PortalVisit, page: FormPage): PortalAnswer {
  const t = complaintTexts[language].submit;
  const { kind, state, values, faults, complaints } = page;
  const { acknowledgeDays, answerDays } = page.settings.limits[kind];
  const form = renderForm({
    action: url('/complaints/new'),
    fields: fieldsOf(kind, language, complaints.isScanned),
    state,
    language,
    submit: t.send,
    values,
    faults,
    fixed: { kind },
  });
  return {
    kind: 'page',
    title: kindName(kind, language),
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    hasPuzzle: state.hasPuzzle,
    main: html`<p>${fill(t.limits, { acknowledge: acknowledgeDays, answer: answerDays })} <a href="${url('/complaints/new')}">${t.change}</a></p>${
      contactNeedOf(kind) === 'none' &&
      html`<div class="said"><h2>${t.anonymousTitle}</h2><p>${t.anonymousText}</p></div>`
    }${form}`,
  };
}

/** Takes the form; a faulty one comes back with what was typed. */
export const submitPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'POST',
  path: '/complaints/new',
  limit: LIMIT,
  takesFiles: true,
  answer: async (submission) => {
    const { language, body } = submission;
    const settings = await complaints.settings();
    const kind = complaintKindSchema.safeParse(body.fields.get('kind'));
    if (!kind.success) return choosePage(submission, settings);
    const sent = submission.readForm(FORM, { hasChallenge: true });
    const reading = readForm(fieldsOf(kind.data, language, complaints.isScanned), body, language);
    const { values } = reading;
    const faults: FormFault[] = [...reading.faults];
    if (contactNeedOf(kind.data) === 'required' && values.email === '' && values.phone === '')
      faults.push({ name: 'email', message: complaintTexts[language].submit.contactMissing });
    if (sent.fault !== null)
      faults.push({
        name: sent.fault === 'challenge' ? 'captcha' : '',
        message: portalTexts[language].form[sent.fault],
      });
    const page = { complaints, settings, kind: kind.data, values };
    if (faults.length > 0) return formPage(submission, { ...page, state: sent.again, faults });
    try {
      const { text = '', about = '', name = '', email = '', phone = '' } = values;
      const contact = { name, email, phone };
      const given = { kind: kind.data, language, text, about, contact, files: reading.files };
      const received = await complaints.receive({ ...given, formKey: sent.key, channel: 'portal', serviceId: null });
      return donePage(submission, received);
    } catch (error) {
      const fault = faultOf(error, language);
      if (fault === null) throw error;
      // What was sent before keeps its form; what differs is sent as a new one.
      const isOther = error instanceof HeguiError && error.code === 'E_CONFLICT';
      const state = isOther ? submission.blankForm(FORM) : sent.again;
      return formPage(submission, { ...page, state, faults: [fault] });
    }
  },
});

/** What the complainant can mend; null for everything else. */
export function faultOf(error: unknown, language: PortalLanguage): FormFault | null {
  if (!(error instanceof HeguiError)) return null;
  const t = portalTexts[language].form;
  if (error.code === 'E_SCAN_UNAVAILABLE') return { name: 'files', message: t.scanFailed };
  if (error.code === 'E_CONFLICT') return { name: '', message: complaintTexts[language].submit.sentOther };
  const [field] = error.fields;
  if (error.code === 'E_REQUEST_INVALID' && field?.path === 'files')
    return { name: 'files', message: fill(t.fileInfected, { name: /refused: (.+)$/.exec(field.message)?.[1] ?? '' }) };
  return null;
}

function donePage({ language, url }: PortalVisit, received: Received): PortalAnswer {
  const t = complaintTexts[language].done;
  const { receipt } = portalTexts[language];
  const { number, secret, acknowledgeBy, answerBy, isRepeated } = received;
  return {
    kind: 'page',
    title: t.title,
    main: html`<p class="lead">${fill(t.lead, { acknowledgeBy, answerBy })}${isProvisional(answerBy) && html` ${t.provisional}`}</p>${
      isRepeated && html`<p class="said">${t.repeated}</p>`
    }<div class="good"><h2>${receipt.keep}</h2><dl class="facts"><dt>${receipt.number}</dt><dd class="code">${groupReceipt(number)}</dd><dt>${receipt.secret}</dt><dd class="code">${groupReceipt(secret)}</dd></dl><p>${receipt.keepText}</p></div>
<p class="actions"><a class="button" href="${url('/complaints/open')}">${t.open}</a></p>`,
  };
}
