import type { Client, Connection, Submittable } from 'pg';

// Both are part of node-postgres (pg-copy-streams stands on them) and missing from its types.
declare module 'pg' {
  interface Connection {
    sendCopyFromChunk(chunk: Buffer): void;
    endCopyFrom(): void;
  }
}

/**
 * Rows for one table in PostgreSQL's binary COPY format.
 *
 * A group commit of the gateway carries up to a few hundred rows with several kilobytes of ciphertext each; binary COPY
 * spares both sides the text form, the parameter descriptions and the planning.
 */
export class CopyRows {
  readonly statement: string;
  #parts: Buffer[] = [];
  #rows = 0;

  /** @param statement `copy table (columns) from stdin (format binary)` */
  constructor(statement: string) {
    this.statement = statement;
  }

  get rows(): number {
    return this.#rows;
  }

  add(row: Buffer): void {
    this.#parts.push(row);
    this.#rows++;
  }

  /** The whole COPY payload: header, rows, trailer. */
  payload(): Buffer {
    return Buffer.concat([HEADER, ...this.#parts, TRAILER]);
  }
}

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const TRAILER = Buffer.from([0xff, 0xff]);

/** A column's value as COPY's binary format wants it; `null` is SQL's null. */
export type CopyField = Buffer | null;

/** One row of COPY's binary format. */
export function copyRow(fields: readonly CopyField[]): Buffer {
  let bytes = 2;
  for (const field of fields) bytes += 4 + (field === null ? 0 : field.length);
  const row = Buffer.allocUnsafe(bytes);
  let at = row.writeInt16BE(fields.length, 0);
  for (const field of fields) {
    at = row.writeInt32BE(field === null ? -1 : field.length, at);
    if (field !== null) at += field.copy(row, at);
  }
  return row;
}

export const copyText = (value: string): Buffer => Buffer.from(value, 'utf8');
export const copyBoolean = (value: boolean): Buffer => (value ? TRUE : FALSE);
const TRUE = Buffer.from([1]);
const FALSE = Buffer.from([0]);

export function copyInt4(value: number): Buffer {
  const field = Buffer.allocUnsafe(4);
  field.writeInt32BE(value, 0);
  return field;
}

export function copyFloat4(value: number): Buffer {
  const field = Buffer.allocUnsafe(4);
  field.writeFloatBE(value, 0);
  return field;
}

const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** Microseconds since 2000-01-01 UTC. */
export function copyTimestamptz(value: Date): Buffer {
  const field = Buffer.allocUnsafe(8);
  field.writeBigInt64BE(BigInt(value.getTime() - POSTGRES_EPOCH_MS) * 1000n, 0);
  return field;
}

const TEXT_OID = 25;

/** A one-dimensional `text[]`. */
export function copyTextArray(values: readonly string[]): Buffer {
  const head = Buffer.alloc(values.length === 0 ? 12 : 20);
  head.writeInt32BE(values.length === 0 ? 0 : 1, 0);
  head.writeInt32BE(TEXT_OID, 8);
  if (values.length === 0) return head;
  head.writeInt32BE(values.length, 12);
  head.writeInt32BE(1, 16);
  return Buffer.concat([head, ...values.flatMap((value) => withLength(Buffer.from(value, 'utf8')))]);
}

function withLength(bytes: Buffer): Buffer[] {
  return [copyInt4(bytes.length), bytes];
}

/**
 * Writes several tables in one transaction and one round trip: all COPY statements travel in one simple query and their
 * data follows without waiting for the server to ask. The server reads them in order; after an error it skips the rest.
 *
 * @returns when the commit is durable. @throws the server's error, or the connection's when it is lost; in the latter
 *   case the commit may or may not have happened.
 */
export function copyInOneCommit(client: Client, tables: readonly CopyRows[]): Promise<void> {
  const filled = tables.filter((table) => table.rows > 0);
  if (filled.length === 0) return Promise.resolve();
  return new Promise((resolve, reject) => {
    client.query(new CopyCommit(filled, resolve, reject));
  });
}

/** What node-postgres calls on anything given to `client.query`; the same door that pg-cursor and pg-copy-streams use. */
class CopyCommit implements Submittable {
  readonly #tables: readonly CopyRows[];
  readonly #resolve: () => void;
  readonly #reject: (error: Error) => void;
  #failure: Error | undefined;

  constructor(tables: readonly CopyRows[], resolve: () => void, reject: (error: Error) => void) {
    this.#tables = tables;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    connection.query(`begin;${this.#tables.map((table) => table.statement).join(';')};commit`);
    for (const table of this.#tables) {
      connection.sendCopyFromChunk(table.payload());
      connection.endCopyFrom();
    }
    connection.stream.uncork();
  }

  handleError(error: Error): void {
    // The rest of the query, its `commit` included, is skipped: the connection stays inside a failed transaction, and
    // its owner must drop it.
    this.#failure = error;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    if (this.#failure === undefined) this.#resolve();
  }

  handleCopyInResponse(): void {
    // The data is already on its way.
  }
  handleCommandComplete(): void {
    // One per statement; ReadyForQuery tells the end of all.
  }
  handleRowDescription(): void {
    // No statement here returns rows.
  }
  handleDataRow(): void {
    // As above.
  }
  handleEmptyQuery(): void {
    // Never empty.
  }
}
