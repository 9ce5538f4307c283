import { generateKeyPairSync, randomFillSync } from 'node:crypto';
import { freshDatabase } from '../../../tests/support/cluster.ts';
import type { Status } from '../../contract/index.ts';
import { createEvidenceReader, createLogSigner, createUnitOfWork, startSequencer } from '../../evidence/index.ts';
import { IdFactory, silentLog } from '../../kernel/index.ts';
import type { Control, DatedObligation, Measurement, Obligation, ServiceScope } from '../model.ts';
import { StatusService } from '../service.ts';

export const PACE = { queryMs: 30_000, probeMs: 900_000, countMs: 1_000 };

export const measurement = (status: Status, code: string = status): Measurement => ({
  status,
  code,
  measured: { zh: `测得 ${code}`, en: `measured ${code}` },
  next: null,
  figures: { n: 1 },
  evidence: [],
});

export const controlOf = (
  id: Control['id'],
  measure: () => Measurement | Promise<Measurement>,
  kind: Control['kind'] = 'query',
): Control => ({
  id,
  kind,
  title: { zh: id, en: id },
  about: { zh: id, en: id },
  owner: 'administrator',
  measure: async () => await measure(),
});

export const obligationOf = (
  article: string,
  controls: readonly string[],
  more: Partial<Obligation> = {},
): Obligation => ({
  id: `measures:${article}`,
  instrument: 'measures',
  instrumentName: { zh: '办法', en: 'Measures' },
  article,
  title: { zh: article, en: article },
  duty: 'test',
  controls,
  task: null,
  views: ['developer', 'deployer'],
  appliesTo: () => ({ applies: true }),
  ...more,
});

/** The board over controls of the test's own, on a database of its own, with a clock that the test moves. */
export async function openStatus(controls: readonly Control[], obligations: readonly Obligation[]) {
  const { database, drop } = await freshDatabase();
  let nowMs = Date.parse('2026-11-26T08:00:00.000Z');
  const clock = { now: () => new Date(nowMs), monotonicMs: () => nowMs };
  const ids = new IdFactory(() => nowMs);
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  const signer = createLogSigner(generateKeyPairSync('ed25519').privateKey);
  const reader = createEvidenceReader({ database, key: signer.key });
  const scopes: ServiceScope[] = [];
  const scope = async (): Promise<readonly ServiceScope[]> => scopes;
  const versions: DatedObligation[] = [];
  const parts = {
    database,
    unitOfWork,
    ids,
    clock,
    log: silentLog,
    fillRandom,
    reader,
    controls,
    scope,
    dates: async () => [],
    pace: PACE,
    obligations: () => obligations,
    versions: () => versions,
  };
  const pace = { busyMs: 5, idleMs: 10, checkpointMs: 0 };
  const sequencer = startSequencer({ database, signer, clock, log: silentLog, pace });
  return {
    ...parts,
    sequencer,
    /** What the law will ask; the test fills it. */
    lawAhead: versions,
    /** What was decided about each service; the test fills it. */
    scopes,
    status: new StatusService(parts),
    /** Another process on the same database. */
    other: new StatusService(parts),
    advance: (ms: number): void => {
      nowMs += ms;
    },
    close: async (): Promise<void> => {
      await sequencer.stop();
      await drop();
    },
  };
}
