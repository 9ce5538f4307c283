import type { Actor, Evidence } from '../../../evidence/index.ts';
import { conflictingField, unknownId } from '../../../kernel/index.ts';
import { type Sql, sqlStateOf } from '../../../store/index.ts';
import type { ListState } from '../model.ts';
import { digestTerms, type ListRow, readListForUpdate, updateList } from '../store.ts';

const UNIQUE_VIOLATION = '23505';

/** The list under a lock. @throws HeguiError E_NOT_FOUND */
export async function lockList(tx: Sql, id: string): Promise<ListRow> {
  const list = await readListForUpdate(tx, id);
  if (list === undefined) throw unknownId('word list');
  return list;
}

/** Ends every change of a list or its terms: new version, digest, evidence. Returns the new version. */
export async function commitList(
  tx: Sql,
  evidence: Evidence,
  list: ListRow,
  next: ListState,
  at: Date,
  by: Actor,
): Promise<number> {
  await refuseTakenName(updateList(tx, list.id, next, at));
  const version = list.version + 1;
  evidence.append('word-list.changed', await describeList(tx, list.id, version, next, by));
  return version;
}

/** A list as evidence tells it. */
export async function describeList(tx: Sql, list: string, version: number, state: ListState, by: Actor) {
  const { name, risk, action, enabled } = state;
  return { list, name, version, risk, action, enabled, ...(await digestTerms(tx, list)), by };
}

/** @throws HeguiError E_CONFLICT when the write failed for a name that is taken. */
export async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another word list has this name, perhaps a retired one; choose another');
  }
}
