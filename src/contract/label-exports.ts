import { z } from 'zod';
import { idSchema } from './common.ts';

/** `txt` comes as an archive: plain text has no place for the label, so its sidecar goes beside it. */
export const textFormatSchema = z.enum(['txt', 'md', 'docx', 'pdf']);
export type TextFormat = z.infer<typeof textFormatSchema>;

/** `conversation`: what the user wrote and was answered; `answer`: the answer alone. What the provider told the model is never part. */
export const exportScopeSchema = z.enum(['conversation', 'answer']);
export type ExportScope = z.infer<typeof exportScopeSchema>;

export const documentLanguageSchema = z.enum(['zh-CN', 'en']);
export type DocumentLanguage = z.infer<typeof documentLanguageSchema>;

/** POST /api/label/export: a recorded conversation as a labelled file. @law labelling-measures#4 */
export const exchangeExportSchema = z.strictObject({
  exchange: idSchema,
  format: textFormatSchema,
  scope: exportScopeSchema.default('conversation'),
  language: documentLanguageSchema.default('zh-CN'),
});
export type ExchangeExport = z.output<typeof exchangeExportSchema>;
