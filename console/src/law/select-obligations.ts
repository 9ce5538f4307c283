import type { LawArticle, LawObligation } from '@hegui/contract';

export interface LawFilter {
  /** Id of an instrument; null for all of them. */
  readonly instrument: string | null;
  /** Words that must all be found, in either language. */
  readonly words: string;
  /** Only what holds on this day; null for everything that ever did or will. */
  readonly date: string | null;
}

export interface ArticleGroup {
  readonly article: LawArticle;
  readonly obligations: readonly LawObligation[];
}

/**
 * The articles with those of their obligations that the filter leaves, in the order of the law. Words are looked for
 * everywhere: whoever searches seldom knows the instrument. What has no known first day is left, since nobody can say.
 */
export function selectObligations(
  articles: readonly LawArticle[],
  obligations: readonly LawObligation[],
  filter: LawFilter,
): readonly ArticleGroup[] {
  const words = filter.words.toLowerCase().split(/\s+/u).filter(Boolean);
  const byArticle = Map.groupBy(obligations, ({ article }) => article);
  return articles
    .filter(({ instrument }) => words.length > 0 || filter.instrument === null || instrument === filter.instrument)
    .map((article) => ({
      article,
      obligations: (byArticle.get(article.id) ?? []).filter(
        (one) => holdsOn(one, filter.date) && hasWords(article, one, words),
      ),
    }))
    .filter((group) => group.obligations.length > 0);
}

const holdsOn = ({ from, to }: LawObligation, date: string | null): boolean =>
  date === null || ((from === null || from <= date) && (to === null || date < to));

function hasWords(article: LawArticle, one: LawObligation, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const texts = [
    article.id,
    one.id,
    ...[article.heading, one.title, one.trigger, one.duty, ...one.evidence].flatMap(({ zh, en }) => [zh, en]),
    ...article.parts.flatMap(({ zh, en }) => [zh, en]),
    ...one.controls,
  ];
  const all = texts.join('\n').toLowerCase();
  return words.every((word) => all.includes(word));
}
