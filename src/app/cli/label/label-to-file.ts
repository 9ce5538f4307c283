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
  const name = basename(path);
  const requireChangeable = async (): Promise<void> => {
    if (!evenIfSigned) await requireUnsigned(source, name);
  };
  const guess = await guessFileLabel(source, label, name);
  if (guess !== null) {
    const decide = async (): Promise<Patch> => {
      await requireChangeable();
      return await writeFileLabel(source, label, name);
    };
    return await writeDecidedFile(source, { guess, decide }, place);
  }
  const patch = await writeFileLabel(source, label, name).catch(async (error: unknown) => {
    // That it is signed comes first: it is what there is something to do about.
    await requireChangeable();
    throw error;
  });
  const decide = async (): Promise<Patch> => {
    await requireChangeable();
    return patch;
  };
  return await writeDecidedFile(source, { guess: patch, decide }, place);
}
