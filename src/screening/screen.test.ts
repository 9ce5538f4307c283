import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeguiError } from '../kernel/errors.ts';
import { describeSeed, seededRandom } from '../kernel/testing/seeded-random.ts';
import { compileScreen, neverScreen, type Screen, type ScreenHit } from './index.ts';
import { CASES, EXACT, FOLDED, type ScreenCase } from './testing/cases.ts';
import { makeNaiveScreen } from './testing/naive-screen.ts';

const groupsOf = ({ folding = EXACT, action = 'flag', terms }: ScreenCase) => [
  { folding, terms: terms.map((text, index) => ({ text, tag: 100 + index, action })) },
];
const expected = ({ hits }: ScreenCase): ScreenHit[] =>
  hits.map(([start, end, term]) => ({ start, end, tag: 100 + term, term }));
const bySpan = (a: ScreenHit, b: ScreenHit) => a.start - b.start || a.end - b.end || a.term - b.term;

function streamPieces(screen: Screen, pieces: readonly string[]) {
  const stream = screen.open({ mask: '■' });
  const steps = [...pieces.map((piece) => stream.push(piece)), stream.end()];
  return {
    hits: steps.flatMap((step) => step.hits).sort(bySpan),
    released: steps.map((step) => step.released).join(''),
  };
}

describe('each case, found', () => {
  for (const screenCase of CASES) {
    it(`by the scan: ${screenCase.name}`, () => {
      assert.deepEqual(compileScreen(groupsOf(screenCase)).scan(screenCase.text), expected(screenCase));
    });
    it(`by the naive oracle: ${screenCase.name}`, () => {
      assert.deepEqual(makeNaiveScreen(groupsOf(screenCase)).scan(screenCase.text), expected(screenCase));
    });
    it(`by a stream, unit by unit: ${screenCase.name}`, () => {
      const { hits, released } = streamPieces(compileScreen(groupsOf(screenCase)), screenCase.text.split(''));
      assert.deepEqual(hits, expected(screenCase));
      assert.equal(released, screenCase.text.toWellFormed());
    });
    it(`by a stream in random pieces: ${screenCase.name}`, (t) => {
      const random = seededRandom(describeSeed(t));
      for (let round = 0; round < 5; round += 1) {
        const { hits } = streamPieces(compileScreen(groupsOf(screenCase)), cutAtRandom(screenCase.text, random));
        assert.deepEqual(hits, expected(screenCase));
      }
    });
  }
});

function cutAtRandom(text: string, random: () => number): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const next = at + 1 + Math.floor(random() * 6);
    pieces.push(text.slice(at, next));
    at = next;
  }
  return pieces;
}

describe('compileScreen', () => {
  it('refuses a term that only consists of separators, and names it', () => {
    const groups = [
      {
        folding: FOLDED,
        terms: [
          { text: '好', tag: 0, action: 'block' as const },
          { text: '*.\u200b', tag: 1, action: 'block' as const },
        ],
      },
    ];
    assert.throws(
      () => compileScreen(groups),
      (error) =>
        error instanceof HeguiError &&
        error.code === 'E_REQUEST_INVALID' &&
        error.message.includes('"*.\\u{200b}"') &&
        error.fields[0]?.path === 'groups.0.terms.1.text',
    );
  });

  it('refuses a term with half a surrogate pair', () => {
    const groups = [{ folding: EXACT, terms: [{ text: '甲\ud83d', tag: 0, action: 'block' as const }] }];
    assert.throws(() => compileScreen(groups), /groups\.0\.terms\.0\.text.*surrogate/);
  });

  it('refuses a term longer than 1,000 characters', () => {
    const groups = [{ folding: EXACT, terms: [{ text: '甲'.repeat(1_001), tag: 0, action: 'block' as const }] }];
    assert.throws(() => compileScreen(groups), /longer than 1000/);
  });

  it('finds a term of 1,000 characters', () => {
    const text = '甲'.repeat(1_000);
    const screen = compileScreen([{ folding: FOLDED, terms: [{ text, tag: 0, action: 'block' }] }]);
    assert.deepEqual(screen.scan(`乙${text}`), [{ start: 1, end: 1_001, tag: 0, term: 0 }]);
  });

  it('numbers terms over all groups in the order given, also when groups share a folding', () => {
    const term = (text: string, tag: number) => ({ text, tag, action: 'flag' as const });
    const screen = compileScreen([
      { folding: FOLDED, terms: [term('甲', 7)] },
      { folding: EXACT, terms: [term('甲', 8)] },
      { folding: FOLDED, terms: [term('甲', 9)] },
    ]);
    assert.equal(screen.terms, 3);
    assert.deepEqual(
      screen.scan('甲').map(({ term: number, tag }) => [number, tag]),
      [
        [0, 7],
        [1, 8],
        [2, 9],
      ],
    );
  });

  it('finds in 100,000 random terms what indexOf finds', (t) => {
    const random = seededRandom(describeSeed(t));
    const character = () => String.fromCharCode(0x4e00 + Math.floor(random() * 3_000));
    const terms = Array.from({ length: 100_000 }, () =>
      Array.from({ length: 2 + Math.floor(random() * 6) }, character).join(''),
    );
    const planted = Array.from({ length: 300 }, () => terms[Math.floor(random() * terms.length)] ?? '');
    const text = planted.map((term) => term + character()).join('');
    const screen = compileScreen([
      { folding: FOLDED_SAME, terms: terms.map((term, tag) => ({ text: term, tag, action: 'flag' })) },
    ]);
    const naive: ScreenHit[] = [];
    for (const [index, term] of terms.entries()) {
      for (let start = text.indexOf(term); start >= 0; start = text.indexOf(term, start + 1)) {
        naive.push({ start, end: start + term.length, tag: index, term: index });
      }
    }
    assert.ok(naive.length >= 300);
    assert.deepEqual(screen.scan(text), naive.sort(bySpan));
  });
});

// Folds that leave the characters of the random terms as they are.
const FOLDED_SAME = { ...FOLDED, traditional: false };

describe('neverScreen', () => {
  it('finds nothing and lets everything flow at once', () => {
    const stream = neverScreen.open({ mask: '*' });
    assert.equal(neverScreen.terms, 0);
    assert.deepEqual(neverScreen.scan('任何文字'), []);
    assert.deepEqual(stream.push('任何文字'), { released: '任何文字', hits: [], cut: false });
    assert.equal(stream.heldChars, 0);
  });
});
