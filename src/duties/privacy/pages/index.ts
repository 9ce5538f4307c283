import type { PortalArea } from '../../../portal/index.ts';
import type { PrivacyService } from '../service.ts';
import { aboutPage } from './about.ts';
import { newPage, submitPage } from './submit.ts';
import { privacyTexts } from './texts.ts';
import { codePage, copyPage, deedPage, privacyReceipts, viewPage } from './view.ts';

/** What the public sees of requests about personal information. */
export function privacyPages(privacy: PrivacyService, providerName: () => string | null): PortalArea {
  const receipts = privacyReceipts(privacy);
  const parts = { privacy, receipts, providerName };
  return {
    pages: [
      aboutPage(privacy),
      newPage(privacy),
      submitPage(privacy),
      ...receipts.pages,
      viewPage(parts),
      codePage(parts),
      copyPage(parts),
      deedPage(parts, 'reply'),
      deedPage(parts, 'reopen'),
      deedPage(parts, 'withdraw'),
    ],
    entries: (language) => {
      const { entries } = privacyTexts[language];
      return [
        { title: entries.ask, text: entries.askText, path: '/privacy' },
        { title: entries.open, text: entries.openText, path: '/privacy/open' },
      ];
    },
  };
}
