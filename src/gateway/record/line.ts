import type { Database } from '../../store/index.ts';
import type { RecordLine } from './recorder.ts';

/** A line for records: a connection of its own, so that no other work stands between a record and its commit. */
export async function openRecordLine(database: Database): Promise<RecordLine> {
  const connection = await database.dedicatedConnection();
  return {
    commit: (batch) => connection.copyInOneCommit(batch.tables),
    // A message in the write-ahead log is durable at its commit like a row, and leaves none.
    probe: async () => void (await connection.query("select pg_logical_emit_message(true, 'hegui', 'records')")),
    onLost: (listener) => connection.lost.addEventListener('abort', () => listener(), { once: true }),
    close: () => connection.close(),
  };
}
