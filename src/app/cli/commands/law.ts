import type { Command } from 'commander';
import { chinaDay, countWorkingDays, HeguiError, systemClock } from '../../../kernel/index.ts';
import {
  applicableIn,
  type Bilingual,
  changesBetween,
  dueDay,
  find,
  findArticle,
  type LawBook,
  penaltyText,
  requireDay,
  searchLaw,
  statusOn,
} from '../../../law/index.ts';
import { openLaw } from '../../open-law.ts';
import type { CommandContext, ExitCode, RunCommand } from '../context.ts';
import { type Language, tellArticle, tellObligation } from '../law/tell-article.ts';
import {
  tellApplicable,
  tellChanges,
  tellComparisons,
  tellHits,
  tellInstrument,
  tellInstruments,
} from '../law/tell-law.ts';
import { wrongUse } from '../output.ts';

interface LawOptions {
  readonly lang: string;
  readonly json?: boolean;
}
type DueOptions = LawOptions & { readonly from: string };

export function lawCommand(program: Command, run: RunCommand): void {
  const law = program
    .command('law')
    .description('法规：条文、义务、数字、罚则与日期 · the law as data; needs no database');
  const command = (usage: string, description: string): Command =>
    law
      .command(usage)
      .description(description)
      .option('--lang <language>', 'zh or en', 'zh')
      .option('--json', 'print the rows as JSON');
  command('list', '全部法规文件及其状态 · every instrument and its status today').action(
    run((context, options: LawOptions) => listLaw(context, options)),
  );
  command(
    'show <id>',
    '一条、一款、一项义务、一部文件、一个数字或罚则 · an article, obligation, instrument, number or penalty',
  ).action(run((context, id: string, options: LawOptions) => showLaw(context, id, options)));
  command('at <day>', '某日适用什么、将来有什么 · what holds on a day and what is to come').action(
    run((context, day: string, options: LawOptions) => tellDay(context, day, options)),
  );
  command(
    'diff [from] [to]',
    '两日之间的变化；不给日期则比较征求意见稿与终稿 · changes between two days, or draft and final text',
  ).action(
    run((context, from: string | undefined, to: string | undefined, options: LawOptions) =>
      diffLaw(context, from, to, options),
    ),
  );
  command('search <words...>', '查找 · look for words').action(
    run((context, words: string[], options: LawOptions) => lookUp(context, words, options)),
  );
  command('due <obligation>', '义务的到期日 · the last day on which a duty is done in time')
    .requiredOption('--from <day>', 'the day the time is counted from')
    .action(run((context, id: string, options: DueOptions) => tellDue(context, id, options)));
}

const today = (): string => chinaDay(systemClock.now());

async function listLaw({ config, output }: CommandContext, { lang }: LawOptions): Promise<ExitCode> {
  const language = readLanguage(lang);
  const book = await openLaw(config);
  const date = today();
  const rows = book.instruments.map((instrument) => ({ ...instrument, status: statusOn(instrument, date) }));
  output.result({ date, instruments: rows }, tellInstruments(book, date, language));
  return 0;
}

async function showLaw({ config, output }: CommandContext, id: string, { lang }: LawOptions): Promise<ExitCode> {
  const language = readLanguage(lang);
  const book = await openLaw(config);
  const shown = findShown(book, id, language);
  output.result(shown.json, shown.lines);
  return 0;
}

