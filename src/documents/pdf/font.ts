import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { create } from 'fontkit';

const require = createRequire(import.meta.url);
const folder = join(dirname(require.resolve('@embedpdf/fonts-sc')), '..', 'fonts');

/** Noto Sans SC (SIL OFL 1.1): simplified and traditional characters, kana, Latin, Greek, Cyrillic. */
export const FONT = {
  normal: join(folder, 'NotoSansHans-Regular.otf'),
  bold: join(folder, 'NotoSansHans-Bold.otf'),
} as const;

let drawable: ReadonlySet<number> | null = null;

/**
 * The text with every character that the font cannot draw told by its number, such as `[U+1F600]`: a reader sees that
 * something stood there, and what. Joiners and variation selectors, which draw nothing themselves, are left out.
 */
export function drawableText(text: string): string {
  drawable ??= readDrawable();
  let told = '';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n' || character === '\t' || drawable.has(code)) told += character;
    else if (!INVISIBLE.test(character)) told += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
  }
  return told;
}

const INVISIBLE = /^(?:\p{Default_Ignorable_Code_Point})$/u;

function readDrawable(): ReadonlySet<number> {
  const font = create(readFileSync(FONT.normal));
  if ('fonts' in font) throw new TypeError('the font file holds a collection');
  return new Set(font.characterSet);
}
