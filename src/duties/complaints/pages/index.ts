import type { PortalArea } from '../../../portal/index.ts';
import type { ComplaintsService } from '../service.ts';
import { processPage, statisticsPage } from './process.ts';
import { newPage, submitPage } from './submit.ts';
import { complaintTexts } from './texts.ts';
import { attachmentPage, deedPage, leavePage, openedPage, openPage, viewPage } from './view.ts';

/** What the public sees of complaints. */
export const complaintPages = (complaints: ComplaintsService, providerName: () => string | null): PortalArea => ({
  pages: [
    processPage(complaints),
    statisticsPage(complaints),
    newPage(complaints),
    submitPage(complaints),
    openPage(),
    openedPage(complaints),
    viewPage(complaints, providerName),
    deedPage(complaints, providerName, 'reply'),
    deedPage(complaints, providerName, 'reopen'),
    deedPage(complaints, providerName, 'withdraw'),
    leavePage(),
    attachmentPage(complaints),
  ],
  entries: (language) => {
    const { entries } = complaintTexts[language];
    return [
      { title: entries.complain, text: entries.complainText, path: '/complaints/new' },
      { title: entries.open, text: entries.openText, path: '/complaints/open' },
      { title: entries.process, text: entries.processText, path: '/complaints' },
      { title: entries.statistics, text: entries.statisticsText, path: '/complaints/statistics' },
    ];
  },
});
