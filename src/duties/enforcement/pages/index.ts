import type { PortalArea } from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { leavePage, openedPage, openPage } from './open.ts';
import { pageTexts } from './texts.ts';
import { appealPage, viewPage } from './view.ts';

/** What the public sees of measures. */
export const measurePages = (enforcement: EnforcementService): PortalArea => ({
  pages: [openPage(), openedPage(enforcement), viewPage(enforcement), appealPage(enforcement), leavePage()],
  entries: (language) => {
    const { entryTitle: title, entryText: text } = pageTexts[language];
    return [{ title, text, path: '/measures/open' }];
  },
});
