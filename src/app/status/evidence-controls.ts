import {
  createHealthCheck,
  type EvidenceReader,
  LOG_DAYS_MIN,
  readLeafBounds,
  readLeaves,
  type SampledLeaf,
} from '../../evidence/index.ts';
import { countExisting } from '../../exchanges/index.ts';
import { type Clock, countText, DAY_MS, type FillRandom, HOUR_MS } from '../../kernel/index.ts';
import { openCheckpoint, parseEntry, type VerifierKey } from '../../ledger/index.ts';
import type { Control, Counted, Measurement } from '../../status/index.ts';
import type { Database } from '../../store/index.ts';

export interface EvidenceControlParts {
  readonly database: Database;
  readonly clock: Clock;
  readonly reader: Pick<EvidenceReader, 'latestCheckpoint' | 'proofsOf'>;
  readonly key: VerifierKey;
  readonly counted: Pick<Counted, 'unclosed'>;
  /** Chooses which entries are looked at. */
  readonly fillRandom: FillRandom;
}

const SAMPLE = 24;
const NEWEST = 8;
const EVIDENCE_LINK = { kind: 'page', id: '/evidence', label: '/evidence' } as const;

/** The board's questions about the log itself. @law csl#23 measures#19 */
export function evidenceControls(parts: EvidenceControlParts): Control[] {
  const isReaching = createHealthCheck({ ...parts, sequencer: { refusal: null } });
  return [
    {
      id: 'evidence.log-verifies',
      kind: 'query',
      title: { zh: '证据日志可验证', en: 'The evidence log verifies' },
      about: {
        zh: '核对最近检查点的签名，随机抽取条目连同最新条目一起证明其在树中，并看新条目是否在一分钟内入树。',
        en: 'Checks the signature of the last checkpoint, proves a random sample and the newest entries against it, and whether new entries reach the tree within a minute.',
      },
      owner: 'administrator',
      measure: async () => await verifyLog(parts, await isReaching()),
    },
    {
      id: 'evidence.every-exchange-closed',
      kind: 'query',
      title: { zh: '每次问答都有结束记录', en: 'Every exchange was closed' },
      about: {
        zh: '24 小时内开始、一小时后仍没有结束记录的问答有多少；更早的另计。',
        en: 'Of the exchanges of 24 hours, how many have no closing record after an hour; earlier ones are counted apart.',
      },
      owner: 'administrator',
      measure: async (now) =>
        judgeUnclosed(
          await parts.counted.unclosed(new Date(now.getTime() - DAY_MS), new Date(now.getTime() - HOUR_MS)),
        ),
    },
    {
      id: 'evidence.retention-six-months',
      kind: 'query',
      title: { zh: '日志留存至少六个月', en: 'Logs are kept for six months at least' },
      about: {
        zh: '日志从第一条起是否完整：首条仍在，随机抽取的条目仍在，六个月内的问答记录仍在。',
        en: 'Whether the log is whole from its first entry on: the first is there, sampled entries are, and those of six months still have their records.',
      },
      owner: 'administrator',
      measure: async (now) => await checkRetention(parts, now),
    },
  ];
}

async function verifyLog(
  { database, reader, key, fillRandom }: EvidenceControlParts,
  health: { readonly ok: boolean; readonly detail: string },
): Promise<Measurement> {
  const checkpoint = await reader.latestCheckpoint();
  if (checkpoint === null)
    return failed('no-checkpoint', 0, 0, '还没有检查点', 'there is no checkpoint yet', 'unknown');
  const signed = openCheckpoint(checkpoint.note, [key]);
  const isSigned = signed.ok && Buffer.from(signed.value.root).toString('base64') === checkpoint.root;
  const leaves = await readLeaves(database, chooseLeaves(checkpoint.size, fillRandom));
  const wanted = Math.min(checkpoint.size, SAMPLE + NEWEST);
  const ids = leaves.flatMap(({ entryId }) => entryId ?? []);
  const proofs = (await reader.proofsOf(ids)).entries;
  const proven = proofs.filter(({ verified }) => verified).length;
  const looked = Math.max(leaves.length, Math.min(wanted, 1));
  const measured = {
    zh: `检查点覆盖 ${countText(checkpoint.size)} 条，签名${isSigned ? '有效' : '无效'}；抽查 ${looked} 条，证明 ${proven} 条；${health.ok ? '新条目按时入树' : '新条目没有按时入树'}`,
    en: `checkpoint over ${countText(checkpoint.size)} entries, signature ${isSigned ? 'valid' : 'NOT valid'}; ${proven} of ${looked} sampled entries proven; ${health.ok ? 'new entries reach the tree' : 'new entries do not reach the tree in time'}`,
  };
  const figures = { size: checkpoint.size, looked, proven, signed: isSigned ? 1 : 0, reaching: health.ok ? 1 : 0 };
  const bad = proofs.find(({ verified }) => !verified);
  const evidence = [
    ...(bad === undefined ? [] : [{ kind: 'entry' as const, id: bad.entryId, label: bad.kind }]),
    EVIDENCE_LINK,
  ];
  if (isSigned && health.ok && proven === looked)
    return { status: 'met', code: 'verified', measured, next: null, figures, evidence };
  return {
    status: 'breached',
    code: !isSigned ? 'signature' : proven < looked ? 'unproven' : 'waiting',
    measured,
    next: {
      zh: '停止改动数据库，导出证据包用 hegui verify 离线验证，并查看服务日志；不要自行修复',
      en: 'Leave the database as it is, export a bundle and check it with hegui verify, and see the server log; do not repair it',
    },
    figures,
    evidence,
  };
}

