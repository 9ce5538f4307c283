import type { FoundStore } from '../credentials/places.ts';
import type { ImplicitLabel } from '../implicit-label.ts';
import type { Patch } from './patch.ts';
import type { ByteSource } from './source.ts';

/** One place in a file where a label, or text that may be one, stands. */
export interface Carrier {
  /** Names the place as readers of that format do, such as `PNG iTXt XML:com.adobe.xmp` or `MP4 moov.udta.meta AIGC`. */
  readonly place: string;
  /** Whether it is the place that the guide of the format names (or, where no guide does, the one that Hegui documents). */
  readonly isMain: boolean;
  /** How the place wants the value: the seven members alone, or inside `{"AIGC":{…}}`. */
  readonly form: 'bare' | 'wrapped';
  /** The value as it stands, decoded to text; for a place that holds members one by one, the JSON of them. */
  readonly text: string;
}

export type FormatId =
  | 'png'
  | 'jpeg'
  | 'webp'
  | 'gif'
  | 'tiff'
  | 'heif'
  | 'avif'
  | 'mp4'
  | 'mov'
  | 'm4a'
  | 'matroska'
  | 'webm'
  | 'flv'
  | 'avi'
  | 'mp3'
  | 'wav'
  | 'flac'
  | 'ogg'
  | 'pdf'
  | 'docx'
  | 'pptx'
  | 'xlsx'
  | 'epub'
  | 'markdown'
  | 'html'
  | 'json'
  | 'csv'
  | 'text';

/** How labels are read from and written into one kind of file. Pure: bytes in, bytes out, nothing re-encoded. */
export interface LabelFormat {
  readonly id: FormatId;
  /** What people call it, such as `PNG`. */
  readonly name: string;
  readonly extensions: readonly string[];
  readonly mediaTypes: readonly string[];
  /** Where the place of the label is laid down; `null` where no guide names one and Hegui chose it. */
  readonly guide: string | null;
  /**
   * Text has no lengths that would betray damage. So where a careful reader does not find exactly the label that was written, the
   * file is at fault and not the format.
   */
  readonly isText?: boolean;
  /** Whether so much of a file is gone through that the draft is better written by another thread meanwhile. */
  readonly takesLong?: boolean;
  /**
   * Whether a file is of this kind. Formats with a signature go by it alone; those without one (text) also by the extension of
   * `name`, if there is a name.
   */
  detect(head: Uint8Array, name: string | null, source: ByteSource): boolean | Promise<boolean>;
  /**
   * Every place in the file where a label stands, the guide's own and those seen in the wild, in the order of the file.
   *
   * @throws HeguiError E_FILE_UNREADABLE when the file is broken before that is known.
   */
  read(source: ByteSource): Promise<readonly Carrier[]>;
  /**
   * The file with this label in its main place and nowhere else; all other metadata and all content stay as they are.
   *
   * @throws HeguiError E_FILE_UNREADABLE for a broken file, E_FILE_UNSUPPORTED for one that cannot carry it safely.
   */
  write(source: ByteSource, label: ImplicitLabel): Promise<Patch>;
  /**
   * As `write`, in formats whose files have to be gone through from end to end: with a way to read the result back that is not as long
   * once more. The others are read back by `read`.
   */
  draft?(source: ByteSource, label: ImplicitLabel): Promise<LabelDraft>;
  /**
   * What `write` will give if the rest of the file is as its beginning lets expect, for those who have something to do meanwhile; null
   * where the beginning says nothing. Nobody may trust it before `write` has given the same.
   */
  guess?(source: ByteSource, label: ImplicitLabel): Promise<Patch | null>;
  /**
   * Pieces that are the same whatever label the file carries, or none, and that differ when anything else in it does: everything but
   * labels, the room that they leave, and sizes that follow from both. For formats in which what `write` makes depends on the room
   * that was there before; the others are compared as written anew. Null where that cannot be told of this file.
   */
  withoutLabels?(source: ByteSource): Promise<Patch | null>;
}

/** A new file before it is one, and how it is read back. */
export interface LabelDraft {
  readonly patch: Patch;
  /**
   * What `read` finds in `made`, the file that `patch` (this one, whose pieces may have been joined) makes. Reads all that is new, and of
   * what is copied as much as it takes to know that the rest comes out as it did when `draft` read it.
   *
   * @throws HeguiError as `read` does
   */
  readBack(made: ByteSource, patch: Patch): Promise<readonly Carrier[]>;
  /** Manifests of C2PA in the file as it was, where going through it for the draft has told all that it takes to find them. */
  findStore?(): Promise<FoundStore | null>;
}

/** Bytes of the head that `detect` gets; all of a shorter file. */
export const HEAD_BYTES = 4_096;
