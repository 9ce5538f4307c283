import { eraseBatch, LOG_DAYS_MIN, type RetainedKind, type UnitOfWork } from '../../evidence/index.ts';
import type { Database } from '../../store/index.ts';
import { countOld, deleteOld } from './store.ts';

/** How long notices are kept after they went out, with their addresses. */
export const retainedNotices = ({
  database,
  unitOfWork,
}: {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
}): RetainedKind => ({
  kind: 'notices',
  title: { zh: '发出的通知', en: 'Notices that went out' },
  about: {
    zh: '发出或放弃后到期删除，连同地址和文字。',
    en: 'Removed with their addresses and words once they were sent or given up.',
  },
  daysMin: 1,
  basis: 'pipl#47',
  confidence: 'own-default',
  daysDefault: LOG_DAYS_MIN,
  countOlder: (before, max) => countOld(database, before, max),
  eraseOlder: (before, limit, leave) => eraseBatch(unitOfWork, (tx) => deleteOld(tx, before, limit), leave),
});
