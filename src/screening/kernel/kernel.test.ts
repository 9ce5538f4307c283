import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it, type TestContext } from 'node:test';
import fc from 'fast-check';
import { buildKernel } from '../../../scripts/build-kernel.ts';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { buildAutomaton } from '../build.ts';
import { foldTableOf, foldTerm } from '../fold.ts';
import { compileScreen, type TermGroup } from '../index.ts';
import { EXACT, FOLDED } from '../testing/cases.ts';
import { makeNaiveScreen } from '../testing/naive-screen.ts';
import { readByAutomaton, WholeTextReader } from '../whole-text.ts';
import { makeLoopCopy } from './copy-text.ts';
import { makeFastestEngine, makePlainEngine, makeWebAssemblyEngine } from './engine.ts';
import { BLOCK, MAPPED_UNITS, SEGMENT_UNITS } from './layout.ts';
import type { TakeHits } from './text-kernel.ts';

type Hits = string[];

const symbol = fc.constantFrom('甲', '乙', '丙', '愛', '爱', 'a', 'A', 'ａ', '😀', '😁', '\ufffd');
const gap = fc.constantFrom('.', ' ', '．', '\u200b', '\u{e0100}', '...', '.....', '\n', '，', '\u200b'.repeat(256));
const broken = fc.constantFrom('\ud83d', '\ude00', '\udb40');
const piece = fc.oneof(
  { weight: 12, arbitrary: symbol },
  { weight: 3, arbitrary: gap },
  { weight: 1, arbitrary: broken },
);
const text = fc.array(piece, { maxLength: 40 }).map((parts) => parts.join(''));
const term = fc
  .tuple(
    fc.constantFrom('甲', '乙', '爱', 'Ａ', '😀'),
    fc.array(fc.oneof({ weight: 8, arbitrary: symbol }, { weight: 1, arbitrary: gap }), { maxLength: 6 }),
  )
  .map(([first, rest]) => first + rest.join(''));
const folding = fc.oneof(
  fc.constantFrom(EXACT, FOLDED),
  fc.record({
    width: fc.boolean(),
    case: fc.boolean(),
    traditional: fc.boolean(),
    invisible: fc.boolean(),
    separators: fc.boolean(),
  }),
);
const group: fc.Arbitrary<TermGroup> = fc.record({
  folding,
  terms: fc.array(
    term.map((spelt) => ({ text: spelt, tag: 0, action: 'flag' as const })),
    { minLength: 1, maxLength: 12 },
  ),
});
/** Where a short text is put: at the start, or so that it lies across the border of a block, of a segment, or of what is mapped at once. */
const place = fc.oneof(
  fc.constantFrom(0, BLOCK - 7, SEGMENT_UNITS - 9, SEGMENT_UNITS - 1, SEGMENT_UNITS + BLOCK - 5),
  // Skipped units are left out by eights, a few thousand at a time.
  fc.nat({ max: 24 }).map((before) => MAPPED_UNITS - before),
);

function checkProperty<T>(t: TestContext, runs: number, property: fc.IPropertyWithHooks<T>): void {
  fc.assert(property, { seed: describeSeed(t), numRuns: runs });
}

function collect(read: (take: TakeHits) => void): Hits {
  const hits: [number, number, number][] = [];
  read((found, from, to) => {
    for (let at = from; at < to; at += 3) hits.push([found[at] ?? 0, found[at + 1] ?? 0, found[at + 2] ?? 0]);
  });
  return hits.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((hit) => hit.join(' '));
}

function prepare({ folding, terms }: TermGroup) {
  const automaton = buildAutomaton(
    foldTableOf(folding),
    terms.map(({ text }) => foldTerm(text, folding, 'term')),
  );
  return { automaton, numbers: Int32Array.from(terms.keys()) };
}

function readAll(list: TermGroup, whole: string) {
  const { automaton, numbers } = prepare(list);
  const wellFormed = whole.toWellFormed();
  return {
    webAssembly: collect((take) => new WholeTextReader(automaton, numbers, makeFastestEngine).read(whole, take)),
    plain: collect((take) => new WholeTextReader(automaton, numbers, makePlainEngine).read(whole, take)),
    automaton: collect((take) => readByAutomaton(automaton, numbers, wellFormed, take)),
  };
}

