import {
  COLON_ONLY,
  COMMA_OR_END,
  DEPTH_MAX,
  isInObject,
  type JsonState,
  KEY,
  KEY_OR_END,
  NOTHING_KEPT,
  NOWHERE,
  IN_STRING as STRING_STEP,
  VALUE,
  VALUE_OR_END,
  IN_WORD as WORD_STEP,
} from '../json-state.ts';
import {
  ENDED,
  IN_STRING,
  IN_WORD,
  type JsonEngine,
  LEAST_BYTES,
  LEVEL_MAX,
  OPENED,
  SEPARATED,
  type Stand,
} from './engine.ts';

/** Levels that the kernel is told when it begins; the room above is for what opens meanwhile. */
const LEVELS_TOLD = 31;

/**
 * Takes a scan as far as the kernel goes: over bytes of the engine from `from` to `to`, of which the first of all is byte `at` of the
 * text. Returns where the scanner has to go on; that is `from` wherever the scan stands at something that the kernel leaves alone: the
 * outermost value's beginning and end, a label, the middle of an escape or a word, and great depth.
 */
export function leap(engine: JsonEngine, state: JsonState, from: number, to: number, at: number): number {
  // What stands in a label's value ends it when it goes down to the outermost object.
  const bottom = state.member === null ? 1 : 2;
  const before = beforeOf(state);
  if (to - from < LEAST_BYTES || state.depth < bottom || before === null || state.isEmpty) return from;
  const level = Math.min(state.depth - bottom, LEVELS_TOLD);
  const under = state.depth - level - 1;
  if (under + LEVEL_MAX >= DEPTH_MAX) return from;
  const { stand } = engine;
  stand.before = before;
  stand.hasColon = state.step === VALUE || state.step === COMMA_OR_END || (state.step === STRING_STEP && !state.isKey);
  stand.level = level;
  for (let index = 0; index <= level; index += 1) stand.isObject[index] = state.isObject[state.depth - 1 - index] ?? 0;
  const end = engine.skip(from, to, under === 0);
  if (end === from) return from;
  state.depth = under + stand.level + 1;
  for (let index = 0; index <= stand.level; index += 1)
    state.isObject[state.depth - 1 - index] = stand.isObject[index] ?? 0;
  if (stand.commaAt >= 0) state.comma = at + stand.commaAt;
  land(state, stand, at);
  return end;
}

/** What stands before the place of the scan; null for what the kernel does not know. */
function beforeOf(state: JsonState): number | null {
  switch (state.step) {
    case VALUE_OR_END:
    case KEY_OR_END:
      return OPENED;
    case VALUE:
    case KEY:
      return SEPARATED;
    case COLON_ONLY:
    case COMMA_OR_END:
      return ENDED;
    case STRING_STEP:
      // A name that may be a label's has to be looked at.
      return state.isKey && state.depth === 1 && state.tokenFrom !== NOWHERE ? null : IN_STRING;
    default:
      return null;
  }
}

/** The scan behind what the kernel went through. */
function land(state: JsonState, { before, hasColon, wordAt }: Stand, at: number): void {
  const isObject = isInObject(state);
  const hasKey = isObject && !hasColon;
  state.kept = NOTHING_KEPT;
  if (before === IN_STRING) {
    state.step = STRING_STEP;
    state.isKey = hasKey;
    state.tokenFrom = NOWHERE;
  } else if (before === IN_WORD) {
    state.step = WORD_STEP;
    state.isKey = false;
    state.tokenFrom = at + wordAt;
  } else if (before === OPENED) state.step = isObject ? KEY_OR_END : VALUE_OR_END;
  else if (before === SEPARATED) state.step = hasKey ? KEY : VALUE;
  else state.step = hasKey ? COLON_ONLY : COMMA_OR_END;
}
