import type { InputOpinion } from '../contract/index.ts';

interface SpokenPiece {
  readonly path: string;
  readonly role: string;
  readonly text: string;
  /** What the model is given in its place; judges get no more. */
  readonly forwarded?: string;
}

/**
 * What of a request's texts is judged, as one text: a line end between two. Names of members and texts joined across
 * parts stand elsewhere among the pieces already and are left out; `last` begins after the last answer of the model.
 */
export function inputTextOf(pieces: readonly SpokenPiece[], turns: InputOpinion['turns']): string {
  const spoken = pieces.filter(({ path }) => !path.includes('#'));
  const lastAnswer = spoken.findLastIndex(({ role }) => role === 'assistant');
  const taken = turns === 'last' ? spoken.slice(lastAnswer + 1) : spoken;
  return taken.map(({ text, forwarded }) => forwarded ?? text).join('\n');
}
