import type { NoteSigner } from '../ledger/index.ts';
import type { Database } from '../store/index.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Writes `log.opened` when this key has not opened the log yet. Call it at every start, before anything is served. */
export async function recordLogOpening(options: {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly signer: NoteSigner;
}): Promise<void> {
  const { database, unitOfWork, signer } = options;
  const { name, text } = signer.key;
  const { rows } = await database.query(
    `select from evidence_entry where kind = 'log.opened' and body::jsonb -> 'data' ->> 'verifierKey' = $1 limit 1`,
    [text],
  );
  if (rows.length > 0) return;
  await unitOfWork.run(async (_tx, evidence) => {
    evidence.append('log.opened', { origin: name, verifierKey: text });
  });
}
