import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MINUTE_MS } from '../../kernel/index.ts';
import {
  addSpan,
  continuousAt,
  dayOf,
  firstMinuteOf,
  GAP_MINUTES,
  minuteOf,
  minuteOfDay,
  NO_RUNS,
  type Run,
  type Runs,
  since,
  unionOf,
  usedOn,
} from './runs.ts';

const at = (text: string): number => minuteOf(new Date(`${text}+08:00`));
const DAY = dayOf(at('2026-11-26T12:00:00'));
const spans = (start: number, width: number) =>
  fc.array(
    fc
      .record({ from: fc.integer({ min: 0, max: width }), long: fc.integer({ min: 0, max: 20 }) })
      .map(({ from, long }) => ({
        from: start + from,
        to: start + from + long,
      })),
    { maxLength: 40 },
  );

/** The same by the plainest of means: every minute on its own, then the gaps. */
function countPlainly(all: readonly Run[], day: number): number {
  const minutes = new Set(
    all.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index)),
  );
  const sorted = [...minutes].sort((one, other) => one - other);
  for (const [index, minute] of sorted.entries()) {
    const next = sorted[index + 1] ?? minute;
    if (next - minute <= GAP_MINUTES) for (let between = minute; between < next; between++) minutes.add(between);
  }
  return [...minutes].filter((minute) => dayOf(minute) === day).length;
}

test('days are those of China, from midnight to midnight', () => {
  assert.equal(dayOf(at('2026-11-26T00:00:00')), DAY);
  assert.equal(dayOf(at('2026-11-26T23:59:59')), DAY);
  assert.equal(dayOf(at('2026-11-25T23:59:59')), DAY - 1);
  assert.equal(firstMinuteOf(DAY), at('2026-11-26T00:00:00'));
  assert.equal(minuteOfDay(at('2026-11-26T22:05:59')), 22 * 60 + 5);
});

test('however requests of several devices are interleaved and repeated, the sum is that of the minutes', () => {
  const start = firstMinuteOf(DAY);
  fc.assert(
    fc.property(
      spans(start, 1_400).chain((all) =>
        fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
      ),
      fc.array(fc.nat(), { maxLength: 10 }),
      ([all, shuffled], repeats) => {
        const repeated = all.length === 0 ? [] : repeats.flatMap((index) => all[index % all.length] ?? []);
        const once = unionOf(NO_RUNS, all);
        const other = unionOf(NO_RUNS, [...shuffled, ...repeated]);
        assert.deepEqual(other, once);
        assert.equal(usedOn(once, DAY), countPlainly(all, DAY));
      },
    ),
  );
});

test('two processes that saw different parts know the same once they put them together', () => {
  const start = firstMinuteOf(DAY);
  fc.assert(
    fc.property(spans(start, 1_400), spans(start, 1_400), (left, right) => {
      const [one, other] = [unionOf(NO_RUNS, left), unionOf(NO_RUNS, right)];
      assert.deepEqual(unionOf(one, other), unionOf(other, one));
      assert.deepEqual(unionOf(one, right), unionOf(NO_RUNS, [...left, ...right]));
    }),
  );
});

test('a clock that jumps, back or forth, takes no minute away and counts none twice', () => {
  const start = firstMinuteOf(DAY) + 600;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -300, max: 300 }), { minLength: 1, maxLength: 40 }), (jumps) => {
      let clock = start;
      let runs: Runs = NO_RUNS;
      const seen: Run[] = [];
      for (const jump of jumps) {
        const before = usedOn(runs, DAY);
        clock = Math.max(firstMinuteOf(DAY), Math.min(firstMinuteOf(DAY) + 1_439, clock + jump));
        runs = addSpan(runs, clock);
        seen.push({ from: clock, to: clock });
        assert.ok(usedOn(runs, DAY) >= before);
      }
      assert.equal(usedOn(runs, DAY), countPlainly(seen, DAY));
    }),
  );
});

test('what lies within the gap belongs together, what lies beyond does not, and midnight parts the days', () => {
  const noon = at('2026-11-26T12:00:00');
  const rows: [readonly number[], number, number][] = [
    [[noon], 1, 1],
    [[noon, noon], 1, 1],
    [[noon, noon + GAP_MINUTES], GAP_MINUTES + 1, GAP_MINUTES + 1],
    [[noon, noon + GAP_MINUTES + 1], 2, 1],
    [[noon - 10, noon - 4, noon], 6, 5],
  ];
  for (const [minutes, used, continuous] of rows) {
    const runs = minutes.reduce<Runs>((all, minute) => addSpan(all, minute), NO_RUNS);
    assert.equal(usedOn(runs, DAY), used, String(minutes));
    assert.equal(continuousAt(runs, minutes.at(-1) ?? 0), continuous, String(minutes));
  }
  const midnight = addSpan(addSpan(NO_RUNS, at('2026-11-26T23:58:00')), at('2026-11-27T00:01:00'));
  assert.deepEqual([usedOn(midnight, DAY), usedOn(midnight, DAY + 1)], [2, 2]);
  assert.equal(continuousAt(midnight, at('2026-11-27T00:01:00')), 4);
  assert.equal(continuousAt(midnight, at('2026-11-27T00:07:00')), 0);
});

test('what adds nothing gives the very same object back, so that a request costs no memory', () => {
  const noon = at('2026-11-26T12:00:00');
  const runs = addSpan(addSpan(NO_RUNS, noon - 60), noon, noon + 10);
  assert.equal(addSpan(runs, noon + 3), runs);
  assert.equal(addSpan(runs, noon - 60), runs);
  assert.equal(since(runs, noon - 60), runs);
  assert.deepEqual(since(runs, noon), [{ from: noon, to: noon + 10 }]);
  assert.equal(minuteOf(new Date(noon * MINUTE_MS + MINUTE_MS - 1)), noon);
});
