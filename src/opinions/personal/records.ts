import { eraseBatch, type PersonalRecords, type UnitOfWork } from '../../evidence/index.ts';
import type { Database } from '../../store/index.ts';
import { countPersonal, deletePersonal, listPersonal } from './store.ts';

/** What is noted of second opinions about one person's texts; the opinions themselves hold no text. @law pipl#47 */
export function personalOpinions({
  database,
  unitOfWork,
}: {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
}): PersonalRecords {
  return {
    name: 'second-opinions',
    title: { zh: '第二意见记录', en: 'Records of second opinions' },
    tables: ['opinion_gap', 'opinion_truth'],
    search: async ({ endUser }) => ({ erasable: await countPersonal(database, endUser), kept: [] }),
    export: async function* ({ endUser }) {
      for (const { openedAt, ...row } of await listPersonal(database, endUser))
        yield { ...row, openedAt: openedAt?.toISOString() ?? null };
    },
    erase: async ({ endUser }, { leave }) => await eraseBatch(unitOfWork, (tx) => deletePersonal(tx, endUser), leave),
  };
}
