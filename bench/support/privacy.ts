import { randomBytes, randomFillSync } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivacy } from '../../src/app/privacy.ts';
import { ComplaintsService } from '../../src/duties/complaints/index.ts';
import { LabelAgreements, LiftsService, ProducedFiles } from '../../src/duties/labelling/index.ts';
import type { PrivacyService } from '../../src/duties/privacy/index.ts';
import {
  type ContentVault,
  createKeyEncryption,
  createKeyedHash,
  createUnitOfWork,
  openVault,
  type UnitOfWork,
} from '../../src/evidence/index.ts';
import { FolderStore } from '../../src/files/index.ts';
import { systemClock as clock, IdFactory, silentLog } from '../../src/kernel/index.ts';
import { Notices } from '../../src/notices/index.ts';
import { noScanner, Receipts } from '../../src/portal/index.ts';
import { createRegistry } from '../../src/registry/index.ts';
import { compileScreen } from '../../src/screening/index.ts';
import type { Database } from '../../src/store/index.ts';

export interface OpenPrivacy {
  readonly privacy: PrivacyService;
  readonly vault: ContentVault;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  close(): Promise<void>;
}

/** Requests about personal information with everybody who keeps something about people, on a database alone. Users are called as they are stored. */
export async function openPrivacy(database: Database): Promise<OpenPrivacy> {
  const ids = new IdFactory();
  const fillRandom = (bytes: Uint8Array): void => void randomFillSync(bytes);
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  const encryption = createKeyEncryption(randomBytes(32));
  const vault = await openVault({ database, unitOfWork, encryption, ids, clock });
  const parts = { database, unitOfWork, vault, ids, clock, log: silentLog };
  const keyedHash = createKeyedHash(randomBytes(32));
  const notices = new Notices({ ...parts, channels: {} });
  const portal = {
    receipts: new Receipts({ database, keyedHash, fillRandom, clock }),
    address: 'https://hegui.example/portal',
  };
  const registry = createRegistry({
    ...parts,
    fillRandom,
    keyEncryption: encryption,
    compile: compileScreen,
    timeouts: { connectMs: 500, firstByteMs: 500, idleMs: 500 },
    demonstration: {
      id: 'demonstration',
      name: 'demonstration',
      baseUrl: 'http://127.0.0.1:1/v1',
      apiKey: null,
      models: {},
      connectMs: 500,
      firstByteMs: 500,
      idleMs: 500,
      demonstration: true,
    },
    upstreamHealth: () => ({ circuit: 'closed', failures: 0, lastError: null, lastOkAt: null, retryAt: null }),
    probe: () => refuse(),
    gatewayUrl: 'http://127.0.0.1:1/v1',
  });
  await registry.live.start();
  const pseudonym = (_service: string, user: string): string => user;
  const agreements = new LabelAgreements(parts);
  const privacy = createPrivacy({
    ...parts,
    fillRandom,
    keyedHash,
    notices,
    portal,
    registry,
    complaints: new ComplaintsService({
      ...parts,
      ...portal,
      scanner: noScanner,
      notices,
      findExchange: refuse,
      decidersOf: refuse,
      hasCase: refuse,
      askReview: refuse,
      providerName: () => null,
    }),
    producedFiles: new ProducedFiles({ ...parts, store: new FolderStore(join(tmpdir(), 'hegui-bench')), fillRandom }),
    lifts: new LiftsService({ ...parts, agreements, pseudonym }),
    pseudonym,
  });
  return {
    privacy,
    vault,
    unitOfWork,
    ids,
    close: async () => {
      await registry.live.stop();
      await vault.close();
    },
  };
}

const refuse = (): Promise<never> => Promise.reject(new Error('not asked for here'));
