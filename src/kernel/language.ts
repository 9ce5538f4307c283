/** The languages in which people outside are addressed. */
export type Language = 'zh' | 'en';

const LANGUAGES: readonly Language[] = ['zh', 'en'];

/** The one of our languages that an Accept-Language header asks for first; null when it asks for neither. */
export function languageAsked(acceptLanguage: string | undefined): Language | null {
  if (acceptLanguage === undefined) return null;
  const ranges = acceptLanguage.split(',').map((range) => {
    const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith('q='));
    return { tag: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality.slice(2)) || 0 };
  });
  const asked = ranges.filter(({ quality }) => quality > 0).sort((one, other) => other.quality - one.quality);
  for (const { tag } of asked) {
    const found = LANGUAGES.find((language) => language === tag);
    if (found !== undefined) return found;
  }
  return null;
}
