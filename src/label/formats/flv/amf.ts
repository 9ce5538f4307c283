import { concat, fromUtf8, uint16, uint32, utf8, viewOf } from '../../file/bytes.ts';
import { unreadable } from '../../file/source.ts';

const NUMBER = 0;
const STRING = 2;
const OBJECT = 3;
const ECMA_ARRAY = 8;
const STRICT_ARRAY = 10;
const LONG_STRING = 12;
const XML = 15;
const TYPED_OBJECT = 16;
const DEPTH_MAX = 32;
const END_BYTES = 3;
/** Of all kinds; the places and times of a film's key pictures are some thousands. */
const VALUES_MAX = 500_000;
/** Bytes of the values that hold nothing else: booleans, nulls, references, dates. */
const PLAIN_BYTES: Readonly<Record<number, number>> = { 0: 8, 1: 1, 5: 0, 6: 0, 7: 2, 11: 10, 13: 0 };

/** A value of AMF0 with its place among the bytes that were read. */
export interface AmfValue {
  readonly from: number;
  readonly to: number;
  readonly text: string | null;
  /** Where the text itself starts, behind its length. */
  readonly textAt: number;
  readonly number: number | null;
  /** The members of an object, or of an array with names. */
  readonly members: readonly AmfMember[] | null;
  /** The values of an array without names. */
  readonly items: readonly AmfValue[];
  /** Where new members go: before the mark of the end. */
  readonly membersEnd: number;
  /** Where the number of members is written; null for an object, which does not say it. */
  readonly countAt: number | null;
}
/** How many values may still be read. */
interface Budget {
  left: number;
}

export interface AmfMember {
  readonly name: string;
  /** Where the name starts. */
  readonly from: number;
  readonly value: AmfValue;
}

/** The value at a place. @throws HeguiError E_FILE_UNREADABLE when it reaches beyond the bytes, or is of no known kind */
export function parseAmf(bytes: Uint8Array, at: number, depth = 0, budget: Budget = { left: VALUES_MAX }): AmfValue {
  const kind = bytes[at];
  budget.left -= 1;
  if (budget.left < 0) throw unreadable(`the script data of the FLV hold more than ${VALUES_MAX} values`);
  if (kind === undefined || depth > DEPTH_MAX)
    throw unreadable('the script data of the FLV are cut off or nested too deep');
  const plain = {
    from: at,
    text: null,
    textAt: 0,
    number: null,
    members: null,
    items: [],
    membersEnd: 0,
    countAt: null,
  };
  const content = at + 1;
  const size = PLAIN_BYTES[kind];
  if (size !== undefined) {
    const to = requireWithin(bytes, content + size);
    return { ...plain, to, number: kind === NUMBER ? viewOf(bytes).getFloat64(content) : null };
  }
  if (kind === STRING || kind === LONG_STRING || kind === XML) {
    const width = kind === STRING ? 2 : 4;
    return { ...plain, ...readText(bytes, content, width), textAt: content + width };
  }
  if (kind === STRICT_ARRAY) return { ...plain, ...parseItems(bytes, content, depth, budget) };
  if (kind === ECMA_ARRAY) {
    const start = requireWithin(bytes, content + 4);
    return { ...plain, ...parseMembers(bytes, start, depth, budget), countAt: content };
  }
  if (kind === TYPED_OBJECT) return { ...plain, ...parseMembers(bytes, readText(bytes, content, 2).to, depth, budget) };
  if (kind === OBJECT) return { ...plain, ...parseMembers(bytes, content, depth, budget) };
  throw unreadable(`the script data of the FLV hold a value of the kind ${kind}, which is not known`);
}

function requireWithin(bytes: Uint8Array, to: number): number {
  if (to > bytes.length) throw unreadable('a value in the script data of the FLV reaches beyond them');
  return to;
}

function readText(bytes: Uint8Array, at: number, width: 2 | 4): { readonly text: string; readonly to: number } {
  const start = requireWithin(bytes, at + width);
  const length = width === 2 ? viewOf(bytes).getUint16(at) : viewOf(bytes).getUint32(at);
  const to = requireWithin(bytes, start + length);
  return { text: fromUtf8(bytes.subarray(start, to)), to };
}

function parseItems(bytes: Uint8Array, at: number, depth: number, budget: Budget): Pick<AmfValue, 'items' | 'to'> {
  let to = requireWithin(bytes, at + 4);
  const count = viewOf(bytes).getUint32(at);
  const items: AmfValue[] = [];
  while (items.length < count) {
    const item = parseAmf(bytes, to, depth + 1, budget);
    items.push(item);
    to = item.to;
  }
  return { items, to };
}

/** Members up to the mark of the end, which some writers leave out of the outermost where the data end too. */
function parseMembers(
  bytes: Uint8Array,
  start: number,
  depth: number,
  budget: Budget,
): Pick<AmfValue, 'members' | 'membersEnd' | 'to'> {
  const members: AmfMember[] = [];
  let at = start;
  while (at < bytes.length) {
    const { text: name, to } = readText(bytes, at, 2);
    if (name === '' && bytes[to] === 9) return { members, membersEnd: at, to: at + END_BYTES };
    const value = parseAmf(bytes, to, depth + 1, budget);
    members.push({ name, from: at, value });
    at = value.to;
  }
  // What is added behind an object that never ends would be in it.
  if (depth > 0) throw unreadable('an object in the script data of the FLV does not end');
  return { members, membersEnd: at, to: at };
}

/** A member with a text. */
export function makeMember(name: string, text: string): Uint8Array {
  const bytes = utf8(text);
  const isShort = bytes.length < 2 ** 16;
  return concat(
    amfName(name),
    Uint8Array.of(isShort ? STRING : LONG_STRING),
    isShort ? uint16(bytes.length) : uint32(bytes.length),
    bytes,
  );
}

const amfName = (name: string): Uint8Array => concat(uint16(utf8(name).length), utf8(name));

/** Script data of this name with one member. */
export const makeScript = (name: string, member: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(STRING), amfName(name), Uint8Array.of(ECMA_ARRAY), uint32(1), member, Uint8Array.of(0, 0, 9));
