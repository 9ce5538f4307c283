import { type ComplaintParts, ComplaintsService } from '../duties/complaints/index.ts';
import { findExchangeOf } from '../exchanges/index.ts';
import { HeguiError, type Log } from '../kernel/index.ts';
import type { Registry } from '../registry/index.ts';
import type { Desk } from './desk.ts';
import type { Portal } from './portal.ts';

export interface ComplaintsOptions
  extends Pick<ComplaintParts, 'database' | 'unitOfWork' | 'vault' | 'ids' | 'clock' | 'notices'> {
  readonly log: Log;
  readonly portal: Pick<Portal, 'receipts' | 'scanner' | 'address'>;
  readonly desk: {
    readonly review: Pick<Desk['review'], 'decidersOf' | 'enqueue'>;
    readonly cases: Pick<Desk['cases'], 'read'>;
  };
  readonly registry: Pick<Registry, 'live'>;
}

/** Puts complaints together with what they need of other parts: exchanges, the review desk, cases, the portal. */
export function createComplaints(options: ComplaintsOptions): ComplaintsService {
  const { database, log, portal, desk, registry } = options;
  return new ComplaintsService({
    ...options,
    ...portal,
    findExchange: async (id) => (await findExchangeOf(database, id)) ?? null,
    decidersOf: (exchangeId) => desk.review.decidersOf(exchangeId),
    hasCase: (caseId) => desk.cases.read(caseId).then(() => true, falseWhenUnknown),
    askReview: async (exchangeId, detail) => {
      await desk.review.enqueue({ exchangeId, reason: 'complaint', detail }).catch((error: unknown) => {
        const fields = { exchange: exchangeId, error: error instanceof Error ? error : undefined };
        log.error(fields, 'an exchange that was complained about could not be put before people');
      });
    },
    providerName: () => providerNameOf(registry),
  });
}

/** Name of the provider; null before it is registered. */
export const providerNameOf = ({ live }: Pick<Registry, 'live'>): string | null =>
  live.health.isLoaded ? (live.current.provider?.name ?? null) : null;

function falseWhenUnknown(error: unknown): false {
  if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return false;
  throw error;
}
