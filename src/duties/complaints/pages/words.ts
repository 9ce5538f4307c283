import type { ComplaintKind } from '../../../contract/index.ts';
import type { PortalLanguage } from '../../../portal/index.ts';
import { kindRow } from '../rules.ts';

/** Name of a kind in the reader's language. */
export const kindName = (kind: ComplaintKind, language: PortalLanguage): string =>
  kindRow(kind)[language === 'en' ? 'en' : 'zh'];

/** A moment as it is in China, which the reader's device may not be. */
export const momentText = (at: string, language: PortalLanguage): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-CA' : 'zh-CN', {
    timeZone: 'Asia/Shanghai',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(new Date(at));