const naive = (list: TermGroup, whole: string): Hits =>
  makeNaiveScreen([list])
    .scan(whole)
    .map(({ start, end, term: number }) => `${start} ${end} ${number}`);

it('kernel, twin and automaton find exactly what trying each term at each place finds', (t) => {
  checkProperty(
    t,
    150,
    fc.property(group, text, (list, whole) => {
      const expected = naive(list, whole);
      assert.deepEqual(readAll(list, whole), { webAssembly: expected, plain: expected, automaton: expected });
    }),
  );
});

it('they agree across the borders of blocks and segments, wherever a text lies', (t) => {
  checkProperty(
    t,
    80,
    fc.property(group, text, place, fc.boolean(), (list, middle, before, isAlive) => {
      const filler = isAlive ? (list.terms[0]?.text ?? '').slice(0, 1).toWellFormed() : '言';
      const whole = filler.repeat(before) + middle + '字'.repeat(20);
      const { webAssembly, plain, automaton } = readAll(list, whole);
      assert.deepEqual(webAssembly, automaton);
      assert.deepEqual(plain, automaton);
      // The oracle tries every place, so it only reads around the border.
      const from = Math.max(0, before - 20);
      const around = naive(list, whole.slice(from)).map((hit) => hit.split(' ').map(Number));
      const shifted = around.map(([start = 0, end = 0, number = 0]) => `${start + from} ${end + from} ${number}`);
      assert.deepEqual(
        webAssembly.filter((hit) => Number(hit.split(' ')[0]) >= from),
        shifted.sort((a, b) => compare(a, b)),
      );
    }),
  );
});

