import type { TestContext } from 'node:test';

/** A seed for the test: `HEGUI_TEST_SEED` when set, else a new one; printed with the test's output to repeat it. */
export function describeSeed(t: TestContext): number {
  const seed = Number(process.env.HEGUI_TEST_SEED ?? Math.floor(Math.random() * 2 ** 31));
  t.diagnostic(`HEGUI_TEST_SEED=${seed}`);
  return seed;
}

/** Numbers in [0, 1), the same for the same seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
