/** The languages in which the server words its answers. */
export type Language = 'zh' | 'en';

/** The language asked for first of those there are; Chinese when none of them is asked for. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map(readRange)
    .filter(({ quality }) => quality > 0)
    // Sorting is stable: of equal wishes the one named first stays first.
    .sort((one, other) => other.quality - one.quality)
    .find(({ tag }) => tag === 'zh' || tag === 'en');
  return wanted?.tag === 'en' ? 'en' : 'zh';
}

function readRange(text: string): { tag: string; quality: number } {
  const [range = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return { tag: range.split('-')[0] ?? '', quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
}
