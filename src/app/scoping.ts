import type { Observation, ScopeWatch, ScopingParts } from '../duties/scoping/index.ts';
import { HeguiError } from '../kernel/index.ts';
import type { Registry } from '../registry/index.ts';

/** What the provider and a service are called. */
export const namesOf =
  (registry: Pick<Registry, 'provider' | 'services'>): ScopingParts['namesOf'] =>
  async (serviceId) => {
    try {
      const [service, provider] = await Promise.all([registry.services.read(serviceId), registry.provider.read()]);
      return { service: service.name, provider: provider.name };
    } catch (error) {
      if (error instanceof HeguiError && error.code === 'E_NOT_FOUND') return undefined;
      throw error;
    }
  };

const OUTPUTS: ReadonlyMap<string, Observation> = new Map([
  ['picture', 'image'],
  ['sound', 'audio'],
  ['film', 'video'],
]);

/** What a made file shows of its service. */
export function noteMade(watch: Pick<ScopeWatch, 'note'>, serviceId: string, kind: string): void {
  const output = OUTPUTS.get(kind);
  if (output !== undefined) watch.note(serviceId, output);
}
