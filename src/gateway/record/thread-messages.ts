import type { KeyObject } from 'node:crypto';
import type { ClosedRecord, OpenedRecord } from './rows.ts';

/** What the gateway's thread tells the thread that writes the records. */
export type ToThread =
  | { readonly kind: 'records'; readonly records: readonly SentRecord[] }
  /** Sealing keys may have been destroyed: none is kept. */
  | { readonly kind: 'forget-keys' }
  | { readonly kind: 'stop' };

/** One record on its way. Texts cross between threads at the cost of a copy, objects at several times that. */
export interface SentRecord {
  readonly number: number;
  readonly what: 'opened' | 'closed';
  /** The record without its content as JSON; `at` is an ISO instant. */
  readonly head: string;
  /** The content as JSON. */
  readonly content: string;
  readonly keyId: string;
  /** Given when the thread may not have it. */
  readonly key?: KeyObject;
}

export type SentHead =
  | ({ readonly at: string } & Omit<OpenedRecord, 'at' | 'content'>)
  | ({ readonly at: string } & Omit<ClosedRecord, 'at' | 'content'>);

/** What it hears back. */
export type FromThread =
  | { readonly kind: 'started' }
  | { readonly kind: 'not-started'; readonly reason: string }
  | {
      readonly kind: 'settled';
      /** Numbers of records that are durable. */
      readonly durable: readonly number[];
      /** Numbers of records that may or may not be. */
      readonly failed: readonly number[];
      readonly state: ThreadState;
    }
  | { readonly kind: 'state'; readonly state: ThreadState }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn' | 'error';
      readonly message: string;
      readonly cause?: string;
    }
  | { readonly kind: 'stopped' };

export interface ThreadState {
  readonly isUp: boolean;
  readonly isReachable: boolean;
}

/** What the thread is started with. */
export interface ThreadSettings {
  readonly databaseUrl: string;
}
