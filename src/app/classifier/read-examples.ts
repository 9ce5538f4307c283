import { readFileSync } from 'node:fs';
import { canonicalJson, HeguiError, sha256Hex } from '../../kernel/index.ts';
import { isRiskCode } from '../../law/index.ts';
import type { Example } from '../../screening/index.ts';
import { readCsv } from './read-csv.ts';

export interface ReadExamplesOptions {
  readonly textColumn: string;
  readonly labelColumn: string;
  /** The risk that labels such as 1 or true stand for, in data that only says yes or no. */
  readonly yesMeans?: string;
}

const NO = new Set(['', 'none', 'null', '0', 'false', 'no', 'safe', '无']);
const YES = new Set(['1', 'true', 'yes']);
const TEXT_CHARS_MAX = 100_000;

/**
 * Reads labelled texts from CSV (with a head row) or JSON lines; both need a text and a label, which is a risk code or says
 * that there is none. Order is kept.
 *
 * @throws HeguiError E_INPUT_UNREADABLE naming file, line and what to do.
 */
export function readExamples(files: readonly string[], options: ReadExamplesOptions): Example[] {
  return files.flatMap((file) => {
    const text = readText(file);
    const rows = /\.(jsonl|ndjson)$/i.test(file) ? jsonRows(file, text, options) : csvRows(file, text, options);
    return rows.map((row) => toExample(file, row, options));
  });
}

/** What identifies a set of examples: SHA-256 over one JSON array `[text, risk]` a line, in order. */
export const digestExamples = (examples: readonly Example[]): string =>
  sha256Hex(examples.map(({ text, risk }) => `${canonicalJson([text, risk])}\n`).join(''));

interface Row {
  readonly line: number;
  readonly text: unknown;
  readonly label: unknown;
}

function csvRows(file: string, text: string, { textColumn, labelColumn }: ReadExamplesOptions): Row[] {
  const [head, ...rows] = readCsv(text);
  const columns = head?.fields ?? [];
  const textAt = columns.indexOf(textColumn);
  const labelAt = columns.indexOf(labelColumn);
  for (const [name, at] of [
    [textColumn, textAt],
    [labelColumn, labelAt],
  ] as const) {
    if (at >= 0) continue;
    throw unreadable(
      file,
      1,
      `has no column "${name}"; there are: ${columns.join(', ')}. Name it with --text-column or --label-column`,
    );
  }
  return rows.map(({ line, fields }) => ({ line, text: fields[textAt], label: fields[labelAt] }));
}

function jsonRows(file: string, text: string, { textColumn, labelColumn }: ReadExamplesOptions): Row[] {
  return text.split('\n').flatMap((source, index) => {
    if (source.trim() === '') return [];
    const row = parseLine(file, index + 1, source);
    return [{ line: index + 1, text: Reflect.get(row, textColumn), label: Reflect.get(row, labelColumn) }];
  });
}

function parseLine(file: string, line: number, source: string): object {
  try {
    const row: unknown = JSON.parse(source);
    if (typeof row === 'object' && row !== null) return row;
  } catch (cause) {
    throw unreadable(file, line, 'is no JSON', cause);
  }
  throw unreadable(file, line, 'is no JSON object');
}

function toExample(file: string, { line, text, label }: Row, { yesMeans }: ReadExamplesOptions): Example {
  if (typeof text !== 'string' || text.trim() === '') throw unreadable(file, line, 'has no text');
  if (text.length > TEXT_CHARS_MAX)
    throw unreadable(file, line, `has a text of more than ${TEXT_CHARS_MAX} characters`);
  if (label === undefined) throw unreadable(file, line, 'has no label');
  const said = label === null ? '' : String(label).trim();
  if (NO.has(said.toLowerCase())) return { text, risk: null };
  if (isRiskCode(said)) return { text, risk: said };
  if (YES.has(said.toLowerCase()) && yesMeans !== undefined) return { text, risk: yesMeans };
  const remedy = YES.has(said.toLowerCase()) ? '; say with --risk which risk it stands for' : '';
  throw unreadable(
    file,
    line,
    `has the label "${said.slice(0, 40)}", which is neither one of the 31 risk codes nor "none"${remedy}`,
  );
}

/** UTF-8, or GB 18030 as Chinese spreadsheets write it. */
function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (cause) {
    throw new HeguiError('E_INPUT_UNREADABLE', `${file} cannot be read`, { cause });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

const unreadable = (file: string, line: number, fault: string, cause?: unknown): HeguiError =>
  new HeguiError('E_INPUT_UNREADABLE', `${file}, line ${line}: ${fault}`, cause === undefined ? {} : { cause });
