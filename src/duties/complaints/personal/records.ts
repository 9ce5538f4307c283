import {
  type ContentVault,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type RetainedKind,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import type { Database } from '../../../store/index.ts';
import { orErased, subjectOf } from '../service/sealing.ts';
import type { ComplaintsService } from '../service.ts';
import { findPersonal, listOld } from './store.ts';

export interface PersonalComplaintsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'eraseSubject'>;
  readonly complaints: Pick<ComplaintsService, 'readForPublic'>;
}

const TABLES = [
  'complaint',
  'complaint_message',
  'complaint_attachment',
  'complaint_draft',
  'complaint_decision',
  'notice',
];

/** Complaints whose receipts the person has opened. Nobody else's complaint about them is theirs to have. */
export function personalComplaints({
  database,
  unitOfWork,
  vault,
  complaints,
}: PersonalComplaintsParts): PersonalRecords {
  return {
    name: 'complaints',
    title: { zh: '投诉与举报', en: 'Complaints and reports' },
    tables: TABLES,
    search: async (subject) => {
      const found = (await findPersonal(database, subject.complaints)).filter(({ isReadable }) => isReadable);
      const open = found.filter(({ endedAt }) => endedAt === null).length;
      const reason = {
        zh: '投诉正在处理，结束后删除；可先撤回投诉',
        en: 'still being dealt with, erased once it ends; it may be withdrawn first',
      };
      return {
        erasable: found.length - open,
        kept: open === 0 ? [] : [{ count: open, reason, law: 'measures#15', until: null }],
      };
    },
    export: async function* (subject) {
      for (const { id } of await findPersonal(database, subject.complaints)) {
        const complaint = await orErased(complaints.readForPublic(id));
        if (complaint === null) continue;
        const { receipt, kind, receivedAt, outcome, messages } = complaint;
        const said = messages.map(({ author, purpose, at, text }) => ({ author, purpose, at, text }));
        yield { receipt, kind, receivedAt, outcome, messages: said };
      }
    },
    erase: async (subject, { reason, by, leave }) => {
      const found = await findPersonal(database, subject.complaints);
      const ended = found.filter(({ endedAt, isReadable }) => endedAt !== null && isReadable);
      for (const { id } of ended) await vault.eraseSubject(subjectOf(id), reason, by);
      if (ended.length > 0) await unitOfWork.run(async (_tx, evidence) => leave(evidence, ended.length));
      return ended.length;
    },
  };
}

/** How long what people wrote is kept after their complaint ended. */
export const retainedComplaints = ({
  database,
  unitOfWork,
  vault,
}: Omit<PersonalComplaintsParts, 'complaints'>): RetainedKind => ({
  kind: 'complaint-content',
  title: { zh: '投诉的内容', en: 'Content of complaints' },
  about: {
    zh: '投诉结束后到期销毁密钥：往来、附件、联系方式都无法再读；编号、类型和日期保留。',
    en: 'After the end of a complaint its keys are destroyed: words, files and contact cannot be read again; number, kind and dates stay.',
  },
  daysMin: 30,
  basis: 'measures#15',
  confidence: 'own-default',
  daysDefault: LOG_DAYS_MIN * 2,
  countOlder: async (before, max) => (await listOld(database, before, max)).length,
  eraseOlder: async (before, limit, leave) => {
    const ids = await listOld(database, before, limit);
    for (const id of ids) await vault.eraseSubject(subjectOf(id), 'retention', 'system');
    if (ids.length > 0) await unitOfWork.run(async (_tx, evidence) => leave(evidence, ids.length));
    return ids.length;
  },
});
