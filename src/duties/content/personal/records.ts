import {
  eraseBatch,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type RetainedKind,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import { type Clock, DAY_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import {
  blankOldReviews,
  blankRecalls,
  blankReviews,
  countCases,
  countOldReviews,
  countReviews,
  listHeld,
  listRecalls,
  listReviews,
} from './store.ts';

export interface PersonalContentParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}

const MEASURES_14 = 'measures#14';
const REVIEW_DAYS_DEFAULT = 365;
const daysBefore = (now: Date, days: number): Date => new Date(now.getTime() - days * DAY_MS);
const heldSince = ({ clock }: PersonalContentParts): Date => daysBefore(clock.now(), LOG_DAYS_MIN);
const endOfHold = (at: Date | null): Date | null => (at === null ? null : daysBefore(at, -LOG_DAYS_MIN - 1));

/** Exchanges of cases of illegal content that are open or ended half a year ago at most: they stay as they are. @law measures#14 */
export const heldByCases = async (parts: PersonalContentParts): Promise<readonly string[]> =>
  await listHeld(parts.database, heldSince(parts));

/** What reviewers wrote about one person's exchanges. */
export function personalReviews(parts: PersonalContentParts): PersonalRecords {
  const { database, unitOfWork } = parts;
  return {
    name: 'reviews',
    title: { zh: '人工复审', en: 'Reviews by people' },
    tables: ['review_item', 'review_lock', 'review_decision', 'review_reversal', 'review_suggestion'],
    search: async ({ endUser }) => {
      const { erasable, held, lastHeldAt } = await countReviews(database, endUser, heldSince(parts));
      const reason = {
        zh: '认定内容违法的复审结论，处置记录须保存',
        en: 'decisions that something was illegal, whose records must be kept',
      };
      const kept = held === 0 ? [] : [{ count: held, reason, law: MEASURES_14, until: endOfHold(lastHeldAt) }];
      return { erasable, kept };
    },
    export: async function* ({ endUser }) {
      for (const { decidedAt, ...review } of await listReviews(database, endUser))
        yield { ...review, decidedAt: decidedAt.toISOString() };
    },
    erase: async ({ endUser }, { leave }) =>
      await eraseBatch(unitOfWork, (tx) => blankReviews(tx, endUser, heldSince(parts)), leave),
  };
}

/** Who had content that was recalled. */
export function personalCases(parts: PersonalContentParts): PersonalRecords {
  const { database, unitOfWork } = parts;
  return {
    name: 'cases',
    title: { zh: '违法内容案件', en: 'Cases of illegal content' },
    tables: ['content_recall', 'content_case_exchange', 'content_case_retest'],
    search: async ({ endUser }) => {
      const { erasable, held, isOpen, lastClosedAt } = await countCases(database, endUser, heldSince(parts));
      const reason = { zh: '违法内容案件的处置记录须保存', en: 'records of a case of illegal content must be kept' };
      const until = isOpen ? null : endOfHold(lastClosedAt);
      return { erasable, kept: held === 0 ? [] : [{ count: held, reason, law: MEASURES_14, until }] };
    },
    export: async function* ({ endUser }) {
      for (const { issuedAt, ...recall } of await listRecalls(database, endUser))
        yield { ...recall, issuedAt: issuedAt.toISOString() };
    },
    erase: async ({ endUser }, { leave }) =>
      await eraseBatch(unitOfWork, (tx) => blankRecalls(tx, endUser, heldSince(parts)), leave),
  };
}

/** How long the words of reviewers are kept; verdicts without words stay, for the scorecards. */
export const retainedReviews = ({ database, unitOfWork }: PersonalContentParts): RetainedKind => ({
  kind: 'review-words',
  title: { zh: '复审人员的文字', en: 'Words of reviewers' },
  about: {
    zh: '已结束的复审中的备注和理由；结论本身保留。',
    en: 'Notes and reasons of reviews that ended; the verdicts stay.',
  },
  daysMin: LOG_DAYS_MIN,
  basis: MEASURES_14,
  confidence: 'own-default',
  daysDefault: REVIEW_DAYS_DEFAULT,
  countOlder: (before, max) => countOldReviews(database, before, max),
  eraseOlder: (before, limit, leave) => eraseBatch(unitOfWork, (tx) => blankOldReviews(tx, before, limit), leave),
});
