import {
  type ContentVault,
  eraseBatch,
  LOG_DAYS_MIN,
  type PersonalRecords,
  type PersonalSubject,
  type RetainedKind,
  type UnitOfWork,
} from '../../evidence/index.ts';
import { type Clock, DAY_MS, HeguiError, HOUR_MS, type Json } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { sealedInputSchema, sealedOutputSchema } from '../model.ts';
import {
  countOld,
  countPersonal,
  deleteOld,
  keysOf,
  listPersonal,
  type PersonalCounts,
  type PersonalParts,
  readPersonal,
} from './store.ts';

export interface PersonalExchangesParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly vault: Pick<ContentVault, 'open' | 'eraseSubject' | 'countWorn' | 'eraseWorn'>;
  readonly clock: Clock;
  /** Exchanges that must stay readable, such as those of open cases of illegal content. */
  readonly heldExchanges: () => Promise<readonly string[]>;
}

const PER_READ = 100;
const ROWS_PER_BATCH = 500;
const UNDER_WAY_MS = HOUR_MS;
const LOOK_AGAIN_MS = HOUR_MS;
const CONTENT_DAYS_DEFAULT = 180;
const ROWS_DAYS_DEFAULT = 365;

/** What one person asked and was answered. @law pipl#45 pipl#47 */
export function personalExchanges(parts: PersonalExchangesParts): PersonalRecords {
  return {
    name: 'exchanges',
    title: { zh: '提问与回答', en: 'Questions and answers' },
    tables: ['exchange', 'exchange_close', 'content_key'],
    search: async (subject) => foundOf(await count(parts, subject), parts.clock.now()),
    export: (subject) => exportAll(parts, subject),
    erase: async ({ endUser }, { reason, by, leave }) => {
      const { database, vault, unitOfWork, clock } = parts;
      const heldIds = await parts.heldExchanges();
      const readable = (await count(parts, { endUser })).readable;
      await vault.eraseSubject(endUser, reason, by, await keysOf(database, heldIds));
      const before = logEnd(clock.now());
      let removed = 0;
      for (let batch = ROWS_PER_BATCH; batch === ROWS_PER_BATCH; removed += batch) {
        const where = { endUser, before, heldIds, limit: ROWS_PER_BATCH };
        batch = await eraseBatch(unitOfWork, (tx) => deleteOld(tx, where), leave);
      }
      return Math.max(readable, removed);
    },
  };
}

const logEnd = (now: Date): Date => new Date(now.getTime() - LOG_DAYS_MIN * DAY_MS);

async function count(
  { database, clock, heldExchanges }: PersonalExchangesParts,
  { endUser }: Pick<PersonalSubject, 'endUser'>,
): Promise<PersonalCounts> {
  const heldIds = await heldExchanges();
  const now = clock.now();
  return await countPersonal(database, endUser, {
    heldIds,
    heldKeys: await keysOf(database, heldIds),
    before: logEnd(now),
    underWaySince: new Date(now.getTime() - UNDER_WAY_MS),
  });
}

function foundOf({ exchanges, readable, held, removable, underWay, newestAt }: PersonalCounts, now: Date) {
  const rows = exchanges - removable;
  return {
    erasable: Math.max(readable, removable),
    kept: [
      ...(rows === 0
        ? []
        : [
            {
              count: rows,
              reason: {
                zh: '何时、向哪个模型提问的网络日志，不含内容',
                en: 'the network log of when which model was asked, without content',
              },
              law: 'csl#23',
              until: newestAt === null ? null : new Date(newestAt.getTime() + (LOG_DAYS_MIN + 1) * DAY_MS),
            },
          ]),
      ...(held === 0
        ? []
        : [
            {
              count: held,
              reason: {
                zh: '涉及违法内容案件，处置记录须保存',
                en: 'part of a case of illegal content, whose records must be kept',
              },
              law: 'measures#14',
              until: null,
            },
          ]),
      ...(underWay === 0
        ? []
        : [
            {
              count: underWay,
              reason: { zh: '回答正在生成，结束后删除', en: 'being answered at this moment; erased once it ends' },
              law: 'measures#11',
              until: new Date(now.getTime() + LOOK_AGAIN_MS),
            },
          ]),
    ],
  };
}

