import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { HitRows } from './hit-rows.ts';
import { sortRows } from './sort-rows.ts';
import { checkProperty } from './testing/check-stream.ts';

const row = fc.tuple(fc.nat(300), fc.nat(9), fc.nat(3), fc.nat(5));

it('rows sort as a stable sort of the runtime does, whatever their number', (t) => {
  const isLess = (first: Int32Array, one: number, second: Int32Array, other: number): boolean =>
    (first[one] ?? 0) < (second[other] ?? 0);
  checkProperty(
    t,
    fc.property(fc.array(row, { maxLength: 200 }), (all) => {
      const rows = Int32Array.from(all.flat());
      sortRows(rows, all.length, 4, isLess);
      assert.deepEqual([...rows], all.toSorted((one, other) => one[0] - other[0]).flat());
    }),
    300,
  );
});

it('a hit that was found twice in a row is one', () => {
  const hits = new HitRows();
  for (const at of [2, 3]) hits.add(0, 2, 1, at);
  hits.sort();
  assert.deepEqual([...hits.rows.subarray(0, 4 * hits.count)], [0, 2, 1, 2]);
});

it('hits come by start, end and term, and the same one once, as it was certain first', (t) => {
  checkProperty(
    t,
    fc.property(fc.array(row, { maxLength: 100 }), (all) => {
      const hits = new HitRows();
      for (const [start, length, term, late] of all) hits.add(start, start + length, term, start + length + late);
      hits.sort();
      const firsts = new Map<string, number>();
      for (const [start, length, term, late] of all) {
        const key = `${start} ${start + length} ${term}`;
        firsts.set(key, Math.min(firsts.get(key) ?? Number.POSITIVE_INFINITY, start + length + late));
      }
      const found = hits.toHits({ tags: [0, 10, 20, 30], actions: [] });
      assert.equal(found.length, firsts.size);
      for (const [index, { start, end, tag, term }] of found.entries()) {
        assert.equal(tag, 10 * term);
        assert.equal(hits.rows[4 * index + 3], firsts.get(`${start} ${end} ${term}`));
        const next = found[index + 1];
        assert.ok(next === undefined || start < next.start || (start === next.start && end <= next.end));
      }
    }),
    300,
  );
});
