import type { LabellingService, ProducedFiles } from '../duties/labelling/index.ts';
import type { ExplicitMarker, MediaLabels } from '../gateway/index.ts';
import { HeguiError } from '../kernel/index.ts';
import { markPicture } from '../marks/index.ts';

/** The labelling duty as the gateway asks it. */
export const mediaLabelsOf = (labelling: LabellingService, files: ProducedFiles): MediaLabels => ({
  // Without a name: a kind of file that has no signature is not what a model makes.
  label: (bytes, providerCode) => labelling.label({ bytes, name: null }, providerCode),
  register: (made) => labelling.registerAll(made),
  withhold: (withheld) => labelling.withhold(withheld),
  openFile: (token) => files.open(token),
});

/**
 * Marks as they are put into files.
 *
 * Words that cannot be drawn, in a policy from before pictures were marked, must not stop a service: the picture then says what is
 * required in words of ours. Sounds go without, and the record and the answer say so.
 */
export const fileMarker: ExplicitMarker = {
  markPicture: async (bytes, mark) => {
    const marked = await markPicture(bytes, { mark }).catch((error: unknown) => {
      if (error instanceof HeguiError && error.code === 'E_REQUEST_INVALID') return markPicture(bytes);
      throw error;
    });
    return marked.bytes;
  },
  markSound: () => Promise.reject(new HeguiError('E_FILE_UNSUPPORTED', 'no mark is put into sounds')),
};
