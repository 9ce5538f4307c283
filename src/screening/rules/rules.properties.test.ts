import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileScreen, type Folding, findAllowFault, findTermFault, type TermGroup } from '../index.ts';
import { EXACT, FOLDED } from '../testing/cases.ts';
import {
  checkBlocked,
  checkHeld,
  checkProperty,
  cut,
  MASK,
  pieceLengths,
  streamPieces,
} from '../testing/check-stream.ts';
import { makeNaiveRuleScreen } from '../testing/naive-rules.ts';

const RUNS = Number(process.env.HEGUI_TEST_RUNS ?? 400);

// Few symbols, so that terms, phrases and contexts overlap, nest and nearly match all the time.
const symbol = fc.constantFrom('甲', '乙', '丙', 'a', 'A', 'b', '1', '😀');
const between = fc.constantFrom('.', ' ', '\u200b', '\u{e0100}', '.....', '\n', '。', '. ', '\ufffd');
const text = fc
  .array(fc.oneof({ weight: 8, arbitrary: symbol }, { weight: 2, arbitrary: between }), { maxLength: 16 })
  .map((parts) => parts.join(''));
const phrase = fc.array(symbol, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const word = fc.array(symbol, { minLength: 1, maxLength: 2 }).map((parts) => parts.join(''));
const termText = fc.oneof(
  { weight: 3, arbitrary: phrase },
  { weight: 1, arbitrary: fc.array(fc.oneof(symbol, fc.constantFrom('*', '\\*', '**', '.')), { maxLength: 4 }) },
  { weight: 2, arbitrary: fc.tuple(word, word).map(([first, second]) => `${first}*${second}`) },
);
/** Phrases that no text has, but which are so long that rules with one of them are judged in the other way. */
const LONG = '丁'.repeat(70);
const mayBeLong = (phrases: fc.Arbitrary<string[]>): fc.Arbitrary<string[]> =>
  fc.tuple(phrases, fc.boolean()).map(([all, isLong]) => (isLong ? [...all, `${all[0] ?? ''}${LONG}`] : all));
const rules = fc.record(
  {
    allow: mayBeLong(fc.array(phrase, { maxLength: 2 })),
    wholeWord: fc.boolean(),
    gap: fc.integer({ min: 0, max: 3 }),
    context: fc.record({
      kind: fc.constantFrom('requires' as const, 'excludes' as const),
      terms: mayBeLong(fc.array(word, { minLength: 1, maxLength: 2 })),
      within: fc.integer({ min: 0, max: 3 }),
    }),
    combine: fc.record({ with: fc.array(word, { minLength: 1, maxLength: 2 }) }),
    fold: fc.record({ case: fc.boolean(), separators: fc.boolean() }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);
const groups: fc.Arbitrary<TermGroup[]> = fc.array(
  fc.record({
    folding: fc.constantFrom(EXACT, FOLDED),
    allow: fc.array(phrase, { maxLength: 1 }),
    terms: fc.array(
      fc.record({
        text: termText.map((given) => {
          const joined = typeof given === 'string' ? given : given.join('');
          return /[甲乙丙ab1]/i.test(joined) ? joined : `甲${joined}`;
        }),
        tag: fc.nat(99),
        action: fc.constantFrom('block' as const, 'replace' as const, 'flag' as const),
        rules: fc.option(rules, { nil: undefined, freq: 8 }),
      }),
      { maxLength: 3 },
    ),
  }),
  { maxLength: 2 },
);
const withAction = (list: readonly TermGroup[], action: 'block' | 'flag'): TermGroup[] =>
  list.map((group) => ({ ...group, terms: group.terms.map((term) => ({ ...term, action })) }));
const lengthsOfPieces = pieceLengths(5, 40);

it('the scan finds exactly what the rules allow, worked out naively', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, (list, whole) => {
      assert.deepEqual(compileScreen(list).scan(whole), makeNaiveRuleScreen(list).scan(whole));
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
        makeNaiveRuleScreen(list).stream(whole, MASK),
      );
    }),
    RUNS,
  );
});

it('a stream reports what the scan finds when nothing is blocked, under both semantics', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      const screen = compileScreen(withAction(list, 'flag'));
      for (const semantics of ['overlapping', 'leftmost-longest'] as const) {
        assert.deepEqual(streamPieces(screen, cut(whole, lengths), semantics).hits, screen.scan(whole, { semantics }));
      }
    }),
    RUNS,
  );
});

