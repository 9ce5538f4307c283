import type { Patch } from '../../file/patch.ts';
import type { JsonScanner } from './json-scanner.ts';
import {
  ESCAPED,
  IN_CHARACTER,
  IN_HEX,
  IN_STRING,
  IN_WORD,
  type JsonMember,
  type JsonShape,
  type JsonState,
  NOTHING,
  NOTHING_KEPT,
  NOWHERE,
} from './json-state.ts';

/** Marks of deeper texts would be as long as what they save. */
const MARK_DEPTH_MAX = 1_024;
const MARKS_MAX = 512;

/** Where a scan stood before byte `at`: all that decides what it makes of the bytes from there on. */
export interface Mark {
  readonly at: number;
  readonly step: number;
  readonly isKey: boolean;
  readonly isObject: Uint8Array;
  readonly isEmpty: boolean;
  readonly comma: number | null;
  /** How many members had ended. */
  readonly members: number;
}

/** A whole scan: what the text is, and where the scan stood on its way. */
export interface Trail {
  /** Bytes of the text. */
  readonly size: number;
  readonly shape: JsonShape;
  readonly marks: readonly Mark[];
}

/** Marks of one scan, further apart the longer it takes, so that they take the same room for a text of any length. */
export class MarkKeeper {
  marks: Mark[] = [];
  #every = 1;
  #offered = 0;

  offer(state: JsonState, at: number): void {
    this.#offered += 1;
    if (this.#offered % this.#every !== 0) return;
    const mark = markOf(state, at);
    if (mark === null) return;
    this.marks.push(mark);
    if (this.marks.length < MARKS_MAX) return;
    this.marks = this.marks.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }
}

/**
 * Null in the middle of what is kept byte by byte, and of a member that may be a label: there a scan knows more than a mark says.
 */
function markOf(state: JsonState, at: number): Mark | null {
  const { step, isKey, depth, isEmpty, comma, member, members } = state;
  const isKept = step === IN_WORD || step === ESCAPED || step === IN_HEX || step === IN_CHARACTER;
  const isName = step === IN_STRING && isKey && depth === 1;
  if (isKept || isName || member !== null || depth === 0 || depth > MARK_DEPTH_MAX) return null;
  const isObject = state.isObject.slice(0, depth);
  return { at, step, isKey: step === IN_STRING && isKey, isObject, isEmpty, comma, members: members.length };
}

/**
 * Whether a scan that stands here goes on as the one did that left the mark, as long as the same bytes follow: a scan looks at nothing
 * but its state and the next byte, and of the state nothing else has a say in what comes. `kind`, which never changes again, is the
 * same when the outermost containers are; `contentFrom` and `members` are only told.
 */
function isAtMark(state: JsonState, mark: Mark): boolean {
  const own = markOf(state, mark.at);
  return (
    own !== null &&
    own.step === mark.step &&
    own.isKey === mark.isKey &&
    own.isEmpty === mark.isEmpty &&
    own.isObject.length === mark.isObject.length &&
    own.isObject.every((kind, level) => kind === mark.isObject[level])
  );
}

/**
 * Goes through the file that a patch makes of one that was gone through before, and tells its shape. What the patch copies is gone
 * through only until the scan stands as the first one did at the same byte; it then takes up where that one stood last before
 * the next change. Between the two, equal states and equal bytes gave equal outcomes: nothing of the new file is taken
 * on trust, and where the scans do not meet, all of it is read.
 *
 * @param from where the text begins, behind a byte order mark
 * @param scan takes the new file from one byte to another through the scanner
 */
export async function followTrail(
  scanner: JsonScanner,
  from: number,
  patch: Patch,
  { size, marks, shape }: Trail,
  scan: (from: number, to: number) => Promise<void>,
): Promise<JsonShape> {
  let at = from;
  let start = 0;
  for (const segment of patch) {
    if (segment.kind === 'copy') {
      const shift = start - segment.from;
      const within = marks.filter((mark) => mark.at >= segment.from && mark.at < segment.to && mark.at + shift >= at);
      for (const mark of within) {
        await scan(at, mark.at + shift);
        at = mark.at + shift;
        if (!isAtMark(scanner.state, mark)) continue;
        if (segment === patch.at(-1) && segment.to === size) return endAsBefore(scanner.state, mark, shape, shift);
        const last = within.at(-1) ?? mark;
        takeUp(scanner.state, mark, last, shape, shift);
        at = last.at + shift;
        break;
      }
    }
    start += segment.kind === 'copy' ? segment.to - segment.from : segment.bytes.length;
    await scan(at, start);
    at = Math.max(at, start);
  }
  return scanner.finish(at);
}

/** Puts the scan where the first one stood at `last`, as it stands like that one at `mark` now. */
function takeUp(state: JsonState, mark: Mark, last: Mark, shape: JsonShape, shift: number): void {
  const { comma } = state;
  state.members.push(...movedMembers(shape.members.slice(mark.members, last.members), mark, comma, shift));
  state.step = last.step;
  state.isKey = last.isKey;
  state.depth = last.isObject.length;
  state.isObject.set(last.isObject);
  state.isEmpty = last.isEmpty;
  state.comma = movedComma(last.comma, mark, comma, shift);
  state.tokenFrom = NOWHERE;
  state.kept = NOTHING_KEPT;
}

/** The shape of a text that goes on from `mark` as the first one did, to the end. */
function endAsBefore(state: JsonState, mark: Mark, shape: JsonShape, shift: number): JsonShape {
  const members = movedMembers(shape.members.slice(mark.members), mark, state.comma, shift);
  state.step = NOTHING;
  return {
    kind: shape.kind,
    contentFrom: state.contentFrom,
    isEmpty: shape.isEmpty,
    members: [...state.members, ...members],
  };
}

function movedMembers(
  members: readonly JsonMember[],
  mark: Mark,
  comma: number | null,
  shift: number,
): readonly JsonMember[] {
  return members.map((member) => ({
    name: member.name,
    from: member.from + shift,
    valueFrom: member.valueFrom + shift,
    to: member.to + shift,
    commaBefore: movedComma(member.commaBefore, mark, comma, shift),
  }));
}

/** A comma behind the mark has moved with it; one before it is the last that this scan has met. */
const movedComma = (place: number | null, mark: Mark, met: number | null, shift: number): number | null =>
  place !== null && place >= mark.at ? place + shift : met;