function compare(a: string, b: string): number {
  const [one, other] = [a.split(' ').map(Number), b.split(' ').map(Number)];
  return one.map((number, index) => number - (other[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
}

it('skipped units in every arrangement, counted over every border, are left out exactly', (t) => {
  const unit = fc.constantFrom('甲', '乙', '.', ' ', '\u200b', '\u2060', '\u{e0100}', '\ud83d');
  const marks = fc.array(unit, { minLength: 8, maxLength: 60 }).map((units) => units.join(''));
  const terms = ['甲乙', '甲甲', '乙甲乙'].map((spelt, tag) => ({ text: spelt, tag, action: 'flag' as const }));
  checkProperty(
    t,
    300,
    fc.property(marks, fc.nat({ max: 300 }), (middle, invisibles) => {
      const whole = `甲${'\u200b'.repeat(invisibles)}乙${middle}甲${middle}`;
      const list = { folding: FOLDED, terms };
      const expected = naive(list, whole);
      assert.deepEqual(readAll(list, whole), { webAssembly: expected, plain: expected, automaton: expected });
    }),
  );
});

it('hits come in order where that is asked for, and are the same in any order', (t) => {
  const random = seededRandom(describeSeed(t));
  const spell = (length: number): string =>
    Array.from({ length }, () => '甲乙丙.'.charAt(Math.floor(random() * 4))).join('');
  const terms = ['甲', '甲乙', '甲乙丙', '乙丙', '丙甲乙甲'].map((spelt, tag) => ({
    text: spelt,
    tag,
    action: 'flag' as const,
  }));
  const { automaton, numbers } = prepare({ folding: FOLDED, terms });
  const whole = spell(3 * BLOCK);
  for (const makeEngine of [makeFastestEngine, makePlainEngine]) {
    const starts: number[] = [];
    const reader = new WholeTextReader(automaton, numbers, makeEngine);
    const sorted = collect((take) =>
      reader.read(
        whole,
        (found, from, to) => {
          for (let at = from; at < to; at += 3) starts.push(found[at] ?? 0);
          take(found, from, to);
        },
        'sorted',
      ),
    );
    assert.ok(starts.every((start, index) => index === 0 || (starts[index - 1] ?? 0) <= start));
    assert.deepEqual(
      sorted,
      collect((take) => reader.read(whole, take, 'any')),
    );
  }
});

it('thousands of terms over few characters: rows, tails and nested terms all come out', (t) => {
  const random = seededRandom(describeSeed(t));
  const spell = (length: number): string =>
    Array.from({ length }, () => '甲乙丙丁戊己庚辛壬癸'.charAt(Math.floor(random() * 10))).join('');
  const terms = Array.from({ length: 2_000 }, (_, tag) => ({
    text: spell(tag % 500 === 0 ? 1 : 2 + Math.floor(random() * 10)),
    tag,
    action: 'flag' as const,
  }));
  for (const fold of [EXACT, FOLDED]) {
    const { webAssembly, plain, automaton } = readAll({ folding: fold, terms }, spell(SEGMENT_UNITS + 3 * BLOCK));
    assert.ok(automaton.length > BLOCK);
    assert.equal(webAssembly.join(), automaton.join());
    assert.equal(plain.join(), automaton.join());
  }
});

it('a text made to be slow is left to the automaton, and nothing is lost or told twice', () => {
  const terms = ['甲'.repeat(999), `${'甲'.repeat(400)}乙`, `${'甲乙'.repeat(300)}丙`].map((spelt, tag) => ({
    text: spelt,
    tag,
    action: 'flag' as const,
  }));
  const list = { folding: FOLDED, terms };
  const slow = '甲'.repeat(3_000);
  const whole = `${'言'.repeat(5_000)}${slow}${'言甲'.repeat(40_000)}${slow.slice(1)}乙${'甲乙'.repeat(40_000)}丙`;
  const { webAssembly, plain, automaton } = readAll(list, whole);
  const count = (number: number): number => automaton.filter((hit) => hit.endsWith(` ${number}`)).length;
  assert.deepEqual([count(0), count(1), count(2)], [2 * 2_002, 1, 1]);
  assert.deepEqual(webAssembly, automaton);
  assert.deepEqual(plain, automaton);
});

it('a hundred million bytes in one string need no memory that grows with it', () => {
  const screen = compileScreen([
    { folding: EXACT, terms: ['禁词甲', '末'].map((spelt, tag) => ({ text: spelt, tag, action: 'flag' })) },
  ]);
  const whole = `禁词甲${'没有'.repeat(25_000_000)}禁词甲末`;
  screen.visit('禁词甲', () => undefined);
  const before = process.memoryUsage().arrayBuffers;
  const found = collect((take) => screen.visit(whole, take));
  assert.deepEqual(found, ['0 3 0', '50000003 50000006 0', '50000006 50000007 1']);
  assert.ok(process.memoryUsage().arrayBuffers - before < 2 ** 22);
});

it('visit and scan tell the same', () => {
  const screen = compileScreen([
    { folding: EXACT, terms: [{ text: '甲乙', tag: 7, action: 'flag' }] },
    { folding: FOLDED, terms: [{ text: '乙甲', tag: 8, action: 'flag' }] },
  ]);
  const whole = '甲乙 甲，'.repeat(400);
  const scanned = screen.scan(whole).map(({ start, end, term: number }) => `${start} ${end} ${number}`);
  assert.equal(scanned.length, 1_200 - 400);
  assert.deepEqual(
    collect((take) => screen.visit(whole, take)),
    scanned,
  );
});

it('without WebAssembly, or without memory for it, the twin serves', (t) => {
  assert.equal(makeFastestEngine(1 << 16).kind, 'webassembly');
  assert.equal(makeWebAssemblyEngine(2 ** 40), null);
  const original = Reflect.get(globalThis, 'WebAssembly');
  t.after(() => Reflect.set(globalThis, 'WebAssembly', original));
  Reflect.set(globalThis, 'WebAssembly', undefined);
  assert.equal(makeFastestEngine(1 << 16).kind, 'plain');
});

it('text is copied the same with and without Buffer', () => {
  const memory = new ArrayBuffer(64);
  makeLoopCopy(memory, 8, 16)('言ab\ud83d', 1, 4);
  assert.deepEqual([...new Uint16Array(memory, 8, 4)], [0x61, 0x62, 0xd83d, 0]);
});

it('the committed kernel is what its source compiles to', async () => {
  const committed = readFileSync(new URL('kernel-bytes.ts', import.meta.url), 'utf8');
  assert.equal(committed, await buildKernel(import.meta.dirname));
});
