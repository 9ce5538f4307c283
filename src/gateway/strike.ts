import { isObject, type JsonObject } from './chat/json-object.ts';
import type { InputPiece } from './screen-input.ts';

/** Where the end user's own words stand in requests that hold one prompt. Speech is left out: it reads out what others wrote. */
const PROMPTS: Readonly<Record<string, string>> = {
  'images/generations': 'prompt',
  'images/edits': 'prompt',
  videos: 'prompt',
};

/**
 * The risks, each once and sorted, for which the word lists refuse what the end user wrote last. What stands in the history, in
 * instructions or in results of tools counts against nobody, nor does what a classifier only takes for something. @law measures#14
 */
export function strikeRisksOf(endpoint: string, body: JsonObject, pieces: readonly InputPiece[]): string[] {
  const at = lastTurnOf(endpoint, body);
  if (at === null) return [];
  const own = pieces.filter(({ path }) => path === at || path.startsWith(`${at}.`));
  const blocking = own.flatMap(({ hits }) => hits.filter(({ action, source }) => action === 'block' && !source));
  return [...new Set(blocking.map(({ risk }) => risk))].sort();
}

/** The path of what the end user said last; null when the last word is not theirs. */
function lastTurnOf(endpoint: string, { messages }: JsonObject): string | null {
  if (endpoint !== 'chat.completions') return PROMPTS[endpoint] ?? null;
  if (!Array.isArray(messages)) return null;
  const last: unknown = messages.at(-1);
  return isObject(last) && last.role === 'user' ? `messages.${messages.length - 1}` : null;
}
