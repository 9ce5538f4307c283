/** What an astral letter becomes in `foldPairs`: its plain form, then this filler, so that every offset stays. */
export const FILLER = 0xfffe;

type Ranges = readonly (readonly [first: number, last: number])[];

// Letters, digits and characters in a circle, a square, brackets or another style; Unicode decomposes nearly all of them.
const STYLED: Ranges = [
  [0x00aa, 0x00aa],
  [0x00b2, 0x00b3],
  [0x00b9, 0x00ba],
  [0x02b0, 0x02b8],
  [0x02e0, 0x02e4],
  [0x1d2c, 0x1d6a], // modifier letters
  [0x2070, 0x209c], // superscripts and subscripts
  [0x2100, 0x214f], // letterlike
  [0x2460, 0x24ea], // circled, in brackets, with a full stop
  [0x3200, 0x33ff], // circled and bracketed characters
];
const STYLED_PAIRS: Ranges = [
  [0x1d400, 0x1d7ff], // mathematical letters and digits
  [0x1f100, 0x1f149], // with a full stop or comma, in brackets, squared
  [0x1f210, 0x1f251], // squared characters
  [0x2f800, 0x2fa1d], // compatibility ideographs
];
// No decomposition, but the order of the alphabet or of the digits: first, how many, what the first stands for.
const RUNS: readonly (readonly [first: number, count: number, target: string])[] = [
  [0x24f5, 9, '1'], // double circled
  [0x24ff, 1, '0'],
  [0x2776, 9, '1'], // dingbats: negative, sans-serif and negative sans-serif circled
  [0x2780, 9, '1'],
  [0x278a, 9, '1'],
  [0x1f150, 26, 'A'], // negative circled
  [0x1f170, 26, 'A'], // negative squared
  [0x1f1e6, 26, 'A'], // regional indicators
];
const SMALL_CAPITALS = 'ᴀaʙbᴄcᴅdᴇeꜰfɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpꞯqʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz';
const DRESSES = [/^\((.)\)$/u, /^(.)[.,]$/u, /^〔(.)〕$/u];

/** A styled unit, then the unit it stands for. */
export function* styledUnits(): Generator<readonly [unit: number, plain: number]> {
  for (const [first, last] of STYLED) {
    for (let unit = first; unit <= last; unit += 1) {
      const plain = undress(unit);
      if (plain !== unit) yield [unit, plain];
    }
  }
  for (const [first, count, target] of RUNS) {
    if (first > 0xffff) continue;
    for (let index = 0; index < count; index += 1) yield [first + index, target.charCodeAt(0) + index];
  }
  for (let index = 0; index < SMALL_CAPITALS.length; index += 2) {
    yield [SMALL_CAPITALS.charCodeAt(index), SMALL_CAPITALS.charCodeAt(index + 1)];
  }
}

/**
 * The text with each styled astral letter (𝐚, 🅰, 🈲) as its plain unit and `FILLER`: as long as before, the same string
 * when it has none.
 */
export function foldPairs(text: string): string {
  if (!HIGHS.some((high) => text.includes(high))) return text;
  pairs ??= makePairs();
  const known = pairs;
  return text.replace(PAIR, (pair) => known.get(pair) ?? pair);
}

const HIGHS = ['\ud835', '\ud83c', '\ud87e'] as const;
const PAIR = /[\ud835\ud83c\ud87e][\udc00-\udfff]/g;
let pairs: ReadonlyMap<string, string> | null = null;

function makePairs(): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const add = (codePoint: number, plain: number): void => {
    found.set(String.fromCodePoint(codePoint), String.fromCharCode(plain, FILLER));
  };
  for (const [first, last] of STYLED_PAIRS) {
    for (let codePoint = first; codePoint <= last; codePoint += 1) {
      const plain = undress(codePoint);
      if (plain !== codePoint) add(codePoint, plain);
    }
  }
  for (const [first, count, target] of RUNS) {
    if (first <= 0xffff) continue;
    for (let index = 0; index < count; index += 1) add(first + index, target.charCodeAt(0) + index);
  }
  return found;
}

/** The one unit a styled code point stands for, else the code point itself. */
function undress(codePoint: number): number {
  const plain = String.fromCodePoint(codePoint).normalize('NFKC');
  const inner = DRESSES.map((dress) => dress.exec(plain)?.[1]).find((found) => found !== undefined) ?? plain;
  return inner.length === 1 ? inner.charCodeAt(0) : codePoint;
}
