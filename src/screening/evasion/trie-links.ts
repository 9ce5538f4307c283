import { HAS_LETTER, type Spelling } from './spelling.ts';
import type { SymbolTrie } from './symbol-trie.ts';

/** What a sequence of symbols that is read as it stands needed on the way, and what may be done with it. */
export interface TrieLinks {
  /** By node: that of its longest proper suffix; 0 for none. */
  readonly falls: Int32Array;
  /** By node: symbols from the root. */
  readonly depths: Uint8Array;
  /** By node: the next in the row of it and its suffixes in which a sequence ends; 0 for none. */
  readonly ends: Int32Array;
  /** By node: HAS_LETTER where a letter is among its symbols. */
  readonly needs: Uint8Array;
}

/** Links the nodes of a trie, so that one state stands for all suffixes of a text that begin a sequence. */
export function linkTrie(trie: SymbolTrie, { isLetter }: Spelling): TrieLinks {
  const links = {
    falls: new Int32Array(trie.size),
    depths: new Uint8Array(trie.size),
    ends: new Int32Array(trie.size),
    needs: new Uint8Array(trie.size),
  };
  const queue = [0];
  for (let at = 0; at < queue.length; at += 1) {
    const parent = queue[at] ?? 0;
    for (let node = trie.firstChild(parent); node !== 0; node = trie.nextChild(node)) {
      const symbol = trie.unitOf(node);
      const fall = parent === 0 ? 0 : findFall(trie, links.falls, parent, symbol);
      links.falls[node] = fall;
      links.depths[node] = (links.depths[parent] ?? 0) + 1;
      links.ends[node] = trie.lastId(node) >= 0 ? node : (links.ends[fall] ?? 0);
      links.needs[node] = (links.needs[parent] ?? 0) | (isLetter[symbol] === 1 ? HAS_LETTER : 0);
      queue.push(node);
    }
  }
  return links;
}

function findFall(trie: SymbolTrie, falls: Int32Array, parent: number, symbol: number): number {
  let from = parent;
  do {
    from = falls[from] ?? 0;
    const fall = trie.child(from, symbol);
    if (fall !== 0) return fall;
  } while (from !== 0);
  return 0;
}
