import type { Sql } from '../../../store/index.ts';

/** One end user's own word about training; undefined when they gave none. */
export async function readChoice(
  sql: Sql,
  endUser: string,
): Promise<{ readonly choice: string; readonly chosenAt: Date } | undefined> {
  const { rows } = await sql.query<{ choice: string; chosenAt: Date }>(
    'select choice, chosen_at as "chosenAt" from training_choice where end_user = $1 order by chosen_at desc limit 1',
    [endUser],
  );
  return rows[0];
}
