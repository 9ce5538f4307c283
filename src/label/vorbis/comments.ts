import { concat, fromUtf8, uint32le, utf8, viewOf } from '../file/bytes.ts';
import { isLabelEntry } from '../file/label-like.ts';
import { BLOCKS_MAX, unreadable } from '../file/source.ts';

const NAME = 'AIGC';

/** A list of Vorbis comments, as FLAC, Vorbis, Opus and Theora share it. */
export interface Comments {
  readonly vendor: Uint8Array;
  readonly entries: readonly Uint8Array[];
  /** What follows the list: the framing bit of Vorbis, the padding of Opus. */
  readonly tail: Uint8Array;
}

/** A label among comments. */
export interface CommentLabel {
  readonly name: string;
  readonly text: string;
  readonly isMain: boolean;
}

/** @throws HeguiError E_FILE_UNREADABLE when a length reaches beyond the list */
export function parseComments(bytes: Uint8Array, where: string): Comments {
  const view = viewOf(bytes);
  let at = 0;
  const number = (): number => {
    if (at + 4 > bytes.length) throw unreadable(`the comments of ${where} are cut off`);
    at += 4;
    return view.getUint32(at - 4, true);
  };
  const piece = (): Uint8Array => {
    const size = number();
    if (at + size > bytes.length) throw unreadable(`a comment of ${where} reaches beyond their list`);
    at += size;
    return bytes.slice(at - size, at);
  };
  const vendor = piece();
  const count = number();
  const entries: Uint8Array[] = [];
  while (entries.length < count) {
    if (entries.length > BLOCKS_MAX) throw unreadable(`${where} has more than ${BLOCKS_MAX} comments`);
    entries.push(piece());
  }
  return { vendor, entries, tail: bytes.slice(at) };
}

const makeComments = ({ vendor, entries, tail }: Comments): Uint8Array =>
  concat(
    uint32le(vendor.length),
    vendor,
    uint32le(entries.length),
    ...entries.flatMap((entry) => [uint32le(entry.length), entry]),
    tail,
  );

/** The label in a comment; null when it holds none. */
function readLabel(entry: Uint8Array): CommentLabel | null {
  const equals = entry.indexOf(0x3d);
  if (equals < 0) return null;
  const name = fromUtf8(entry.subarray(0, equals));
  const text = fromUtf8(entry.subarray(equals + 1));
  return isLabelEntry(name, text) ? { name, text, isMain: name === NAME } : null;
}

/** The labels among comments. */
export const readCommentLabels = ({ entries }: Comments): CommentLabel[] =>
  entries.flatMap((entry) => readLabel(entry) ?? []);

/** The list with this text as its only label, in the place of the first right one or behind all; with null, without any. */
export function replaceCommentLabels(comments: Comments, text: string | null): Uint8Array {
  const labels = comments.entries.map(readLabel);
  const chosen = text === null ? -1 : labels.findIndex((label) => label?.isMain === true);
  const added = text === null ? [] : [utf8(`${NAME}=${text}`)];
  const entries = comments.entries.flatMap((entry, at) => (at === chosen ? added : labels[at] === null ? [entry] : []));
  return makeComments({ ...comments, entries: chosen < 0 ? [...entries, ...added] : entries });
}
