import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type FreshDatabase, freshDatabase } from '../../../tests/support/cluster.ts';
import { IdFactory, type Log, silentLog, systemClock } from '../../kernel/index.ts';
import type { NoteSigner } from '../../ledger/index.ts';
import { createKeyEncryption } from '../key-encryption.ts';
import { createLogSigner } from '../keys.ts';
import { type Sequencer, type SequencerOptions, startSequencer } from '../sequencer.ts';
import { createUnitOfWork, type UnitOfWork } from '../unit-of-work.ts';

/** Test support: evidence on a database of its own, with fast sequencers that are stopped with it. */
export interface TestEvidence extends FreshDatabase {
  readonly unitOfWork: UnitOfWork;
  readonly signer: NoteSigner;
  readonly encryption: ReturnType<typeof createKeyEncryption>;
  readonly ids: IdFactory;
  /** Commits `count` entries, each in its own transaction. Returns their ids. */
  append(count: number): Promise<string[]>;
  sequence(options?: Partial<SequencerOptions>): Sequencer;
  close(): Promise<void>;
}

export async function openTestEvidence(): Promise<TestEvidence> {
  const fresh = await freshDatabase();
  const ids = new IdFactory();
  const unitOfWork = createUnitOfWork({ database: fresh.database, clock: systemClock, ids });
  const signer = createLogSigner(generateKeyPairSync('ed25519').privateKey);
  const sequencers: Sequencer[] = [];
  return {
    ...fresh,
    ids,
    unitOfWork,
    signer,
    encryption: createKeyEncryption(randomBytes(32)),
    append: async (count) => {
      const added: string[] = [];
      for (let i = 0; i < count; i++) {
        await unitOfWork.run(async (_tx, evidence) => {
          added.push(evidence.append('staff.signed-in', { staff: `stf_${i}` }));
        });
      }
      return added;
    },
    sequence: (options = {}) => {
      const pace = { busyMs: 5, idleMs: 20, checkpointMs: 0 };
      const base = { database: fresh.database, signer, clock: systemClock, log: silentLog, pace };
      const sequencer = startSequencer({ ...base, ...options });
      sequencers.push(sequencer);
      return sequencer;
    },
    close: async () => {
      await Promise.all(sequencers.map((sequencer) => sequencer.stop()));
      await fresh.drop();
    },
  };
}

/** A log that keeps what it was told at warn and error. */
export function recordingLog(): { log: Log; messages: string[] } {
  const messages: string[] = [];
  const keep = (_fields: object, message: string): void => void messages.push(message);
  const log: Log = { debug: () => undefined, info: () => undefined, warn: keep, error: keep, child: () => log };
  return { log, messages };
}
