import type { Sql } from '../../../store/index.ts';

export interface PersonalComplaint {
  readonly id: string;
  readonly endedAt: Date | null;
  /** Can anything that was written be read? */
  readonly isReadable: boolean;
}

const READABLE = `exists (select from content_key k where k.subject = 'complaint:' || c.id and k.destroyed_at is null)`;

/** These complaints, as far as there are such. */
export async function findPersonal(sql: Sql, ids: readonly string[]): Promise<PersonalComplaint[]> {
  const { rows } = await sql.query<PersonalComplaint>(
    `select c.id, c.ended_at as "endedAt", ${READABLE} as "isReadable" from complaint c where c.id = any($1) order by c.id`,
    [ids],
  );
  return rows;
}

/** Complaints that ended before and can still be read, oldest first. */
export async function listOld(sql: Sql, before: Date, limit: number): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    `select c.id from complaint c where c.ended_at < $1 and ${READABLE} order by c.ended_at limit $2`,
    [before, limit],
  );
  return rows.map(({ id }) => id);
}
