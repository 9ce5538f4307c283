import { GAP_NONE } from './layout.ts';

// What the kernel looks up for several units at once, so that nothing has to be predicted where units are skipped.

const SEPARATOR_STEP = 0x10000;
const INVISIBLE_STEP = 1;
const RULE_NUMBERS = 4;
const PACK_UNITS = 16;
const MASKS = 256;
/** A byte that a swizzle turns into 0. */
const NOTHING = 0xff;

/**
 * Rules of three numbers and an empty one, by which of four units are separators (bits 0 to 3) and which are invisible (bits 4
 * to 7): what the units before the first kept one add to the gap; a mask, all ones when none is kept; the gap behind the last
 * kept one, or 0 when none is.
 */
export function makeGapRules(): Int32Array {
  const rules = new Int32Array(RULE_NUMBERS * MASKS);
  for (let kinds = 0; kinds < MASKS; kinds += 1) {
    const steps = [0, 1, 2, 3].map((place) => {
      if (((kinds >> place) & 1) !== 0) return SEPARATOR_STEP;
      return ((kinds >> (place + 4)) & 1) === 0 ? 0 : INVISIBLE_STEP;
    });
    const isNoneKept = !steps.includes(0);
    const before = sum(isNoneKept ? steps : steps.slice(0, steps.indexOf(0)));
    const behind = isNoneKept ? 0 : GAP_NONE + sum(steps.slice(steps.lastIndexOf(0) + 1));
    rules.set([before, isNoneKept ? -1 : 0, behind], RULE_NUMBERS * kinds);
  }
  return rules;
}

const sum = (steps: readonly number[]): number => steps.reduce((all, step) => all + step, 0);

/** By which of eight units are skipped: 16 bytes that bring the kept ones to the front, then how far into the eight each lies. */
export function makePacks(): Uint16Array {
  const packs = new Uint16Array(PACK_UNITS * MASKS);
  for (let skipped = 0; skipped < MASKS; skipped += 1) {
    const kept = [0, 1, 2, 3, 4, 5, 6, 7].filter((place) => ((skipped >> place) & 1) === 0);
    const bytes = new Uint8Array(packs.buffer, 2 * PACK_UNITS * skipped, 16).fill(NOTHING);
    bytes.set(kept.flatMap((place) => [2 * place, 2 * place + 1]));
    packs.set(kept, PACK_UNITS * skipped + 8);
  }
  return packs;
}
