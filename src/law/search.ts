import type { LawBook } from './law-book.ts';
import type { Bilingual } from './model.ts';

export const SEARCHED = ['instrument', 'article', 'obligation', 'threshold', 'misreading'] as const;

/** Something in the book that holds every word that was looked for. */
export interface LawHit {
  readonly kind: (typeof SEARCHED)[number];
  readonly id: string;
  readonly title: Bilingual;
  readonly text: Bilingual;
}

/** At most so many are told; whoever wants fewer gives more words. */
export const HITS_MAX = 100;

/**
 * What holds all words of the text, in either language, in the order of the law; those with the words in id or title
 * first. Words are parted by spaces; capital letters do not matter. Nothing for an empty text.
 */
export function searchLaw(book: LawBook, text: string): readonly LawHit[] {
  const words = text
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (words.length === 0) return [];
  const has = (texts: readonly string[]): boolean => {
    const all = texts.join('\n').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  const hits = hitsOf(book).filter(({ hit, besides }) =>
    has([hit.id, ...both(hit.title), ...both(hit.text), ...besides]),
  );
  const isNamed = ({ hit }: Searchable): boolean => has([hit.id, ...both(hit.title)]);
  return [...hits.filter(isNamed), ...hits.filter((one) => !isNamed(one))].slice(0, HITS_MAX).map(({ hit }) => hit);
}

interface Searchable {
  readonly hit: LawHit;
  /** Looked through besides title and text. */
  readonly besides: readonly string[];
}

const both = ({ zh, en }: Bilingual): [string, string] => [zh, en];

function hitsOf(book: LawBook): readonly Searchable[] {
  return [
    ...book.instruments.map(
      (one): Searchable => ({
        hit: { kind: 'instrument', id: one.id, title: { zh: one.zh, en: one.en }, text: one.note ?? one.source },
        besides: [...both(one.short), one.number ?? ''],
      }),
    ),
    ...book.articles.map(
      (one): Searchable => ({
        hit: { kind: 'article', id: one.id, title: one.heading, text: joined(one.parts) },
        besides: [],
      }),
    ),
    ...book.obligations.map(
      (one): Searchable => ({
        hit: { kind: 'obligation', id: one.id, title: one.title, text: one.duty },
        besides: [...both(one.trigger), ...one.evidence.flatMap(both), ...one.controls],
      }),
    ),
    ...book.thresholds.map(
      (one): Searchable => ({
        hit: {
          kind: 'threshold',
          id: one.id,
          title: { zh: one.zh, en: one.en },
          text: { zh: one.standard, en: one.standard },
        },
        besides: [],
      }),
    ),
    ...book.misreadings.map(
      (one): Searchable => ({
        hit: { kind: 'misreading', id: one.id, title: one.claim, text: one.fact },
        besides: one.articles,
      }),
    ),
  ];
}

const joined = (parts: readonly Bilingual[]): Bilingual => ({
  zh: parts.map(({ zh }) => zh).join(' '),
  en: parts.map(({ en }) => en).join(' '),
});
