import type { PortalArea } from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { measureReceipts } from './open.ts';
import { pageTexts } from './texts.ts';
import { appealPage, viewPage } from './view.ts';

/** What the public sees of measures. */
export function measurePages(enforcement: EnforcementService): PortalArea {
  const receipts = measureReceipts(enforcement);
  const parts = { enforcement, receipts };
  return {
    pages: [...receipts.pages, viewPage(parts), appealPage(parts)],
    entries: (language) => {
      const { entryTitle: title, entryText: text } = pageTexts[language];
      return [{ title, text, path: '/measures/open' }];
    },
  };
}
