import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { compileScreen, type TermGroup } from './index.ts';
import { EXACT, FOLDED } from './testing/cases.ts';
import {
  checkBlocked,
  checkHeld,
  checkProperty,
  cut,
  MASK,
  pieceLengths,
  streamPieces,
} from './testing/check-stream.ts';
import { makeNaiveScreen } from './testing/naive-screen.ts';

const RUNS = 500;

// Few symbols, so that terms overlap, nest and nearly match all the time.
const symbol = fc.constantFrom('甲', '乙', '丙', '愛', '爱', 'a', 'A', 'ａ', '😀', '😁');
const gap = fc.constantFrom('.', ' ', '．', '\u200b', '\u{e0100}', '...', '.....', '\n', '，', '\ufffd');
const broken = fc.constantFrom('\ud83d', '\ude00', '\udb40');
const text = fc
  .array(fc.oneof({ weight: 8, arbitrary: symbol }, { weight: 3, arbitrary: gap }, { weight: 1, arbitrary: broken }), {
    maxLength: 24,
  })
  .map((parts) => parts.join(''));
const termText = fc
  .tuple(symbol, fc.array(fc.oneof({ weight: 8, arbitrary: symbol }, { weight: 1, arbitrary: gap }), { maxLength: 4 }))
  .map(([first, rest]) => first + rest.join(''));
const foldings = fc.oneof(
  fc.constantFrom(EXACT, FOLDED),
  fc.record({
    width: fc.boolean(),
    case: fc.boolean(),
    traditional: fc.boolean(),
    invisible: fc.boolean(),
    separators: fc.boolean(),
  }),
);
const groups: fc.Arbitrary<TermGroup[]> = fc.array(
  fc.record({
    folding: foldings,
    terms: fc.array(
      fc.record({
        text: termText,
        tag: fc.nat(99),
        action: fc.constantFrom('block' as const, 'replace' as const, 'flag' as const),
      }),
      { maxLength: 5 },
    ),
  }),
  { maxLength: 3 },
);
const unblocked = groups.map((list) =>
  list.map(({ folding, terms }) => ({ folding, terms: terms.filter(({ action }) => action !== 'block') })),
);
const lengthsOfPieces = pieceLengths(5, 60);

it('the scan finds exactly what trying each term at each place finds', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, (list, whole) => {
      assert.deepEqual(compileScreen(list).scan(whole), makeNaiveScreen(list).scan(whole));
    }),
    RUNS,
  );
});

it('a stream releases, reports and cuts the same however the text is cut into pieces', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      assert.deepEqual(
        streamPieces(compileScreen(list), cut(whole, lengths)),
        makeNaiveScreen(list).stream(whole, MASK),
      );
    }),
    RUNS,
  );
});

it('a stream finds what the scan finds when nothing is blocked', (t) => {
  checkProperty(
    t,
    fc.property(unblocked, text, lengthsOfPieces, (list, whole, lengths) => {
      const screen = compileScreen(list);
      assert.deepEqual(streamPieces(screen, cut(whole, lengths)).hits, screen.scan(whole));
    }),
    RUNS,
  );
});

it('what is held is the longest live suffix, plus half a pair that waits for the other half', (t) => {
  checkProperty(
    t,
    fc.property(unblocked, text, lengthsOfPieces, (list, whole, lengths) => {
      const naive = makeNaiveScreen(list);
      checkHeld(compileScreen(list), cut(whole, lengths), (read) => naive.countLive(read));
    }),
    RUNS,
  );
});

it('no release shows a character of a block term that the whole text holds', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      const screen = compileScreen(
        list.map(({ folding, terms }) => ({
          folding,
          terms: terms.map((term) => ({ ...term, action: 'block' as const })),
        })),
      );
      checkBlocked(screen, whole, cut(whole, lengths));
    }),
    RUNS,
  );
});

it('released text holds no block term, whatever the folding', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      const screen = compileScreen(list);
      const { released } = streamPieces(screen, cut(whole, lengths));
      const actions = list.flatMap(({ terms }) => terms.map(({ action }) => action));
      assert.deepEqual(
        screen.scan(released).filter((hit) => actions[hit.term] !== 'flag'),
        [],
      );
    }),
    RUNS,
  );
});

it('released text is well formed in every step', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      const stream = compileScreen(list).open({ mask: MASK });
      const steps = [...cut(whole, lengths).map((piece) => stream.push(piece)), stream.end()];
      assert.ok(steps.every((step) => step.released.isWellFormed()));
    }),
    RUNS,
  );
});
