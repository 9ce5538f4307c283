import type { Direction, JudgeSettings } from '../contract/index.ts';
import type { ContentVault, KeyEncryption, UnitOfWork } from '../evidence/index.ts';
import type { EnqueueReview, JudgeParts } from '../judges/index.ts';
import type { Clock, IdFactory, Log } from '../kernel/index.ts';
import type { RegistrySnapshot } from '../registry/index.ts';
import type { Database } from '../store/index.ts';

/** What second opinions stand on. */
export interface OpinionsParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly log: Log;
  readonly keyEncryption: KeyEncryption;
  readonly vault: Pick<ContentVault, 'open'>;
  /** The services as they are served now. */
  readonly services: () => RegistrySnapshot['services'];
  readonly enqueueReview: EnqueueReview;
  /** Gaps that are judged again in an hour, at most. */
  readonly rejudgePerHour: number;
  readonly connections: JudgeParts['connections'];
}

/** A judge as it is stored. */
export interface StoredJudge {
  readonly id: string;
  readonly name: string;
  readonly settings: JudgeSettings;
  readonly secret: Buffer | null;
  readonly yuanPerCall: number;
  readonly createdAt: Date;
}

/** What one judge did on one day for one service in one direction. */
export interface DayCounts {
  readonly day: string;
  readonly judgeId: string;
  readonly serviceId: string;
  readonly direction: Direction;
  calls: number;
  safe: number;
  unsure: number;
  unsafe: number;
  errors: number;
  timeouts: number;
  chars: number;
  yuan: number;
  /** Answered calls by step of latency. */
  readonly latency: number[];
}

export interface StoredGap {
  readonly id: string;
  readonly exchangeId: string;
  readonly serviceId: string;
  readonly direction: Direction;
  readonly path: string;
  readonly judgeId: string;
  readonly reason: string;
  readonly from: number;
  readonly to: number;
  readonly openedAt: Date;
  readonly attempts: number;
  readonly judgedAt: Date | null;
  readonly result: string | null;
}
