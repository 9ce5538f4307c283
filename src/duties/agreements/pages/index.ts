import type { PortalArea } from '../../../portal/index.ts';
import { type AcceptParts, acceptedPage, acceptPage, withdrawnPage } from './accept.ts';
import { listPage, viewPage } from './read.ts';
import { agreementTexts } from './texts.ts';

/** What the public sees of agreements. */
export const agreementPages = (parts: AcceptParts): PortalArea => ({
  pages: [
    listPage(parts.agreements),
    acceptPage(parts),
    acceptedPage(parts),
    withdrawnPage(parts),
    viewPage(parts.agreements, '/agreements/:service'),
    viewPage(parts.agreements, '/agreements/:service/:number'),
  ],
  entries: (language) => {
    const { title, entryText } = agreementTexts[language];
    return [{ title, text: entryText, path: '/agreements' }];
  },
});
