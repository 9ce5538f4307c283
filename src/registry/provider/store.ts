import type { Sql } from '../../store/index.ts';

export interface ProviderRow {
  readonly name: string;
  readonly creditCode: string;
  readonly createdAt: Date;
}

/** The provider, or undefined until it is registered. */
export async function readProvider(sql: Sql): Promise<ProviderRow | undefined> {
  const { rows } = await sql.query<ProviderRow>(
    'select name, credit_code as "creditCode", created_at as "createdAt" from provider',
  );
  return rows[0];
}

/** Registers the provider, or changes the one there is; tells which. */
export async function upsertProvider(
  sql: Sql,
  provider: { readonly name: string; readonly creditCode: string; readonly at: Date },
): Promise<'registered' | 'changed'> {
  // xmax is 0 only for a row that this statement inserted.
  const { rows } = await sql.query<{ isNew: boolean }>(
    `insert into provider (name, credit_code, created_at, changed_at) values ($1, $2, $3, $3)
     on conflict ("only") do update set name = excluded.name, credit_code = excluded.credit_code,
                                        changed_at = excluded.changed_at
     returning xmax = 0 as "isNew"`,
    [provider.name, provider.creditCode, provider.at],
  );
  return rows[0]?.isNew === true ? 'registered' : 'changed';
}
