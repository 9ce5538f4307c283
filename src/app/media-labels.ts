import type { LabellingService, ProducedFiles } from '../duties/labelling/index.ts';
import type { ExplicitMarker, MediaLabels } from '../gateway/index.ts';
import { HeguiError } from '../kernel/index.ts';

/** The labelling duty as the gateway asks it. */
export const mediaLabelsOf = (labelling: LabellingService, files: ProducedFiles): MediaLabels => ({
  // Without a name: a kind of file that has no signature is not what a model makes.
  label: (bytes, providerCode) => labelling.label({ bytes, name: null }, providerCode),
  register: (made) => labelling.registerAll(made),
  withhold: (withheld) => labelling.withhold(withheld),
  openFile: (token) => files.open(token),
});

const refuse = (): Promise<Uint8Array> =>
  Promise.reject(new HeguiError('E_FILE_UNSUPPORTED', 'nothing here draws or sounds a mark'));

/** Stands where nothing can put a mark into files: they go without, and the record and the answer say so. */
export const absentMarker: ExplicitMarker = { markPicture: refuse, markSound: refuse };