it('where occurrences stand close together, the scan finds exactly what the rules allow', (t) => {
  const near = fc.array(fc.constantFrom('甲', '乙', '丙', '乙甲', '甲丙', '甲甲丁', '😀'), {
    minLength: 1,
    maxLength: 2,
  });
  const own = fc.record(
    {
      allow: near.map((parts) => [`${parts.join('')}甲${parts[0] ?? ''}`, ...parts.map((one) => `甲${one}`)]),
      context: fc.record({
        kind: fc.constantFrom('requires' as const, 'excludes' as const),
        terms: near,
        within: fc.integer({ min: 0, max: 4 }),
      }),
      wholeWord: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  const marks = fc.constantFrom('.', '....', '.....', '\u200b', '\u{e0100}', '乙', '丙', '丁', '😀', 'a');
  const dense = fc.array(
    fc.oneof({ weight: 3, arbitrary: fc.constantFrom('甲', '甲甲', 'a') }, { weight: 2, arbitrary: marks }),
    { minLength: 12, maxLength: 36 },
  );
  checkProperty(
    t,
    fc.property(own, fc.constantFrom(EXACT, FOLDED), dense, (rulesOfOne, folding, parts) => {
      const terms = ['甲', '甲甲', 'a'].map((term, tag) => ({
        text: term,
        tag,
        action: 'flag' as const,
        rules: rulesOfOne,
      }));
      const whole = parts.join('');
      assert.deepEqual(
        compileScreen([{ folding, terms }]).scan(whole),
        makeNaiveRuleScreen([{ folding, terms }]).scan(whole),
      );
    }),
    RUNS / 2,
  );
});

it('where occurrences stand close together, a stream that lets them wait reports what the scan finds', (t) => {
  const part = fc.tuple(phrase, fc.integer({ min: 1, max: 40 })).map(([one, times]) => one.repeat(times));
  const dense = fc.array(fc.oneof({ weight: 4, arbitrary: part }, { weight: 1, arbitrary: between }), { maxLength: 8 });
  const pieces = pieceLengths(30, 60);
  checkProperty(
    t,
    fc.property(groups, dense, pieces, (list, parts, lengths) => {
      const screen = compileScreen(withAction(list, 'flag'));
      const whole = parts.join('');
      assert.deepEqual(streamPieces(screen, cut(whole, lengths)).hits, screen.scan(whole));
    }),
    RUNS,
  );
});

it('where occurrences in other spellings start together and end apart, a stream reports what the scan finds', (t) => {
  const part = fc
    .tuple(fc.constantFrom('甲', '乙', '甲乙', '甲甲乙乙', '丙', ' ', '，'), fc.integer({ min: 1, max: 12 }))
    .map(([one, times]) => one.repeat(times));
  const near = fc.array(fc.constantFrom('丙', '乙甲', '甲甲丙', '乙丙'), { minLength: 1, maxLength: 2 });
  const own = fc.oneof(
    near.map((allow) => ({ allow: allow.map((one) => `甲乙${one}`) })),
    fc.record({
      context: fc.record({ kind: fc.constantFrom('requires', 'excludes'), terms: near, within: fc.nat(4) }),
    }),
  );
  checkProperty(
    t,
    fc.property(own, fc.array(part, { minLength: 2, maxLength: 8 }), pieceLengths(30, 60), (one, parts, lengths) => {
      const terms = ['甲乙', '甲乙乙'].map((term, tag) => ({ text: term, tag, action: 'flag' as const, rules: one }));
      const screen = compileScreen([{ folding: { ...FOLDED, doubled: true }, terms }]);
      const whole = parts.join('');
      assert.deepEqual(streamPieces(screen, cut(whole, lengths)).hits, screen.scan(whole));
    }),
    RUNS / 4,
  );
});

describe('terms with gaps whose first parts stand close together, and are the same', () => {
  const gapped = fc.record({
    text: fc
      .tuple(
        fc.constantFrom('甲', '甲乙'),
        fc.oneof(
          {
            weight: 5,
            arbitrary: fc
              .constantFrom('乙', '丙', '丙丙', '丙丙丁', '丙丙丙丁', '丙丙丙丙乙', '甲丁')
              .map((part) => [part]),
          },
          { weight: 1, arbitrary: fc.constant(['乙', '丙丙']) },
        ),
      )
      .map(([head, others]) => [head, ...others].join('*')),
    tag: fc.nat(99),
    action: fc.constantFrom('block' as const, 'replace' as const, 'flag' as const),
    rules: fc
      .tuple(
        fc.constantFrom(3, 3, 3, 5),
        fc.option(
          fc.record(
            {
              allow: fc.constantFrom(['丙甲'], ['甲丙乙', '丁甲乙']),
              context: fc.constant({ kind: 'excludes' as const, terms: ['丁丁'], within: 2 }),
              combine: fc.constant({ with: ['丁'] }),
            },
            { requiredKeys: [] },
          ),
          { freq: 1 },
        ),
      )
      .map(([gap, others]) => ({ ...others, gap })),
  });
  const lists: fc.Arbitrary<TermGroup[]> = fc.array(
    fc.record({
      folding: fc.constantFrom(EXACT, FOLDED, FOLDED),
      terms: fc.array(gapped, { minLength: 2, maxLength: 6 }),
      allow: fc.constantFrom([], [], ['丁甲丁', '丙甲乙丙']),
    }),
    { minLength: 1, maxLength: 2 },
  );
  const dense = fc
    .array(fc.constantFrom('甲', '甲', '甲乙', '乙', '丙', '丙', '丙丙', '丙丙丙', '丁', '.', '\u200b', '😀'), {
      minLength: 8,
      maxLength: 30,
    })
    .map((parts) => parts.join(''));

  it('the scan finds exactly what the rules allow', (t) => {
    checkProperty(
      t,
      fc.property(lists, dense, (list, whole) => {
        assert.deepEqual(compileScreen(list).scan(whole), makeNaiveRuleScreen(list).scan(whole));
      }),
      RUNS,
    );
  });

  it('a stream releases, reports and cuts the same however the text is cut into pieces', (t) => {
    checkProperty(
      t,
      fc.property(lists, dense, lengthsOfPieces, (list, whole, lengths) => {
        assert.deepEqual(
          streamPieces(compileScreen(list), cut(whole, lengths)),
          makeNaiveRuleScreen(list).stream(whole, MASK),
        );
      }),
      RUNS,
    );
  });

  it('what is held starts at the first thing that is open', (t) => {
    checkProperty(
      t,
      fc.property(lists, dense, lengthsOfPieces, (list, whole, lengths) => {
        const flagged = withAction(list, 'flag');
        const naive = makeNaiveRuleScreen(flagged);
        checkHeld(compileScreen(flagged), cut(whole, lengths), (read) => read.length - naive.heldFrom(read));
      }),
      RUNS / 2,
    );
  });
});

it('leftmost-longest picks what picking naively picks', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, (list, whole) => {
      assert.deepEqual(
        compileScreen(list).scan(whole, { semantics: 'leftmost-longest' }),
        makeNaiveRuleScreen(list).scanLongest(whole),
      );
    }),
    RUNS,
  );
});

