import type { PortalArea } from '../../../portal/index.ts';
import { type ChoiceParts, choicePage, chosenPage } from './choose.ts';
import { listPage, viewPage } from './read.ts';
import { disclosureTexts } from './texts.ts';

/** What the public sees of what services disclose. */
export const disclosurePages = (parts: ChoiceParts): PortalArea => ({
  pages: [
    listPage(parts.disclosure),
    viewPage(parts, '/disclosures/:service'),
    viewPage(parts, '/disclosures/:service/:number'),
    choicePage(parts),
    chosenPage(parts),
  ],
  entries: (language) => {
    const { title, entryText } = disclosureTexts[language];
    return [{ title, text: entryText, path: '/disclosures' }];
  },
});
