import type { VersionCause } from '../../../contract/index.ts';
import type { Actor, Evidence } from '../../../evidence/index.ts';
import { conflictingField, unknownId } from '../../../kernel/index.ts';
import { type Sql, sqlStateOf } from '../../../store/index.ts';
import type { ListState } from '../model.ts';
import { insertList, type ListRow, readListForUpdate, updateList } from '../store.ts';
import { digestTerms, insertVersion } from '../versions/store.ts';

const UNIQUE_VIOLATION = '23505';

/** The list under a lock. @throws HeguiError E_NOT_FOUND */
export async function lockList(tx: Sql, id: string): Promise<ListRow> {
  const list = await readListForUpdate(tx, id);
  if (list === undefined) throw unknownId('word list');
  return list;
}

/** How a version comes to be, for the history. */
export interface Cause {
  readonly cause: VersionCause;
  readonly approvedBy?: string | null;
  readonly reason?: string | null;
  readonly restored?: number | null;
}

/** Ends every change of a list or its terms: new version, history, digest, evidence. Returns the new version. */
export async function commitList(
  tx: Sql,
  evidence: Evidence,
  list: ListRow,
  next: ListState,
  at: Date,
  by: Actor,
  cause: Cause = { cause: 'edit' },
): Promise<number> {
  await refuseTakenName(updateList(tx, list.id, next, at));
  const version = list.version + 1;
  evidence.append('word-list.changed', await keepVersion(tx, list.id, version, next, at, by, cause));
  return version;
}

/** A list without terms, at version 1. @throws HeguiError E_CONFLICT for a taken name. */
export async function beginList(
  tx: Sql,
  evidence: Evidence,
  id: string,
  state: ListState,
  at: Date,
  by: Actor,
): Promise<void> {
  await refuseTakenName(insertList(tx, id, state, at));
  evidence.append('word-list.created', await keepVersion(tx, id, 1, state, at, by, { cause: 'create' }));
}

/** Writes the history and answers the list as evidence tells it. */
async function keepVersion(
  tx: Sql,
  list: string,
  version: number,
  { approvalRequired, ...state }: ListState,
  at: Date,
  by: Actor,
  { cause, approvedBy = null, reason = null, restored = null }: Cause,
) {
  const digested = await digestTerms(tx, list, { kind: 'live' }, state.allow);
  await insertVersion(tx, list, { version, state, ...digested, cause, by, approvedBy, reason, restored, at });
  const { name, risk, action, enabled } = state;
  return { list, name, version, risk, action, enabled, approvalRequired, ...digested, by };
}

/** @throws HeguiError E_CONFLICT when the write failed for a name that is taken. */
async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another word list has this name, perhaps a retired one; choose another');
  }
}
