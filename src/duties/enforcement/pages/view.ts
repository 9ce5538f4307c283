import type { MeasureForPublic, MeasureStatement } from '../../../contract/index.ts';
import { MEASURE_TEXT_CHARS_MAX } from '../../../contract/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
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
  type ReceiptPages,
} from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { WRITE_LIMIT } from './open.ts';
import { pageTexts } from './texts.ts';

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

/** What the pages of one measure stand on. */
export interface ViewParts {
  readonly enforcement: EnforcementService;
  readonly receipts: ReceiptPages;
}

/** The statement of reasons in the reader's language, what became of it, and the appeal. */
export const viewPage = ({ enforcement, receipts }: ViewParts): PortalPage => ({
  method: 'GET',
  path: '/measures/view',
  answer: async (visit) => {
    const id = await receipts.opened(visit);
    if (id === null) return receipts.back;
    return showMeasure(receipts, visit, await enforcement.readForPublic(id));
  },
});

/** Takes the appeal. Sent twice it is one appeal: the page shows that it is there. */
export const appealPage = ({ enforcement, receipts }: ViewParts): PortalPage => ({
  method: 'POST',
  path: '/measures/appeal',
  limit: WRITE_LIMIT,
  answer: async (submission) => {
    const { language } = submission;
    const id = await receipts.opened(submission);
    if (id === null) return receipts.back;
    const { values, faults } = receipts.read(submission, 'appeal', appealFields(language));
    if (faults.length > 0)
      return showMeasure(receipts, submission, await enforcement.readForPublic(id), { values, faults });
    try {
      await enforcement.appeal(id, { text: values.text ?? '', language, channel: 'portal' });
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_CONFLICT') throw error;
      const measure = await enforcement.readForPublic(id);
      const late = [{ name: '', message: pageTexts[language].late }];
      if (measure.appeal === null) return showMeasure(receipts, submission, measure, { values, faults: late });
    }
    return receipts.view;
  },
});

interface Typed {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FormFault[];
}

function showMeasure(
  receipts: ReceiptPages,
  visit: PortalVisit,
  measure: MeasureForPublic,
  typed: Typed = { values: {}, faults: [] },
): PortalAnswer {
  const { language } = visit;
  const statement = measure.statements.find((one) => one.language === language);
  const hasFaults = typed.faults.length > 0;
  return {
    kind: 'page',
    title: statement?.title ?? pageTexts[language].openTitle,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`${statement !== undefined && statementHtml(statement)}${appealHtml(measure, language)}${
      measure.canAppealUntil !== null && formHtml(receipts, visit, measure.canAppealUntil, typed)
    }${receipts.leaveButton(visit)}`,
  };
}

const statementHtml = ({ sections }: MeasureStatement): Html =>
  html`${sections.map(({ heading, text }) => html`<h2>${heading}</h2>${paragraphs(text)}`)}`;

function appealHtml({ appeal }: MeasureForPublic, language: PortalLanguage): Html | null {
  if (appeal === null) return null;
  const t = pageTexts[language];
  const { receivedAt, answerBy, outcome, text, answer } = appeal;
  return html`<h2>${t.yours}</h2><dl class="facts"><dt>${t.state}</dt><dd><strong>${t.states[outcome ?? 'open']}</strong></dd><dt>${t.received}</dt><dd>${momentText(receivedAt, language)}</dd>${
    outcome === null && html`<dt>${t.answerBy}</dt><dd>${answerBy}</dd>`
  }</dl>${paragraphs(text)}${answer !== null && html`<h2>${t.answer}</h2><div class="good">${paragraphs(answer)}</div>`}`;
}

function formHtml(receipts: ReceiptPages, visit: PortalVisit, day: string, typed: Typed): Html {
  const t = pageTexts[visit.language];
  const form = receipts.render(visit, 'appeal', { ...typed, fields: appealFields(visit.language), submit: t.send });
  return html`<h2>${t.appealTitle}</h2><p>${fill(t.appealLead, { day })}</p>${form}`;
}
