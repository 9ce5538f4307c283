import { MINUTE_MS, SECOND_MS } from '../../kernel/index.ts';
import type { Notices } from '../../notices/index.ts';
import { type DigestPace, Digests, type StatusService } from '../../status/index.ts';
import { providerNameOf } from '../complaints.ts';
import type { Core } from '../core.ts';

const PACE: DigestPace = { everyMs: 30 * SECOND_MS, settleMs: 2 * MINUTE_MS, restMs: 6 * 60 * MINUTE_MS };

/** Puts together what tells people where the provider stands; `publicUrl` is where they find the console. */
export function createDigests(
  core: Pick<Core, 'database' | 'unitOfWork' | 'ids' | 'clock' | 'log' | 'registry'> & { readonly notices: Notices },
  status: Pick<StatusService, 'read'>,
  publicUrl: string,
): Digests {
  return new Digests({
    ...core,
    read: () => status.read(),
    providerName: () => providerNameOf(core.registry),
    boardUrl: `${publicUrl}/board`,
    pace: PACE,
  });
}
