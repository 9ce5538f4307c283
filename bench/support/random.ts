export type Random = () => number;

/** Repeatable numbers in [0, 1): mulberry32. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

// Everyday characters, so that texts look like text to a matcher: a few hundred carry most of written Chinese.
const COMMON =
  '的一是在不了有和人这中大为上个我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天四日那五新心条利长但与样无间看处气';

/** Chinese-looking text of a length in characters, with punctuation and a little English. */
export function sampleText(random: () => number, chars: number): string {
  let text = '';
  while (text.length < chars) {
    const roll = random();
    if (roll < 0.08) text += '，。、；'.charAt(Math.floor(random() * 4));
    else if (roll < 0.1) text += ' model ';
    else text += COMMON.charAt(Math.floor(random() * COMMON.length));
  }
  return text.slice(0, chars);
}

/** Distinct invented terms of 3 to 8 characters that hardly ever occur in `sampleText`. */
export function sampleTerms(random: () => number, count: number): string[] {
  const terms = new Set<string>();
  while (terms.size < count) {
    let term = '';
    const length = 3 + Math.floor(random() * 6);
    for (let i = 0; i < length; i++) {
      // Half common characters, so that prefixes live now and then; half from all of the CJK block.
      term +=
        random() < 0.5
          ? COMMON.charAt(Math.floor(random() * COMMON.length))
          : String.fromCharCode(0x4e00 + Math.floor(random() * 20_000));
    }
    terms.add(term);
  }
  return [...terms];
}
