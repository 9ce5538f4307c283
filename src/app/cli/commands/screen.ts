import { once } from 'node:events';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Folding, foldingSchema, riskCodeSchema } from '../../../contract/index.ts';
import { readTermFile } from '../../../duties/content/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import { compileScreen, type Screen, type Semantics, withListDefaults } from '../../../screening/index.ts';
import type { ExitCode, RunCommand } from '../context.ts';
import { wrongUse } from '../output.ts';
import { HitTeller, type ListedTerm, type ToldHit } from '../screen/hit-teller.ts';
import { readBytes, readPieces, readText } from '../screen/read-input.ts';

interface ScreenOptions {
  readonly list: string;
  readonly text: string;
  readonly fold: string;
  readonly semantics: string;
  readonly risk?: string;
  readonly allow?: string;
  readonly stream?: boolean;
  readonly json?: boolean;
}

interface Screening {
  readonly screen: Screen;
  readonly semantics: Semantics;
  readonly teller: HitTeller;
  readonly isJson: boolean;
}

/** Longer texts are read piece by piece, so that their hits never lie in memory all at once. */
const WHOLE_UNITS_MAX = 4_000_000;
const PIECE_UNITS = 1_000_000;
const REFUSED_SHOWN_MAX = 20;

export function screenCommand(program: Command, run: RunCommand): void {
  program
    .command('screen')
    .description('用词表文件检查文本 · what a list finds in a text; needs no database')
    .requiredOption('--list <file>', 'CSV, XLSX, or plain text with one term a line')
    .option('--text <file>', 'the text; "-" reads standard input', '-')
    .option('--fold <kinds>', `none, default, or kinds with commas: ${kinds().join(',')}`, 'default')
    .option('--semantics <name>', 'overlapping or leftmost-longest', 'overlapping')
    .option('--risk <code>', 'risk of terms that name none, such as A.1.f')
    .option('--allow <file>', 'phrases, one a line: a hit inside one of them is no hit')
    .option('--stream', 'read JSON lines {"text"} from standard input and print each hit as soon as it is certain')
    .option('--json', 'print one JSON line a hit')
    .action(run((_context, options: ScreenOptions) => screenInput(options)));
}

const kinds = (): string[] => Object.keys(foldingSchema.shape);

async function screenInput(options: ScreenOptions): Promise<ExitCode> {
  if (options.stream === true && options.text !== '-')
    throw wrongUse('--stream reads standard input; leave out --text');
  const screening = await openScreening(options);
  const count = options.stream === true ? await screenPieces(screening) : await screenText(screening, options.text);
  if (options.json !== true && count === 0) await write('nothing found\n');
  return count === 0 ? 0 : 1;
}

async function openScreening(options: ScreenOptions): Promise<Screening> {
  const folding = readFolding(options.fold);
  const semantics = z.enum(['overlapping', 'leftmost-longest']).safeParse(options.semantics);
  if (!semantics.success) throw wrongUse('--semantics must be overlapping or leftmost-longest');
  if (options.risk !== undefined && !riskCodeSchema.safeParse(options.risk).success) {
    throw wrongUse('--risk must be one of the 31 risk codes, such as A.1.f');
  }
  const terms = await readTerms(options, folding);
  const allow = options.allow === undefined ? [] : readPhrases(options.allow);
  const screen = compileScreen([{ folding, allow, terms: terms.map(({ spec }) => spec) }]);
  return { screen, semantics: semantics.data, teller: new HitTeller(terms, folding), isJson: options.json === true };
}

function readFolding(given: string): Folding {
  if (given === 'default') return foldingSchema.parse({});
  const none = Object.fromEntries(kinds().map((kind) => [kind, false]));
  if (given === 'none') return foldingSchema.parse(none);
  const wanted = given.split(',').map((kind) => kind.trim());
  const unknown = wanted.filter((kind) => !kinds().includes(kind));
  if (unknown.length > 0) {
    throw wrongUse(`--fold: ${unknown.join(', ')} is no kind; give none, default, or some of ${kinds().join(',')}`);
  }
  return foldingSchema.parse({ ...none, ...Object.fromEntries(wanted.map((kind) => [kind, true])) });
}

async function readTerms(options: ScreenOptions, folding: Folding): Promise<ListedTerm[]> {
  const { terms, refused } = await readTermFile(readBytes(options.list), folding);
  for (const { line, text, reason } of refused.slice(0, REFUSED_SHOWN_MAX)) {
    process.stderr.write(`${options.list}: line ${line}: ${JSON.stringify(text)} ${reason}\n`);
  }
  const more = refused.length - REFUSED_SHOWN_MAX;
  if (more > 0) process.stderr.write(`${options.list}: … and ${more} more lines that are no terms\n`);
  if (terms.length === 0) throw new HeguiError('E_INPUT_UNREADABLE', `${options.list} holds no term`);
  return terms.map(({ text, risk, rules }, tag) => ({
    spec: { text, tag, action: 'flag', rules: withListDefaults(text, rules) },
    risk: risk ?? options.risk ?? null,
  }));
}

const readPhrases = (file: string): string[] =>
  new TextDecoder('utf-8')
    .decode(readBytes(file))
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

async function screenText(screening: Screening, file: string): Promise<number> {
  const text = await readText(file, process.stdin);
  if (text.length > WHOLE_UNITS_MAX) return await screenPieces(screening, cutText(text));
  const { screen, semantics, teller } = screening;
  const hits = screen.scan(text, { semantics });
  teller.add(text);
  await print(teller.tell(hits), screening.isJson);
  return hits.length;
}

function* cutText(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += PIECE_UNITS) yield text.slice(at, at + PIECE_UNITS);
}

async function screenPieces(
  { screen, semantics, teller, isJson }: Screening,
  pieces: Iterable<string> | AsyncIterable<string> = readPieces(process.stdin),
): Promise<number> {
  // Every term flags, so that nothing is masked or cut and the whole text is read.
  const stream = screen.open({ mask: '*', semantics });
  let count = 0;
  for await (const piece of pieces) {
    const { hits } = stream.push(piece);
    teller.add(piece);
    await print(teller.tell(hits), isJson);
    teller.keep(stream.heldChars);
    count += hits.length;
  }
  const { hits } = stream.end();
  await print(teller.tell(hits), isJson);
  return count + hits.length;
}

async function print(hits: readonly ToldHit[], isJson: boolean): Promise<void> {
  if (hits.length === 0) return;
  await write(hits.map((hit) => `${isJson ? JSON.stringify(hit) : describe(hit)}\n`).join(''));
}

function describe({ offset, length, risk, term, foldedBy }: ToldHit): string {
  const folded = foldedBy.length === 0 ? '' : `  (${foldedBy.join(', ')})`;
  return `${offset}-${offset + length}  ${risk ?? '-'}  ${term}${folded}`;
}

/** Waits while the reader is behind, so that the hits of a long text do not pile up. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}
