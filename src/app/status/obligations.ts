import type { BilingualText, ChecklistView } from '../../contract/index.ts';
import { chinaDay } from '../../kernel/index.ts';
import { findArticle, holdsOn, type LawBook, type Obligation as LawObligation, shippedLaw } from '../../law/index.ts';
import type { Findings } from '../../scope/index.ts';
import type { Applies, DatedObligation, Obligation } from '../../status/index.ts';

/** Shown whole; of other instruments those obligations that a control of the product tells about. */
const WHOLE: ReadonlySet<string> = new Set(['measures', 'labelling', 'genai-notices', 'gbt45654']);
/** The order of instruments on the board; the others follow as the law has them. */
const FIRST = ['measures', 'labelling', 'genai-notices', 'gbt45654'];
/** What asks nothing of anybody is not on the board. */
const ASKING: ReadonlySet<string> = new Set(['duty', 'ban', 'scope', 'right']);

/**
 * The obligations that hold on a day, for the board. They are worked out once a day: the law changes with the day, not with the
 * minute.
 */
export function obligationsOf(book: LawBook, controls: ReadonlySet<string>): (now: Date) => readonly Obligation[] {
  let kept: { readonly day: string; readonly obligations: readonly Obligation[] } | undefined;
  return (now) => {
    const day = chinaDay(now);
    if (kept?.day !== day) kept = { day, obligations: onDay(book, controls, day) };
    return kept.obligations;
  };
}

function onDay(book: LawBook, offered: ReadonlySet<string>, day: string): Obligation[] {
  const rank = new Map([...FIRST, ...book.instruments.map(({ id }) => id)].reverse().map((id, index) => [id, -index]));
  const placeOf = ({ instrument }: LawObligation): number => rank.get(instrument) ?? 0;
  return book.obligations
    .filter((one) => isForBoard(one, offered, day))
    .toSorted((one, other) => placeOf(one) - placeOf(other))
    .map((one) => toObligation(book, one, offered));
}

function isForBoard(one: LawObligation, offered: ReadonlySet<string>, day: string): boolean {
  const isTold = one.controls.some((id) => offered.has(id));
  // A penalty asks for something once it was imposed, and then a control tells.
  const isAsking = ASKING.has(one.kind) || (one.kind === 'penalty' && isTold);
  if (!isAsking || !(holdsOn(one, day) || (one.from === null && WHOLE.has(one.instrument)))) return false;
  // What the public may do (a right) is the provider's business as far as the provider must make it possible.
  const isOwn = one.bound.includes('provider') || (one.kind === 'right' && isTold);
  return isOwn && (WHOLE.has(one.instrument) || isTold || !isShipped(one.instrument));
}

let shipped: ReadonlySet<string> | undefined;

/** What an operator added is on the board whole: nobody else can say what of it matters. */
function isShipped(instrument: string): boolean {
  // Read when the board first asks: most commands never do.
  shipped ??= new Set(shippedLaw().instruments.map(({ id }) => id));
  return shipped.has(instrument);
}

/** Every version of what the law asks of providers that has a first day, for what is to come. Worked out once. */
export function versionsOf(book: LawBook): () => readonly DatedObligation[] {
  let kept: readonly DatedObligation[] | undefined;
  return () => {
    kept ??= book.obligations.flatMap((one) => datedVersion(book, one) ?? []);
    return kept;
  };
}

function datedVersion(book: LawBook, one: LawObligation): DatedObligation | null {
  const instrument = book.instruments.find(({ id }) => id === one.instrument);
  const isAsked = ASKING.has(one.kind) && one.bound.includes('provider') && instrument?.stage === 'final';
  if (!isAsked || one.from === null) return null;
  const { from } = one;
  return {
    id: one.id,
    instrument: one.instrument,
    instrumentName: { zh: instrument.zh, en: instrument.en },
    article: findArticle(book, one.id).number,
    title: one.title,
    duty: one.task?.what ?? one.duty,
    from,
    isNewVersion: book.obligations.some(({ id, to }) => id === one.id && to === from),
    appliesTo: (findings) => applies(one, findings),
  };
}

