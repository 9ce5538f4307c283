import { CORPUS_EN } from './corpus-en.ts';
import { CORPUS_ZH } from './corpus-zh.ts';

export type Language = 'zh' | 'en';

/** A subject the demonstration can talk about. */
export interface Topic {
  /** Words of a prompt that lead here; for English in lower case. */
  readonly words: readonly string[];
  readonly sentences: readonly string[];
}

export const CORPUS: Readonly<Record<Language, readonly Topic[]>> = { zh: CORPUS_ZH, en: CORPUS_EN };
