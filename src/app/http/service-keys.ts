import { type Clock, sha256 } from '../../kernel/index.ts';
import type { Registry } from '../../registry/index.ts';
import type { AuthenticationParts } from '../../staff/index.ts';

const REFRESH_EVERY_MS = 500;

/**
 * Which service a bearer key opens now. What was loaded decides; for a key that is not there the registry is loaded anew, since one
 * may have been made a moment ago. Whoever tries keys costs a reading twice a second at most.
 */
export function createServiceKeys({ live }: Pick<Registry, 'live'>, clock: Clock): AuthenticationParts['services'] {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let reading: Promise<unknown> = Promise.resolve();
  return {
    find: async (bearer) => {
      const hash = sha256(bearer);
      if (live.current.keyByHash(hash) === undefined) {
        if (clock.monotonicMs() - readAtMs >= REFRESH_EVERY_MS) {
          readAtMs = clock.monotonicMs();
          reading = live.refresh().catch(() => undefined);
        }
        await reading;
      }
      const key = live.current.keyByHash(hash);
      if (key === undefined || (key.expiresAt !== null && key.expiresAt <= clock.now())) return null;
      return { id: key.service.id, isSynthetic: key.synthetic };
    },
  };
}
