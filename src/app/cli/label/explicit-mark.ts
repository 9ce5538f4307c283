import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { HeguiError } from '../../../kernel/index.ts';
import { bytesSource, type ImplicitLabel, readFileLabels, writeFileLabel } from '../../../label/index.ts';
import {
  detectMedium,
  MEDIUM_HEAD_BYTES,
  type Medium,
  markFilm,
  markPicture,
  markSound,
  markTextFile,
  PICTURE_BYTES_MAX,
  type Place,
  SOUND_BYTES_MAX,
} from '../../../marks/index.ts';
import type { ForFile, Told } from './each-file.ts';
import { type FileSource, openFileSource } from './file-source.ts';
import { writePatchedFile } from './write-file.ts';

/** What mark is put where. */
export interface MarkWanted {
  readonly mark: string;
  /** Null where nobody chose one. */
  readonly place: Place | null;
  readonly where: 'start' | 'end';
  readonly ffmpeg: string | undefined;
}

/** A marked file before it has its implicit label again, and what was measured on it. */
interface Marked {
  readonly source: FileSource;
  readonly measured: object;
}

/** Marks one file and writes the implicit label that it had into the result, so that no step is without it. */
export const markOne =
  (wanted: MarkWanted & { readonly placeOf: (path: string) => string }): ForFile =>
  async (source, path) => {
    const medium = await requireMedium(source, path);
    const name = basename(path);
    const label = await readLabel(source, name);
    const folder = await mkdtemp(join(tmpdir(), 'hegui-marked-'));
    try {
      const marked = await mark(medium, source, path, folder, wanted);
      try {
        return await put(marked, medium, label, path, wanted.placeOf(path), wanted.mark);
      } finally {
        await marked.source.close();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };

/** @throws HeguiError E_FILE_UNSUPPORTED naming what can be marked. */
export async function requireMedium(source: FileSource, path: string): Promise<Medium> {
  const head = await source.read(0, MEDIUM_HEAD_BYTES);
  const medium = detectMedium(head, path);
  if (medium !== null) return medium;
  throw new HeguiError(
    'E_FILE_UNSUPPORTED',
    'it is no picture, sound, film or text (TXT, Markdown) that can be marked',
  );
}

async function mark(
  medium: Medium,
  source: FileSource,
  path: string,
  folder: string,
  { mark: text, place, where, ffmpeg }: MarkWanted,
): Promise<Marked> {
  const at = place === null ? {} : { place };
  if (medium === 'film') {
    const output = join(folder, basename(path));
    const { kind: _, ...measured } = await markFilm(path, output, { mark: text, ...at, ffmpeg });
    return { source: await openFileSource(output), measured };
  }
  const bytes = await readWhole(source, medium);
  if (medium === 'text')
    return { source: memorySource(markTextFile(bytes, { mark: text, where }), source), measured: { where } };
  const { bytes: marked, ...measured } =
    medium === 'picture' ? await markPicture(bytes, { mark: text, ...at }) : await markSound(bytes, { ffmpeg });
  return { source: memorySource(marked, source), measured };
}

/** @throws HeguiError E_FILE_UNSUPPORTED for a file that is larger than what is marked in memory. */
export async function readWhole(source: FileSource, medium: Exclude<Medium, 'film'>): Promise<Uint8Array> {
  const bytesMax = medium === 'sound' ? SOUND_BYTES_MAX : PICTURE_BYTES_MAX;
  if (source.size <= bytesMax) return await source.read(0, source.size);
  throw new HeguiError('E_FILE_UNSUPPORTED', `it has ${source.size} bytes; a ${medium} of up to ${bytesMax} is marked`);
}

function memorySource(bytes: Uint8Array, { mode }: FileSource): FileSource {
  return {
    ...bytesSource(bytes),
    file: null,
    mode,
    fill: (buffer, offset, length) => {
      const piece = bytes.subarray(offset, offset + length);
      buffer.set(piece);
      return buffer.subarray(0, piece.length);
    },
    close: async () => undefined,
  };
}

/**
 * The implicit label of a file, which coding it anew may lose; null when it has none.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED for one that cannot be read: it could not be kept.
 */
async function readLabel(source: FileSource, name: string): Promise<ImplicitLabel | null> {
  const { carriers } = await readFileLabels(source, name).catch((error: unknown) => {
    if (error instanceof HeguiError && error.code === 'E_FILE_UNSUPPORTED') return { carriers: [] };
    throw error;
  });
  if (carriers.length === 0) return null;
  const whole = carriers.filter(({ value }) => value !== null);
  const members = (whole.find(({ isMain }) => isMain) ?? whole[0])?.value?.members;
  if (members?.Label === undefined)
    throw new HeguiError(
      'E_FILE_UNSUPPORTED',
      'its implicit label cannot be read and would be lost; write it anew first',
    );
  const { Label, ContentProducer = '', ProduceID = '', ReservedCode1 = '' } = members;
  const { ContentPropagator = '', PropagateID = '', ReservedCode2 = '' } = members;
  return {
    AIGC: { Label, ContentProducer, ProduceID, ReservedCode1, ContentPropagator, PropagateID, ReservedCode2 },
  };
}

async function put(
  { source, measured }: Marked,
  medium: Medium,
  label: ImplicitLabel | null,
  path: string,
  place: string,
  text: string,
): Promise<Told> {
  const patch =
    label === null
      ? [{ kind: 'copy', from: 0, to: source.size } as const]
      : await writeFileLabel(source, label, basename(path));
  await writePatchedFile(source, patch, place);
  const kept = label === null ? '无隐式标识 · without an implicit label' : '隐式标识已保留 · implicit label kept';
  const said = medium === 'sound' ? '短长短短 · short-long-short-short' : text;
  return {
    code: 0,
    json: {
      file: path,
      out: place,
      medium,
      mark: medium === 'sound' ? null : text,
      ...measured,
      implicitLabel: label === null ? 'none' : 'kept',
    },
    lines: [`${path} → ${place}: ${said}`, `  ${kept}`],
  };
}
