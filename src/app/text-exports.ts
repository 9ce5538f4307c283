import { ExportsService, type LabellingService } from '../duties/labelling/index.ts';
import type { ContentVault, EvidenceKeys, EvidenceReader, UnitOfWork } from '../evidence/index.ts';
import { createExchangesService, type ExchangesService } from '../exchanges/index.ts';
import { type Clock, HeguiError, type IdFactory } from '../kernel/index.ts';
import type { Registry } from '../registry/index.ts';
import type { Database } from '../store/index.ts';
import { pseudonymOf } from './pseudonym.ts';

export interface TextExportsOptions {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly vault: ContentVault;
  readonly reader: EvidenceReader;
  readonly keys: EvidenceKeys;
  readonly registry: Pick<Registry, 'live'>;
  readonly labelling: LabellingService;
}

/** Exchanges as the console reads them: opening one leaves evidence. */
export function createExchangeReader({
  database,
  unitOfWork,
  clock,
  vault,
  reader,
  keys,
}: Omit<TextExportsOptions, 'ids' | 'registry' | 'labelling'>): ExchangesService {
  return createExchangesService({
    database,
    unitOfWork,
    clock,
    vault,
    evidence: reader,
    verifierKey: keys.signer.key,
    pseudonym: pseudonymOf(keys.keyedHash),
    readStatus: () => Promise.reject(new HeguiError('E_INTERNAL', 'this reader shows no overview')),
  });
}

/** Conversations as labelled files. */
export function createTextExports(
  exchanges: Pick<ExchangesService, 'list' | 'read'>,
  { clock, ids, registry, labelling }: Pick<TextExportsOptions, 'clock' | 'ids' | 'registry' | 'labelling'>,
): ExportsService {
  return new ExportsService({
    labelling,
    ids,
    clock,
    serviceOf: (id) => registry.live.current.services.get(id),
    findExchange: async (id) => (await exchanges.list({ search: id, limit: 10 })).items.find((row) => row.id === id),
    openExchange: (id, by, purpose) => exchanges.read(id, by, purpose),
  });
}
