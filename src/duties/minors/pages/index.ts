import { html, type PortalArea, type PortalPage } from '../../../portal/index.ts';
import { codeGivenPage, codePage, linkedPage } from './link.ts';
import { APPEAL_BASE, appealedPage, appealPage, type ModeParts, modePage } from './mode.ts';
import { receiptPages } from './receipt-pages.ts';
import { minorTexts } from './texts.ts';
import { BASE, settingsPage, unlinkPage, viewPage } from './view.ts';

const homePage = (): PortalPage => ({
  method: 'GET',
  path: BASE,
  answer: async ({ language, url }) => {
    const { title, home: t } = minorTexts[language];
    const cards = [
      ['/guardians/link', t.link, t.linkText],
      ['/guardians/open', t.open, t.openText],
      ['/age-appeal/open', t.appeal, t.appealText],
    ] as const;
    return {
      kind: 'page',
      title,
      main: html`<p class="lead">${t.lead}</p><ul class="cards">${cards.map(
        ([path, name, text]) => html`<li><a href="${url(path)}"><strong>${name}</strong><span>${text}</span></a></li>`,
      )}</ul>`,
    };
  },
});

/** What guardians and minors see. */
export const minorPages = (parts: ModeParts): PortalArea => {
  const { minors } = parts;
  return {
    pages: [
      homePage(),
      codePage(),
      codeGivenPage(minors),
      linkedPage(minors),
      ...receiptPages({
        base: BASE,
        words: (language) => minorTexts[language].open,
        check: (number, secret) => minors.openGuardian(number, secret),
      }),
      viewPage(minors),
      settingsPage(minors),
      unlinkPage(minors),
      modePage(parts),
      appealedPage(parts),
      ...receiptPages({
        base: APPEAL_BASE,
        words: (language) => {
          const { openTitle: title, openLead: lead, open } = minorTexts[language].appeal;
          return { title, lead, open };
        },
        check: (number, secret) => minors.openAppeal(number, secret),
      }),
      appealPage(minors),
    ],
    entries: (language) => {
      const { title, entryText: text } = minorTexts[language];
      return [{ title, text, path: BASE }];
    },
  };
};
