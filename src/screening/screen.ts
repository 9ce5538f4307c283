import { HeguiError } from '../kernel/errors.ts';
import { buildAutomaton } from './build.ts';
import { asksForSounds, buildEvasion, type Evasion, EvasionTerms, reverseTerm, scanEvasion } from './evasion/index.ts';
import { type Folding, foldingKey, foldTableOf, foldTerm } from './fold.ts';
import { HitRows } from './hit-rows.ts';
import type { TakeHits } from './kernel/text-kernel.ts';
import type { Lane, ScreenHit, TermAction, TermTable } from './lane.ts';
import { pickLongest, reportLongest, type Semantics } from './leftmost-longest.ts';
import { makePartRoom } from './rules/combinations.ts';
import { RuleCompiler } from './rules/compile-rules.ts';
import { CrowdJudge } from './rules/crowd-judge.ts';
import type { FoldedLane } from './rules/phrase-finder.ts';
import { type PlannedTerm, planTerm, type RulePlan } from './rules/rule-plan.ts';
import { RuleReader } from './rules/rule-reader.ts';
import type { TermRules } from './rules/term-rules.ts';
import { openStream, type ScreenStream } from './stream.ts';
import { prepareLane, readerOf, scanLane } from './whole-text.ts';

export interface TermSpec {
  readonly text: string;
  /** Any number; it comes back with each hit, so that the caller finds the list, the risk and the action. */
  readonly tag: number;
  readonly action: TermAction;
  /** What must hold besides before it counts as found; see `rules/README.md`. */
  readonly rules?: TermRules | undefined;
}

/** Terms that are compared under the same folding, unless a term's rules override it. */
export interface TermGroup {
  readonly folding: Folding;
  /** Phrases that redeem the hits of every term of the group that lie inside them. */
  readonly allow?: readonly string[] | undefined;
  readonly terms: readonly TermSpec[];
}

export interface ScanOptions {
  /** `overlapping` unless said otherwise. */
  readonly semantics?: Semantics | undefined;
}

export interface OpenOptions extends ScanOptions {
  /** Stands in for each code point of a hit whose action is `replace`. */
  readonly mask: string;
}

/** A compiled set of terms. It never changes and may serve any number of texts and streams at once. */
export interface Screen {
  /** How many terms it holds. */
  readonly terms: number;
  /**
   * The hits in a text by start, then end, then term: all of them, overlapping ones too, or with `leftmost-longest` the
   * longest of those that start first, then those behind it. Offsets are UTF-16 units of the text given; half a surrogate
   * pair counts as U+FFFD.
   */
  scan(text: string, options?: ScanOptions): ScreenHit[];
  /**
   * Opens a channel. The semantics concern the hits reported; what is released, masked and cut follows from all hits.
   *
   * @throws HeguiError E_INTERNAL when the mask is empty: text around a masked hit would run together.
   */
  open(options: OpenOptions): ScreenStream;
}

/** A screen that also reads whole corpora. */
export interface CorpusScreen extends Screen {
  /**
   * Hands over all hits in a text of any length without an object for each, in batches and in no particular order: `take`
   * gets an array, and from where to where in it there are three numbers each (start, end, term). The array is overwritten
   * once `take` returns. For corpora and lists that hit often; otherwise `scan` is handier.
   */
  visit(text: string, take: TakeHits): void;
}

interface LaneTerms {
  readonly folding: Folding;
  readonly folded: Uint16Array[];
  readonly numbers: number[];
}

/**
 * Compiles the terms; terms with the same folding share one automaton. No term at all is fine: everything flows.
 *
 * @throws HeguiError E_REQUEST_INVALID naming a term, or what a rule names, that no text can match (see `foldTerm`), or
 * a rule out of its bounds.
 */
export function compileScreen(groups: readonly TermGroup[]): CorpusScreen {
  const tags: number[] = [];
  const actions: TermAction[] = [];
  const lanes = new LaneSet();
  const evasionTerms = new EvasionTerms();
  const compiler = new RuleCompiler();
  for (const [groupIndex, { folding, terms, allow }] of groups.entries()) {
    const first = tags.length;
    const path = `groups.${groupIndex}`;
    for (const [index, { text, tag, action, rules }] of terms.entries()) {
      const planned = planAt(text, rules, folding, path, index);
      const isLookedFor = rules === undefined || compiler.addTerm(tags.length, planned, groupIndex);
      if (isLookedFor) lanes.add(planned.folding, planned.head, tags.length);
      if (planned.isWhole) addEvasions(planned.folding, text, planned.head, tags.length, lanes, evasionTerms);
      tags.push(tag);
      actions.push(action);
    }
    compiler.addAllowed(first, tags.length, folding, allow ?? [], `${path}.allow`);
  }
  for (const [index, { folding, symbols }] of compiler.extras.entries())
    lanes.add(folding, symbols, tags.length + index);
  const built = lanes.build();
  const evasion = buildEvasion(evasionTerms, makeLane);
  const plan = compiler.finish(built, evasion, tags.length);
  return new LaneScreen(
    built.map(({ lane }) => lane),
    { tags, actions },
    plan,
    evasion,
  );
}

