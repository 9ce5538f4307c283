import { AGE_APPEAL_CHARS_MAX, ageBandSchema, type PublicMinorState } from '../../../contract/index.ts';
import { chinaDay, HeguiError, HOUR_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  type FormField,
  fill,
  type Html,
  html,
  type LinkedUser,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  paragraphs,
  portalTexts,
  readForm,
  renderForm,
  USER_LINK,
  withoutChallenge,
} from '../../../portal/index.ts';
import { UNKNOWN_MINOR } from '../rules.ts';
import { ANSWER_WORKING_DAYS } from '../service/appeals.ts';
import type { MinorsService } from '../service.ts';
import { backTo, keepReceipt, leaveForm } from './receipt-pages.ts';
import { minorTexts } from './texts.ts';

export interface ModeParts {
  readonly minors: MinorsService;
  /** Whom a link stands for; null when its time is over. */
  readonly readLink: (token: string) => LinkedUser | null;
}

export const MODE_PATH = '/minor-mode';
export const APPEAL_BASE = '/age-appeal';
const FORM = 'age-appeal';
const LIMIT = { name: 'minors.appeal', count: 10, withinMs: HOUR_MS };

const appealFields = (language: PortalLanguage): FormField[] => {
  const t = minorTexts[language];
  return [
    {
      kind: 'choice',
      name: 'claimed',
      label: t.mode.claimed,
      isRequired: true,
      options: ageBandSchema.options.map((value) => ({ value, label: t.bands[value] })),
    },
    {
      kind: 'long-text',
      name: 'text',
      label: t.mode.text,
      hint: t.mode.textHint,
      charsMax: AGE_APPEAL_CHARS_MAX,
      isRequired: true,
    },
  ];
};

/** What minor mode is; for whom the app or a refusal sent, how they stand, and an appeal. */
export const modePage = ({ minors, readLink }: ModeParts): PortalPage => ({
  method: 'GET',
  path: MODE_PATH,
  answer: async (visit) => {
    const token = visit.query.get(USER_LINK) ?? '';
    const user = readLink(token);
    if (user === null) return about(visit.language);
    return await showMode(visit, minors, { user, token }, {}, []);
  },
});

const about = (language: PortalLanguage): PortalAnswer => {
  const t = minorTexts[language].mode;
  return { kind: 'page', title: t.title, main: html`<p class="lead">${t.about}</p><p>${t.fromApp}</p>` };
};

async function showMode(
  visit: PortalVisit,
  minors: MinorsService,
  { user, token }: { readonly user: LinkedUser; readonly token: string },
  values: Readonly<Record<string, string>>,
  faults: readonly FormFault[],
): Promise<PortalAnswer> {
  const { language, url, blankForm } = visit;
  const t = minorTexts[language].mode;
  const state = await minors.state(user);
  const form = renderForm({
    action: url(`${MODE_PATH}/appeal`),
    fields: appealFields(language),
    state: withoutChallenge(blankForm(FORM)),
    language,
    submit: t.send,
    values,
    faults,
    fixed: { [USER_LINK]: token },
  });
  const hasFaults = faults.length > 0;
  const address = `${minors.address}/${language === 'en' ? 'en' : 'zh'}/guardians/link`;
  return {
    kind: 'page',
    title: t.title,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`<p class="lead">${t.about}</p><h2>${fill(t.service, { service: await minors.serviceName(user.serviceId) })}</h2>${stateHtml(state, language)}${
      state.isMinor && !state.guardian.isLinked && html`<p>${fill(t.guardianTo, { address })}</p>`
    }${state.isMinor && html`<div class="after"><h2>${t.appealTitle}</h2><p>${fill(t.appealLead, { days: ANSWER_WORKING_DAYS })}</p>${form}</div>`}<p class="after"><a href="${url('/privacy')}">${minorTexts[language].rights}</a></p>`,
  };
}

function stateHtml(state: PublicMinorState, language: PortalLanguage): Html {
  const { mode: t, bands, view } = minorTexts[language];
  const { isMinor, band, usedMinutes: used, leftMinutes: left, curfew } = state;
  if (!isMinor) return html`<p>${t.none}</p>`;
  const treated = bands[band ?? UNKNOWN_MINOR];
  return html`<ul><li>${fill(t.treated, { band: treated })}</li><li>${
    left === null ? fill(view.used, { used }) : fill(t.daily, { used, left })
  }</li>${curfew !== null && html`<li>${fill(t.hours, curfew)}</li>`}</ul>`;
}

/** Takes the appeal. */
export const appealedPage = ({ minors, readLink }: ModeParts): PortalPage => ({
  method: 'POST',
  path: `${MODE_PATH}/appeal`,
  limit: LIMIT,
  answer: async (submission) => {
    const { language, body } = submission;
    const t = minorTexts[language].mode;
    const token = body.fields.get(USER_LINK) ?? '';
    const user = readLink(token);
    if (user === null) return about(language);
    const { values, faults } = readForm(appealFields(language), body, language);
    const { fault, key: formKey } = submission.readForm(FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    const claimed = ageBandSchema.safeParse(values.claimed);
    if (all.length > 0 || !claimed.success) return await showMode(submission, minors, { user, token }, values, all);
    try {
      const made = await minors.appeal(user, { claimed: claimed.data, text: values.text ?? '', language, formKey });
      return {
        kind: 'page',
        title: t.doneTitle,
        main: html`<p class="lead">${fill(t.done, { day: made.answerBy })}</p>${keepReceipt(language, made)}`,
      };
    } catch (error) {
      if (!(error instanceof HeguiError) || error.code !== 'E_CONFLICT') throw error;
      const pending = { name: '', message: t.pending };
      return await showMode(submission, minors, { user, token }, values, [pending]);
    }
  },
});

/** What became of an appeal. */
export const appealPage = (minors: MinorsService): PortalPage => ({
  method: 'GET',
  path: `${APPEAL_BASE}/view`,
  answer: async (visit) => {
    const { language, receipt } = visit;
    const found = receipt === null ? null : await minors.appealOfReceipt(receipt);
    if (found === null) return backTo(APPEAL_BASE);
    const { appeal: t, bands, leave } = minorTexts[language];
    const { outcome, claimed, receivedAt, answerBy, text, answer } = found;
    return {
      kind: 'page',
      title: t.title,
      main: html`<dl class="facts"><dt>${t.state}</dt><dd><strong>${t.states[outcome ?? 'open']}</strong></dd><dt>${t.claimed}</dt><dd>${bands[claimed]}</dd><dt>${t.received}</dt><dd>${chinaDay(receivedAt)}</dd>${
        outcome === null && html`<dt>${t.answerBy}</dt><dd>${answerBy}</dd>`
      }</dl><h2>${t.text}</h2>${text === null ? html`<p>${t.erased}</p>` : paragraphs(text)}${
        answer !== null && html`<h2>${t.answer}</h2><div class="good">${paragraphs(answer)}</div>`
      }<div class="after">${leaveForm(visit, APPEAL_BASE, leave)}</div>`,
    };
  },
});