/** An instrument, an obligation that has an id of its own, an article or a part of it, a number, a penalty. */
function findShown(book: LawBook, id: string, language: Language): { json: object; lines: string[] } {
  const instrument = book.instruments.find((one) => one.id === id);
  if (instrument !== undefined) return { json: instrument, lines: tellInstrument(book, instrument, today(), language) };
  const threshold = book.thresholds.find((one) => one.id === id);
  if (threshold !== undefined) {
    const { standard, clause, modal, note } = threshold;
    const first = `${id}  ${threshold[language]} (${standard}${clause === null ? '' : ` ${clause}`}, ${modal}, ${threshold.confidence})`;
    return { json: threshold, lines: note === null ? [first] : [first, `  ${note[language]}`] };
  }
  const isWhole = book.articles.some((one) => one.id === id);
  const obligation = isWhole ? undefined : book.obligations.findLast((one) => one.id === id);
  if (obligation !== undefined) return { json: obligation, lines: tellObligation(book, obligation, language) };
  const penalty = isWhole ? undefined : book.penalties.find((one) => one.id === id);
  if (penalty !== undefined) return { json: penalty, lines: [penaltyText(book, penalty)[language]] };
  const article = findArticle(book, id);
  const obligations = book.obligations.filter((one) => one.article === article.id);
  const misreadings = book.misreadings.filter(({ articles }) => articles.includes(article.id));
  return { json: { article, obligations, misreadings }, lines: tellArticle(book, article, language) };
}

async function tellDay({ config, output }: CommandContext, day: string, { lang }: LawOptions): Promise<ExitCode> {
  const language = readLanguage(lang);
  requireDay(day, 'day');
  const found = applicableIn(await openLaw(config), day);
  output.result(found, tellApplicable(found, language));
  return 0;
}

async function diffLaw(
  { config, output }: CommandContext,
  from: string | undefined,
  to: string | undefined,
  { lang }: LawOptions,
): Promise<ExitCode> {
  const language = readLanguage(lang);
  const book = await openLaw(config);
  const isDay = from !== undefined && /^\d/.test(from);
  if (isDay) {
    const changes = changesBetween(book, from, to ?? LAST_DAY);
    output.result({ from, to: to ?? null, changes }, tellChanges(changes, language));
    return 0;
  }
  const draft = find(book.instruments, 'instrument', from ?? 'draft-2023').id;
  const final = find(book.instruments, 'instrument', to ?? 'measures').id;
  const comparisons = book.comparisons.filter((one) => one.draft === draft && one.final === final);
  if (comparisons.length === 0)
    throw wrongUse(`${draft} and ${final} are not compared; draft-2023 and measures are, or give two days`);
  output.result({ draft, final, comparisons }, tellComparisons(comparisons, language));
  return 0;
}

/** Later than any day that a text could name. */
const LAST_DAY = '9999-12-31';

async function lookUp({ config, output }: CommandContext, words: string[], { lang }: LawOptions): Promise<ExitCode> {
  const language = readLanguage(lang);
  const hits = searchLaw(await openLaw(config), words.join(' '));
  output.result({ hits }, tellHits(hits, language));
  return hits.length === 0 ? 1 : 0;
}

async function tellDue({ config, output }: CommandContext, id: string, options: DueOptions): Promise<ExitCode> {
  const language = readLanguage(options.lang);
  const obligation = find((await openLaw(config)).obligations, 'obligation', id);
  const { deadline } = obligation;
  if (deadline === null) throw new HeguiError('E_COMMAND', `${id} asks nothing by a day`);
  const due = dueDay(deadline, options.from, countWorkingDays);
  const say = (text: Bilingual): string => text[language];
  const lines = [`${id}  ${say(obligation.title)}: ${say(deadline)}`];
  if (due === null) lines.push(say({ zh: '条文没有可计算的日期', en: 'The text gives no day that could be counted' }));
  else lines.push(due.day + (due.isCertain ? '' : say(NOT_ANNOUNCED)));
  output.result({ id, from: options.from, deadline, due }, lines);
  return 0;
}

const NOT_ANNOUNCED = {
  zh: '（途中的年份尚未公布放假安排，只会更晚，不会更早）',
  en: ' (holidays on the way are not announced yet; it may be later, never earlier)',
};

function readLanguage(given: string): Language {
  if (given === 'zh' || given === 'zh-CN') return 'zh';
  if (given === 'en') return 'en';
  throw wrongUse('--lang must be zh or en');
}