/** Random leaves below `size`, each once, and the newest. */
function chooseLeaves(size: number, fillRandom: FillRandom): number[] {
  const chosen = new Set<number>();
  for (let index = Math.max(0, size - NEWEST); index < size; index++) chosen.add(index);
  const words = new Uint32Array(SAMPLE);
  fillRandom(new Uint8Array(words.buffer));
  for (const word of words) chosen.add(Math.floor((word / 2 ** 32) * size));
  return [...chosen].sort((one, other) => one - other);
}

export function judgeUnclosed({ count, earlier, some }: Awaited<ReturnType<Counted['unclosed']>>): Measurement {
  const measured = {
    zh: `24 小时内没有结束记录的问答 ${countText(count)} 次；更早的 ${countText(earlier)} 次`,
    en: `exchanges of 24 h without an end: ${countText(count)}; earlier ones: ${countText(earlier)}`,
  };
  const evidence = some.map(({ exchangeId, openedAt }) => ({
    kind: 'exchange' as const,
    id: exchangeId,
    label: openedAt.toISOString(),
  }));
  const common = { measured, figures: { unclosed: count, earlier }, evidence };
  if (count === 0) return { ...common, status: 'met', code: 'closed', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'unclosed',
    next: {
      zh: '查这些问答当时的进程是否被强行结束；写明原因并以人工认定记下，同时找出为何没有正常关闭',
      en: 'See whether a process was killed at that time; write the cause down as an override, and find out why it did not end in order',
    },
  };
}

async function checkRetention({ database, fillRandom }: EvidenceControlParts, now: Date): Promise<Measurement> {
  const bounds = await readLeafBounds(database);
  if (bounds === null) return failed('empty', 0, 0, '日志还是空的', 'the log is empty', 'unknown');
  const leaves = await readLeaves(database, [...new Set([0, ...chooseLeaves(bounds.last + 1, fillRandom)])]);
  const [first] = leaves;
  const lost = leaves.filter(({ entryId }) => entryId === null).length;
  // What is older may have gone at the end of its term, or with its person.
  const since = now.getTime() - LOG_DAYS_MIN * DAY_MS;
  const exchanges = leaves.filter(({ at }) => at !== null && at.getTime() > since).flatMap(exchangeOf);
  const existing = await countExisting(database, exchanges);
  const isWhole = bounds.first === 0 && first?.index === 0 && first.entryId !== null && lost === 0;
  const days = first?.at == null ? 0 : Math.floor((now.getTime() - first.at.getTime()) / DAY_MS);
  const measured = {
    zh: `日志自 ${days} 天前的第一条起共 ${countText(bounds.last + 1)} 条；抽查 ${leaves.length} 条，缺 ${lost + exchanges.length - existing} 条`,
    en: `the log holds ${countText(bounds.last + 1)} entries from the first, ${days} days ago; of ${leaves.length} sampled, ${lost + exchanges.length - existing} are missing`,
  };
  const figures = {
    days,
    entries: bounds.last + 1,
    sampled: leaves.length,
    missing: lost + exchanges.length - existing,
  };
  const common = { measured, figures, evidence: [EVIDENCE_LINK] };
  if (isWhole && existing === exchanges.length) return { ...common, status: 'met', code: 'whole', next: null };
  return {
    ...common,
    status: 'breached',
    code: 'missing',
    next: {
      zh: '日志或问答记录被删除过：从备份恢复，并查明是谁、何时、为何删除',
      en: 'Entries or records were removed: restore them from a backup and find out who removed them, when and why',
    },
  };
}

/** The exchange that began with this entry. */
function exchangeOf({ body, kind }: SampledLeaf): string[] {
  const entry = body === null || kind !== 'request.opened' ? undefined : parseEntry(body);
  const id = entry === undefined || entry === null ? undefined : Reflect.get(Object(entry.data), 'exchange');
  return typeof id === 'string' ? [id] : [];
}

const failed = (
  code: string,
  looked: number,
  proven: number,
  zh: string,
  en: string,
  status: Measurement['status'],
): Measurement => ({
  status,
  code,
  measured: { zh, en },
  next: null,
  figures: { looked, proven },
  evidence: [EVIDENCE_LINK],
});
