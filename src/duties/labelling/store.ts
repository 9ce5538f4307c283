import type { Sql } from '../../store/index.ts';
import type { ProducedRow } from './model.ts';

const COLUMNS = `produce_id as "produceId", service_id as "serviceId", exchange_id as "exchangeId", kind,
  media_type as "mediaType", format, sha256, bytes, model, label, explicit, explicit_reason as "explicitReason",
  made_at as "madeAt"`;

/** The content with this number. */
export async function readByNumber(sql: Sql, produceId: string): Promise<ProducedRow | undefined> {
  const { rows } = await sql.query<ProducedRow>(`select ${COLUMNS} from produced_content where produce_id = $1`, [
    produceId,
  ]);
  return rows[0];
}

/** The content with this SHA-256 of its labelled file. */
export async function readByDigest(sql: Sql, sha256: Buffer): Promise<ProducedRow | undefined> {
  const { rows } = await sql.query<ProducedRow>(
    `select ${COLUMNS} from produced_content where sha256 = $1 order by produce_id limit 1`,
    [sha256],
  );
  return rows[0];
}

/** Puts a content into the register, where it stays. */
export async function insertProduced(tx: Sql, row: ProducedRow): Promise<void> {
  await tx.query(
    `insert into produced_content (produce_id, service_id, exchange_id, kind, media_type, format, sha256, bytes, model,
                                   label, explicit, explicit_reason, made_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      row.produceId,
      row.serviceId,
      row.exchangeId,
      row.kind,
      row.mediaType,
      row.format,
      row.sha256,
      row.bytes,
      row.model,
      row.label,
      row.explicit,
      row.explicitReason,
      row.madeAt,
    ],
  );
}

export interface KeptFileRow {
  readonly contentKey: string;
  readonly content: Buffer;
}

/** Lets a file wait at the address with this token. */
export async function insertFile(
  tx: Sql,
  file: KeptFileRow & { readonly tokenHash: Buffer; readonly produceId: string; readonly expiresAt: Date },
): Promise<void> {
  await tx.query(
    `insert into produced_file (token_hash, produce_id, content_key, content, expires_at) values ($1, $2, $3, $4, $5)`,
    [file.tokenHash, file.produceId, file.contentKey, file.content, file.expiresAt],
  );
}

/** The file at the address with this token, if its time is not over. */
export async function readFile(sql: Sql, tokenHash: Buffer, now: Date): Promise<KeptFileRow | undefined> {
  const { rows } = await sql.query<KeptFileRow>(
    'select content_key as "contentKey", content from produced_file where token_hash = $1 and expires_at > $2',
    [tokenHash, now],
  );
  return rows[0];
}

/** Removes files whose time is over; returns how many. */
export async function deleteExpired(sql: Sql, now: Date, limit: number): Promise<number> {
  const { rowCount } = await sql.query(
    `delete from produced_file where token_hash in
       (select token_hash from produced_file where expires_at <= $1 order by expires_at limit $2)`,
    [now, limit],
  );
  return rowCount;
}
