import { HeguiError } from '../../../kernel/index.ts';
import {
  type FormFault,
  fill,
  type Html,
  html,
  type PortalAnswer,
  type PortalLanguage,
  type PortalPage,
  type PortalVisit,
  portalTexts,
  readForm,
  renderForm,
  withoutChallenge,
} from '../../../portal/index.ts';
import type { GuardianLink } from '../model.ts';
import type { GuardianOverview } from '../service/guardians.ts';
import type { MinorsService } from '../service.ts';
import { backTo, leaveForm, WRITE_LIMIT } from './receipt-pages.ts';
import { settingsFields, settingsOf, valuesOf } from './settings.ts';
import { minorTexts } from './texts.ts';

export const BASE = '/guardians';
const SETTINGS_FORM = 'guardian-settings';
const UNLINK_FORM = 'guardian-unlink';

/** The link of the receipt that this browser opened; null leads back to opening one. */
const openedLink = async (minors: MinorsService, { receipt }: PortalVisit): Promise<GuardianLink | null> =>
  receipt === null ? null : await minors.linkOfReceipt(receipt);

/** Time, functions and stops of the child, and what the guardian may set. */
export const viewPage = (minors: MinorsService): PortalPage => ({
  method: 'GET',
  path: `${BASE}/view`,
  answer: async (visit) => {
    const link = await openedLink(minors, visit);
    if (link === null) return backTo(BASE);
    const found = await minors.guardianOverview(link);
    const isSaved = visit.query.get('saved') !== undefined;
    return show(visit, found, { values: valuesOf(found), faults: [], isSaved });
  },
});

/** Takes what the guardian sets; what may not be set comes back with why. */
export const settingsPage = (minors: MinorsService): PortalPage => ({
  method: 'POST',
  path: `${BASE}/settings`,
  limit: WRITE_LIMIT,
  answer: async (submission) => {
    const link = await openedLink(minors, submission);
    if (link === null) return backTo(BASE);
    const { language, body } = submission;
    const found = await minors.guardianOverview(link);
    const { values, faults } = readForm(settingsFields(found, language), body, language);
    const { fault } = submission.readForm(SETTINGS_FORM, { hasChallenge: false });
    const all = [...faults, ...(fault === null ? [] : [{ name: '', message: portalTexts[language].form[fault] }])];
    if (all.length > 0) return show(submission, found, { values, faults: all, isSaved: false });
    const revision = revisionOf(body.fields.get('revision') ?? '');
    try {
      await minors.setByGuardian(link, { settings: settingsOf(values, found), revision });
    } catch (error) {
      const why = faultOf(error, language);
      if (why === null) throw error;
      const now = await minors.guardianOverview(link);
      return show(submission, now, { values, faults: [why], isSaved: false });
    }
    return { kind: 'redirect', path: `${BASE}/view?saved=1` };
  },
});

/** The revision that the form was made of; one that never is, where somebody wrote anything else there. */
const revisionOf = (text: string): number => (/^\d{1,6}$/.test(text) ? Number(text) : 0);

function faultOf(error: unknown, language: PortalLanguage): FormFault | null {
  if (!(error instanceof HeguiError)) return null;
  const t = minorTexts[language].settings;
  if (error.code === 'E_CONFLICT') return { name: '', message: t.changed };
  if (error.code !== 'E_REQUEST_INVALID') return null;
  const path = error.fields[0]?.path;
  const name = path === 'dailyMinutes' ? 'daily' : path === 'curfew' || path === 'isCurfewLifted' ? 'from' : '';
  return { name, message: t.refused };
}

/** Ends the link and the consent. */
export const unlinkPage = (minors: MinorsService): PortalPage => ({
  method: 'POST',
  path: `${BASE}/unlink`,
  limit: WRITE_LIMIT,
  answer: async (submission) => {
    const link = await openedLink(minors, submission);
    if (link === null) return backTo(BASE);
    const { language, body, url } = submission;
    const t = minorTexts[language].unlink;
    const { faults } = readForm(unlinkFields(language), body, language);
    const { fault } = submission.readForm(UNLINK_FORM, { hasChallenge: false });
    if (faults.length > 0 || fault !== null) {
      const found = await minors.guardianOverview(link);
      const why = fault === null ? faults : [{ name: '', message: portalTexts[language].form[fault] }];
      return show(submission, found, { values: valuesOf(found), faults: [], isSaved: false, unlinkFaults: why });
    }
    await minors.unlink(link, 'guardian');
    return {
      kind: 'page',
      title: t.doneTitle,
      main: html`<p class="lead">${t.done}</p><p><a href="${url(BASE)}">${minorTexts[language].title}</a></p>`,
    };
  },
});

const unlinkFields = (language: PortalLanguage) => [
  { kind: 'tick', name: 'sure', label: minorTexts[language].unlink.tick, isRequired: true } as const,
];

interface Shown {
  readonly values: Readonly<Record<string, string>>;
  readonly faults: readonly FormFault[];
  readonly isSaved: boolean;
  readonly unlinkFaults?: readonly FormFault[];
}

