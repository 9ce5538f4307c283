import { basename } from 'node:path';
import { type ImplicitLabel, type Patch, planFileLabel } from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';
import { writePlannedFile } from './write-file.ts';

/** The file at `path`, and where it goes with its label. */
export interface LabelledPlace {
  readonly path: string;
  readonly place: string;
  /** Whether a manifest of C2PA that the label invalidates is no hindrance. */
  readonly evenIfSigned: boolean;
}

/**
 * Puts the file with this label at its place; returns how it was changed. Whether it may be changed is found out while the disk takes
 * the draft: in some kinds of file only a search through all of it tells whether they are signed, or where else a label stands.
 *
 * @throws HeguiError E_FILE_SIGNED, and as `writeFileLabel` and `writePatchedFile` do
 */
export async function labelToFile(
  source: FileSource,
  label: ImplicitLabel,
  { path, place, evenIfSigned }: LabelledPlace,
): Promise<Patch> {
  const plan = await planFileLabel(source, label, { name: basename(path), evenIfSigned });
  return await writePlannedFile(source, plan, place);
}
