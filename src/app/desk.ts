import {
  CasesService,
  type FeedParts,
  type ReviewParts,
  ReviewService,
  type TakePhrase,
} from '../duties/content/index.ts';
import type { ContentVault, EvidenceKeys, EvidenceReader, UnitOfWork } from '../evidence/index.ts';
import { createExchangesService, findTrainable } from '../exchanges/index.ts';
import { type Clock, HeguiError, type IdFactory } from '../kernel/index.ts';
import type { Registry } from '../registry/index.ts';
import type { Database } from '../store/index.ts';
import { createAskAgain } from './ask-again.ts';
import { pseudonymOf } from './pseudonym.ts';

export interface DeskOptions {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly clock: Clock;
  readonly ids: IdFactory;
  readonly vault: ContentVault;
  readonly reader: EvidenceReader;
  readonly keys: EvidenceKeys;
  readonly registry: Pick<Registry, 'keys'>;
  /** Where this process serves the gateway, such as `http://127.0.0.1:8815`; commands serve none. */
  readonly selfUrl: string | undefined;
  /** Told of every decision that stands; judges are measured by them. Never rejects. */
  readonly onDecided: NonNullable<ReviewParts['onDecided']>;
  /** Those of these exchanges whose user does not want them trained with. */
  readonly withheldFromTraining: (exchangeIds: readonly string[]) => Promise<ReadonlySet<string>>;
  /** Where a suggestion that is taken goes. */
  readonly takePhrase: TakePhrase;
}

/** Where people look at exchanges and deal with what is illegal. */
export interface Desk {
  readonly review: ReviewService;
  readonly cases: CasesService;
  /** What feeding the queue stands on, besides chance and a log. */
  readonly feedParts: Omit<FeedParts, 'draw' | 'log'>;
}

export function createDesk(options: DeskOptions): Desk {
  const { database, unitOfWork, clock, ids, vault, reader, keys, onDecided, takePhrase, withheldFromTraining } =
    options;
  const exchanges = createExchangesService({
    database,
    unitOfWork,
    clock,
    vault,
    evidence: reader,
    verifierKey: keys.signer.key,
    pseudonym: pseudonymOf(keys.keyedHash),
    readStatus: () => Promise.reject(new HeguiError('E_INTERNAL', 'the desk shows no overview')),
  });
  const readExchange: FeedParts['readExchange'] = (id, by, purpose) => exchanges.read(id, by, purpose);
  // What the record of an exchange allows may have been forbidden since.
  const mayTrainOn: FeedParts['mayTrainOn'] = async (exchangeIds) => {
    const trainable = await findTrainable(database, exchangeIds);
    const withheld = await withheldFromTraining(exchangeIds);
    return new Set([...trainable].filter((id) => !withheld.has(id)));
  };
  const parts = { database, unitOfWork, ids, clock, readExchange, mayTrainOn };
  return {
    review: new ReviewService({ ...parts, onDecided, takePhrase }),
    cases: new CasesService({ ...parts, askAgain: createAskAgain(options) }),
    feedParts: parts,
  };
}
