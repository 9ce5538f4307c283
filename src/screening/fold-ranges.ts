/** First and last unit of each range. */
export type Ranges = readonly (readonly [first: number, last: number])[];

// Line ends are neither: a term does not run on from one line to the next.
export const INVISIBLES: Ranges = [
  [0x0000, 0x0008], // control characters without tab and line ends
  [0x000e, 0x001f],
  [0x007f, 0x0084],
  [0x0086, 0x009f],
  [0x00ad, 0x00ad], // soft hyphen
  [0x0334, 0x0338], // strokes laid over a character
  [0x034f, 0x034f], // combining grapheme joiner
  [0x061c, 0x061c], // Arabic letter mark
  [0x115f, 0x1160], // Hangul fillers
  [0x17b4, 0x17b5],
  [0x180b, 0x180f], // Mongolian variation selectors and vowel separator
  [0x200b, 0x200f], // zero width, left-to-right and right-to-left marks
  [0x202a, 0x202e], // bidirectional embeddings
  [0x2060, 0x206f], // word joiner, invisible operators, isolates
  [0x20d0, 0x20f0], // marks and frames laid over a character
  [0x3164, 0x3164], // Hangul filler
  [0xfe00, 0xfe0f], // variation selectors
  [0xfeff, 0xfeff], // byte order mark
  [0xffa0, 0xffa0], // half-width Hangul filler
  [0xfff9, 0xfffd], // annotation anchors, object replacement, replacement character
];
export const INVISIBLE_LEAD = 0xdb40; // U+E0000 to U+E03FF

export const SEPARATOR_MARKS = '\t.*-_|/\\~^+=#@&\'"`<>()[]{}';
export const SEPARATORS: Ranges = [
  [0x0020, 0x0020],
  [0x00a0, 0x00a0],
  [0x00b7, 0x00b7], // middle dots
  [0x0387, 0x0387],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2010, 0x2011], // hyphens
  [0x2022, 0x2022],
  [0x2027, 0x2027],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x2219, 0x2219],
  [0x22c5, 0x22c5],
  [0x2800, 0x2800], // blank Braille pattern
  [0x2e31, 0x2e31],
  [0x2e33, 0x2e33],
  [0x3000, 0x3000],
  [0x30fb, 0x30fb],
  [0xff65, 0xff65],
];

// Half-width Hangul letters; Unicode's own decomposition leads past the letters people type.
export const HALF_WIDTH_HANGUL: readonly (readonly [first: number, last: number, target: number])[] = [
  [0xffa1, 0xffbe, 0x3131],
  [0xffc2, 0xffc7, 0x314f],
  [0xffca, 0xffcf, 0x3155],
  [0xffd2, 0xffd7, 0x315b],
  [0xffda, 0xffdc, 0x3161],
];
export const COMPATIBILITY: Ranges = [
  [0x2e80, 0x2fdf], // radicals
  [0xf900, 0xfaff], // compatibility ideographs
  [0xff00, 0xffef], // full and half width
];
export const CASED: Ranges = [
  [0x0041, 0x005a],
  [0x00b5, 0x00de],
  [0x0178, 0x0178], // capital of a Latin-1 letter
  [0x017f, 0x017f], // long s
  [0x0370, 0x03ff],
  [0x0400, 0x052f],
  [0x2126, 0x212b], // Ohm, Kelvin and Angstrom signs
  [0xff21, 0xff3a],
];
