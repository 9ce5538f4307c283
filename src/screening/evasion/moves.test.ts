import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeSeed, seededRandom } from '../../kernel/testing/seeded-random.ts';
import { type Folding, foldTerm } from '../fold.ts';
import { compileScreen } from '../index.ts';
import { makeNaiveScreen } from '../testing/naive-screen.ts';
import { buildShapeLane, type LatticeLane } from './lattice-lane.ts';
import { READING_WIDTH } from './lattice-tables.ts';
import { ENDS, GOES_ON, MAY_BEGIN, MOVE_BY, MOVE_NODE, MOVE_PATTERN, MOVE_WIDTH, Moves, OTHERWISE } from './moves.ts';
import { charactersInParts, spellingsInParts } from './parts.ts';

const SPLIT: Folding = {
  width: false,
  case: true,
  traditional: false,
  invisible: false,
  separators: false,
  split: true,
};
const QUESTIONS = 20_000;
const TERMS = 2_000;

/** The parts that stand for the most characters, with these. */
function busiestParts(): [parts: string, characters: string[]] {
  const byParts = new Map<string, string[]>();
  for (const character of charactersInParts())
    for (const units of spellingsInParts(character)) {
      const parts = String.fromCharCode(...units);
      byParts.set(parts, [...(byParts.get(parts) ?? []), String.fromCharCode(character)]);
    }
  return [...byParts].sort(([, one], [, other]) => other.length - one.length)[0] ?? ['', []];
}

/** Moves as node, pattern and needs, without any memory. */
function movesOf({ tables, trie }: LatticeLane, node: number, pattern: number, unit: number): number[][] {
  const { firstReadings, readings, owns, parts, patterns, outputs, firstReach, reach } = tables;
  const unitClass = unit & 0xffff;
  const moves: number[][] = [];
  const advance = (symbol: number, by: number): void => {
    const child = trie.child(node, symbol);
    if (child === 0) return;
    moves.push([child, 0, by | (trie.lastId(child) >= 0 ? ENDS : 0) | (trie.hasChildren(child) ? GOES_ON : 0)]);
  };
  for (
    let at = firstReadings[unitClass] ?? 0;
    pattern === 0 && at < (firstReadings[unitClass + 1] ?? 0);
    at += READING_WIDTH
  ) {
    const isOwn = at === firstReadings[unitClass] && owns[unitClass] !== 0;
    if (!isOwn || (unit & OTHERWISE) === 0) advance(readings[at] ?? 0, readings[at + 1] ?? 0);
  }
  const mayGoOn = pattern !== 0 || (unit & MAY_BEGIN) !== 0;
  const next = mayGoOn && parts[unitClass] !== 0 ? patterns.child(pattern, parts[unitClass] ?? 0) : 0;
  if (next === 0) return moves;
  for (let id = patterns.lastId(next); id >= 0; id = patterns.idBefore(id))
    advance(outputs[READING_WIDTH * id] ?? 0, outputs[READING_WIDTH * id + 1] ?? 0);
  const symbols = reach.subarray(firstReach[next], firstReach[next + 1]);
  if (symbols.some((symbol) => trie.child(node, symbol) !== 0)) moves.push([node, next, GOES_ON]);
  return moves;
}

const classOf = ({ tables }: LatticeLane, unit: number): number => (tables.words[unit] ?? 0) & 0xffff;

/** Does the unit lead on from some of these? */
const answers = (lane: LatticeLane, nodes: readonly number[], patterns: readonly number[], unit: number): boolean =>
  patterns.slice(1).some((pattern) => movesOf(lane, nodes[0] ?? 0, pattern, classOf(lane, unit)).length > 0);

it('answers are the same whether they are kept or not', (t) => {
  const random = seededRandom(describeSeed(t));
  const below = (end: number): number => Math.floor(random() * end);
  const all = [...busiestParts()[1].map((one) => one.charCodeAt(0)), ...[...charactersInParts()].slice(0, 30)];
  const character = (): string => String.fromCharCode(all[below(all.length)] ?? 0);
  const listed = Array.from({ length: TERMS }, (_, number) => {
    const folded = foldTerm(Array.from({ length: 2 + below(3) }, character).join(''), SPLIT, 'term');
    return { folded, sounded: folded, number };
  });
  const lane = buildShapeLane({ ...SPLIT, lookalike: true }, listed);
  assert.ok(lane !== null);
  const { trie, tables } = lane;
  // So few are kept that questions which differ in one thing only come to the same place all the time.
  const moves = new Moves(tables, trie, false, 2);
  const some = (end: number, count: number): number[] => Array.from({ length: count }, () => below(end));
  const nodes = [0, ...all.slice(0, 5).map((symbol) => trie.child(0, symbol)), ...some(trie.size, 3)];
  const busy = [...busiestParts()[0]].map((part) => part.charCodeAt(0));
  const before = busy.slice(0, -1).reduce((pattern, part) => tables.patterns.child(pattern, part), 0);
  const patterns = [0, before, ...some(tables.patterns.size, 15)];
  const others = [...tables.words.keys()].filter((unit) => answers(lane, nodes, patterns, unit)).slice(0, 8);
  const units = [busy.at(-1) ?? 0, ...others];
  for (let asked = 0; asked < QUESTIONS; asked += 1) {
    const node = nodes[below(nodes.length)] ?? 0;
    const pattern = random() < 0.3 ? 0 : (patterns[below(patterns.length)] ?? 0);
    const question: number = classOf(lane, units[below(units.length)] ?? 0) | (below(4) * MAY_BEGIN);
    const first = moves.find(node, pattern, question);
    const found = Array.from({ length: moves.count }, (_, move) => {
      const at = first + MOVE_WIDTH * move;
      return [MOVE_NODE, MOVE_PATTERN, MOVE_BY].map((part) => moves.cells[at + part]);
    });
    assert.deepEqual(found, movesOf(lane, node, pattern, question));
  }
});

it('parts that stand for more characters than a kept answer holds are all of them, at the first time and at the second', () => {
  const [parts, characters] = busiestParts();
  assert.ok(characters.length > 4, `${parts} stands for ${characters.join('')}`);
  const terms = characters.map((character, tag) => ({ text: `${character}女女`, tag, action: 'flag' as const }));
  const list = [{ folding: SPLIT, terms }];
  const text = `${parts}女女。${parts}女女`;
  const hits = compileScreen(list).scan(text);
  assert.deepEqual(hits, makeNaiveScreen(list).scan(text));
  assert.ok(hits.length >= 2 * characters.length);
});
