import type { PortalArea } from '../../../portal/index.ts';
import type { PrivacyService } from '../service.ts';
import { aboutPage } from './about.ts';
import { newPage, submitPage } from './submit.ts';
import { privacyTexts } from './texts.ts';
import { codePage, copyPage, deedPage, leavePage, openedPage, openPage, viewPage } from './view.ts';

/** What the public sees of requests about personal information. */
export const privacyPages = (privacy: PrivacyService, providerName: () => string | null): PortalArea => ({
  pages: [
    aboutPage(privacy),
    newPage(privacy),
    submitPage(privacy),
    openPage(),
    openedPage(privacy),
    viewPage(privacy, providerName),
    codePage(privacy, providerName),
    copyPage(privacy),
    deedPage(privacy, providerName, 'reply'),
    deedPage(privacy, providerName, 'reopen'),
    deedPage(privacy, providerName, 'withdraw'),
    leavePage(),
  ],
  entries: (language) => {
    const { entries } = privacyTexts[language];
    return [
      { title: entries.ask, text: entries.askText, path: '/privacy' },
      { title: entries.open, text: entries.openText, path: '/privacy/open' },
    ];
  },
});
