import {
  type ContentVault,
  eraseBatch,
  type KeptRecords,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import { type Clock, DAY_MS, HeguiError, type Json } from '../../../kernel/index.ts';
import type { Database } from '../../../store/index.ts';
import { appealSubject, contactSubject } from '../model.ts';
import { isMinor, strongest } from '../rules.ts';
import {
  blankKept,
  countKept,
  listAppealsOf,
  listContactsOf,
  listLinksOf,
  listOverAppeals,
  listStatementsOf,
} from './store.ts';

export interface PersonalMinorsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'open' | 'eraseSubject'>;
  readonly clock: Clock;
}

/**
 * How old a person is and who said so, guardians, appeals, and whom to call. What protects a child stays while they are one: nobody
 * leaves minor mode by asking to be erased. @law minors#43 order21#14
 */
export function personalMinors({ database, unitOfWork, vault, clock }: PersonalMinorsParts): PersonalRecords {
  const before = (): Date => new Date(clock.now().getTime() - LOG_DAYS_MIN * DAY_MS);
  const isChild = async (endUser: string): Promise<boolean> =>
    isMinor(strongest(await listStatementsOf(database, endUser))?.band ?? null);
  return {
    name: 'minors',
    title: { zh: '年龄、监护人与紧急联系人', en: 'Age, guardians and emergency contact' },
    tables: ['age_statement', 'guardian_code', 'guardian_link', 'age_appeal', 'companion_contact', 'companion_crisis'],
    search: async ({ endUser }) => {
      const { erasable, lately, lastAt, protecting } = await countKept(
        database,
        endUser,
        before(),
        await isChild(endUser),
      );
      const kept: KeptRecords[] = [];
      if (protecting > 0)
        kept.push({
          count: protecting,
          reason: { zh: '未成年期间为其保护而保留', en: 'kept for their protection while they are a minor' },
          law: 'minors#43',
          until: null,
        });
      if (lately > 0)
        kept.push({
          count: lately,
          reason: { zh: '申诉、解除关联和危机处理的记录', en: 'records of appeals, ended links and crises' },
          law: 'csl#23',
          until: lastAt === null ? null : new Date(lastAt.getTime() + (LOG_DAYS_MIN + 1) * DAY_MS),
        });
      return { erasable, kept };
    },
    export: async function* ({ endUser }) {
      for (const { at, ...row } of await listStatementsOf(database, endUser))
        yield { what: 'age', ...row, at: at.toISOString() };
      for (const { linkedAt, endedAt, ...row } of await listLinksOf(database, endUser))
        yield { what: 'guardian', ...row, linkedAt: linkedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
      for (const row of await listAppealsOf(database, endUser))
        yield {
          what: 'age-appeal',
          claimed: row.claimed,
          outcome: row.outcome,
          receivedAt: row.receivedAt.toISOString(),
          words: await opened(vault, row.contentKey, row.content),
          answer: await opened(vault, row.answerKey, row.answer),
        };
      for (const { contentKey, content } of await listContactsOf(database, endUser))
        yield { what: 'contact', contact: await opened(vault, contentKey, content) };
    },
    erase: async ({ endUser }, { reason, by, leave }) => {
      const limit = before();
      const isProtected = await isChild(endUser);
      for (const id of await listOverAppeals(database, endUser, limit))
        await vault.eraseSubject(appealSubject(id), reason, by);
      for (const { serviceId } of await listContactsOf(database, endUser))
        await vault.eraseSubject(contactSubject({ serviceId, endUser }), reason, by);
      return await eraseBatch(unitOfWork, (tx) => blankKept(tx, endUser, limit, isProtected), leave);
    },
  };
}

async function opened(vault: Pick<ContentVault, 'open'>, keyId: string | null, content: Buffer | null): Promise<Json> {
  if (keyId === null || content === null) return null;
  try {
    return (await vault.open(keyId, content)).content;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}
