import { MINUTE_MS } from '../../kernel/index.ts';
import type { KeyEntry } from '../../registry/index.ts';
import type { GatewayParts } from '../call.ts';
import type { UpstreamTarget } from '../upstream/index.ts';

export interface ModelRow {
  readonly id: string;
  readonly object: 'model';
  readonly created: number;
  readonly owned_by: string;
}

const KNOWN_FOR_MS = MINUTE_MS;

/** The models a service can be asked for: the mapped names of its upstreams, or what an upstream itself lists. */
export class ModelCatalogue {
  readonly #parts: Pick<GatewayParts, 'upstreams' | 'clock'>;
  readonly #known = new Map<string, { readonly models: readonly string[]; readonly untilMs: number }>();

  constructor(parts: Pick<GatewayParts, 'upstreams' | 'clock'>) {
    this.#parts = parts;
  }

  /** The body of `GET /v1/models`. Upstreams that do not answer are left out; the next one may have the model. */
  async list(key: KeyEntry): Promise<{ object: 'list'; data: ModelRow[] }> {
    const lists = await Promise.all(key.service.upstreams.map((target) => this.#modelsOf(target)));
    const data = new Map<string, ModelRow>();
    lists.forEach((models, position) => {
      const target = key.service.upstreams[position];
      for (const id of models) {
        if (!data.has(id)) data.set(id, { id, object: 'model', created: 0, owned_by: target?.name ?? 'hegui' });
      }
    });
    return { object: 'list', data: [...data.values()] };
  }

  async #modelsOf(target: UpstreamTarget): Promise<readonly string[]> {
    const mapped = Object.keys(target.models);
    if (mapped.length > 0) return mapped;
    const nowMs = this.#parts.clock.monotonicMs();
    const known = this.#known.get(target.id);
    if (known !== undefined && known.untilMs > nowMs) return known.models;
    const { models } = await this.#parts.upstreams.probe(target);
    this.#known.set(target.id, { models, untilMs: nowMs + KNOWN_FOR_MS });
    return models;
  }
}
