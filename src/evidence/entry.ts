import { HeguiError } from '../kernel/index.ts';
import { formatEntry, leafHash } from '../ledger/index.ts';
import type { Sql } from '../store/index.ts';
import { KINDS, type Kind, type KindData } from './catalogue.ts';

/** An entry as it is written: exactly `body` is hashed. */
export interface EncodedEntry {
  readonly id: string;
  readonly kind: Kind;
  readonly at: Date;
  readonly body: string;
  /** 32 bytes. */
  readonly leafHash: Buffer;
}

/**
 * The entry's canonical body and its leaf hash.
 *
 * @throws HeguiError E_INTERNAL naming the member that the kind's schema refuses; never its value.
 */
export function encodeEntry<K extends Kind>(
  kind: K,
  data: KindData<K>,
  { id, at }: { readonly id: string; readonly at: Date },
): EncodedEntry {
  const parsed = KINDS[kind].schema.safeParse(data);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HeguiError('E_INTERNAL', `evidence ${kind}: ${issue?.path.join('.') ?? ''} ${issue?.code ?? ''}`);
  }
  const body = formatEntry({ id, kind, at: at.toISOString(), data: parsed.data });
  return { id, kind, at, body, leafHash: leafHash(body) };
}

/** Writes the entries in one statement. */
export async function insertEntries(tx: Sql, entries: readonly EncodedEntry[]): Promise<void> {
  await tx.query(
    `insert into evidence_entry (id, kind, at, body, leaf_hash)
     select * from unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::bytea[])`,
    [
      entries.map(({ id }) => id),
      entries.map(({ kind }) => kind),
      entries.map(({ at }) => at),
      entries.map(({ body }) => body),
      entries.map((entry) => entry.leafHash),
    ],
    { name: 'evidence-insert' },
  );
}
