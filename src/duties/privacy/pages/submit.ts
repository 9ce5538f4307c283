import {
  hasCitizenNumber,
  PRIVACY_TEXT_CHARS_MAX,
  type PrivacyKind,
  privacyKindSchema,
} from '../../../contract/index.ts';
import { HeguiError, HOUR_MS } from '../../../kernel/index.ts';
import { PRIVACY_LIMITS } from '../../../law/index.ts';
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
import { isProvisional, KINDS } from '../rules.ts';
import type { Received } from '../service/receive.ts';
import type { PrivacyService } from '../service.ts';
import { privacyTexts } from './texts.ts';

const FORM = 'privacy-new';
const LIMIT = { name: 'privacy.new', count: 20, withinMs: HOUR_MS };
const DAYS = { days: PRIVACY_LIMITS.answerWorkingDays };
/** Kinds that say nothing without words. */
const NEEDS_WORDS: ReadonlySet<PrivacyKind> = new Set(['correct', 'supplement']);

/** Choosing what to ask, then its form. */
export const newPage = (privacy: PrivacyService): PortalPage => ({
  method: 'GET',
  path: '/privacy/new',
  answer: async (visit) => {
    const kind = privacyKindSchema.safeParse(visit.query.get('kind'));
    if (!kind.success) return choosePage(visit);
    return formPage(visit, { privacy, kind: kind.data, state: visit.blankForm(FORM), values: {}, faults: [] });
  },
});

function choosePage({ language, url }: PortalVisit): PortalAnswer {
  const t = privacyTexts[language];
  return {
    kind: 'page',
    title: t.choose.title,
    main: html`<p class="lead">${fill(t.choose.lead, DAYS)}</p><ul class="cards">${KINDS.map(
      (kind) =>
        html`<li><a href="${url(`/privacy/new?kind=${kind}`)}"><strong>${t.kinds[kind]}</strong><span>${t.kindTexts[kind]}</span></a></li>`,
    )}</ul>`,
  };
}

function fieldsOf(privacy: PrivacyService, kind: PrivacyKind, language: PortalLanguage): FormField[] {
  const t = privacyTexts[language].form;
  const services = privacy.services.map(({ id, name }) => ({ value: id, label: name }));
  return [
    { kind: 'choice', name: 'service', label: t.service, isRequired: true, options: services },
    {
      kind: 'long-text',
      name: 'text',
      label: t.text,
      hint: t.textHint,
      charsMax: PRIVACY_TEXT_CHARS_MAX,
      isRequired: NEEDS_WORDS.has(kind),
    },
    {
      kind: 'text',
      name: 'email',
      label: t.email,
      hint: t.contactHint,
      type: 'email',
      charsMax: 200,
      autocomplete: 'email',
    },
    { kind: 'text', name: 'phone', label: t.phone, type: 'tel', charsMax: 25, autocomplete: 'tel' },
    { kind: 'text', name: 'complaint', label: t.complaint, hint: t.complaintHint, charsMax: 40, isSecret: true },
    { kind: 'text', name: 'complaint-secret', label: t.complaintSecret, charsMax: 40, isSecret: true },
  ];
}

interface FormPage {
  readonly privacy: PrivacyService;
  readonly kind: PrivacyKind;
  readonly state: FormState;
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FormFault[];
}

function formPage({ language, url }: PortalVisit, { privacy, kind, state, values, faults }: FormPage): PortalAnswer {
  const t = privacyTexts[language];
  const [only] = privacy.services.length === 1 ? privacy.services : [];
  const form = renderForm({
    action: url('/privacy/new'),
    fields: fieldsOf(privacy, kind, language),
    state,
    language,
    submit: t.form.send,
    values: { ...(only === undefined ? {} : { service: only.id }), ...values },
    faults,
    fixed: { kind },
  });
  return {
    kind: 'page',
    title: t.kinds[kind],
    status: faults.length > 0 ? 422 : 200,
    hasFaults: faults.length > 0,
    hasPuzzle: state.hasPuzzle,
    main: html`<p class="lead">${t.kindTexts[kind]}</p><p>${fill(t.form.limits, DAYS)} <a href="${url('/privacy/new')}">${t.form.change}</a></p>${form}`,
  };
}

/** Takes the form; a faulty one comes back with what was typed. */
export const submitPage = (privacy: PrivacyService): PortalPage => ({
  method: 'POST',
  path: '/privacy/new',
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const kind = privacyKindSchema.safeParse(body.fields.get('kind'));
    if (!kind.success) return choosePage(submission);
    const sent = submission.readForm(FORM, { hasChallenge: true });
    const { values, faults: found } = readForm(fieldsOf(privacy, kind.data, language), body, language);
    const { text = '', email = '', phone = '', service = '', complaint = '' } = values;
    const secret = values['complaint-secret'] ?? '';
    const faults = [...found, ...ownFaults(text, language)];
    if (sent.fault !== null)
      faults.push({
        name: sent.fault === 'challenge' ? 'captcha' : '',
        message: portalTexts[language].form[sent.fault],
      });
    const page = { privacy, kind: kind.data, values };
    if (faults.length > 0) return formPage(submission, { ...page, state: sent.again, faults });
    try {
      const received = await privacy.receive({
        formKey: sent.key,
        kind: kind.data,
        language,
        channel: 'portal',
        serviceId: service,
        user: null,
        text,
        contact: { email, phone },
        complaints: complaint === '' ? [] : [{ receipt: complaint, secret }],
        entered: null,
      });
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

const ownFaults = (text: string, language: PortalLanguage): FormFault[] =>
  hasCitizenNumber(text) ? [{ name: 'text', message: privacyTexts[language].form.citizen }] : [];

/** What the person can mend; null for everything else. */
function faultOf(error: unknown, language: PortalLanguage): FormFault | null {
  if (!(error instanceof HeguiError)) return null;
  const t = privacyTexts[language].form;
  if (error.code === 'E_CONFLICT') return { name: '', message: t.sentOther };
  if (error.code === 'E_RECEIPT_REFUSED') return { name: 'complaint', message: t.complaintWrong };
  return null;
}

function donePage({ language, url }: PortalVisit, received: Received): PortalAnswer {
  const t = privacyTexts[language].done;
  const { receipt } = portalTexts[language];
  const { number, secret, acknowledgeBy, answerBy, isRepeated } = received;
  return {
    kind: 'page',
    title: t.title,
    main: html`<p class="lead">${fill(t.lead, { acknowledge: acknowledgeBy, answer: answerBy })}${isProvisional(answerBy) && html` ${t.provisional}`}</p>${
      isRepeated && html`<p class="said">${t.repeated}</p>`
    }<div class="good"><h2>${receipt.keep}</h2><dl class="facts"><dt>${receipt.number}</dt><dd class="code">${groupReceipt(number)}</dd><dt>${receipt.secret}</dt><dd class="code">${groupReceipt(secret)}</dd></dl><p>${receipt.keepText}</p></div>
<p>${t.next}</p><p class="actions"><a class="button" href="${url('/privacy/open')}">${t.open}</a></p>`,
  };
}
