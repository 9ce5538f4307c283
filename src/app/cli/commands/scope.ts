import { once } from 'node:events';
import type { Command } from 'commander';
import { chinaDay, HeguiError, systemClock } from '../../../kernel/index.ts';
import {
  decideScope,
  type Facts,
  type Findings,
  type MemoLanguage,
  readFacts,
  writeFindings,
  writeMemo,
} from '../../../scope/index.ts';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { wrongUse } from '../output.ts';
import { readText } from '../screen/read-input.ts';
import { scopeMemosCommand } from './scope-memos.ts';

interface ScopeOptions {
  readonly facts?: string;
  readonly batch?: string;
  readonly date?: string;
  readonly lang: string;
  readonly json?: boolean;
}

export function scopeCommand(program: Command, run: RunCommand): void {
  const scope = program.command('scope');
  scopeMemosCommand(scope, run);
  scope
    .description('适用范围：由事实得出义务、路径与许可 · which duties, routes and licences follow; needs no database')
    .option('--facts <file>', 'JSON object of facts; "-" reads standard input')
    .option('--batch <file>', 'JSON object {"cases":[{"id","facts"}…]}; "-" reads standard input')
    .option('--date <day>', 'the day on which the findings hold, such as 2026-11-23; today in China unless given')
    .option('--lang <language>', 'language of the memo: zh or en', 'zh')
    .option('--json', 'print the findings as JSON')
    .action(run((context, options: ScopeOptions) => tellScope(context, options)));
}

async function tellScope(context: CommandContext, options: ScopeOptions): Promise<ExitCode> {
  const { facts, batch } = options;
  const date = readDay(options.date);
  const language = readLanguage(options.lang);
  if ((facts === undefined) === (batch === undefined)) throw wrongUse('give --facts or --batch, and not both');
  if (facts !== undefined) tellOne(context, readFacts(await readJson(facts)), date, language);
  else await tellBatch(context, await readJson(batch ?? '-'), date, options.json === true);
  return 0;
}

function tellOne({ output }: CommandContext, facts: Facts, date: string, language: MemoLanguage): void {
  const findings = decideScope(facts, date);
  output.result(findings, writeMemo(facts, findings, date, language));
}

/** Every case is read before any is told; wrong facts in one end it, so that no list is taken for whole. */
async function tellBatch({ output }: CommandContext, given: unknown, date: string, isJson: boolean): Promise<void> {
  const cases = readCases(given);
  if (!isJson) {
    output.result(
      {},
      cases.map(({ id, facts }) => lineOf(id, decideScope(facts, date))),
    );
    return;
  }
  await write('{"results":[');
  for (let from = 0; from < cases.length; from += CASES_AT_ONCE) {
    const told = cases
      .slice(from, from + CASES_AT_ONCE)
      .map(({ id, facts }) => `{"id":${JSON.stringify(id)},"findings":${writeFindings(decideScope(facts, date))}}`);
    await write(`${from === 0 ? '' : ','}${told.join()}`);
  }
  await write(']}\n');
}

/** Cases whose findings are written in one piece, so that those of many never lie in memory all at once. */
const CASES_AT_ONCE = 500;

/** Waits while the reader is behind. */
async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function lineOf(id: string, findings: Findings): string {
  const { measures_apply, role, genai_route, algorithm_filing, questions } = findings;
  const asked = questions.map(({ fact }) => fact).join(', ');
  return `${id}: ${[measures_apply, role, genai_route, algorithm_filing].join(' · ')}${asked === '' ? '' : ` ? ${asked}`}`;
}

function readCases(given: unknown): { readonly id: string; readonly facts: Facts }[] {
  const cases: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, 'cases') : undefined;
  if (!Array.isArray(cases)) throw refusal('cases', 'must be a list: {"cases":[{"id":"…","facts":{…}}]}');
  return cases.map((one: unknown, index) => {
    const id: unknown = typeof one === 'object' && one !== null ? Reflect.get(one, 'id') : undefined;
    if (typeof one !== 'object' || one === null || typeof id !== 'string' || id === '')
      throw refusal(`cases.${index}.id`, 'must be a text that names the case');
    return { id, facts: readFactsOf(Reflect.get(one, 'facts'), `cases.${index}`, id) };
  });
}

function readFactsOf(given: unknown, path: string, id: string): Facts {
  try {
    return readFacts(given);
  } catch (error) {
    if (!(error instanceof HeguiError)) throw error;
    const fields = error.fields.map((field) => ({ path: `${path}.${field.path}`, message: field.message }));
    throw new HeguiError(error.code, `case ${id}: ${error.message}`, { fields });
  }
}

const refusal = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path} ${message}`, { fields: [{ path, message }] });

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file, process.stdin);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new HeguiError('E_INPUT_UNREADABLE', `${file === '-' ? 'standard input' : file} is not valid JSON`, {
      cause: error,
    });
  }
}

function readDay(given: string | undefined): string {
  if (given === undefined) return chinaDay(systemClock.now());
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given));
  // Date.parse takes 2026-02-30 for a day of March.
  if (!isDay || new Date(given).toISOString().slice(0, 10) !== given)
    throw wrongUse('--date must be a day such as 2026-11-23');
  return given;
}

function readLanguage(given: string): MemoLanguage {
  if (given === 'zh' || given === 'zh-CN') return 'zh';
  if (given === 'en') return 'en';
  throw wrongUse('--lang must be zh or en');
}
