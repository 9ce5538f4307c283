import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeguiError } from '../../kernel/errors.ts';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import {
  compileScreen,
  findTermFault,
  type ScreenHit,
  type TermAction,
  type TermGroup,
  type TermSpec,
  withListDefaults,
} from '../index.ts';
import { EXACT, FOLDED } from '../testing/cases.ts';
import { makeNaiveRuleScreen } from '../testing/naive-rules.ts';
import { RULE_CASES, type RuleCase } from '../testing/rule-cases.ts';

/** Texts up to this length are cut in every way there is. */
const ALL_CUTS_UNITS_MAX = 8;
const RANDOM_CUTS = 30;

const groupsOf = ({ folding = EXACT, allow, terms }: RuleCase, action: TermAction = 'flag'): TermGroup[] => [
  {
    folding,
    allow,
    terms: terms.map((term, tag): TermSpec => {
      const [text, rules] = typeof term === 'string' ? [term, undefined] : term;
      return { text, tag, action, rules };
    }),
  },
];
const expected = (hits: RuleCase['hits']): ScreenHit[] =>
  hits.map(([start, end, term]) => ({ start, end, tag: term, term }));
const bySpan = (a: ScreenHit, b: ScreenHit) => a.start - b.start || a.end - b.end || a.term - b.term;

/** Every way to cut a short text; some ways to cut a long one, unit by unit among them. */
function* cutsOf(text: string, random: () => number): Iterable<string[]> {
  if (text.length <= ALL_CUTS_UNITS_MAX) {
    for (let mask = 0; mask < 2 ** Math.max(0, text.length - 1); mask += 1)
      yield cutWhere(text, (at) => ((mask >> (at - 1)) & 1) === 1);
    return;
  }
  yield text.split('');
  for (let round = 0; round < RANDOM_CUTS; round += 1) yield cutWhere(text, () => random() < 0.4);
}

function cutWhere(text: string, isCut: (at: number) => boolean): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (let at = 1; at < text.length; at += 1) {
    if (!isCut(at)) continue;
    pieces.push(text.slice(from, at));
    from = at;
  }
  return [...pieces, text.slice(from)];
}

for (const ruleCase of RULE_CASES) {
  describe(ruleCase.name, () => {
    const { text, hits, longest = hits } = ruleCase;
    const screen = compileScreen(groupsOf(ruleCase));

    it('is found by the scan and by the naive oracle, all hits and the longest', () => {
      assert.deepEqual(screen.scan(text), expected(hits));
      assert.deepEqual(screen.scan(text, { semantics: 'leftmost-longest' }), expected(longest));
      assert.deepEqual(makeNaiveRuleScreen(groupsOf(ruleCase)).scan(text), expected(hits));
    });

    it('is found by a stream, however it is cut', (t) => {
      const random = seededRandom(describeSeed(t));
      for (const pieces of cutsOf(text, random)) {
        for (const [semantics, all] of [
          ['overlapping', hits],
          ['leftmost-longest', longest],
        ] as const) {
          const stream = screen.open({ mask: '■', semantics });
          const steps = [...pieces.map((piece) => stream.push(piece)), stream.end()];
          assert.deepEqual(steps.flatMap((step) => step.hits).sort(bySpan), expected(all));
          assert.equal(steps.map(({ released }) => released).join(''), text);
        }
      }
    });

    it('shows no character of a hit when it blocks, and all of the text when there is none', (t) => {
      const random = seededRandom(describeSeed(t));
      const blocking = compileScreen(groupsOf(ruleCase, 'block'));
      const first = Math.min(text.length, ...hits.map(([start]) => start));
      for (const pieces of cutsOf(text, random)) {
        const stream = blocking.open({ mask: '■' });
        const released = [...pieces.map((piece) => stream.push(piece)), stream.end()]
          .map((step) => step.released)
          .join('');
        assert.ok(text.slice(0, first).startsWith(released) || hits.length === 0);
        if (hits.length === 0) assert.equal(released, text);
      }
    });
  });
}

