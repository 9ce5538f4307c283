import { LOG_DAYS_MIN, type PersonalRecords, type RetainedKind } from '../../../evidence/index.ts';
import { DAY_MS } from '../../../kernel/index.ts';
import type { PrivacyParts, StoredRequest } from '../model.ts';
import { openMessage, orErased, sealingSubject } from '../service/sealing.ts';
import { listMessages, requestsOf } from '../store/requests.ts';
import { listOldRequests, readableOf } from '../store/retention.ts';

/** A request that was dealt with shows for a while that it was. @law pipl#50 */
const KEPT_DAYS = LOG_DAYS_MIN;
const REQUEST_DAYS_DEFAULT = 365;

/** Everybody who keeps something about people; this duty itself last, so that a request outlives what it asked for. */
export const holdersOf = (parts: PrivacyParts): readonly PersonalRecords[] => [
  ...parts.holders,
  personalRequests(parts),
];

/** Everything that goes at the end of a term. */
export const retainedOf = (parts: PrivacyParts): readonly RetainedKind[] => [
  ...parts.retained,
  retainedRequests(parts),
];

const mayGoAt = ({ endedAt }: StoredRequest): Date | null =>
  endedAt === null ? null : new Date(endedAt.getTime() + KEPT_DAYS * DAY_MS);

/** What a person asked before. */
function personalRequests(parts: PrivacyParts): PersonalRecords {
  const { database, vault, unitOfWork, clock } = parts;
  const readable = async (endUser: string): Promise<StoredRequest[]> => {
    const all = await requestsOf(database, endUser);
    const ids = await readableOf(
      database,
      all.map(({ id }) => id),
    );
    return all.filter(({ id }) => ids.includes(id));
  };
  const isOver = (request: StoredRequest): boolean => {
    const at = mayGoAt(request);
    return at !== null && at <= clock.now();
  };
  return {
    name: 'privacy-requests',
    title: { zh: '个人信息请求', en: 'Requests about personal information' },
    tables: [
      'privacy_request',
      'privacy_message',
      'privacy_decision',
      'privacy_code',
      'privacy_erasure',
      'privacy_suppression',
    ],
    search: async ({ endUser }) => {
      const found = await readable(endUser);
      const kept = found.filter((request) => !isOver(request));
      const ends = kept.map(mayGoAt);
      const reason = {
        zh: '请求及答复，证明已依法处理；到期销毁密钥',
        en: 'requests and answers, which prove that they were dealt with; their keys are destroyed after the term',
      };
      const until = ends.includes(null) ? null : new Date(Math.max(...ends.map((at) => at?.getTime() ?? 0)));
      return {
        erasable: found.length - kept.length,
        kept: kept.length === 0 ? [] : [{ count: kept.length, reason, law: 'pipl#50', until }],
      };
    },
    export: async function* ({ endUser }) {
      for (const request of await requestsOf(database, endUser)) {
        const { receipt, kind, receivedAt, outcome, answeredAt } = request;
        const messages: { author: string; purpose: string; at: string; text: string | null }[] = [];
        for (const row of await listMessages(database, request.id)) {
          if (row.purpose === 'note') continue;
          const text = await orErased(openMessage(parts, row));
          messages.push({ author: row.author, purpose: row.purpose, at: row.at.toISOString(), text });
        }
        yield {
          receipt,
          kind,
          receivedAt: receivedAt.toISOString(),
          answeredAt: answeredAt?.toISOString() ?? null,
          outcome,
          messages,
        };
      }
    },
    erase: async ({ endUser }, { reason, by, leave }) => {
      const over = (await readable(endUser)).filter(isOver);
      for (const { id } of over) await vault.eraseSubject(sealingSubject(id), reason, by);
      if (over.length > 0) await unitOfWork.run(async (_tx, evidence) => leave(evidence, over.length));
      return over.length;
    },
  };
}

const retainedRequests = ({ database, vault, unitOfWork }: PrivacyParts): RetainedKind => ({
  kind: 'privacy-requests',
  title: { zh: '个人信息请求的内容', en: 'Content of requests about personal information' },
  about: {
    zh: '请求结束后到期销毁密钥；编号、类型、结果和日期保留。',
    en: 'After the end of a request its keys are destroyed; number, kind, outcome and dates stay.',
  },
  daysMin: KEPT_DAYS,
  basis: 'pipl#50',
  confidence: 'own-default',
  daysDefault: REQUEST_DAYS_DEFAULT,
  countOlder: async (before, max) => (await listOldRequests(database, before, max)).length,
  eraseOlder: async (before, limit, leave) => {
    const ids = await listOldRequests(database, before, limit);
    for (const id of ids) await vault.eraseSubject(sealingSubject(id), 'retention', 'system');
    if (ids.length > 0) await unitOfWork.run(async (_tx, evidence) => leave(evidence, ids.length));
    return ids.length;
  },
});
