/** A stretch of the text; places are those of the bytes. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Front matter: the lines between two fences at the head of a file. */
export interface FrontMatter {
  /** What stands between the fences. */
  readonly content: Range;
  /** Where the line of the closing fence ends. */
  readonly to: number;
}

/** An entry named AIGC: its lines, and where the value begins. */
export interface LabelEntry extends Range {
  readonly name: string;
  readonly valueFrom: number;
}

const FENCE = /---[ \t]*(?:\r\n|\n|\r)/y;
const CLOSING = /^(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$(?![\s\S]))/gm;
const LABEL_KEY = /^(["']?)(aigc)\1[ \t]*:(?=[ \t\r\n]|$)/gim;
/** A label in braces has a line for each member at most, and a few more. */
const FLOW_LINES_MAX = 64;
const LINE = /[^\r\n]*(?:\r\n|\n|\r|$)/y;

/**
 * The front matter that begins at `from`. `open` when the fence is never closed; null when there is none: a file may as well
 * begin with a line across the page.
 */
export function findFrontMatter(text: string, from: number): FrontMatter | 'open' | null {
  FENCE.lastIndex = from;
  if (!FENCE.test(text)) return null;
  const start = FENCE.lastIndex;
  CLOSING.lastIndex = start;
  const closing = CLOSING.exec(text);
  if (closing === null) return 'open';
  const content = { from: start, to: closing.index };
  return { content, to: CLOSING.lastIndex };
}

/** What the content of front matter is: keys in lines (or nothing yet), something else of YAML, or prose between two lines. */
export function kindOfContent(text: string, { from, to }: Range): 'mapping' | 'other' | 'prose' {
  const first = text
    .slice(from, to)
    .split(/[\r\n]+/)
    .find((line) => !/^[ \t]*(?:#|$)/.test(line));
  if (
    first === undefined ||
    /^(?:"[^"]*"|'[^']*'|[^\s#{[&*!|>%@`"':-](?:[^#:]|:(?=\S))*)[ \t]*:(?:[ \t]|$)/.test(first)
  )
    return 'mapping';
  return /^[ \t]*(?:[{[&*!?%]|- |.*:(?:[ \t]|$))/.test(first) ? 'other' : 'prose';
}

/** The entries named AIGC, in any case, at the left edge of the lines within a range; the first `entriesMax` of them. */
export function findLabelEntries(
  text: string,
  { from, to }: Range,
  entriesMax = Number.POSITIVE_INFINITY,
): LabelEntry[] {
  const entries: LabelEntry[] = [];
  LABEL_KEY.lastIndex = from;
  for (
    let match = LABEL_KEY.exec(text);
    match !== null && match.index < to && entries.length < entriesMax;
    match = LABEL_KEY.exec(text)
  ) {
    const valueFrom = match.index + match[0].length;
    if (!isLineStart(text, match.index, from)) continue;
    const end = endOfEntry(text, valueFrom, to);
    entries.push({ name: match[2] ?? '', from: match.index, valueFrom, to: end });
    LABEL_KEY.lastIndex = end;
  }
  return entries;
}

const isLineStart = (text: string, at: number, from: number): boolean =>
  at === from || /[\r\n]/.test(text[at - 1] ?? '');

/** Lines that are indented, or stand within braces that close again, belong to the entry; blank ones at its end do not. */
function endOfEntry(text: string, valueFrom: number, to: number): number {
  let end = valueFrom;
  // Braces that never close would swallow the other keys, so then the lines alone count.
  let depth = isBalanced(text, valueFrom, to) ? 0 : Number.NEGATIVE_INFINITY;
  for (let at = valueFrom; at < to; at = LINE.lastIndex) {
    LINE.lastIndex = at;
    const line = LINE.exec(text)?.[0] ?? '';
    const isFirst = at === valueFrom;
    const isBlank = /^[ \t]*(?:#[^\r\n]*)?[\r\n]*$/.test(line);
    if (!isFirst && !isBlank && depth <= 0 && !/^[ \t]/.test(line)) break;
    if (isFirst || !isBlank) end = Math.min(LINE.lastIndex, to);
    depth += balanceOf(line);
    if (line === '') break;
  }
  return end;
}

/** Whether braces that a value opens are closed within the next lines. */
function isBalanced(text: string, from: number, to: number): boolean {
  let depth = 0;
  let at = from;
  for (let lines = 0; lines < FLOW_LINES_MAX && at < to; lines += 1) {
    LINE.lastIndex = at;
    depth += balanceOf(LINE.exec(text)?.[0] ?? '');
    if (depth <= 0) return true;
    at = LINE.lastIndex;
  }
  return false;
}

/** Braces opened less braces closed, outside quotes. */
function balanceOf(line: string): number {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'/g, '');
  return bare.split('{').length - bare.split('}').length;
}
