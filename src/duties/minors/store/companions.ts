import type { Sql } from '../../../store/index.ts';
import type { MinorUser } from '../model.ts';

export interface StoredContact extends MinorUser {
  readonly kind: 'emergency' | 'guardian';
  readonly channel: 'email' | 'sms';
  readonly language: 'zh-CN' | 'en';
  readonly contentKey: string;
  readonly content: Buffer;
}

const CONTACT = `service_id as "serviceId", end_user as "endUser", kind, channel, language, content_key as "contentKey", content`;

/** Whom to call for an end user; undefined when nobody was told. */
export async function readContact(sql: Sql, { serviceId, endUser }: MinorUser): Promise<StoredContact | undefined> {
  const { rows } = await sql.query<StoredContact>(
    `select ${CONTACT} from companion_contact where service_id = $1 and end_user = $2`,
    [serviceId, endUser],
  );
  return rows[0];
}

export async function hasContact(sql: Sql, user: MinorUser): Promise<boolean> {
  return (await readContact(sql, user)) !== undefined;
}

/** Keeps whom to call in the place of whoever was told before. */
export async function writeContact(tx: Sql, contact: StoredContact, at: Date): Promise<void> {
  const { serviceId, endUser, kind, channel, language, contentKey, content } = contact;
  await tx.query(
    `insert into companion_contact (service_id, end_user, kind, channel, language, content_key, content, set_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (service_id, end_user) do update set kind = excluded.kind, channel = excluded.channel,
       language = excluded.language, content_key = excluded.content_key, content = excluded.content, set_at = excluded.set_at`,
    [serviceId, endUser, kind, channel, language, contentKey, content, at],
  );
}

export async function deleteContact(tx: Sql, { serviceId, endUser }: MinorUser): Promise<boolean> {
  const { rowCount } = await tx.query('delete from companion_contact where service_id = $1 and end_user = $2', [
    serviceId,
    endUser,
  ]);
  return rowCount === 1;
}

export type ContactTold = 'told' | 'none' | 'lately';

/** Keeps a crisis; false when it is known already. */
export async function insertCrisis(
  tx: Sql,
  crisis: {
    readonly exchangeId: string;
    readonly serviceId: string;
    readonly endUser: string | null;
    readonly at: Date;
    readonly contact: ContactTold;
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into companion_crisis (exchange_id, service_id, end_user, found_at, contact) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [crisis.exchangeId, crisis.serviceId, crisis.endUser, crisis.at, crisis.contact],
  );
  return rowCount === 1;
}

/** Was the contact of an end user told since an instant? */
export async function wasTold(sql: Sql, { serviceId, endUser }: MinorUser, since: Date): Promise<boolean> {
  const { rows } = await sql.query(
    `select from companion_crisis where end_user = $1 and service_id = $2 and contact = 'told' and found_at > $3 limit 1`,
    [endUser, serviceId, since],
  );
  return rows.length > 0;
}

export interface CrisisRow {
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly serviceName: string;
  readonly foundAt: Date;
  readonly contact: ContactTold;
  readonly handledAt: Date | null;
}

/** Those that nobody took care of, the oldest first, then the last ones that somebody did. */
export async function listCrises(sql: Sql, limit: number): Promise<CrisisRow[]> {
  const { rows } = await sql.query<CrisisRow>(
    `select c.exchange_id as "exchangeId", c.service_id as "serviceId", s.name as "serviceName", c.found_at as "foundAt", c.contact,
            c.handled_at as "handledAt"
       from companion_crisis c join service s on s.id = c.service_id
      order by (c.handled_at is not null), case when c.handled_at is null then c.found_at end, c.handled_at desc limit $1`,
    [limit],
  );
  return rows;
}

/** Somebody took care; false when somebody did before, or it is not known. */
export async function handleCrisis(tx: Sql, exchangeId: string, at: Date, by: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    'update companion_crisis set handled_at = $2, handled_by = $3 where exchange_id = $1 and handled_at is null',
    [exchangeId, at, by],
  );
  return rowCount === 1;
}

/** How many nobody took care of, and how many of them were found before an instant. */
export async function countCrises(
  sql: Sql,
  before: Date,
): Promise<{ readonly open: number; readonly waiting: number }> {
  const { rows } = await sql.query<{ open: number; waiting: number }>(
    `select count(*)::int as open, (count(*) filter (where found_at < $1))::int as waiting
       from companion_crisis where handled_at is null`,
    [before],
  );
  return rows[0] ?? { open: 0, waiting: 0 };
}