it('what is held starts at the first thing that is open, no earlier and no later', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      const flagged = withAction(list, 'flag');
      const naive = makeNaiveRuleScreen(flagged);
      checkHeld(
        compileScreen(flagged),
        cut(whole.toWellFormed(), lengths),
        (read) => read.length - naive.heldFrom(read),
      );
    }),
    RUNS,
  );
});

it('no chunking releases a character of a blocking hit', (t) => {
  checkProperty(
    t,
    fc.property(groups, text, lengthsOfPieces, (list, whole, lengths) => {
      checkBlocked(compileScreen(withAction(list, 'block')), whole, cut(whole, lengths));
    }),
    RUNS,
  );
});

it('a phrase that is fit to redeem a whole group is fit under any folding that a term may have', (t) => {
  const kinds = ['width', 'styled', 'numbers', 'case', 'traditional', 'invisible', 'separators'] as const;
  const folding = fc
    .tuple(...kinds.map(() => fc.boolean()))
    .map((on): Folding => ({ ...EXACT, ...Object.fromEntries(kinds.map((kind, index) => [kind, on[index]])) }));
  const odd = fc.oneof(symbol, between, fc.constantFrom('***', '\ufffc', 'ⓐ', '🈲', '٢', '\u0336'));
  const phrases = fc.array(odd, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
  checkProperty(
    t,
    fc.property(phrases, folding, (one, own) => {
      fc.pre(findAllowFault(one) === null);
      assert.equal(findTermFault(one, undefined, own), null);
    }),
    RUNS,
  );
});
