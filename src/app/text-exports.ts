import { ExportsService, type LabellingService } from '../duties/labelling/index.ts';
import type { ContentVault, EvidenceKeys, EvidenceReader, UnitOfWork } from '../evidence/index.ts';
import { createExchangesService } from '../exchanges/index.ts';
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

/** Exports that read exchanges as the console does: opening one leaves evidence. */
export function createTextExports(options: TextExportsOptions): ExportsService {
  const { database, unitOfWork, clock, ids, vault, reader, keys, registry, labelling } = options;
  const exchanges = createExchangesService({
    database,
    unitOfWork,
    clock,
    vault,
    evidence: reader,
    verifierKey: keys.signer.key,
    pseudonym: pseudonymOf(keys.keyedHash),
    readStatus: () => Promise.reject(new HeguiError('E_INTERNAL', 'exports show no overview')),
  });
  return new ExportsService({
    labelling,
    ids,
    clock,
    serviceOf: (id) => registry.live.current.services.get(id),
    findExchange: async (id) => (await exchanges.list({ search: id, limit: 10 })).items.find((row) => row.id === id),
    openExchange: (id, by, purpose) => exchanges.read(id, by, purpose),
  });
}
