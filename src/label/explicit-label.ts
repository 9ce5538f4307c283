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

/** Can this text serve as a mark: does it carry both elements? */
export function isLabelMark(mark: string): boolean {
  const { hasAi, hasGeneration } = findLabelElements(mark);
  return hasAi && hasGeneration;
}

/** Does the first or the last line of the text carry both elements? Blank lines do not count. */
export function carriesExplicitLabel(text: string): boolean {
  const lines = text.split(/\r\n|[\n\r]/).filter((line) => line.trim() !== '');
  return [lines[0], lines[lines.length - 1]].some((line) => line !== undefined && isLabelMark(line));
}

/** What stands between the text and its mark, so that the mark reads as a line of its own. */
const GAP = '\n\n';

/** The text with the mark as its last line. The mark is not looked for: what a user wrote is no label. */
export const appendMark = (text: string, mark: string): string => `${text}${GAP}${mark}`;

/** The text with the mark as its first line. */
export const prependMark = (text: string, mark: string): string => `${mark}${GAP}${text}`;
