import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HeguiError } from '../kernel/errors.ts';
import { compileScreen, type Folding, type Screen, type TermAction } from './index.ts';
import { EXACT, FOLDED } from './testing/cases.ts';

function screenOf(terms: Readonly<Record<string, TermAction>>, folding: Folding = EXACT): Screen {
  const specs = Object.entries(terms).map(([text, action], tag) => ({ text, tag, action }));
  return compileScreen([{ folding, terms: specs }]);
}
const open = (screen: Screen) => screen.open({ mask: '■' });

describe('what flows', () => {
  it('releases text at once when nothing in it can become a hit', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    assert.deepEqual(stream.push('今天天气很好'), { released: '今天天气很好', hits: [], cut: false });
    assert.equal(stream.heldChars, 0);
  });

  it('holds the live prefix only, and lets it go when it dies', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    assert.equal(stream.push('说到禁词').released, '说到');
    assert.equal(stream.heldChars, 2);
    assert.equal(stream.push('典').released, '禁词典');
    assert.equal(stream.heldChars, 0);
  });

  it('lets go the part of a prefix that a shorter prefix no longer needs', () => {
    const stream = open(screenOf({ 甲乙丙: 'block', 乙丁: 'block' }));
    assert.equal(stream.push('甲乙').released, '');
    assert.equal(stream.push('乙').released, '甲乙');
    assert.equal(stream.heldChars, 1);
  });

  it('releases what is held at the end', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    stream.push('禁词');
    assert.deepEqual(stream.end(), { released: '禁词', hits: [], cut: false });
    assert.equal(stream.heldChars, 0);
  });

  it('does nothing at a second end, and refuses a push after it', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    stream.push('禁');
    stream.end();
    assert.deepEqual(stream.end(), { released: '', hits: [], cut: false });
    assert.throws(
      () => stream.push('词'),
      (error) => error instanceof HeguiError && error.code === 'E_INTERNAL',
    );
  });

  it('holds skipped characters that follow a live prefix with it', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }, FOLDED));
    assert.equal(stream.push('说禁 词\u200b').released, '说');
    assert.equal(stream.heldChars, 4);
  });

  it('lets a live prefix go at the fifth separator', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }, FOLDED));
    assert.equal(stream.push('禁....').released, '');
    assert.equal(stream.push('.').released, '禁.....');
  });

  it('holds nothing after a hit that no longer term continues, nor any suffix of it', () => {
    const stream = open(screenOf({ 甲乙丙丁: 'flag', 乙丙丁: 'flag', 丙丁: 'flag' }));
    assert.equal(stream.push('甲乙丙丁').released, '甲乙丙丁');
    assert.equal(stream.heldChars, 0);
  });

  it('holds long terms that lie in each other from where they begin, with what is skipped between', () => {
    const [outer, inner] = ['甲'.repeat(40), '甲'.repeat(20)];
    const screen = screenOf({ [`${outer}乙`]: 'flag', [outer]: 'flag', [inner]: 'flag' }, FOLDED);
    const stream = open(screen);
    const text = '甲\u200b甲\u{e0100}'.repeat(30);
    const hits = [];
    for (let at = 0; at < text.length; at += 7) {
      hits.push(...stream.push(text.slice(at, at + 7)).hits);
      const symbols = [...text.slice(0, at + 7).matchAll(/甲/g)].slice(-40);
      assert.equal(Math.min(at + 7, text.length) - stream.heldChars, symbols[0]?.index);
    }
    hits.push(...stream.end().hits);
    assert.equal(hits.length, 21 + 41);
    assert.deepEqual(
      new Set(hits.map(({ start, end }) => `${start} ${end}`)),
      new Set(screen.scan(text).map(({ start, end }) => `${start} ${end}`)),
    );
  });

  it('takes an empty push', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    stream.push('禁');
    assert.deepEqual(stream.push(''), { released: '', hits: [], cut: false });
    assert.equal(stream.heldChars, 1);
  });

  it('holds as long as any of several lists needs it', () => {
    const stream = compileScreen([
      { folding: EXACT, terms: [{ text: '乙丙', tag: 0, action: 'block' }] },
      { folding: FOLDED, terms: [{ text: '甲乙丁', tag: 1, action: 'block' }] },
    ]).open({ mask: '*' });
    assert.equal(stream.push('x甲乙').released, 'x');
    assert.equal(stream.push('x').released, '甲乙x');
  });
});

