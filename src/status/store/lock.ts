import type { Sql } from '../../store/index.ts';

// Any fixed numbers; they only have to differ from the other advisory locks of Hegui.
const LOCKS = { query: 7_301_946, probe: 7_301_947 } as const;

/** True when this session is the one that does the round now. */
export async function lockRound(session: Sql, kind: keyof typeof LOCKS): Promise<boolean> {
  const { rows } = await session.query<{ isFree: boolean }>('select pg_try_advisory_lock($1) as "isFree"', [
    LOCKS[kind],
  ]);
  return rows[0]?.isFree === true;
}

export async function unlockRound(session: Sql, kind: keyof typeof LOCKS): Promise<void> {
  await session.query('select pg_advisory_unlock($1)', [LOCKS[kind]]);
}
