import type { UpstreamHealth } from '../../contract/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { Call, type Route } from './call.ts';
import { Circuit } from './circuit.ts';
import { Connections } from './connections.ts';
import { parseEndpoint } from './endpoint.ts';
import { type ProbeResult, probeTarget } from './probe.ts';
import type { UpstreamCall, UpstreamRequest, UpstreamSink, UpstreamTarget } from './types.ts';

const UNTRIED: UpstreamHealth = { circuit: 'closed', failures: 0, lastError: null, lastOkAt: null, retryAt: null };

interface KnownTarget extends Route {
  readonly baseUrl: string;
  readonly connectMs: number;
  readonly isDemonstration: boolean;
}

/** All upstreams of this process: their connections and their health, which outlive reloads of the registry. */
export class Upstreams {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #known = new Map<string, KnownTarget>();
  readonly #connections = new Map<string, Connections>();
  #isClosed = false;

  constructor(options: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = options.clock;
    this.#log = options.log;
  }

  /**
   * Sends the request to the first target that answers and streams the answer into `sink`. Until the first byte, a
   * target that cannot be reached, is too slow, or answers 408, 429 or 5xx is followed by the next; other refusals
   * are handed back at once.
   */
  call(request: UpstreamRequest, sink: UpstreamSink): UpstreamCall {
    const options = {
      clock: this.#clock,
      log: this.#log,
      routeTo: (target: UpstreamTarget) => (this.#isClosed ? null : this.#know(target)),
    };
    const call = new Call(options, request, sink);
    call.start();
    return call;
  }

  /** Health of the upstream with this id; an upstream that was never tried is well. */
  health(targetId: string): UpstreamHealth {
    return this.#known.get(targetId)?.circuit.health() ?? UNTRIED;
  }

  /** Asks the upstream for its models. Never rejects; an open circuit does not stop it and is not changed by it. */
  probe(target: UpstreamTarget): Promise<ProbeResult> {
    if (this.#isClosed) {
      return Promise.resolve({ ok: false, status: null, models: [], message: 'Hegui is shutting down.', ms: 0 });
    }
    return probeTarget(target, this.#know(target), this.#clock);
  }

  /** Drops health and idle connections of upstreams that were removed; requests under way finish. */
  forget(targetIds: Iterable<string>): void {
    for (const id of targetIds) this.#known.delete(id);
    const inUse = new Set([...this.#known.values()].map((known) => known.connections));
    for (const [key, connections] of this.#connections) {
      if (inUse.has(connections)) continue;
      this.#connections.delete(key);
      connections.retire();
    }
  }

  /** Ends every connection; calls still under way fail, later ones fail at once. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#connections.values()];
    this.#connections.clear();
    await Promise.all(all.map((connections) => connections.destroy()));
  }

  // Health belongs to a server, not to a name: another base URL starts with a clean record.
  #know(target: UpstreamTarget): Route {
    const known = this.#known.get(target.id);
    const isSameServer = known?.baseUrl === target.baseUrl && known.isDemonstration === target.demonstration;
    if (known !== undefined && isSameServer && known.connectMs === target.connectMs) return known;
    const endpoint = parseEndpoint(target.baseUrl);
    const fresh: KnownTarget = {
      baseUrl: target.baseUrl,
      connectMs: target.connectMs,
      isDemonstration: target.demonstration,
      endpoint,
      circuit: known !== undefined && isSameServer ? known.circuit : this.#newCircuit(target),
      connections: this.#connectionsTo(endpoint.origin, target.connectMs),
    };
    this.#known.set(target.id, fresh);
    if (known !== undefined) this.forget([]);
    return fresh;
  }

  #newCircuit(target: UpstreamTarget): Circuit {
    const log = this.#log.child({ upstream: target.id });
    return new Circuit({
      clock: this.#clock,
      isAlwaysClosed: target.demonstration,
      onChange: (state, openMs) => {
        if (state === 'open') log.warn({ openMs }, 'upstream left out after failures');
        else if (state === 'closed') log.info({}, 'upstream in use again');
        else log.debug({}, 'upstream is tried again');
      },
    });
  }

  #connectionsTo(origin: string, connectMs: number): Connections {
    const key = `${origin} ${connectMs}`;
    const existing = this.#connections.get(key);
    if (existing !== undefined) return existing;
    const connections = new Connections(origin, connectMs);
    this.#connections.set(key, connections);
    return connections;
  }
}
