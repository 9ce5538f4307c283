/** More open containers than this are refused. */
export const DEPTH_MAX = 10_000;

// What is being read, or may come next. Numbers and not words: they are compared for every byte outside of strings.
export const VALUE = 0;
export const VALUE_OR_END = 1;
export const KEY = 2;
export const KEY_OR_END = 3;
export const COLON_ONLY = 4;
export const COMMA_OR_END = 5;
export const NOTHING = 6;
export const IN_STRING = 7;
export const IN_WORD = 8;
export const ESCAPED = 9;
export const IN_HEX = 10;
export const IN_CHARACTER = 11;

/** A member of the outermost object whose name is AIGC in any case; places are those of the bytes. */
export interface JsonMember {
  readonly name: string;
  readonly from: number;
  readonly valueFrom: number;
  readonly to: number;
  /** The comma before it; null for the first member. */
  readonly commaBefore: number | null;
}

/** The outermost value of a JSON text. */
export interface JsonShape {
  readonly kind: 'object' | 'array' | 'scalar';
  /** Behind the bracket that opens it. */
  readonly contentFrom: number;
  readonly isEmpty: boolean;
  readonly members: readonly JsonMember[];
}

/** Where a scan of a JSON text stands between two bytes. */
export interface JsonState {
  step: number;
  depth: number;
  /** Kinds of the containers that are open, the outermost first, `depth` of them: 1 for an object. */
  readonly isObject: Uint8Array;
  kind: JsonShape['kind'] | null;
  contentFrom: number;
  isEmpty: boolean;
  readonly members: JsonMember[];
  /** A member AIGC whose end has not come yet. */
  member: OpenMember | null;
  /** The last comma of the outermost object. */
  comma: number | null;
  /** Whether the string that is being read is a name. */
  isKey: boolean;
  /** The first byte of the string or word that is being read; NOWHERE for a name of which it is known that it is no label's. */
  tokenFrom: number;
  /** What pieces before this one had of it, as far as it is needed. */
  kept: Uint8Array;
  /** Digits of an escape, or bytes of a character, that are still to come, and what the next of those bytes may be. */
  due: number;
  least: number;
  most: number;
}

export interface OpenMember {
  readonly name: string;
  readonly from: number;
  valueFrom: number | null;
  readonly commaBefore: number | null;
}

export const NOTHING_KEPT: Uint8Array = new Uint8Array();
export const NOWHERE: number = Number.NEGATIVE_INFINITY;

export const beginState = (): JsonState => ({
  step: VALUE,
  depth: 0,
  isObject: new Uint8Array(DEPTH_MAX),
  kind: null,
  contentFrom: 0,
  isEmpty: true,
  members: [],
  member: null,
  comma: null,
  isKey: false,
  tokenFrom: 0,
  kept: NOTHING_KEPT,
  due: 0,
  least: 0,
  most: 0,
});

/** Whether the innermost open container is an object. */
export const isInObject = ({ depth, isObject }: JsonState): boolean => isObject[depth - 1] === 1;
