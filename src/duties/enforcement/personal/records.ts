import {
  type ContentVault,
  eraseBatch,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type RetainedKind,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import { type Clock, DAY_MS, HeguiError, type Json } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { subjectOf } from '../model.ts';
import {
  blankMeasures,
  blankPast,
  countLooseStrikes,
  countMeasures,
  deleteLooseStrikes,
  listMeasures,
  listOver,
  listPast,
} from './store.ts';

export interface PersonalMeasuresParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'open' | 'eraseSubject'>;
  readonly clock: Clock;
}

/** Measures against one person, what led to them, and what was said about them. @law measures#14 */
export function personalMeasures({ database, unitOfWork, vault, clock }: PersonalMeasuresParts): PersonalRecords {
  const since = (): Date => new Date(clock.now().getTime() - LOG_DAYS_MIN * DAY_MS);
  return {
    name: 'measures',
    title: { zh: '对用户的处置', en: 'Measures' },
    tables: ['measure', 'measure_strike', 'measure_appeal', 'measure_report'],
    search: async ({ endUser }) => {
      const { erasable, kept, isInForce, lastAt } = await countMeasures(database, endUser, since());
      const reason = {
        zh: '对违法使用行为的处置记录须保存',
        en: 'records of measures against unlawful use must be kept',
      };
      const until = isInForce || lastAt === null ? null : new Date(lastAt.getTime() + (LOG_DAYS_MIN + 1) * DAY_MS);
      return { erasable, kept: kept === 0 ? [] : [{ count: kept, reason, law: 'measures#14', until }] };
    },
    export: async function* ({ endUser }) {
      for (const row of await listMeasures(database, endUser)) {
        const { imposedAt, startsAt, endsAt, endedAt, contentKey, content, appealKey, appeal, risks, ...rest } = row;
        yield {
          ...rest,
          risks: [...risks],
          imposedAt: imposedAt.toISOString(),
          startsAt: startsAt?.toISOString() ?? null,
          endsAt: endsAt?.toISOString() ?? null,
          endedAt: endedAt?.toISOString() ?? null,
          reason: await opened(vault, contentKey, content),
          appeal: await opened(vault, appealKey, appeal),
        };
      }
    },
    erase: async ({ endUser }, { reason, by, leave }) => {
      const before = since();
      for (const id of await listOver(database, endUser, before)) await vault.eraseSubject(subjectOf(id), reason, by);
      return await eraseBatch(unitOfWork, (tx) => blankMeasures(tx, endUser, before), leave);
    },
  };
}

/**
 * How long a measure names somebody after its end, with its statement, its appeal and what led to it. Afterwards its kind, rung and days
 * stay, of nobody.
 *
 * @law measures#14 csl#23
 */
export const retainedMeasures = ({
  database,
  unitOfWork,
  vault,
}: Omit<PersonalMeasuresParts, 'clock'>): RetainedKind => ({
  kind: 'measures',
  title: { zh: '对用户的处置', en: 'Measures against users' },
  about: {
    zh: '处置结束后到期：销毁理由说明与申诉的密钥，去掉用户假名，删除导致处置的违规记录；未导致处置的违规记录自发生起同样到期删除。措施、期限和日期保留，不再指向任何人。',
    en: 'After the end of a measure: the keys of its reasons and its appeal are destroyed, the user’s pseudonym is taken out, and the refusals that led to it are removed; refusals that led to nothing go by their own age. Rung and dates stay, of nobody.',
  },
  daysMin: LOG_DAYS_MIN,
  basis: 'csl#23',
  confidence: 'own-default',
  daysDefault: LOG_DAYS_MIN * 2,
  countOlder: async (before, max) => {
    const past = (await listPast(database, before, max)).length;
    return past >= max ? past : past + (await countLooseStrikes(database, before, max - past));
  },
  eraseOlder: async (before, limit, leave) => {
    const ids = await listPast(database, before, limit);
    for (const id of ids) await vault.eraseSubject(subjectOf(id), 'retention', 'system');
    return await eraseBatch(
      unitOfWork,
      async (tx) => (await blankPast(tx, ids)) + (await deleteLooseStrikes(tx, before, limit - ids.length)),
      leave,
    );
  },
});

async function opened(vault: Pick<ContentVault, 'open'>, keyId: string | null, content: Buffer | null): Promise<Json> {
  if (keyId === null || content === null) return null;
  try {
    return (await vault.open(keyId, content)).content;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}
