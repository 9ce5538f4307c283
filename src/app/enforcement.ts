import {
  type EnforcementParts,
  EnforcementService,
  LiveMeasures,
  MeasureFollower,
} from '../duties/enforcement/index.ts';
import type { ExchangeRecords } from '../gateway/index.ts';
import type { Portal } from './portal.ts';

export interface EnforcementOptions extends Omit<EnforcementParts, 'receipts' | 'address'> {
  readonly portal: Pick<Portal, 'receipts' | 'address'>;
}

/** Measures against end users, with what a server needs of them at every request. */
export interface Enforcement {
  readonly service: EnforcementService;
  /** What is in force, for the door; a server starts it, commands need not. */
  readonly live: LiveMeasures;
  /** Counts refusals; a server starts it, commands need not. */
  readonly follower: MeasureFollower;
}

export function createEnforcement({ portal, ...parts }: EnforcementOptions): Enforcement {
  const { receipts, address } = portal;
  const all: EnforcementParts = { ...parts, receipts, address };
  return {
    service: new EnforcementService(all),
    live: new LiveMeasures(all),
    follower: new MeasureFollower(all),
  };
}

/** The records, with every refusal of somebody's own words told of once its closing record is durable. */
export function observeRefusals(records: ExchangeRecords, onRefused: (exchangeId: string) => void): ExchangeRecords {
  const open = new Set<string>();
  return {
    get isUp() {
      return records.isUp;
    },
    open: (record) => {
      const { evidence, endUser, synthetic, exchangeId } = record;
      if (evidence.strikeRisks !== undefined && endUser !== null && !synthetic) open.add(exchangeId);
      return records.open(record);
    },
    close: async (record) => {
      const isStrike = open.delete(record.exchangeId);
      await records.close(record);
      if (isStrike) onRefused(record.exchangeId);
    },
  };
}
