import {
  type ContentVault,
  eraseBatch,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type RetainedKind,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import { type Clock, DAY_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { subjectOf } from '../model.ts';
import type { EnforcementService } from '../service.ts';
import { countFree, deleteFree, deleteMeasures, findPersonal, listOld, type PersonalMeasure } from './store.ts';

export interface PersonalMeasuresParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'eraseSubject'>;
  readonly clock: Clock;
  readonly measures: Pick<EnforcementService, 'ofPseudonym'>;
}

const TABLES = ['measure', 'measure_strike', 'measure_appeal'];
const KEPT_MS = LOG_DAYS_MIN * DAY_MS;
const MAY_GO = {
  zh: '处置记录依法保存，结束后至少六个月；已签署上报的保留',
  en: 'records of measures are kept by law, six months at least after their end; those reported to an authority stay',
};

/** What was done to one person, and the refusals that were counted. @law measures#14 pipl#47 */
export function personalMeasures(parts: PersonalMeasuresParts): PersonalRecords {
  const { database, unitOfWork, vault, clock, measures } = parts;
  const logEnd = (): Date => new Date(clock.now().getTime() - KEPT_MS);
  const mayGo = ({ endedAt, isReported }: PersonalMeasure): boolean =>
    endedAt !== null && endedAt < logEnd() && !isReported;
  return {
    name: 'measures',
    title: { zh: '用户处置与申诉', en: 'Measures and appeals' },
    tables: TABLES,
    search: async ({ endUser }) => {
      const all = await findPersonal(database, endUser);
      const free = await countFree(database, endUser, logEnd());
      const kept = all.filter((measure) => !mayGo(measure));
      const count = kept.length + free.young;
      const until = lastGoes(kept, free.newestAt);
      return {
        erasable: all.length - kept.length + free.old,
        kept: count === 0 ? [] : [{ count, reason: MAY_GO, law: 'measures#14', until }],
      };
    },
    export: async function* ({ serviceId, endUser }) {
      for (const { rung, startsAt, endsAt, endedReason, statements, appeal } of await measures.ofPseudonym(
        serviceId,
        endUser,
      ))
        yield { rung, startsAt, endsAt, endedReason, statements, appeal };
    },
    erase: async ({ endUser }, { reason, by, leave }) => {
      const over = (await findPersonal(database, endUser)).filter(mayGo);
      for (const { id, hasWords } of over) if (hasWords) await vault.eraseSubject(subjectOf(id), reason, by);
      const ids = over.map(({ id }) => id);
      return await eraseBatch(
        unitOfWork,
        async (tx) => (await deleteMeasures(tx, ids)) + (await deleteFree(tx, endUser, logEnd())),
        leave,
      );
    },
  };
}

/** When the last of what stays may go; null while one is in force or reported. */
function lastGoes(kept: readonly PersonalMeasure[], newestAt: Date | null): Date | null {
  const ends: number[] = newestAt === null ? [] : [newestAt.getTime()];
  for (const { endedAt, isReported } of kept) {
    if (endedAt === null || isReported) return null;
    ends.push(endedAt.getTime());
  }
  return ends.length === 0 ? null : new Date(Math.max(...ends) + KEPT_MS);
}

/** How long measures are kept after their end. */
export const retainedMeasures = ({
  database,
  unitOfWork,
  vault,
}: Omit<PersonalMeasuresParts, 'measures' | 'clock'>): RetainedKind => ({
  kind: 'measures',
  title: { zh: '用户处置记录', en: 'Measures against users' },
  about: {
    zh: '处置结束后到期删除：处置、起因、申诉及其内容；已签署上报的保留。',
    en: 'After the end of a measure it goes with what led to it and its appeal; those reported to an authority stay.',
  },
  daysMin: LOG_DAYS_MIN,
  basis: 'measures#14',
  confidence: 'own default',
  daysDefault: LOG_DAYS_MIN * 2,
  countOlder: async (before, max) => (await listOld(database, before, max)).length,
  eraseOlder: async (before, limit, leave) => {
    const old = await listOld(database, before, limit);
    for (const { id, hasWords } of old) if (hasWords) await vault.eraseSubject(subjectOf(id), 'retention', 'system');
    const ids = old.map(({ id }) => id);
    return await eraseBatch(unitOfWork, (tx) => deleteMeasures(tx, ids), leave);
  },
});
