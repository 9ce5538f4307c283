import type { Sql } from '../../store/index.ts';

export interface ModelRow {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly isActive: boolean;
  readonly createdAt: Date;
}

export interface ModelFileRow extends ModelRow {
  readonly file: Buffer;
}

const COLUMNS = 'id, name, digest, is_active as "isActive", created_at as "createdAt"';

/** Every uploaded model with its file, newest first. */
export async function listModels(sql: Sql): Promise<ModelFileRow[]> {
  const { rows } = await sql.query<ModelFileRow>(`select ${COLUMNS}, file from classifier_model order by id desc`);
  return rows;
}

/** The active one of the uploaded models; undefined = the shipped one is active. */
export async function readActive(sql: Sql): Promise<ModelRow | undefined> {
  const { rows } = await sql.query<ModelRow>(`select ${COLUMNS} from classifier_model where is_active`);
  return rows[0];
}

export async function readModelFile(sql: Sql, id: string): Promise<ModelFileRow | undefined> {
  const { rows } = await sql.query<ModelFileRow>(`select ${COLUMNS}, file from classifier_model where id = $1`, [id]);
  return rows[0];
}

/** Keeps others from changing which model is active until the transaction ends; reading goes on. */
export async function lockModels(tx: Sql): Promise<void> {
  await tx.query('lock table classifier_model in share row exclusive mode');
}

/** Stores a new model, not active. */
export async function insertModel(
  tx: Sql,
  model: {
    readonly id: string;
    readonly name: string;
    readonly digest: string;
    readonly file: Uint8Array;
    readonly at: Date;
  },
): Promise<void> {
  await tx.query('insert into classifier_model (id, name, digest, file, created_at) values ($1, $2, $3, $4, $5)', [
    model.id,
    model.name,
    model.digest,
    model.file,
    model.at,
  ]);
}

/** Makes this model the active one; null = none of them, so that the shipped one is. */
export async function setActive(tx: Sql, id: string | null): Promise<void> {
  await tx.query('update classifier_model set is_active = false where is_active');
  if (id !== null) await tx.query('update classifier_model set is_active = true where id = $1', [id]);
}

export async function deleteModel(tx: Sql, id: string): Promise<void> {
  await tx.query('delete from classifier_model where id = $1', [id]);
}
