import { eraseBatch, LOG_DAYS_MIN, type PersonalRecords, type UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, DAY_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { countAcceptances, deleteWithdrawn, listAcceptances } from './store.ts';

/** What one person agreed to: kept while it stands, and for half a year after it was withdrawn. @law measures#9 */
export function personalAcceptances({
  database,
  unitOfWork,
  clock,
}: {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
}): PersonalRecords {
  const before = (): Date => new Date(clock.now().getTime() - LOG_DAYS_MIN * DAY_MS);
  return {
    name: 'agreements',
    title: { zh: '接受的服务协议', en: 'Agreements that were accepted' },
    tables: ['agreement_acceptance'],
    search: async ({ endUser }) => {
      const { over, kept, standing, lastWithdrawnAt } = await countAcceptances(database, endUser, before());
      const reason = {
        zh: '双方仍受约束的服务协议，或撤回后六个月内的证明',
        en: 'the agreement that still binds both sides, or its proof for half a year after it was withdrawn',
      };
      const until =
        standing > 0 || lastWithdrawnAt === null
          ? null
          : new Date(lastWithdrawnAt.getTime() + (LOG_DAYS_MIN + 1) * DAY_MS);
      return { erasable: over, kept: kept === 0 ? [] : [{ count: kept, reason, law: 'measures#9', until }] };
    },
    export: async function* ({ endUser }) {
      for (const { acceptedAt, withdrawnAt, ...row } of await listAcceptances(database, endUser))
        yield { ...row, acceptedAt: acceptedAt.toISOString(), withdrawnAt: withdrawnAt?.toISOString() ?? null };
    },
    erase: async ({ endUser }, { leave }) =>
      await eraseBatch(unitOfWork, (tx) => deleteWithdrawn(tx, endUser, before()), leave),
  };
}
