import type { ComplaintStatistics } from '../../../contract/index.ts';
import { fill, type Html, html, type PortalPage } from '../../../portal/index.ts';
import { KINDS } from '../rules.ts';
import type { ComplaintsService } from '../service.ts';
import { complaintTexts } from './texts.ts';
import { kindName } from './words.ts';

/** The published process with its time limits. @law measures#15 */
export const processPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'GET',
  path: '/complaints',
  answer: async ({ language, url }) => {
    const t = complaintTexts[language];
    const { limits, reopenDays } = await complaints.settings();
    const steps = [t.process.step1, t.process.step2, t.process.step3, t.process.step4, t.process.step5];
    const rows = KINDS.map((kind) => {
      const { acknowledgeDays, answerDays } = limits[kind];
      return html`<tr><th scope="row">${kindName(kind, language)}</th><td>${fill(t.process.days, { days: acknowledgeDays })}</td><td>${fill(t.process.days, { days: answerDays })}</td></tr>`;
    });
    return {
      kind: 'page',
      title: t.process.title,
      main: html`<p class="lead">${t.process.lead}</p><p class="actions"><a class="button" href="${url('/complaints/new')}">${t.process.begin}</a><a class="button second" href="${url('/complaints/open')}">${t.entries.open}</a></p>
<h2>${t.process.stepsTitle}</h2><ol>${steps.map((step) => html`<li>${fill(step, { days: reopenDays })}</li>`)}</ol>
<h2>${t.process.limitsTitle}</h2><p>${t.process.limitsText}</p><div class="scroll" tabindex="0" role="region" aria-label="${t.process.limitsTitle}"><table><thead><tr><th scope="col">${t.process.kind}</th><th scope="col">${t.process.acknowledge}</th><th scope="col">${t.process.answer}</th></tr></thead><tbody>${rows}</tbody></table></div>
<p><a href="${url('/complaints/statistics')}">${t.entries.statistics}</a></p>`,
    };
  },
});

/** The last year in numbers that tell nothing about single people. */
export const statisticsPage = (complaints: ComplaintsService): PortalPage => ({
  method: 'GET',
  path: '/complaints/statistics',
  answer: async ({ language }) => {
    const t = complaintTexts[language].statistics;
    const figures = await complaints.statistics();
    const { from, to, medianDays } = figures;
    const cells = ({
      received,
      answered,
      inTime,
    }: Pick<ComplaintStatistics, 'received' | 'answered' | 'inTime'>): Html[] =>
      [received, answered, inTime].map((count) => html`<td class="number">${count ?? '–'}</td>`);
    return {
      kind: 'page',
      title: t.title,
      main: html`<p class="lead">${fill(t.lead, { from, to })}</p><div class="scroll" tabindex="0" role="region" aria-label="${t.title}"><table><thead><tr><th scope="col">${t.kind}</th>${[
        t.received,
        t.answered,
        t.inTime,
      ].map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead><tbody>${figures.kinds.map(
        (row) => html`<tr><th scope="row">${kindName(row.kind, language)}</th>${cells(row)}</tr>`,
      )}<tr><th scope="row">${t.total}</th>${cells(figures)}</tr></tbody></table></div>${
        medianDays !== null && html`<p>${fill(t.median, { days: medianDays })}</p>`
      }`,
    };
  },
});
