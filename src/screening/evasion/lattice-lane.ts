import { type Folding, foldTableOf } from '../fold.ts';
import { type LatticeTerm, soundVariants, toShapeTerm, toSoundTerm } from './lattice-term.ts';
import { makeShapeSpelling, makeSoundSpelling, type Spelling } from './spelling.ts';
import { SymbolTrie } from './symbol-trie.ts';

/** Terms that are looked for in spellings that the alphabet cannot fold, with all of their prefixes as a trie. */
export interface LatticeLane {
  readonly spelling: Spelling;
  readonly trie: SymbolTrie;
  /** What a sequence of the trie belongs to, by its number. */
  readonly terms: readonly LatticeTerm[];
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
  const fit = listed.map((term) => toShapeTerm(folding, term)).filter((term) => term !== null);
  if (fit.length === 0) return null;
  const trie = new SymbolTrie();
  const used = new Set<number>();
  for (const [id, { folded }] of fit.entries()) {
    trie.insert(folded, id);
    for (const unit of folded) used.add(unit);
  }
  return { spelling: makeShapeSpelling(folding, used), trie, terms: fit };
}

/** The lane of sounds for these terms; null when the folding asks for none of its kinds or no term is fit for them. */
export function buildSoundLane(folding: Folding, listed: readonly ListedTerm[]): LatticeLane | null {
  if (!asksForSounds(folding)) return null;
  const spoken = { ...folding, numbers: false };
  const table = foldTableOf(spoken);
  const trie = new SymbolTrie();
  const used = new Set<number>();
  const terms: LatticeTerm[] = [];
  for (const one of listed) {
    const term = toSoundTerm(spoken, table, { folded: one.sounded, number: one.number });
    if (term === null) continue;
    for (const variant of soundVariants(one.sounded)) {
      trie.insert(variant, terms.length);
      terms.push(term);
      for (const symbol of variant) used.add(symbol);
    }
  }
  return terms.length === 0 ? null : { spelling: makeSoundSpelling(spoken, used), trie, terms };
}
