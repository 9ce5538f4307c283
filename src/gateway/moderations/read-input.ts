import { isObject } from '../chat/json-object.ts';
import { invalid } from '../chat/request.ts';

/** What a moderation request asks about. */
export interface ModerationInput {
  /** How many results the answer has: one a text, but one for all parts of a message. */
  readonly results: number;
  /** Places of what is no text and was not looked at, such as `input.1`. */
  readonly notScreened: readonly { readonly path: string; readonly type: string }[];
  /** The number of the result that the text at a path belongs to. */
  resultOf(path: string): number;
}

const INPUTS_MAX = 2_048;
/** Kinds of parts that are no text; anything else is refused, because nobody would know whether it was looked at. */
const IMAGE_TYPES = new Set(['image_url']);

/**
 * Reads a text, a list of texts, or a list of parts `{type, text}`.
 *
 * @throws HeguiError E_REQUEST_INVALID naming what is none of these.
 */
export function readModerationInput(input: unknown): ModerationInput {
  if (typeof input === 'string') return { results: 1, notScreened: [], resultOf: () => 0 };
  if (!Array.isArray(input) || input.length === 0 || input.length > INPUTS_MAX) {
    throw invalid('input', `must be a text, or a list of 1 to ${INPUTS_MAX} texts or parts`);
  }
  if (input.every((item) => typeof item === 'string')) {
    return { results: input.length, notScreened: [], resultOf: (path) => Number(path.split('.')[1] ?? 0) };
  }
  const notScreened = input.flatMap((part, index) => {
    const type = checkPart(part, `input.${index}`);
    return type === 'text' ? [] : [{ path: `input.${index}`, type }];
  });
  return { results: 1, notScreened, resultOf: () => 0 };
}

function checkPart(part: unknown, path: string): string {
  if (!isObject(part))
    throw invalid(path, 'must be a text like the others, or a part such as {"type":"text","text":"…"}');
  if (part.type === 'text') {
    if (typeof part.text !== 'string') throw invalid(`${path}.text`, 'must be a text');
    return 'text';
  }
  if (typeof part.type === 'string' && IMAGE_TYPES.has(part.type)) return part.type;
  throw invalid(`${path}.type`, 'must be "text" or "image_url"');
}