async function* exportAll(
  { database, vault }: PersonalExchangesParts,
  { endUser }: PersonalSubject,
): AsyncGenerator<{ readonly [name: string]: Json }> {
  const ids = await listPersonal(database, endUser);
  for (let from = 0; from < ids.length; from += PER_READ) {
    for (const row of await readPersonal(database, ids.slice(from, from + PER_READ))) yield await describe(vault, row);
  }
}

/** An exchange as its user may have it: their words, the answers as they were shown, and the label of what was generated. */
async function describe(vault: Pick<ContentVault, 'open'>, row: PersonalParts): Promise<{ [name: string]: Json }> {
  const input = await opened(vault, row.openedKeyId, row.openedContent);
  const output = await opened(vault, row.closedKeyId, row.closedContent);
  const asked = input === null ? null : sealedInputSchema.parse(input).input;
  const answer = output === null ? null : sealedOutputSchema.parse(output);
  return {
    id: row.id,
    askedAt: row.openedAt.toISOString(),
    answeredAt: row.closedAt?.toISOString() ?? null,
    endpoint: row.endpoint,
    model: row.model,
    outcome: row.outcome,
    asked: asked?.map(({ role, text }) => ({ role: role ?? null, text })) ?? null,
    answered: answer?.output.map(({ text, shown }) => ({ madeByAi: true, text: shown ?? text })) ?? null,
    label: answer?.label == null ? null : JSON.stringify(answer.label.aigc),
  };
}

async function opened(
  vault: Pick<ContentVault, 'open'>,
  keyId: string | null,
  content: Buffer | null,
): Promise<Json | null> {
  if (keyId === null || content === null) return null;
  try {
    return (await vault.open(keyId, content)).content;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}

/** How long questions and answers are kept. */
export function retainedExchanges(parts: PersonalExchangesParts): readonly RetainedKind[] {
  const { database, unitOfWork, vault } = parts;
  const heldKeys = async () => keysOf(database, await parts.heldExchanges());
  return [
    {
      kind: 'exchange-content',
      title: { zh: '提问与回答的内容', en: 'Content of questions and answers' },
      about: {
        zh: '到期销毁内容的密钥；一把密钥最多用 30 天，所以内容最多晚 30 天。违法内容案件涉及的除外。计数为密钥。',
        en: 'The keys are destroyed; a key is used for 30 days at most, so content may go up to 30 days later. Not those of cases of illegal content. Counts are keys.',
      },
      daysMin: 1,
      basis: 'measures#11',
      confidence: 'own-default',
      daysDefault: CONTENT_DAYS_DEFAULT,
      countOlder: async (before, max) => await vault.countWorn(before, await heldKeys(), max),
      eraseOlder: async (before, limit, leave) =>
        await vault.eraseWorn(before, await heldKeys(), limit, { reason: 'retention', by: 'system', leave }),
    },
    {
      kind: 'exchange-rows',
      title: { zh: '问答的网络日志', en: 'Network log of exchanges' },
      about: {
        zh: '何时、哪个模型、结果如何，不含内容；到期删除。存证日志里的条目不删。',
        en: 'When, which model, with which outcome; no content. Entries of the evidence log stay.',
      },
      daysMin: LOG_DAYS_MIN,
      basis: 'csl#23',
      confidence: 'official-text',
      daysDefault: ROWS_DAYS_DEFAULT,
      countOlder: async (before, max) => await countOld(database, before, await parts.heldExchanges(), max),
      eraseOlder: async (before, limit, leave) => {
        const where = { endUser: null, before, heldIds: await parts.heldExchanges(), limit };
        return await eraseBatch(unitOfWork, (tx) => deleteOld(tx, where), leave);
      },
    },
  ];
}
