import { HeguiError } from '../kernel/index.ts';
import { isLabelMark } from '../label/index.ts';
import { loadOutlines, type Outline } from './font/outlines.ts';

/** The mark where nobody chose another. Both elements, in the fewest characters. */
export const DEFAULT_MARK = '由AI生成';
/** Code points of a mark; more would not be read in the two seconds that a film shows it. */
export const MARK_CODE_POINTS_MAX = 60;

/**
 * Ensures that a text can be a mark: it carries the AI and the generation element on one line. @law gb-45438-2025#5.2
 *
 * @throws HeguiError E_REQUEST_INVALID naming `mark`.
 */
export function requireMark(mark: string): void {
  if (!isLabelMark(mark))
    throw invalidMark(`"${mark}" must hold 人工智能 or AI, and 生成 or 合成; such as ${DEFAULT_MARK}`);
  if (/[\n\r]/.test(mark)) throw invalidMark('must be one line');
  if ([...mark].length > MARK_CODE_POINTS_MAX)
    throw invalidMark(`has ${[...mark].length} characters; at most ${MARK_CODE_POINTS_MAX} are taken`);
}

/**
 * The outlines of a mark that is to be drawn.
 *
 * @throws HeguiError E_REQUEST_INVALID naming `mark`, also for characters that there is no outline of: they would show as boxes.
 */
export function requireOutlines(mark: string): Outline[] {
  requireMark(mark);
  const known = loadOutlines();
  const found = [...mark].flatMap((character) => known.get(character) ?? []);
  const missing = [...new Set(mark)].filter((character) => !known.has(character));
  if (missing.length === 0) return found;
  const names = missing.map((character) => `${character} (${codePointName(character)})`).join(', ');
  throw invalidMark(`cannot be drawn: there is no outline of ${names}; use other words`);
}

const codePointName = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

const invalidMark = (message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `mark ${message}`, { fields: [{ path: 'mark', message }] });