describe('what a stream holds', () => {
  const open = (rules: Parameters<typeof withListDefaults>[1], text = '甲') =>
    compileScreen([{ folding: EXACT, terms: [{ text, tag: 0, action: 'block', rules: rules ?? undefined }] }]).open({
      mask: '■',
    });

  it('the term of an allow phrase until the phrase is there or cannot come, and nothing of the phrase besides', () => {
    const stream = open({ allow: ['我有大麻烦'] }, '大麻');
    assert.equal(stream.push('我有').released, '我有');
    assert.equal(stream.push('大麻').released, '');
    assert.deepEqual(stream.push('烦'), { released: '大麻烦', hits: [], cut: false });
  });

  it('a whole word until its neighbour is known', () => {
    const stream = open({ wholeWord: true }, 'SM');
    assert.equal(stream.push('SM').released, '');
    assert.equal(stream.push('A').released, 'SMA');
  });

  it('a gap from its first part on for as long as it can be closed', () => {
    const stream = open({ gap: 2 }, '甲*乙');
    assert.equal(stream.push('甲一二').released, '');
    assert.equal(stream.push('三').released, '甲一二三');
  });

  it('a gap for as long as the part that began last may still be it', () => {
    const stream = open({ gap: 0 }, '甲*乙丙丁');
    assert.equal(stream.push('甲乙').released, '');
    assert.equal(stream.push('丙').released, '');
    assert.equal(stream.push('一').released, '甲乙丙一');
  });

  it('a term with a gap that is complete right behind a cut', () => {
    const screenOf = (text: string) =>
      compileScreen([
        {
          folding: EXACT,
          terms: [
            { text, tag: 0, action: 'flag', rules: { gap: 1 } },
            { text: '丙丙', tag: 1, action: 'block' },
          ],
        },
      ]).open({ mask: '■' });
    const [one, several] = ['甲*丙丙丁', '甲*乙*丙丙丁'];
    assert.deepEqual(screenOf(one).push('丁甲乙丙丙丁').released, '丁');
    // The second of two that stand close together.
    assert.deepEqual(screenOf(one).push('丁甲甲乙丙丙丁').released, '丁甲');
    assert.deepEqual(screenOf(several).push('丁甲乙丙丙丁').released, '丁');
  });

  it('nothing of a combination once its first part is there, but the part that would complete it', () => {
    const stream = open({ combine: { with: ['乙丙'] } });
    assert.equal(stream.push('甲一').released, '甲一');
    assert.equal(stream.push('乙').released, '');
    assert.deepEqual(stream.push('丙').cut, true);
  });
});

describe('a term in another spelling', () => {
  const spelt = [
    ['parts', { ...FOLDED, split: true }, '好词', '女子词典'],
    ['a homophone', { ...FOLDED, homophone: true }, '禁词甲', '金词甲乙'],
    ['pinyin', { ...FOLDED, pinyin: true }, '禁词甲', 'jin词甲乙'],
    ['backwards', { ...FOLDED, reversed: true }, '禁词甲', '甲词禁乙'],
    ['copies', { ...FOLDED, doubled: true }, '禁词甲', '禁词词甲乙'],
  ] as const;
  for (const [name, folding, term, phrase] of spelt) {
    it(`is redeemed by a phrase that holds it so: ${name}`, () => {
      const spec = { text: term, tag: 0, action: 'flag' as const };
      const own = compileScreen([{ folding, terms: [{ ...spec, rules: { allow: [phrase] } }] }]);
      const ofGroup = compileScreen([
        // A group before it that folds alike, but knows no such spelling.
        { folding: FOLDED, terms: [{ ...spec, text: '另词' }] },
        { folding, allow: [phrase], terms: [spec] },
      ]);
      const cutOff = phrase.slice(0, -1);
      for (const screen of [own, ofGroup]) {
        for (const [text, hits] of [
          [phrase, 0],
          [phrase + cutOff, 1],
          [`${cutOff}。`.repeat(20), 20],
          [`${phrase}。`.repeat(20), 0],
        ] as const) {
          assert.equal(screen.scan(text).length, hits, text);
          const stream = screen.open({ mask: '■' });
          const pieces = [...text].map((piece) => stream.push(piece));
          assert.equal([...pieces, stream.end()].flatMap((step) => step.hits).length, hits, text);
        }
      }
    });
  }
});