describe('block', () => {
  it('cuts, releases what stood before the hit, and nothing after it', () => {
    const stream = open(screenOf({ 禁词甲: 'block' }));
    assert.equal(stream.push('说到禁').released, '说到');
    const step = stream.push('词甲以后');
    assert.deepEqual(step, { released: '', hits: [{ start: 2, end: 5, tag: 0, term: 0 }], cut: true });
    assert.equal(stream.heldChars, 0);
    assert.deepEqual(stream.push('禁词甲'), { released: '', hits: [], cut: true });
    assert.deepEqual(stream.end(), { released: '', hits: [], cut: true });
  });

  it('releases what stood before the hit in the same step', () => {
    assert.equal(open(screenOf({ 禁词甲: 'block' })).push('说到禁词甲').released, '说到');
  });

  it('cuts at the longest of the block terms that end together', () => {
    const step = open(screenOf({ 甲乙丙: 'block', 乙丙: 'block', 丙: 'block' })).push('x甲乙丙');
    assert.equal(step.released, 'x');
    assert.deepEqual(
      step.hits.map(({ start, end }) => [start, end]),
      [
        [1, 4],
        [2, 4],
        [3, 4],
      ],
    );
  });

  it('shows no character of a longer block term in which the hit lies', () => {
    const step = open(screenOf({ 甲乙丙丁: 'block', 乙: 'block' })).push('x甲乙丙丁');
    assert.equal(step.released, 'x');
    assert.deepEqual(step.hits, [{ start: 2, end: 3, tag: 1, term: 1 }]);
  });

  it('finds the same cut whichever list is read first', () => {
    const late = { folding: EXACT, terms: [{ text: '丙丁', tag: 0, action: 'block' as const }] };
    const early = { folding: FOLDED, terms: [{ text: '甲乙', tag: 1, action: 'block' as const }] };
    for (const groups of [
      [late, early],
      [early, late],
    ]) {
      const step = compileScreen(groups).open({ mask: '*' }).push('x甲乙丙丁');
      assert.equal(step.released, 'x');
      assert.deepEqual(
        step.hits.map(({ tag }) => tag),
        [1],
      );
    }
  });
});

describe('replace and flag', () => {
  it('masks each character of a hit, skipped ones too, and a surrogate pair as one', () => {
    const step = open(screenOf({ '甲乙😀': 'replace' }, FOLDED)).push('x甲.乙\u200b😀y');
    assert.equal(step.released, 'x■■■■■y');
    assert.deepEqual(step.hits, [{ start: 1, end: 7, tag: 0, term: 0 }]);
  });

  it('masks the union of overlapping hits', () => {
    assert.equal(open(screenOf({ 甲乙: 'replace', 乙丙: 'replace' })).push('x甲乙丙y').released, 'x■■■y');
  });

  it('reports a flag hit and releases it untouched', () => {
    const step = open(screenOf({ 禁词: 'flag' })).push('说禁词了');
    assert.equal(step.released, '说禁词了');
    assert.equal(step.hits.length, 1);
  });

  it('holds a masked hit while a longer block term that starts with it is live', () => {
    const stream = open(screenOf({ 甲乙: 'replace', 甲乙丙: 'block' }));
    const first = stream.push('x甲乙');
    assert.deepEqual([first.released, first.hits.length], ['x', 1]);
    assert.equal(stream.heldChars, 2);
    assert.equal(stream.push('丁').released, '■■丁');
  });

  it('lets the block term win over a masked hit inside it', () => {
    const stream = open(screenOf({ 乙: 'replace', 甲乙丙: 'block' }));
    assert.equal(stream.push('x甲乙').released, 'x');
    const step = stream.push('丙');
    assert.deepEqual([step.released, step.cut], ['', true]);
  });

  it('keeps the mask of a hit whose last character begins a live prefix', () => {
    const stream = open(screenOf({ 甲乙: 'replace', 乙丙: 'block' }));
    assert.equal(stream.push('甲乙').released, '■');
    assert.equal(stream.push('丁').released, '■丁');
  });

  it('refuses an empty mask', () => {
    assert.throws(() => screenOf({ 甲: 'replace' }).open({ mask: '' }), HeguiError);
  });
});

describe('surrogate pairs', () => {
  it('are never split in a release', () => {
    const stream = open(screenOf({ 禁词: 'block' }));
    assert.equal(stream.push('好\ud83d').released, '好');
    assert.equal(stream.heldChars, 1);
    assert.equal(stream.push('\ude00吗').released, '😀吗');
  });

  it('become U+FFFD when the other half never comes', () => {
    const stream = open(screenOf({ 禁词: 'block' }));
    assert.equal(stream.push('好\ud83d').released, '好');
    assert.equal(stream.push('吗\ude00').released, '\ufffd吗\ufffd');
    stream.push('\ud83d');
    assert.equal(stream.end().released, '\ufffd');
  });

  it('complete a term although cut in two', () => {
    const stream = open(screenOf({ '禁😀': 'block' }));
    stream.push('禁\ud83d');
    assert.deepEqual(stream.push('\ude00'), { released: '', hits: [{ start: 0, end: 3, tag: 0, term: 0 }], cut: true });
  });
});
