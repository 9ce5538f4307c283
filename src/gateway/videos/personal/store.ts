import type { Sql } from '../../../store/index.ts';

const OWN = '(select id from exchange where end_user = $1)';

export interface PersonalVideo {
  readonly id: string;
  readonly model: string;
  readonly seconds: string;
  readonly size: string;
  readonly createdAt: Date;
  readonly outcome: string | null;
  readonly isEnded: boolean;
}

/** Film jobs of one end user, oldest first. */
export async function listPersonal(sql: Sql, endUser: string): Promise<PersonalVideo[]> {
  const { rows } = await sql.query<PersonalVideo>(
    `select id, model, seconds, size, created_at as "createdAt", outcome, closed_at is not null as "isEnded"
       from video_job where exchange_id in ${OWN} order by created_at, id`,
    [endUser],
  );
  return rows;
}

/** Removes those that ended; returns how many. */
export async function deleteEnded(tx: Sql, endUser: string): Promise<number> {
  const { rowCount } = await tx.query(`delete from video_job where exchange_id in ${OWN} and closed_at is not null`, [
    endUser,
  ]);
  return rowCount;
}
