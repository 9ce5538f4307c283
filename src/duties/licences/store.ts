import type { Sql } from '../../store/index.ts';
import type { StoredVersion } from './model.ts';

const VERSION = `id, licence_id as "licenceId", version, kind, name, number, holder, issuer,
  to_char(valid_from, 'YYYY-MM-DD') as "validFrom", to_char(valid_to, 'YYYY-MM-DD') as "validTo",
  document_sha256 as "documentSha256", note, to_char(ended_on, 'YYYY-MM-DD') as "endedOn", at, "by", by_name as "byName"`;

/** Every version of every licence. */
export async function listVersions(sql: Sql): Promise<StoredVersion[]> {
  return (await sql.query<StoredVersion>(`select ${VERSION} from licence_version order by licence_id, version`)).rows;
}

/** The latest version; nobody else makes the next until the transaction ends. */
export async function readLatestForUpdate(tx: Sql, licenceId: string): Promise<StoredVersion | undefined> {
  await tx.query('select from licence_version where licence_id = $1 for update', [licenceId]);
  const { rows } = await tx.query<StoredVersion>(
    `select ${VERSION} from licence_version where licence_id = $1 order by version desc limit 1`,
    [licenceId],
  );
  return rows[0];
}

export async function insertVersion(tx: Sql, version: StoredVersion): Promise<void> {
  await tx.query(
    `insert into licence_version (id, licence_id, version, kind, name, number, holder, issuer, valid_from, valid_to,
                                  document_sha256, note, ended_on, at, "by", by_name)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      version.id,
      version.licenceId,
      version.version,
      version.kind,
      version.name,
      version.number,
      version.holder,
      version.issuer,
      version.validFrom,
      version.validTo,
      version.documentSha256,
      version.note,
      version.endedOn,
      version.at,
      version.by,
      version.byName,
    ],
  );
}
