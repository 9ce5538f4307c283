// The AI element is a word of its own: it is not found in AIR or MAIN.
const AI_ELEMENT = /人工智能|(?<![A-Za-z])AI(?![A-Za-z])/;
const GENERATION_ELEMENT = /生成|合成/;

/** Which of the two elements of a text label a mark carries. @law gb-45438-2025#5.1 */
export interface LabelElements {
  readonly hasAi: boolean;
  readonly hasGeneration: boolean;
}

export const findLabelElements = (mark: string): LabelElements => ({
  hasAi: AI_ELEMENT.test(mark),
  hasGeneration: GENERATION_ELEMENT.test(mark),
});

/**
 * Can this text serve as a mark: does it carry both elements? The corner mark, which the standard allows beside a text and for
 * no other medium, needs the AI element alone. @law gb-45438-2025#5.1
 */
export function isLabelMark(mark: string, form: 'notice' | 'corner' = 'notice'): boolean {
  if (form === 'corner' && mark.trim() === 'AI') return true;
  const { hasAi, hasGeneration } = findLabelElements(mark);
  return hasAi && hasGeneration;
}

/**
 * Does the first or the last line of the text carry both elements? Blank lines do not count, nor does front matter of
 * Markdown with an implicit label, which its readers do not show.
 */
export function carriesExplicitLabel(text: string): boolean {
  const lines = withoutLabelledFrontMatter(text.split(/\r\n|[\n\r]/)).filter((line) => line.trim() !== '');
  return [lines[0], lines[lines.length - 1]].some((line) => line !== undefined && isLabelMark(line));
}

function withoutLabelledFrontMatter(lines: readonly string[]): readonly string[] {
  if (!/^\ufeff?---[ \t]*$/.test(lines[0] ?? '')) return lines;
  const end = lines.findIndex((line, index) => index > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(line));
  return lines.slice(1, Math.max(1, end)).some((line) => line.startsWith('AIGC:')) ? lines.slice(end + 1) : lines;
}

/** What stands between the text and its mark, so that the mark reads as a line of its own. */
const GAP = '\n\n';

/** The text with the mark as its last line. The mark is not looked for: what a user wrote is no label. */
export const appendMark = (text: string, mark: string): string => `${text}${GAP}${mark}`;

/** The text with the mark as its first line. */
export const prependMark = (text: string, mark: string): string => `${mark}${GAP}${text}`;
