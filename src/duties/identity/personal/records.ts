import {
  eraseBatch,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type RetainedKind,
  type UnitOfWork,
} from '../../../evidence/index.ts';
import type { Database } from '../../../store/index.ts';
import { countIdentity, countOver, deleteIdentity, deleteOver, listToldAssertions } from './store.ts';

export interface PersonalIdentityParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
}

const KEPT_DAYS_DEFAULT = 365;

/**
 * How somebody was confirmed. All of it goes when they ask: no rule was found that keeps it, and the log proves by pseudonym what was
 * confirmed when. Whoever goes on using the service is then asked anew. @law pipl#47
 */
export const personalIdentity = ({ database, unitOfWork }: PersonalIdentityParts): PersonalRecords => ({
  name: 'identity',
  title: { zh: '身份确认', en: 'Confirmations of identity' },
  tables: ['identity_assertion', 'identity_attempt'],
  search: async ({ endUser }) => ({ erasable: await countIdentity(database, endUser), kept: [] }),
  export: async function* ({ endUser }) {
    for (const { assertedAt, untilAt, endedAt, ...row } of await listToldAssertions(database, endUser))
      yield {
        ...row,
        assertedAt: assertedAt.toISOString(),
        untilAt: untilAt.toISOString(),
        endedAt: endedAt?.toISOString() ?? null,
      };
  },
  erase: async ({ endUser }, { leave }) => await eraseBatch(unitOfWork, (tx) => deleteIdentity(tx, endUser), leave),
});

/** How long confirmations are kept after they ended: half a year at least, for they say who could publish when. */
export const retainedIdentity = ({ database, unitOfWork }: PersonalIdentityParts): RetainedKind => ({
  kind: 'identity',
  title: { zh: '已失效的身份确认', en: 'Confirmations of identity that are over' },
  about: {
    zh: '到期、撤回或被新的确认取代的身份确认记录。',
    en: 'Confirmations that ran out, were withdrawn, or were followed by a later one.',
  },
  daysMin: LOG_DAYS_MIN,
  basis: 'csl#23',
  confidence: 'own-default',
  daysDefault: KEPT_DAYS_DEFAULT,
  countOlder: (before, max) => countOver(database, before, max),
  eraseOlder: (before, limit, leave) => eraseBatch(unitOfWork, (tx) => deleteOver(tx, before, limit), leave),
});
