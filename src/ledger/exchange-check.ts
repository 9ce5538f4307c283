import type { EntryFields } from './entry.ts';
import { isObject } from './entry.ts';
import type { Findings } from './findings.ts';
import { RecentSet } from './recent-set.ts';

const REMEMBERED = 50_000;

/**
 * Pairs the openings and closings of exchanges. Keeps the open exchanges and the last 50,000 to 100,000 finished ones: a
 * second closing beyond that is told as a closing without an opening.
 */
export class ExchangeCheck {
  readonly #findings: Findings;
  readonly #open = new Map<string, number>();
  // Entries of one transaction may stand in either order, so a closing may come before its opening.
  readonly #closedEarly = new Map<string, number>();
  readonly #finished = new RecentSet(REMEMBERED);
  #opened = 0;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  /** Exchanges opened so far. */
  get opened(): number {
    return this.#opened;
  }

  see(index: number, { kind, data }: EntryFields): void {
    if (kind !== 'request.opened' && kind !== 'response.closed') return;
    const exchange = isObject(data) ? data.exchange : undefined;
    if (typeof exchange !== 'string') return;
    if (kind === 'request.opened') this.#seeOpening(exchange, index);
    else this.#seeClosing(exchange, index);
  }

  end(): void {
    for (const [exchange, index] of this.#open) {
      this.#findings.add('unclosed', exchange, `opened by entry ${index} and closed by none`);
    }
    for (const [exchange, index] of this.#closedEarly) {
      this.#findings.add('unopened', exchange, `closed by entry ${index} and opened by none`);
    }
  }

  #seeOpening(exchange: string, index: number): void {
    this.#opened += 1;
    if (this.#open.has(exchange) || this.#finished.has(exchange)) {
      this.#findings.add('opened-twice', exchange, `entry ${index} opens it again`);
    } else if (this.#closedEarly.delete(exchange)) {
      this.#finished.add(exchange);
    } else {
      this.#open.set(exchange, index);
    }
  }

  #seeClosing(exchange: string, index: number): void {
    if (this.#open.delete(exchange)) this.#finished.add(exchange);
    else if (this.#finished.has(exchange) || this.#closedEarly.has(exchange)) {
      this.#findings.add('closed-twice', exchange, `entry ${index} closes it again`);
    } else {
      this.#closedEarly.set(exchange, index);
    }
  }
}
