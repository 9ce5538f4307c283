import { concat, fromLatin1, fromUtf8, latin1, viewOf } from '../file/bytes.ts';
import { isLabelEntry } from '../file/label-like.ts';
import { unreadable } from '../file/source.ts';
import { CHUNK_HEAD } from './chunks.ts';

/** A text in a list of the type INFO. */
export interface InfoText {
  readonly id: string;
  readonly text: string;
  /** The chunk as it stands, with its head. */
  readonly bytes: Uint8Array;
}

/** The texts of a list, given what stands in it with its type. @throws HeguiError E_FILE_UNREADABLE when one reaches beyond it */
export function readInfo(list: Uint8Array): InfoText[] {
  const texts: InfoText[] = [];
  for (let at = 4; list.length - at >= CHUNK_HEAD; ) {
    const id = fromLatin1(list.subarray(at, at + 4));
    const to = at + CHUNK_HEAD + viewOf(list).getUint32(at + 4, true);
    if (to > list.length) throw unreadable(`the text ${JSON.stringify(id)} reaches beyond its list INFO`);
    const end = Math.min(to + ((to - at) % 2), list.length);
    texts.push({ id, text: textOf(list.subarray(at + CHUNK_HEAD, to)), bytes: list.slice(at, end) });
    at = end;
  }
  return texts;
}

/** A text of RIFF ends with a zero. */
export const textOf = (bytes: Uint8Array): string => fromUtf8(bytes).replace(/\0+$/, '');

/** Whether a text of the list is a label. */
export const isLabelText = ({ id, text }: InfoText): boolean => isLabelEntry(id, text);

/** What stands in a list with these texts, its type before them; a last one that is odd is filled up. */
export function makeInfo(texts: readonly Uint8Array[]): Uint8Array {
  const filled = texts.flatMap((bytes) => [bytes, new Uint8Array(bytes.length % 2)]);
  return concat(latin1('INFO'), ...filled);
}
