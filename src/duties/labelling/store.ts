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