describe('occurrences that stand close together', () => {
  const startsOf = (rules: TermSpec['rules'], text: string): number[] => {
    const terms: TermSpec[] = [
      { text: '甲', tag: 0, action: 'flag', rules },
      { text: '乙', tag: 1, action: 'flag' },
    ];
    const hits = compileScreen([{ folding: FOLDED, terms }]).scan(text);
    return hits.filter(({ tag }) => tag === 0).map(({ start }) => start);
  };
  const far = `${'乙.'.repeat(40)}${'乙'.repeat(940)}`;

  it('are redeemed by no phrase that begins more than 1,024 units before', () => {
    const phrase = `${'乙'.repeat(980)}${'甲'.repeat(10)}`;
    assert.deepEqual(startsOf({ allow: [phrase] }, `${far}${'甲'.repeat(10)}`), [1_025, 1_026, 1_027, 1_028, 1_029]);
  });

  it('have no context in a term that begins more than 1,024 units before', () => {
    const context = { kind: 'requires' as const, terms: ['乙'.repeat(980)], within: 64 };
    assert.deepEqual(startsOf({ context }, `${far}${'甲'.repeat(10)}`), [1_020, 1_021, 1_022, 1_023, 1_024]);
  });
});

describe('compileScreen', () => {
  const compile = (rules: TermSpec['rules'], allow?: readonly string[]) => () =>
    compileScreen([{ folding: FOLDED, allow, terms: [{ text: '甲', tag: 0, action: 'block', rules }] }]);
  const naming = (path: string) => (error: unknown) => error instanceof HeguiError && error.fields[0]?.path === path;

  it('refuses what no text can match in a rule, and names it', () => {
    assert.throws(compile({ allow: ['好', '*.'] }), naming('groups.0.terms.0.rules.allow.1'));
    assert.throws(
      compile({ context: { kind: 'requires', terms: ['.'], within: 1 } }),
      naming('groups.0.terms.0.rules.context.terms.0'),
    );
    assert.throws(compile({ combine: { with: ['.'] } }), naming('groups.0.terms.0.rules.combine.with.0'));
    assert.throws(compile(undefined, ['.']), naming('groups.0.allow.0'));
  });

  it('refuses numbers out of their bounds, and empty rules', () => {
    assert.throws(compile({ gap: 33 }), naming('groups.0.terms.0.rules.gap'));
    assert.throws(compile({ gap: 0.5 }), naming('groups.0.terms.0.rules.gap'));
    assert.throws(
      compile({ context: { kind: 'requires', terms: ['好'], within: 65 } }),
      naming('groups.0.terms.0.rules.context.within'),
    );
    assert.throws(
      compile({ context: { kind: 'requires', terms: [], within: 1 } }),
      naming('groups.0.terms.0.rules.context.terms'),
    );
    assert.throws(compile({ combine: { with: [] } }), naming('groups.0.terms.0.rules.combine.with'));
  });
});

describe('findTermFault', () => {
  it('finds what compiling would refuse, naming the term or its rule', () => {
    assert.equal(findTermFault('*.', undefined, FOLDED)?.path, 'text');
    assert.equal(findTermFault('甲', { combine: { with: ['.'] } }, FOLDED)?.path, 'rules.combine.with.0');
    assert.equal(findTermFault('甲', { gap: -1 }, FOLDED)?.path, 'rules.gap');
    assert.equal(findTermFault('甲*乙', { gap: 3, allow: ['甲一乙二'] }, FOLDED), null);
  });
});

describe('withListDefaults', () => {
  it('makes a star between characters a gap, unless it stands in a Latin word', () => {
    assert.equal(withListDefaults('甲*乙', null)?.gap, 8);
    assert.equal(withListDefaults('甲*乙', { gap: 3 })?.gap, 3);
    assert.equal(withListDefaults('f**k', null), undefined);
    assert.equal(withListDefaults('*甲*', null), undefined);
    assert.equal(withListDefaults('f\\*k', null)?.gap, 8);
  });

  it('makes a very short Latin term a whole word, unless its rules say otherwise', () => {
    assert.equal(withListDefaults('SM', null)?.wholeWord, true);
    assert.equal(withListDefaults('ａ1', null)?.wholeWord, true);
    assert.equal(withListDefaults('SM', { wholeWord: false })?.wholeWord, false);
    assert.equal(withListDefaults('SMALL', null), undefined);
    assert.equal(withListDefaults('禁', null), undefined);
  });
});
