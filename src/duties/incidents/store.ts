import type { Sql } from '../../store/index.ts';
import type { StoredEntry, StoredIncident } from './model.ts';

type Head = Pick<StoredIncident, 'id' | 'number' | 'recordedAt'>;

const HEAD = 'id, number, recorded_at as "recordedAt"';
const CLOSED_MAX = 200;

async function withEntries(sql: Sql, heads: readonly Head[]): Promise<StoredIncident[]> {
  const { rows } = await sql.query<StoredEntry>(
    `select id, incident_id as "incidentId", place, at, "by", by_name as "byName", deed from incident_entry
     where incident_id = any($1) order by incident_id, place`,
    [heads.map(({ id }) => id)],
  );
  const byIncident = Map.groupBy(rows, ({ incidentId }) => incidentId);
  return heads.map((head) => ({ ...head, entries: byIncident.get(head.id) ?? [] }));
}

/** Every open one, oldest first. */
export async function listOpen(sql: Sql): Promise<StoredIncident[]> {
  const { rows } = await sql.query<Head>(`select ${HEAD} from incident where is_open order by number`);
  return await withEntries(sql, rows);
}

/** The last 200 that were closed, newest first. */
export async function listClosed(sql: Sql): Promise<StoredIncident[]> {
  const { rows } = await sql.query<Head>(
    `select ${HEAD} from incident where not is_open order by number desc limit ${CLOSED_MAX}`,
  );
  return await withEntries(sql, rows);
}

export async function readIncident(sql: Sql, id: string): Promise<StoredIncident | undefined> {
  const { rows } = await sql.query<Head>(`select ${HEAD} from incident where id = $1`, [id]);
  return (await withEntries(sql, rows))[0];
}

/** The id of the incident that people call by this number. */
export async function findIncidentId(sql: Sql, number: number): Promise<string | undefined> {
  return (await sql.query<{ id: string }>('select id from incident where number = $1', [number])).rows[0]?.id;
}

/** The same as `readIncident`; nobody else adds to it until the transaction ends. */
export async function readIncidentForUpdate(tx: Sql, id: string): Promise<StoredIncident | undefined> {
  await tx.query('select from incident where id = $1 for update', [id]);
  return await readIncident(tx, id);
}

/** Returns its number. */
export async function insertIncident(tx: Sql, id: string, at: Date): Promise<number> {
  const { rows } = await tx.query<{ number: number }>(
    'insert into incident (id, is_open, recorded_at) values ($1, true, $2) returning number',
    [id, at],
  );
  return rows[0]?.number ?? 0;
}

export async function insertEntry(tx: Sql, entry: StoredEntry): Promise<void> {
  const { id, incidentId, place, at, by, byName, deed } = entry;
  await tx.query(
    'insert into incident_entry (id, incident_id, place, at, "by", by_name, deed) values ($1, $2, $3, $4, $5, $6, $7)',
    [id, incidentId, place, at, by, byName, JSON.stringify(deed)],
  );
}

export async function setOpen(tx: Sql, id: string, isOpen: boolean): Promise<void> {
  await tx.query('update incident set is_open = $2 where id = $1', [id, isOpen]);
}
