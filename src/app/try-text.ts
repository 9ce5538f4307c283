import { defaultPolicy } from '../contract/index.ts';
import type { ContentParts } from '../duties/content/index.ts';
import { tryText } from '../gateway/index.ts';
import type { Registry } from '../registry/index.ts';

/** How a text is tried on what is stored at the time of the call. */
export const createTryText =
  ({ live }: Pick<Registry, 'live'>): ContentParts['tryText'] =>
  async ({ text, serviceId, audience, direction }) => {
    const snapshot = await live.refresh();
    if (serviceId === undefined) return tryText({ ...snapshot.enabledLists(), policy: defaultPolicy }, text, direction);
    const service = snapshot.services.get(serviceId);
    if (service === undefined) return undefined;
    return tryText(audience === 'minors' ? (service.minors ?? service) : service, text, direction);
  };
