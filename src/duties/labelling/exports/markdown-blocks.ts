import type { Block } from '../../../documents/index.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}\s+(.*?)\s*#*$/;
const BULLET = /^\s*[-*+]\s+(.*)$/;
const NUMBER = /^\s*\d{1,9}[.)]\s+(.*)$/;
const ROW = /^\s*\|(.*)\|\s*$/;
const RULE_ROW = /^\s*\|[\s:|-]+\|\s*$/;

/**
 * What a model wrote, as blocks of a document: headings, lists, tables, code and paragraphs of Markdown become those; bold and
 * inline code lose their signs. Whatever is not recognised stays as the paragraph it is, so nothing of the text is lost.
 */
export function markdownBlocks(text: string): Block[] {
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, next } = readBlock(lines, at);
    if (block !== null) blocks.push(block);
    at = next;
  }
  return blocks;
}

interface Read {
  readonly block: Block | null;
  readonly next: number;
}

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? '';
  if (line.trim() === '') return { block: null, next: at + 1 };
  if (FENCE.test(line)) return readCode(lines, at);
  const heading = HEADING.exec(line)?.[1];
  if (heading !== undefined)
    return { block: { kind: 'paragraph', style: 'strong', text: plain(heading) }, next: at + 1 };
  if (ROW.test(line) && RULE_ROW.test(lines[at + 1] ?? '')) return readTable(lines, at);
  if (BULLET.test(line)) return readList(lines, at, BULLET, false);
  if (NUMBER.test(line)) return readList(lines, at, NUMBER, true);
  return readParagraph(lines, at);
}

/** Code stays as it is written, without its fences; a fence that is never closed reaches to the end. */
function readCode(lines: readonly string[], at: number): Read {
  const fence = FENCE.exec(lines[at] ?? '')?.[1] ?? '```';
  const end = lines.findIndex((line, index) => index > at && line.trim().startsWith(fence));
  const code = lines.slice(at + 1, end < 0 ? lines.length : end).join('\n');
  return {
    block: code.trim() === '' ? null : { kind: 'paragraph', text: code },
    next: end < 0 ? lines.length : end + 1,
  };
}

function readTable(lines: readonly string[], at: number): Read {
  let next = at + 2;
  while (ROW.test(lines[next] ?? '')) next++;
  const titles = cellsOf(lines[at] ?? '');
  const rows = lines.slice(at + 2, next).map((line) => {
    const cells = cellsOf(line);
    // A row longer than its head keeps what is too much in its last cell.
    const last = cells.slice(titles.length - 1).join(' | ');
    return titles.map((_, index) => (index === titles.length - 1 ? last : (cells[index] ?? '')));
  });
  return { block: { kind: 'table', columns: titles.map((title) => ({ title })), rows }, next };
}

const cellsOf = (line: string): string[] =>
  (ROW.exec(line)?.[1] ?? '').split(/(?<!\\)\|/).map((cell) => plain(cell.trim().replaceAll('\\|', '|')));

function readList(lines: readonly string[], at: number, pattern: RegExp, isOrdered: boolean): Read {
  const items: string[] = [];
  let next = at;
  for (let item = pattern.exec(lines[next] ?? ''); item !== null; item = pattern.exec(lines[next] ?? '')) {
    items.push(plain(item[1] ?? ''));
    next++;
  }
  return { block: { kind: 'list', items, isOrdered }, next };
}

function readParagraph(lines: readonly string[], at: number): Read {
  let next = at + 1;
  while (next < lines.length && (lines[next] ?? '').trim() !== '' && !opensBlock(lines[next] ?? '')) next++;
  return { block: { kind: 'paragraph', text: plain(lines.slice(at, next).join('\n')) }, next };
}

const opensBlock = (line: string): boolean =>
  [FENCE, HEADING, BULLET, NUMBER].some((pattern) => pattern.test(line)) || ROW.test(line);

const plain = (text: string): string =>
  text.replace(/\*\*([^*\n]+)\*\*/g, '$1').replace(/(?<!`)`([^`\n]+)`(?!`)/g, '$1');
