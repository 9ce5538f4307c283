import type { Language } from './corpus.ts';

const SEGMENTERS: Readonly<Record<Language, Intl.Segmenter>> = {
  zh: new Intl.Segmenter('zh', { granularity: 'word' }),
  en: new Intl.Segmenter('en', { granularity: 'word' }),
};
const GRAPHEMES = new Intl.Segmenter('zh', { granularity: 'grapheme' });
const PIECE_CHARS_MAX = 6;

/** Chinese when the text has any Chinese character. */
export const languageOf = (text: string): Language => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

/** Words and the marks between them, in order; joined they are the text again. */
export const segmentsOf = (text: string, language: Language): string[] =>
  Array.from(SEGMENTERS[language].segment(text), (part) => part.segment);

/** The words alone, in lower case. */
export function wordsOf(text: string, language: Language): string[] {
  const words: string[] = [];
  for (const part of SEGMENTERS[language].segment(text)) {
    if (part.isWordLike === true) words.push(part.segment.toLowerCase());
  }
  return words;
}

/**
 * Cuts a text into the demonstration's tokens: a word with the space before it, at most 6 characters, never inside a
 * visible character. Joined they are the text again.
 */
export function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  let space = '';
  for (const segment of segmentsOf(text, languageOf(text))) {
    if (segment === ' ' && space === '') {
      space = ' ';
      continue;
    }
    for (const piece of cutLong(space + segment)) tokens.push(piece);
    space = '';
  }
  if (space !== '') tokens.push(space);
  return tokens;
}

function cutLong(segment: string): string[] {
  if (segment.length <= PIECE_CHARS_MAX) return [segment];
  const pieces: string[] = [];
  let piece = '';
  for (const { segment: char } of GRAPHEMES.segment(segment)) {
    if (piece !== '' && piece.length + char.length > PIECE_CHARS_MAX) {
      pieces.push(piece);
      piece = '';
    }
    piece += char;
  }
  return [...pieces, piece];
}
