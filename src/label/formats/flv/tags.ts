import { concat, hasLatin1At, uint32, viewOf } from '../../file/bytes.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import { type AmfValue, parseAmf } from './amf.ts';

/** Script data about the whole film stand at its start; a long film has millions of tags, which nobody wants read. */
const TAGS_MAX = 1_000;
const SCRIPT = 18;
export const METADATA = 'onMetaData';
export const XMP = 'onXMPData';
const KNOWN: ReadonlySet<string> = new Set([METADATA, XMP]);
const HEAD = 11;
const SIZE_MAX = 2 ** 24 - 1;
/** What RTMP servers leave before the name. */
const SET_DATA_FRAME = '@setDataFrame';

/** A tag with script data, by its place; its own size is written behind it again. */
export interface Script {
  readonly from: number;
  readonly content: number;
  readonly to: number;
  /** Whether its size stands behind it once more, as it should. */
  readonly isClosed: boolean;
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly value: AmfValue;
}

/** Where the tags start. @throws HeguiError E_FILE_UNREADABLE when that lies beyond the file */
export async function startOfTags(source: ByteSource): Promise<number> {
  const head = await readExactly(source, 0, 9, 'the head of the FLV');
  const start = viewOf(head).getUint32(5) + 4;
  if (!hasLatin1At(head, 0, 'FLV') || start < 13 || start > source.size)
    throw unreadable('the head of the FLV is wrong');
  return start;
}

/** The script data about the film among the first tags. */
export async function listScripts(source: ByteSource): Promise<Script[]> {
  const scripts: Script[] = [];
  let from = await startOfTags(source);
  for (let count = 0; count < TAGS_MAX && from < source.size; count += 1) {
    const head = viewOf(await readExactly(source, from, HEAD, 'a tag of the FLV'));
    const content = from + HEAD;
    const to = content + (head.getUint32(0) & SIZE_MAX);
    if (to > source.size) throw unreadable(`the tag of the FLV at byte ${from} reaches beyond the file`);
    if (head.getUint8(0) === SCRIPT) {
      const script = parseScript(await readExactly(source, content, to - content, 'script data of the FLV'));
      if (script !== null) scripts.push({ from, content, to, isClosed: to + 4 <= source.size, ...script });
    }
    from = to + 4;
  }
  return scripts;
}

function parseScript(bytes: Uint8Array): Pick<Script, 'name' | 'bytes' | 'value'> | null {
  let name = parseAmf(bytes, 0);
  if (name.text === SET_DATA_FRAME) name = parseAmf(bytes, name.to);
  if (name.text === null || !KNOWN.has(name.text) || name.to >= bytes.length) return null;
  return { name: name.text, bytes, value: parseAmf(bytes, name.to) };
}

/** The size of a tag's data in 24 bits. */
export function tagSize(size: number): Uint8Array {
  if (size > SIZE_MAX) throw unsupported('the script data of the FLV would become longer than a tag can be');
  return uint32(size).subarray(1);
}

/** A tag of script data at the start of the film, with its size behind it. */
export const makeScriptTag = (data: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(SCRIPT), tagSize(data.length), new Uint8Array(7), data, uint32(HEAD + data.length));