// Two hundred thousand paths would cost as much as folding the terms, so only the one of a term that is refused is spelt out.
function planAt(
  text: string,
  rules: TermRules | undefined,
  folding: Folding,
  path: string,
  index: number,
): PlannedTerm {
  try {
    return planTerm(text, rules, folding, '');
  } catch {
    return planTerm(text, rules, folding, `${path}.terms.${index}`);
  }
}

// A term with gaps or partners is looked for as its alphabet has it: its parts are no terms by themselves.
function addEvasions(
  folding: Folding,
  text: string,
  folded: Uint16Array,
  number: number,
  lanes: LaneSet,
  evasionTerms: EvasionTerms,
): void {
  const reversed = reverseTerm(folding, folded);
  if (reversed !== null) lanes.add(folding, reversed, number);
  const sounded = asksForSounds(folding) ? foldTerm(text, { ...folding, numbers: false }, 'text') : folded;
  evasionTerms.add(folding, { folded, sounded, number });
}

function makeLane({ folding, folded, numbers }: LaneTerms): Lane {
  const table = foldTableOf(folding);
  return { automaton: buildAutomaton(table, folded), terms: Int32Array.from(numbers), foldsPairs: table.foldsPairs };
}

/** The terms by the folding they are compared under. */
class LaneSet {
  readonly #terms = new Map<number, LaneTerms>();
  #last: LaneTerms | undefined;

  add(folding: Folding, folded: Uint16Array, number: number): void {
    const lane = this.#last?.folding === folding ? this.#last : this.#laneOf(folding);
    this.#last = lane;
    lane.folded.push(folded);
    lane.numbers.push(number);
  }

  #laneOf(folding: Folding): LaneTerms {
    const key = foldingKey(folding);
    const known = this.#terms.get(key);
    if (known !== undefined) return known;
    const lane = { folding, folded: [], numbers: [] };
    this.#terms.set(key, lane);
    return lane;
  }

  build(): FoldedLane[] {
    return [...this.#terms.values()].map((terms) => ({ folding: terms.folding, lane: makeLane(terms) }));
  }
}

class LaneScreen implements CorpusScreen {
  readonly #lanes: readonly Lane[];
  readonly #table: TermTable;
  readonly #plan: RulePlan | null;
  readonly #evasion: Evasion;
  // What a whole text has, before and after its rules.
  readonly #found = new HitRows();
  readonly #certain = new HitRows();
  readonly #crowds: CrowdJudge | null;
  readonly #room = makePartRoom();

  constructor(lanes: readonly Lane[], table: TermTable, plan: RulePlan | null, evasion: Evasion) {
    this.#lanes = lanes;
    this.#table = table;
    this.#plan = plan;
    this.#evasion = evasion;
    this.#crowds = plan === null ? null : new CrowdJudge(plan);
    for (const lane of lanes) prepareLane(lane);
  }

  get terms(): number {
    return this.#table.tags.length;
  }

  scan(text: string, { semantics }: ScanOptions = {}): ScreenHit[] {
    const hits = this.#scanRows(text).toHits(this.#table);
    return semantics === 'leftmost-longest' ? pickLongest(hits) : hits;
  }

  visit(text: string, take: TakeHits): void {
    if (this.#isPlain) {
      for (const lane of this.#lanes) readerOf(lane).read(text, take);
      return;
    }
    const hits = this.#scanRows(text);
    const numbers = hits.pack();
    take(hits.rows, 0, numbers);
  }

  /** The hits of a whole text, which the next one overwrites. */
  #scanRows(text: string): HitRows {
    const whole = text.toWellFormed();
    const found = this.#found;
    found.clear();
    for (const lane of this.#lanes) scanLane(lane, whole, found);
    scanEvasion(this.#evasion, whole, found);
    const { lattices, columns } = this.#evasion;
    // Rules need the occurrences of each term in order, as lanes find them, and none twice.
    if (this.#plan === null || lattices.length + columns.length > 0) found.sort();
    if (this.#plan === null) return found;
    const hits = this.#certain;
    hits.clear();
    const judged = this.#crowds?.judge(found, whole) ?? null;
    new RuleReader(this.#plan, { notesOpen: false, room: this.#room }).readWhole(found, whole, judged, hits);
    hits.sort();
    return hits;
  }

  /** Whether every occurrence that a lane finds is a hit, at the lane's own offsets, and nothing else is. */
  get #isPlain(): boolean {
    const { lattices, columns } = this.#evasion;
    const hasOthers = this.#plan !== null || lattices.length > 0 || columns.length > 0;
    return !hasOthers && this.#lanes.length < 2 && this.#lanes.every(({ foldsPairs }) => !foldsPairs);
  }

  open({ mask, semantics }: OpenOptions): ScreenStream {
    if (mask === '') throw new HeguiError('E_INTERNAL', 'mask: is empty; give one character');
    const stream = openStream({
      lanes: this.#lanes,
      table: this.#table,
      plan: this.#plan,
      evasion: this.#evasion,
      mask: mask.toWellFormed(),
    });
    return semantics === 'leftmost-longest' ? reportLongest(stream) : stream;
  }
}

/** A screen without terms: everything flows. */
export const neverScreen: Screen = compileScreen([]);