function toObligation(book: LawBook, one: LawObligation, offered: ReadonlySet<string>): Obligation {
  const instrument = book.instruments.find(({ id }) => id === one.instrument);
  const controls = one.controls.filter((id) => offered.has(id));
  // Where no part of the product tells yet, a person has to.
  const task = one.task?.what ?? (controls.length === 0 ? one.duty : null);
  return {
    id: one.id,
    instrument: one.instrument,
    instrumentName: { zh: instrument?.zh ?? one.instrument, en: instrument?.en ?? one.instrument },
    article: findArticle(book, one.id).number,
    title: one.title,
    duty: (controls[0] ?? one.controls[0] ?? `${one.instrument}.`).split('.', 1)[0] ?? one.instrument,
    controls,
    task,
    views: viewsOf(one),
    appliesTo: (findings) => applies(one, findings),
  };
}

/** Who calls a filed model as it is leaves out training data, annotation, keyword library and test banks. @law measures#2 */
const DEVELOPER_ONLY = /^gbt45654:(keywords|banks|classifiers|assessment|data-|annotation-)/;
const DEVELOPER_WHEN = ['trains', 'annotates', 'own-model'];

function viewsOf({ id, when }: LawObligation): ChecklistView[] {
  if (DEVELOPER_ONLY.test(id) || when.some((one) => DEVELOPER_WHEN.includes(one))) return ['developer'];
  return when.includes('filed-model') ? ['deployer'] : ['developer', 'deployer'];
}

/** What the findings say about a condition; null where they say nothing, and then it is taken to hold. */
const CONDITIONS: Readonly<Record<string, (findings: Findings) => boolean | null>> = {
  trains: (findings) => hasArticle(findings, '7'),
  annotates: (findings) => hasArticle(findings, '8'),
  'public-opinion': (findings) => hasArticle(findings, '17'),
  'from-abroad': (findings) => hasArticle(findings, '20'),
  'own-model': ({ genai_route: route }) =>
    route === 'uncertain' || route === 'already_done' ? null : route === 'filing',
  'filed-model': ({ genai_route: route }) =>
    route === 'uncertain' || route === 'already_done' ? null : route === 'registration',
  companion: ({ companion_measures: companion }) => (companion === 'uncertain' ? null : companion !== 'no'),
  'licensed-activity': ({ licences }) => licences.length > 0,
};

function applies({ instrument, article, when }: LawObligation, findings: Findings): Applies {
  if (findings.measures_apply === 'no')
    return no('按范围备忘，服务不受《办法》约束', 'By the scope memo the Measures do not reach the service');
  const number = article.split(':')[1] ?? '';
  if (instrument === 'measures' && !ALWAYS.has(number) && hasArticle(findings, number) === false)
    return no('按范围备忘，本条不适用', 'By the scope memo this article does not apply');
  const missing = when.find((condition) => CONDITIONS[condition]?.(findings) === false);
  return missing === undefined
    ? { applies: true }
    : no('按范围备忘，适用的前提不成立', 'By the scope memo what it depends on is not so');
}

/** Articles that hold for whoever the Measures reach, whether findings name them or not. */
const ALWAYS: ReadonlySet<string> = new Set(['2', '18']);
/** Facts that bear on one article alone; an open question about any other may still add or take away any of them. */
const BEARS_ON: Readonly<Record<string, string>> = { foreign_equity_pct: '23' };

/** null while a question is open that may change the answer. */
function hasArticle(findings: Findings, article: string): boolean | null {
  const { core_articles: articles, questions, measures_apply: reach } = findings;
  if (articles.includes(article)) return true;
  if (reach === 'uncertain') return null;
  const isOpen = questions.some(
    ({ fact, changes }) => changes.includes('core_articles') && (BEARS_ON[fact] ?? article) === article,
  );
  return isOpen ? null : false;
}

const no = (zh: string, en: string): Applies => ({ applies: false, why: { zh, en } satisfies BilingualText });
