import type { z } from 'zod';
import type { ComingDuty, comingPutSchema } from '../contract/index.ts';
import type { Actor } from '../evidence/index.ts';
import { chinaDay, HeguiError, invalidField, sha256, unknownId } from '../kernel/index.ts';
import type { ComingRow, DatedObligation, ServiceScope, StatusParts } from './model.ts';
import { changeComing, insertComing, readComing } from './store/coming.ts';

export interface ComingInput {
  readonly versions: readonly DatedObligation[];
  readonly rows: readonly ComingRow[];
  readonly scope: readonly ServiceScope[];
  /** Today in China. */
  readonly day: string;
}

/**
 * What the law will ask of these services from a later day on, and what began and was not prepared; the next first. Facts of the scope
 * memos decide whom it reaches; a service without a memo is taken to be reached.
 */
export function comingDuties({ versions, rows, scope, day }: ComingInput): ComingDuty[] {
  const rowOf = new Map(rows.map((row) => [keyOf(row.obligation, row.from), row]));
  return versions
    .flatMap((version) => comingDuty(version, rowOf.get(keyOf(version.id, version.from)), scope, day) ?? [])
    .sort((one, other) => one.from.localeCompare(other.from));
}

const keyOf = (obligation: string, from: string): string => `${obligation} ${from}`;

/** Null for what holds already and was not seen before, what is done and holds, and what reaches no service. */
function comingDuty(
  version: DatedObligation,
  row: ComingRow | undefined,
  scope: readonly ServiceScope[],
  day: string,
): ComingDuty | null {
  const holds = version.from <= day;
  const isDone = row !== undefined && row.doneOn !== null;
  if (holds && (row === undefined || isDone)) return null;
  const reached = scope.filter(({ memo }) => memo === null || version.appliesTo(memo.findings).applies);
  if (scope.length > 0 && reached.length === 0) return null;
  const { id, instrument, instrumentName, article, title, duty, from, isNewVersion } = version;
  return {
    obligation: id,
    instrument,
    instrumentName: { ...instrumentName },
    article,
    title: { ...title },
    duty: { ...duty },
    from,
    isNewVersion,
    services: reached.map(({ name }) => name),
    undecided: reached.filter(({ memo }) => memo === null).map(({ name }) => name),
    status: isDone ? 'met' : holds ? 'breached' : 'due',
    owner: row?.owner ?? null,
    doneOn: row?.doneOn ?? null,
    note: row?.note ?? '',
    noticedAt: row?.noticedAt.toISOString() ?? null,
    changedAt: row?.changedAt?.toISOString() ?? null,
    changedBy: row?.changedBy ?? null,
  };
}

type Parts = Pick<StatusParts, 'database' | 'unitOfWork' | 'clock' | 'versions' | 'scope'>;

/** The same from what is stored, as of now. */
export async function readComingDuties({ database, clock, versions, scope }: Parts): Promise<ComingDuty[]> {
  const [rows, scopes] = await Promise.all([readComing(database), scope()]);
  return comingDuties({ versions: versions(), rows, scope: scopes, day: chinaDay(clock.now()) });
}

/** Notes once that something is to come, which makes its task; returns how many were new. */
export async function noticeComing(parts: Parts): Promise<number> {
  const unseen = (await readComingDuties(parts)).filter(({ noticedAt }) => noticedAt === null);
  if (unseen.length === 0) return 0;
  return await parts.unitOfWork.run(async (tx, evidence) => {
    let noticed = 0;
    for (const { obligation, from } of unseen) {
      if (!(await insertComing(tx, obligation, from, parts.clock.now()))) continue;
      evidence.append('status.law-change-noticed', { obligation, from });
      noticed += 1;
    }
    if (noticed === 0) throw new HeguiError('E_CONFLICT', 'another process noticed the same law at this moment');
    return noticed;
  });
}

/**
 * Keeps who prepares for what is to come, and when it was done; returns what is to come then.
 *
 * @throws HeguiError E_NOT_FOUND for what is not to come; E_REQUEST_INVALID for a day that lies ahead.
 */
export async function putComing(
  parts: Parts,
  obligation: string,
  given: z.output<typeof comingPutSchema>,
  by: Actor,
): Promise<ComingDuty[]> {
  const isIt = (one: ComingDuty): boolean => one.obligation === obligation && one.from === given.from;
  if (!(await readComingDuties(parts)).some(isIt)) throw unknownId('obligation to come with this first day');
  const now = parts.clock.now();
  if (given.doneOn !== null && given.doneOn > chinaDay(now)) throw invalidField('doneOn', 'must not lie ahead');
  const { from, doneOn, note } = given;
  await parts.unitOfWork.run(async (tx, evidence) => {
    await insertComing(tx, obligation, from, now);
    await changeComing(tx, { obligation, ...given, changedAt: now, changedBy: by });
    const noteDigest = sha256(note).toString('hex');
    evidence.append('status.law-change-prepared', { obligation, from, doneOn, noteDigest, by });
  });
  return await readComingDuties(parts);
}
