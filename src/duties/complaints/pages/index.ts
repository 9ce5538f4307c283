import type { PortalArea } from '../../../portal/index.ts';
import type { ComplaintsService } from '../service.ts';
import { processPage, statisticsPage } from './process.ts';
import { newPage, submitPage } from './submit.ts';
import { complaintTexts } from './texts.ts';
import { attachmentPage, complaintReceipts, deedPage, viewPage } from './view.ts';

/** What the public sees of complaints. */
export function complaintPages(complaints: ComplaintsService, providerName: () => string | null): PortalArea {
  const receipts = complaintReceipts(complaints);
  const parts = { complaints, receipts, providerName };
  return {
    pages: [
      processPage(complaints),
      statisticsPage(complaints),
      newPage(complaints),
      submitPage(complaints),
      ...receipts.pages,
      viewPage(parts),
      deedPage(parts, 'reply'),
      deedPage(parts, 'reopen'),
      deedPage(parts, 'withdraw'),
      attachmentPage(parts),
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
  };
}
