import type { PortalArea } from '../../../portal/index.ts';
import { checkedPage, checkPage } from './check.ts';
import { codePage, codeSentPage, enteredPage, enterPage } from './code.ts';
import { confirmPage, withdrawnPage } from './confirm.ts';
import { listPage, needsPage } from './read.ts';
import type { IdentityPagesParts } from './shared.ts';
import { beginPage, returnPage, signedInPage } from './sign-in.ts';
import { identityTexts } from './texts.ts';

/** What the public sees of identity. */
export const identityPages = (parts: IdentityPagesParts): PortalArea => ({
  pages: [
    listPage(parts),
    confirmPage(parts),
    withdrawnPage(parts),
    codePage(parts),
    codeSentPage(parts),
    enterPage(parts),
    enteredPage(parts),
    checkPage(parts),
    checkedPage(parts),
    beginPage(parts),
    returnPage(),
    signedInPage(parts),
    needsPage(parts),
  ],
  entries: (language) => {
    const { title, entryText } = identityTexts[language];
    return [{ title, text: entryText, path: '/identity' }];
  },
});
