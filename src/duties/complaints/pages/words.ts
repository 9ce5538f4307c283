import type { ComplaintKind } from '../../../contract/index.ts';
import type { PortalLanguage } from '../../../portal/index.ts';
import { kindRow } from '../rules.ts';

/** Name of a kind in the reader's language. */
export const kindName = (kind: ComplaintKind, language: PortalLanguage): string =>
  kindRow(kind)[language === 'en' ? 'en' : 'zh'];
