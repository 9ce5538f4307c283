import { PRIVACY_LIMITS } from '../../../law/index.ts';
import { fill, html, type PortalPage } from '../../../portal/index.ts';
import type { PrivacyService } from '../service.ts';
import { privacyTexts } from './texts.ts';

/** What can be asked, how it goes, and how long what is kept. @law measures#11 pipl#50 */
export const aboutPage = (privacy: PrivacyService): PortalPage => ({
  method: 'GET',
  path: '/privacy',
  answer: async ({ language, url }) => {
    const t = privacyTexts[language].about;
    const word = language === 'en' ? 'en' : 'zh';
    const { kinds } = await privacy.retention();
    const days = { days: PRIVACY_LIMITS.answerWorkingDays, reopen: PRIVACY_LIMITS.reopenWorkingDays };
    return {
      kind: 'page',
      title: t.title,
      main: html`<p class="lead">${t.lead}</p><p class="actions"><a class="button" href="${url('/privacy/new')}">${t.begin}</a><a class="button second" href="${url('/privacy/open')}">${t.open}</a></p>
<h2>${t.stepsTitle}</h2><ol>${[t.step1, t.step2, t.step3, t.step4].map((step) => html`<li>${fill(step, days)}</li>`)}</ol>
<h2>${t.keptTitle}</h2><p>${t.keptText}</p><div class="scroll" tabindex="0" role="region" aria-label="${t.keptTitle}"><table><thead><tr><th scope="col">${t.keptKind}</th><th scope="col" class="number">${t.keptDays}</th></tr></thead><tbody>${kinds.map(
        (one) => html`<tr><th scope="row">${one.title[word]}</th><td class="number">${one.days}</td></tr>`,
      )}</tbody></table></div><p>${t.stays}</p>`,
    };
  },
});
