import { basename } from 'node:path';
import {
  guessFileLabel,
  type ImplicitLabel,
  type Patch,
  requireUnsigned,
  writeFileLabel,
} from '../../../label/index.ts';
import type { FileSource } from './file-source.ts';
import { writeDecidedFile } from './write-file.ts';

/** The file at `path`, and where it goes with its label. */
export interface LabelledPlace {
  readonly path: string;
  readonly place: string;
  /** Whether a manifest of C2PA that the label invalidates is no hindrance. */
  readonly evenIfSigned: boolean;
}

/**
 * Puts the file with this label at its place; returns how it was changed.
 *
 * @throws HeguiError E_FILE_SIGNED, and as `writeFileLabel` and `writePatchedFile` do
 */
export async function labelToFile(
  source: FileSource,
  label: ImplicitLabel,
  { path, place, evenIfSigned }: LabelledPlace,
): Promise<Patch> {
  const name = basename(path);
  const guess = await guessFileLabel(source, label, name);
  const decide = async (): Promise<Patch> => {
    if (!evenIfSigned) await requireUnsigned(source, name);
    return await writeFileLabel(source, label, name);
  };
  return await writeDecidedFile(source, { guess, decide }, place);
}
