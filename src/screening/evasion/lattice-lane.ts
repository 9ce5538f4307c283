import type { Folding } from '../fold.ts';
import { HashFilter, hashPair, OWN_FIRST, OWN_SECOND } from './hash-filter.ts';
import { type LatticeTables, makeLatticeTables } from './lattice-tables.ts';
import { type LatticeTerms, ShapeTerms, SoundTerms, soundVariants } from './lattice-terms.ts';
import { Moves } from './moves.ts';
import { makeShapeSpelling, makeSoundSpelling, type Spelling } from './spelling.ts';
import { SymbolTrie } from './symbol-trie.ts';
import { linkTrie, type TrieLinks } from './trie-links.ts';

/** Terms that are looked for in spellings that the alphabet cannot fold, with all of their prefixes as a trie. */
export class LatticeLane {
  readonly spelling: Spelling;
  readonly trie: SymbolTrie;
  readonly tables: LatticeTables;
  /** What a sequence of the trie belongs to, by its number. */
  readonly terms: LatticeTerms;
  readonly links: TrieLinks;
  readonly moves: Moves;
  /** Terms of two characters that may be found with one of them as it is; null for none. */
  readonly pairs: HashFilter | null;
  /** @param used the symbols of the terms. */
  constructor(
    spelling: Spelling,
    trie: SymbolTrie,
    used: ReadonlySet<number>,
    terms: LatticeTerms,
    pairs: HashFilter | null,
  ) {
    this.spelling = spelling;
    this.trie = trie;
    this.tables = makeLatticeTables(spelling, trie, used);
    this.links = linkTrie(trie, spelling);
    this.moves = new Moves(this.tables, trie, spelling.patternsAreWords);
    this.terms = terms;
    this.pairs = pairs;
  }
}

/** Kinds that make a lane of shapes, and a lane of sounds. */
export const SHAPE_KINDS = ['doubled', 'lookalike', 'split'] as const;
export const SOUND_KINDS = ['homophone', 'pinyin'] as const;

export const asksForSounds = (folding: Folding): boolean => SOUND_KINDS.some((kind) => folding[kind] === true);

export interface ListedTerm {
  /** Its folded units under the alphabet's kinds. */
  readonly folded: Uint16Array;
  /** The same without `numbers`: a character that is a numeral has a sound too. */
  readonly sounded: Uint16Array;
  /** Its number over all terms. */
  readonly number: number;
}

/** The lane of shapes for these terms; null when the folding asks for none of its kinds or no term is fit for them. */
export function buildShapeLane(folding: Folding, listed: readonly ListedTerm[]): LatticeLane | null {
  if (!SHAPE_KINDS.some((kind) => folding[kind] === true)) return null;
  const trie = new SymbolTrie();
  const used = new Set<number>();
  const terms = new ShapeTerms(folding);
  for (const { folded, number } of listed) {
    const id = terms.add(folded, number);
    if (id < 0) continue;
    trie.insert(folded, id);
    for (const unit of folded) used.add(unit);
  }
  return used.size === 0 ? null : new LatticeLane(makeShapeSpelling(folding, used), trie, used, terms, null);
}

/** The lane of sounds for these terms; null when the folding asks for none of its kinds or no term is fit for them. */
export function buildSoundLane(folding: Folding, listed: readonly ListedTerm[]): LatticeLane | null {
  if (!asksForSounds(folding)) return null;
  const spoken = { ...folding, numbers: false };
  const trie = new SymbolTrie();
  const used = new Set<number>();
  const terms = new SoundTerms(spoken);
  const pairs: number[] = [];
  for (const { sounded, number } of listed) {
    const first = terms.add(sounded, number);
    if (first < 0) continue;
    for (const [index, variant] of soundVariants(sounded).entries()) {
      trie.insert(variant, index === 0 ? first : terms.addVariant());
      for (const symbol of variant) used.add(symbol);
      if (spoken.homophone === true && variant.length === 2) pairs.push(...hashesOf(sounded, variant));
    }
  }
  if (used.size === 0) return null;
  return new LatticeLane(makeSoundSpelling(spoken, used), trie, used, terms, new HashFilter(pairs));
}

/** Of a term of two characters: what is looked up where one of them is as it is. */
const hashesOf = (
  [firstUnit = 0, secondUnit = 0]: Iterable<number>,
  [firstSymbol = 0, secondSymbol = 0]: Iterable<number>,
): readonly number[] => [hashPair(firstUnit, secondSymbol, OWN_FIRST), hashPair(secondUnit, firstSymbol, OWN_SECOND)];
