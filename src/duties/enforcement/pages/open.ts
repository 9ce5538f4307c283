import { HOUR_MS } from '../../../kernel/index.ts';
import { ReceiptPages } from '../../../portal/index.ts';
import type { EnforcementService } from '../service.ts';
import { pageTexts } from './texts.ts';

export const WRITE_LIMIT = { name: 'measures.write', count: 20, withinMs: HOUR_MS };

/** Opening a measure by its receipt, which the app tells. */
export const measureReceipts = (enforcement: EnforcementService): ReceiptPages =>
  new ReceiptPages({
    path: '/measures',
    form: 'measure',
    limit: WRITE_LIMIT,
    words: (language) => {
      const { openTitle: title, openLead: lead, open: submit, leave, secretHint } = pageTexts[language];
      return { title, lead, submit, leave, secretHint };
    },
    openReceipt: (number, secret) => enforcement.openReceipt(number, secret),
    subjectOfReceipt: (number) => enforcement.subjectOfReceipt(number),
  });
