import type { LabellingService, ProducedFiles } from '../duties/labelling/index.ts';
import type { ExplicitMarker, MediaLabels } from '../gateway/index.ts';
import { HeguiError, MINUTE_MS } from '../kernel/index.ts';
import { createMarker, markPicture } from '../marks/index.ts';

/** Somebody waits for the sound meanwhile. */
const marker = createMarker({ timeoutMs: MINUTE_MS });

/** The labelling duty as the gateway asks it. `onMade` hears of every file once it is in the register. */
export const mediaLabelsOf = (
  labelling: LabellingService,
  files: ProducedFiles,
  onMade: (serviceId: string, kind: string) => void,
): MediaLabels => ({
  // Without a name: a kind of file that has no signature is not what a model makes.
  label: (bytes, providerCode) => labelling.label({ bytes, name: null }, providerCode),
  register: async (made) => {
    const tokens = await labelling.registerAll(made);
    for (const { serviceId, file } of made) onMade(serviceId, file.kind);
    return tokens;
  },
  withhold: (withheld) => labelling.withhold(withheld),
  openFile: (token) => files.open(token),
});

/**
 * Marks as they are put into files. Sounds but WAV need FFmpeg; where it is missing they go without, and the record and the
 * answer say so.
 *
 * Words that cannot be drawn, in a policy from before pictures were marked, must not stop a service: the picture then says what is
 * required in words of ours.
 */
export const fileMarker: ExplicitMarker = {
  markPicture: async (bytes, mark) => {
    const marked = await markPicture(bytes, { mark }).catch((error: unknown) => {
      if (error instanceof HeguiError && error.code === 'E_REQUEST_INVALID') return markPicture(bytes);
      throw error;
    });
    return marked.bytes;
  },
  markSound: marker.markSound,
};
