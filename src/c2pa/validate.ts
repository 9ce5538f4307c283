import { z } from 'zod';
import { newReader } from './engine.ts';

const codes = z.array(z.looseObject({ code: z.string() })).default([]);
const storeSchema = z.looseObject({
  validation_state: z.string(),
  validation_results: z.looseObject({
    activeManifest: z.looseObject({ success: codes, informational: codes, failure: codes }),
  }),
});

/** What the reference library makes of the manifest in a file. */
export interface ManifestVerdict {
  /** Whether nothing is wrong but, perhaps, that nobody has said whom to trust. */
  readonly isIntact: boolean;
  /** The codes of C2PA for what it looked at. */
  readonly codes: readonly string[];
}

/** @throws Error when the file has no manifest that could be read */
export async function validateManifest(bytes: Uint8Array, mediaType: string): Promise<ManifestVerdict> {
  using reader = await newReader(mediaType, bytes);
  const { validation_state: state, validation_results: results } = storeSchema.parse(JSON.parse(reader.json()));
  const { success, informational, failure } = results.activeManifest;
  const all = [...success, ...informational, ...failure].map(({ code }) => code);
  return { isIntact: state !== 'Invalid', codes: all };
}
