import type { ExchangeDetail, ExportScope, Piece } from '../../../contract/index.ts';
import type { Turn } from './model.ts';

const MESSAGE = /^messages\.(\d+)\.content(?:\.\d+\.text)?$/;
const ANSWER = /^choices\.\d+\.content$/;

/**
 * What people said and read in an exchange: user and assistant by turns, then the answer as it was shown. Left out are the
 * provider's own instructions, tools, and reasoning. Empty where nothing was generated: a standard answer alone is no AI content,
 * and marking it as such would be wrong.
 */
export function readTurns({ input, output }: NonNullable<ExchangeDetail['content']>, scope: ExportScope): Turn[] {
  const answers = output.filter(isGenerated).map((piece): Turn => ({ speaker: 'assistant', text: piece.shown ?? '' }));
  if (answers.length === 0 || scope === 'answer') return answers;
  return [...readMessages(input), ...answers];
}

const isGenerated = ({ path, text, shown }: Piece): boolean =>
  ANSWER.test(path) && text.trim() !== '' && (shown ?? '').trim() !== '';

/** A message of several parts is one turn. */
function readMessages(input: readonly Piece[]): Turn[] {
  const turns = new Map<string, Turn>();
  for (const { path, role, text } of input) {
    const index = MESSAGE.exec(path)?.[1];
    const speaker = role === 'user' || role === 'assistant' ? role : null;
    if (index === undefined || speaker === null || text.trim() === '') continue;
    const before = turns.get(index);
    turns.set(index, { speaker, text: before === undefined ? text : `${before.text}\n${text}` });
  }
  return [...turns.values()];
}

/** Turns without the explicit label that answers were given, where it is lifted; only this very mark as a line of its own goes. */
export const withoutMark = (turns: readonly Turn[], mark: string): Turn[] =>
  turns.map(({ speaker, text }) => ({ speaker, text: speaker === 'assistant' ? stripMark(text, mark) : text }));

function stripMark(text: string, mark: string): string {
  const lines = text.split('\n');
  const isMark = (line: string | undefined): boolean => line?.trim() === mark.trim();
  while (isMark(lines.at(-1)) || lines.at(-1)?.trim() === '') lines.pop();
  while (isMark(lines[0]) || lines[0]?.trim() === '') lines.shift();
  return lines.join('\n');
}
