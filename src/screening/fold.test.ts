import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { readTraditionalPairs, renderFoldTraditional } from '../../scripts/generate-fold.ts';
import { foldTableOf, foldTerm, INVISIBLE, SEPARATOR, SYMBOL } from './fold.ts';
import { TRADITIONAL_PAIRS } from './fold-traditional.ts';
import { EXACT, FOLDED } from './testing/cases.ts';

const fold = (text: string, folding = FOLDED): string => String.fromCharCode(...foldTerm(text, folding, 'term'));

describe('fold-traditional.ts', () => {
  it('is what its generator makes of the dictionary', () => {
    const committed = readFileSync(new URL('./fold-traditional.ts', import.meta.url), 'utf8');
    assert.equal(committed, renderFoldTraditional());
  });

  it('leads to characters that are not folded further', () => {
    const pairs = readTraditionalPairs();
    assert.ok(pairs.size > 2_500);
    assert.deepEqual(
      [...pairs.values()].filter((simplified) => pairs.has(simplified)),
      [],
    );
  });

  it('holds pairs of single units, none of them a surrogate', () => {
    assert.equal(TRADITIONAL_PAIRS.length, 2 * readTraditionalPairs().size);
    assert.doesNotMatch(TRADITIONAL_PAIRS, /[\ud800-\udfff]/);
  });
});

describe('foldTableOf', () => {
  it('gives the same table for the same setting', () => {
    assert.equal(foldTableOf({ ...FOLDED }), foldTableOf(FOLDED));
  });

  it('changes nothing when every folding is off', () => {
    const { units, kinds } = foldTableOf(EXACT);
    assert.ok(units.every((folded, unit) => folded === unit));
    assert.ok(kinds.every((kind) => kind === SYMBOL));
  });

  it('never folds a surrogate', () => {
    const { units } = foldTableOf(FOLDED);
    for (let unit = 0xd800; unit < 0xe000; unit += 1) assert.equal(units[unit], unit);
  });

  it('folds each unit in one step: folding again changes nothing', () => {
    const { units, kinds } = foldTableOf(FOLDED);
    for (const [unit, folded] of units.entries()) {
      if (kinds[unit] === SYMBOL) assert.equal(units[folded], folded, `U+${unit.toString(16)}`);
    }
  });

  it('keeps what sentences and lines end with as symbols', () => {
    const { kinds } = foldTableOf(FOLDED);
    for (const mark of '\n\r\u2028，。！？；：、,;:!?｡､')
      assert.equal(kinds[mark.charCodeAt(0)], SYMBOL, JSON.stringify(mark));
  });

  it('treats a full-width mark as the separator it stands for', () => {
    const { kinds } = foldTableOf(FOLDED);
    for (const mark of '．＊－＿｜／＼～＾＋＝＃＠＆＇＂｀＜＞（）［］｛｝\u3000･') {
      assert.equal(kinds[mark.charCodeAt(0)], SEPARATOR, mark);
    }
  });

  it('knows the invisible characters that need not be typed to be there', () => {
    const { kinds } = foldTableOf(FOLDED);
    const invisible =
      '\u0000\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200c\u200d\u200e\u202e\u2060\u2066\u3164\ufe0f\ufeff\uffa0\ufffd';
    for (const mark of invisible) assert.equal(kinds[mark.charCodeAt(0)], INVISIBLE, JSON.stringify(mark));
  });
});

describe('foldTerm', () => {
  it('folds width, then script, then case, and drops what is skipped', () => {
    assert.equal(fold('Ｖ\u200bＸ - 領'), 'vx领');
  });

  it('keeps every unit when all foldings are off', () => {
    assert.equal(fold('Ｖ - 領😀', EXACT), 'Ｖ - 領😀');
  });

  it('drops both halves of an invisible pair', () => {
    assert.equal(fold('甲\u{e0100}乙'), '甲乙');
  });
});