function show(visit: PortalVisit, found: GuardianOverview, shown: Shown): PortalAnswer {
  const { language } = visit;
  const t = minorTexts[language];
  const title = fill(t.view.title, { service: found.serviceName });
  if (found.isAdult)
    return { kind: 'page', title, main: html`<p class="lead">${t.view.adult}</p>${leaveForm(visit, BASE, t.leave)}` };
  const { faults, isSaved, unlinkFaults = [] } = shown;
  const hasFaults = faults.length > 0 || unlinkFaults.length > 0;
  return {
    kind: 'page',
    title,
    status: hasFaults ? 422 : 200,
    hasFaults,
    main: html`${isSaved && html`<p class="good" role="status">${t.settings.saved}</p>`}<p>${t.view.private}</p>${
      found.settings.hasLeft && found.mayLoosen && html`<p class="said">${t.view.left}</p>`
    }${factsHtml(found, language)}${daysHtml(found, language)}${functionsHtml(found, language)}${settingsHtml(visit, found, shown)}${unlinkHtml(visit, unlinkFaults)}<div class="after"><p><a href="${visit.url('/privacy')}">${t.rights}</a></p>${leaveForm(visit, BASE, t.leave)}</div>`,
  };
}

function factsHtml(found: GuardianOverview, language: PortalLanguage): Html {
  const t = minorTexts[language];
  const { usedToday: used, limitMinutes: limit, service, settings } = found;
  const today = limit === null ? fill(t.view.used, { used }) : fill(t.view.ofLimit, { used, limit });
  const curfew = settings.curfew ?? service.curfew;
  const hours =
    settings.isCurfewLifted || settings.hasLeft || curfew === null ? t.view.none : `${curfew.from}–${curfew.to}`;
  return html`<dl class="facts"><dt>${t.view.today}</dt><dd><strong>${today}</strong></dd><dt>${t.view.band}</dt><dd>${t.bands[found.band]}</dd><dt>${t.view.hours}</dt><dd>${hours}</dd><dt>${t.view.rest}</dt><dd>${fill(t.view.every, { minutes: service.restMinutes })}</dd><dt>${t.view.spending}</dt><dd>${t.view.spendingOff}</dd><dt>${t.view.consent}</dt><dd>${found.hasConsent ? t.view.consentYes : t.view.consentNo}</dd></dl>`;
}

function daysHtml({ days }: GuardianOverview, language: PortalLanguage): Html {
  const t = minorTexts[language];
  return html`<h2>${t.view.daysTitle}</h2><div class="scroll" tabindex="0" role="group" aria-label="${t.view.daysTitle}"><table><thead><tr><th scope="col">${t.view.day}</th><th scope="col" class="number">${t.view.time}</th><th scope="col">${t.view.stopped}</th></tr></thead><tbody>${days.map(
    ({ day, minutes, stops }) =>
      html`<tr><th scope="row"><time datetime="${day}">${day.slice(5)}</time></th><td class="number">${minutes}</td><td>${
        stops.length === 0
          ? t.view.nothing
          : stops
              .map(({ stop, requests }) => fill(t.view.times, { what: stopName(stop, language), count: requests }))
              .join(language === 'en' ? ', ' : '，')
      }</td></tr>`,
  )}</tbody></table></div>`;
}

function stopName(stop: string, language: PortalLanguage): string {
  const { stops } = minorTexts[language];
  return Object.entries(stops).find(([name]) => name === stop)?.[1] ?? stop;
}

function functionsHtml({ functions }: GuardianOverview, language: PortalLanguage): Html {
  const t = minorTexts[language];
  const nameOf = (endpoint: string): string =>
    Object.entries(t.functions).find(([name]) => name === endpoint)?.[1] ?? t.functions.other;
  return html`<h2>${t.view.functionsTitle}</h2>${
    functions.length === 0
      ? html`<p>${t.view.noFunctions}</p>`
      : html`<ul>${functions.map(({ endpoint, requests }) => html`<li>${fill(t.view.functionTimes, { name: nameOf(endpoint), count: requests })}</li>`)}</ul>`
  }`;
}

function settingsHtml(visit: PortalVisit, found: GuardianOverview, { values, faults }: Shown): Html {
  const { language, url, blankForm } = visit;
  const t = minorTexts[language].settings;
  const form = renderForm({
    action: url(`${BASE}/settings`),
    fields: settingsFields(found, language),
    state: withoutChallenge(blankForm(SETTINGS_FORM)),
    language,
    submit: t.save,
    values,
    faults,
    fixed: { revision: String(found.revision) },
  });
  return html`<div class="after"><h2>${t.title}</h2><p>${t.lead}</p>${!found.mayLoosen && html`<p class="quiet">${t.strict}</p>`}${form}</div>`;
}

function unlinkHtml({ language, url, blankForm }: PortalVisit, faults: readonly FormFault[]): Html {
  const t = minorTexts[language].unlink;
  const form = renderForm({
    action: url(`${BASE}/unlink`),
    fields: unlinkFields(language),
    state: withoutChallenge(blankForm(UNLINK_FORM)),
    language,
    submit: t.send,
    faults,
    isSecondary: true,
  });
  return html`<div class="after"><details${faults.length > 0 && html` open`}><summary>${t.title}</summary><p>${t.text}</p>${form}</details></div>`;
}
