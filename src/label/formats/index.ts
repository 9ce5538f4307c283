import type { LabelFormat } from '../file/format.ts';
import { epub } from './epub/index.ts';
import { html } from './html/index.ts';
import { json } from './json/index.ts';
import { markdown } from './markdown/index.ts';
import { docx, pptx, xlsx } from './ooxml/index.ts';
import { pdf } from './pdf/index.ts';
import { png } from './png/index.ts';
import { csv, text } from './text/index.ts';

/** Every kind of file that can carry a label; those with a signature first, for they are told apart by it alone. */
export const LABEL_FORMATS: readonly LabelFormat[] = [
  png,
  pdf,
  docx,
  pptx,
  xlsx,
  epub,
  markdown,
  html,
  json,
  csv,
  text,
];
