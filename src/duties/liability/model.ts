import type { OrderDeed, OrderEntry, OrderFacts } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { Letters } from '../letters/index.ts';

/** What is done about an order, the first word included. */
export type Deed = { readonly step: 'received'; readonly facts: OrderFacts } | OrderDeed;

/** Who does it, as colleagues know them. */
export interface Doer {
  readonly actor: Actor;
  readonly name: string;
}

export interface StoredEntry {
  readonly id: string;
  readonly orderId: string;
  readonly place: number;
  readonly at: Date;
  readonly by: string;
  readonly byName: string;
  readonly deed: OrderEntry['deed'];
}

export interface StoredOrder {
  readonly id: string;
  readonly number: number;
  readonly recordedAt: Date;
  /** In their order. */
  readonly entries: readonly StoredEntry[];
}

export interface OrdersParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly letters: Letters;
}
