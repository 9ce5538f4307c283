import { eraseBatch, LOG_DAYS_MIN, type PersonalRecords, type UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, DAY_MS } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import type { LiftsService } from '../lifts/index.ts';
import type { ProducedFiles } from '../stored/produced-files.ts';
import {
  countPersonalLifts,
  deletePersonalLifts,
  deleteRowFiles,
  findFiles,
  listPersonalLifts,
  listRegistered,
} from './store.ts';

export interface PersonalLabelParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly files: Pick<ProducedFiles, 'remove'>;
  readonly lifts: Pick<LiftsService, 'withdrawOwn'>;
}

const logEnd = (now: Date): Date => new Date(now.getTime() - LOG_DAYS_MIN * DAY_MS);

/** Pictures, sounds, films and documents that were made for one person. */
export function personalFiles({ database, unitOfWork, files }: PersonalLabelParts): PersonalRecords {
  return {
    name: 'produced-files',
    title: { zh: '生成的文件', en: 'Files that were made' },
    tables: ['produced_content', 'produced_file', 'stored_file'],
    search: async ({ endUser }) => {
      const { stored, inRows, registered, newestAt } = await findFiles(database, endUser);
      const reason = {
        zh: '标识登记中的编号和摘要，不含内容；删除网络日志后不再与本人关联',
        en: 'numbers and digests in the register of labels, no content; nothing leads from them to the person once the network log has gone',
      };
      const until = newestAt === null ? null : new Date(newestAt.getTime() + (LOG_DAYS_MIN + 1) * DAY_MS);
      const kept = registered === 0 ? [] : [{ count: registered, reason, law: 'csl#23', until }];
      return { erasable: stored.length + inRows, kept };
    },
    export: async function* ({ endUser }) {
      for (const { madeAt, ...content } of await listRegistered(database, endUser))
        yield { ...content, madeAt: madeAt.toISOString() };
    },
    erase: async ({ endUser }, { leave }) => {
      const { stored } = await findFiles(database, endUser);
      for (const id of stored) await files.remove(id, async (_tx, evidence) => leave(evidence, 1));
      return stored.length + (await eraseBatch(unitOfWork, (tx) => deleteRowFiles(tx, endUser), leave));
    },
  };
}

/** Who may have content without explicit label, and what left so. @law labelling-measures#9 */
export function personalLifts({ database, unitOfWork, clock, lifts }: PersonalLabelParts): PersonalRecords {
  return {
    name: 'label-lifts',
    title: { zh: '不加显式标识的申请与记录', en: 'Requests for content without explicit label' },
    tables: ['label_lift_request', 'label_lift'],
    search: async ({ endUser }) => {
      const now = clock.now();
      const { open, removable, kept, keptUntil } = await countPersonalLifts(database, endUser, now, logEnd(now));
      const reason = {
        zh: '不加显式标识提供内容的记录至少保存六个月',
        en: 'records of content without explicit label are kept for six months at least',
      };
      return {
        erasable: open + removable,
        kept: kept === 0 ? [] : [{ count: kept, reason, law: 'labelling#9', until: keptUntil }],
      };
    },
    export: async function* ({ endUser }) {
      for (const { requestedAt, withdrawnAt, ...row } of await listPersonalLifts(database, endUser))
        yield { ...row, requestedAt: requestedAt.toISOString(), withdrawnAt: withdrawnAt?.toISOString() ?? null };
    },
    erase: async ({ serviceId, endUser }, { leave }) => {
      const ended = await lifts.withdrawOwn(serviceId, endUser);
      const now = clock.now();
      const work = () => eraseBatch(unitOfWork, (tx) => deletePersonalLifts(tx, endUser, now, logEnd(now)), leave);
      return ended.length + (await work());
    },
  };
}
