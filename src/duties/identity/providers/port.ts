import type { Confirmed } from '../model.ts';

/** Why a provider could not be asked, or gave no answer that can be believed. A code for records and screens. */
export type FaultReason =
  | 'timed-out'
  | 'unreachable'
  | 'unreadable'
  | 'credentials'
  | 'rate-limited'
  | 'server-error'
  | 'signature'
  | 'rejected';

/** The other side's fault, not the person's: nobody is confirmed by it and nobody refused. */
export class ProviderFault extends Error {
  override readonly name = 'ProviderFault';
  readonly reason: FaultReason;

  constructor(reason: FaultReason, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.reason = reason;
  }
}

/** One attempt with a provider, as it was begun. */
export interface Flow {
  /** Names the attempt; nobody can guess it, and it is good once. */
  readonly id: string;
  /** What only the two ends of the attempt know; empty where nothing is. */
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Somebody who confirms identities. Whatever kind it is, what it says comes out as `Confirmed`, a refusal (`IdentityRefusal`) or a fault
 * (`ProviderFault`); values that are given pass through and are kept by nobody here.
 */
export interface IdentityProvider {
  /** Where the person has to go first, with what is to be kept for their coming back; absent where nothing has to be opened. */
  begin?(flowId: string, signal: AbortSignal): Promise<{ readonly url: string; readonly secrets: Flow['secrets'] }>;
  confirm(given: Readonly<Record<string, string>>, flow: Flow, signal: AbortSignal): Promise<Confirmed>;
  /** Asks the other side whether it would answer, without anybody's data. @throws ProviderFault */
  probe(signal: AbortSignal): Promise<void>;
}
