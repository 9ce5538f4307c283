import { minorBandSchema } from '../../../contract/index.ts';
import { HeguiError, MINUTE_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  plainText,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import { MINOR_BANDS } from '../rules.ts';
import type { MinorsService } from '../service.ts';
import { keepReceipt } from './receipt-pages.ts';
import { minorTexts } from './texts.ts';

const PATH = '/guardians/link';
const LINKED_PATH = '/guardians/linked';
const CODE_FORM = 'guardian-code';
const LINK_FORM = 'guardian-link';
// Forty bits, half an hour, and so few tries: a code cannot be guessed.
const LIMIT = { name: 'guardians.link', count: 20, withinMs: 10 * MINUTE_MS };
const CODE_CHARS_MAX = 20;

const codeFields = (language: PortalLanguage): FormField[] => {
  const t = minorTexts[language].link;
  return [
    {
      kind: 'text',
      name: 'code',
      label: t.code,
      hint: t.codeHint,
      charsMax: CODE_CHARS_MAX,
      isRequired: true,
      isSecret: true,
    },
  ];
};

const linkFields = (language: PortalLanguage): FormField[] => {
  const t = minorTexts[language];
  return [
    {
      kind: 'choice',
      name: 'band',
      label: t.link.band,
      isRequired: true,
      options: MINOR_BANDS.map((value) => ({ value, label: t.bands[value] })),
    },
    { kind: 'tick', name: 'consent', label: t.link.consent, hint: t.link.consentHint },
  ];
};

/** Asks for the code that the child's app shows. */
export const codePage = (): PortalPage => ({
  method: 'GET',
  path: PATH,
  answer: async (visit) => showCode(visit, {}, []),
});

function showCode(
  { language, url, blankForm }: PortalVisit,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): PortalAnswer {
  const t = minorTexts[language].link;
  const form = renderForm({
    action: url(PATH),
    fields: codeFields(language),
    state: withoutChallenge(blankForm(CODE_FORM)),
    language,
    submit: t.next,
    values,
    faults,
  });
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: t.title,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`<p class="lead">${t.lead}</p>${form}`,
  };
}

/** Shows what is consented to, for the service of the code. */
export const codeGivenPage = (minors: MinorsService): PortalPage => ({
  method: 'POST',
  path: PATH,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const { values, faults } = readForm(codeFields(language), body, language);
    const { fault } = submission.readForm(CODE_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return showCode(submission, values, all);
    return await showConsent(submission, minors, values.code ?? '', {}, []);
  },
});

async function showConsent(
  visit: PortalVisit,
  minors: MinorsService,
  code: string,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): Promise<PortalAnswer> {
  const { language, url, blankForm } = visit;
  const t = minorTexts[language].link;
  const child = await minors.childOfCode(code);
  if (child === null) return showCode(visit, { code }, [{ name: 'code', message: t.wrong }]);
  const { text } = await minors.consent(child.serviceId);
  const form = renderForm({
    action: url(LINKED_PATH),
    fields: linkFields(language),
    state: withoutChallenge(blankForm(LINK_FORM)),
    language,
    submit: t.send,
    values,
    faults,
    fixed: { code },
  });
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: t.title,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`<h2>${t.consentTitle}</h2><div class="said">${plainText(text[language === 'en' ? 'en' : 'zh'])}</div>${form}`,
  };
}

/** Links. The same form sent again shows the same receipt again. */
export const linkedPage = (minors: MinorsService): PortalPage => ({
  method: 'POST',
  path: LINKED_PATH,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body, url } = submission;
    const t = minorTexts[language].link;
    const code = (body.fields.get('code') ?? '').slice(0, CODE_CHARS_MAX);
    const { values, faults } = readForm(linkFields(language), body, language);
    const { fault, key: formKey } = submission.readForm(LINK_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    const band = minorBandSchema.safeParse(values.band);
    if (all.length > 0 || !band.success) return await showConsent(submission, minors, code, values, all);
    try {
      const consent = values.consent === 'yes';
      const made = await minors.linkByCode({
        code,
        band: band.data,
        consent,
        language: language === 'en' ? 'en' : 'zh',
        formKey,
      });
      return {
        kind: 'page',
        title: t.doneTitle,
        main: html`<p class="lead">${t.done}</p>${keepReceipt(language, made)}<p class="actions"><a class="button" href="${url('/guardians/open')}">${t.open}</a></p>`,
      };
    } catch (error) {
      const why = faultOf(error, language);
      if (why === null) throw error;
      return await showConsent(submission, minors, code, values, [why]);
    }
  },
});

function faultOf(error: unknown, language: PortalLanguage): FormFault | null {
  if (!(error instanceof HeguiError)) return null;
  const t = minorTexts[language].link;
  if (error.code === 'E_CONFLICT') return { name: '', message: t.taken };
  const [field] = error.fields;
  if (error.code !== 'E_REQUEST_INVALID') return null;
  if (field?.path === 'band') return { name: 'band', message: t.older };
  return field?.path === 'code' ? { name: '', message: t.wrong } : null;
}
