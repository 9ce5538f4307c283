import type { MeasureForPublic, MeasureStatement } from '../../../contract/index.ts';
import { MEASURE_TEXT_CHARS_MAX } from '../../../contract/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  paragraphs,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { momentOf } from '../statement.ts';
import { BACK, WRITE_LIMIT } from './open.ts';
import { pageTexts } from './texts.ts';

const APPEAL_FORM = 'measure-appeal';

const appealFields = (language: PortalLanguage): FormField[] => {
  const t = pageTexts[language];
  return [
    {
      kind: 'long-text',
      name: 'text',
      label: t.appealText,
      hint: t.appealHint,
      charsMax: MEASURE_TEXT_CHARS_MAX,
      isRequired: true,
    },
  ];
};

/** The measure of the receipt that this browser opened; null leads back to opening one. */
const openedMeasure = async (enforcement: EnforcementService, { receipt }: PortalVisit): Promise<string | null> =>
  receipt === null ? null : await enforcement.subjectOfReceipt(receipt);

/** The statement of reasons in the reader's language, what became of it, and the appeal. */
export const viewPage = (enforcement: EnforcementService): PortalPage => ({
  method: 'GET',
  path: '/measures/view',
  answer: async (visit) => {
    const id = await openedMeasure(enforcement, visit);
    if (id === null) return BACK;
    return showMeasure(visit, await enforcement.readForPublic(id), {}, []);
  },
});

/** Takes the appeal. Sent twice it is one appeal: the page shows that it is there. */
export const appealPage = (enforcement: EnforcementService): PortalPage => ({
  method: 'POST',
  path: '/measures/appeal',
  limit: WRITE_LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const id = await openedMeasure(enforcement, submission);
    if (id === null) return BACK;
    const { values, faults } = readForm(appealFields(language), body, language);
    const { fault } = submission.readForm(APPEAL_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return showMeasure(submission, await enforcement.readForPublic(id), values, all);
    try {
      await enforcement.appeal(id, { text: values.text ?? '', language, channel: 'portal' });
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_CONFLICT') throw error;
      const measure = await enforcement.readForPublic(id);
      if (measure.appeal === null)
        return showMeasure(submission, measure, values, [{ name: '', message: pageTexts[language].late }]);
    }
    return { kind: 'redirect', path: '/measures/view' };
  },
});

function showMeasure(
  visit: PortalVisit,
  measure: MeasureForPublic,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): PortalAnswer {
  const { language, url } = visit;
  const t = pageTexts[language];
  const statement = measure.statements.find((one) => one.language === language);
  const leave = renderForm({
    action: url('/measures/leave'),
    fields: [],
    state: withoutChallenge(visit.blankForm('measure-leave')),
    language,
    submit: t.leave,
    isSecondary: true,
  });
  const hasFaults = faults.length > 0;
  return {
    kind: 'page',
    title: statement?.title ?? t.openTitle,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`${statement !== undefined && statementHtml(statement)}${appealHtml(measure, language)}${
      measure.canAppealUntil !== null && formHtml(visit, measure.canAppealUntil, values, faults)
    }<div class="after">${leave}</div>`,
  };
}

const statementHtml = ({ sections }: MeasureStatement): Html =>
  html`${sections.map(({ heading, text }) => html`<h2>${heading}</h2>${paragraphs(text)}`)}`;

function appealHtml({ appeal }: MeasureForPublic, language: PortalLanguage): Html | null {
  if (appeal === null) return null;
  const t = pageTexts[language];
  const { receivedAt, answerBy, outcome, text, answer } = appeal;
  return html`<h2>${t.yours}</h2><dl class="facts"><dt>${t.state}</dt><dd><strong>${t.states[outcome ?? 'open']}</strong></dd><dt>${t.received}</dt><dd>${momentOf(new Date(receivedAt), language)}</dd>${
    outcome === null && html`<dt>${t.answerBy}</dt><dd>${answerBy}</dd>`
  }</dl>${paragraphs(text)}${answer !== null && html`<h2>${t.answer}</h2><div class="good">${paragraphs(answer)}</div>`}`;
}

function formHtml(
  { language, url, blankForm }: PortalVisit,
  day: string,
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): Html {
  const t = pageTexts[language];
  const form = renderForm({
    action: url('/measures/appeal'),
    fields: appealFields(language),
    state: withoutChallenge(blankForm(APPEAL_FORM)),
    language,
    submit: t.send,
    values,
    faults,
  });
  return html`<h2>${t.appealTitle}</h2><p>${fill(t.appealLead, { day })}</p>${form}`;
}
