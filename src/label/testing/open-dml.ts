import { concat, fromLatin1, hasLatin1At, latin1, uint32le, uint64le, viewOf } from '../file/bytes.ts';
import { makeChunk } from '../riff/chunks.ts';

const HEAD = 8;
const LIST_HEAD = 12;
const INDEX_HEAD = 24;
const OLD_ENTRY_BYTES = 16;
const KEY_FRAME = 0x10;
const NO_KEY_FRAME = 0x80000000;

/** How a film in several RIFFs is laid out. */
export interface OpenDmlShape {
  readonly parts: number;
  /** Whether junk before the pictures has room for a label, as ffmpeg leaves it. */
  readonly hasRoom: boolean;
  /** What the indexes of chunks count from: where the pictures of their RIFF begin, as ffmpeg has it, or where the file does. */
  readonly base: 'pictures' | 'file';
}

interface Piece {
  readonly id: string;
  readonly from: number;
  readonly bytes: Uint8Array;
}

interface Packet extends Piece {
  readonly isKeyFrame: boolean;
}

/**
 * An AVI by ffmpeg in several RIFFs, each with its pictures and indexes, as ffmpeg itself begins a new one after every GiB (OpenDML 1.02):
 * the junk that it keeps ready for it in the head becomes the index of indexes.
 */
export function openDml(film: Uint8Array, { parts, hasRoom, base }: OpenDmlShape): Uint8Array {
  const chunks = chunksIn(film, LIST_HEAD, film.length);
  const named = (name: string): Piece => {
    const found = chunks.find(({ id, bytes }) => id === name || (id === 'LIST' && hasLatin1At(bytes, HEAD, name)));
    if (found === undefined) throw new Error(`the film has no ${name}`);
    return found;
  };
  const header = Uint8Array.from(named('hdrl').bytes);
  const packets = packetsOf(film, named('movi'), named('idx1').bytes);
  const streams = [...new Set(packets.map(({ id }) => id))].toSorted();
  const rest = hasRoom ? chunks.filter(({ id, bytes }) => id === 'JUNK' || hasLatin1At(bytes, HEAD, 'INFO')) : [];
  const file: Uint8Array[] = [];
  const indexes = new Map<string, { readonly at: number; readonly bytes: number; readonly count: number }[]>();
  let at = 0;
  for (let part = 0; part < parts; part += 1) {
    const isFirst = part === 0;
    const group = packets.filter((_, index) => Math.floor((index * parts) / packets.length) === part);
    const before = isFirst ? concat(header, ...rest.map(({ bytes }) => bytes)) : new Uint8Array();
    const pictures = at + LIST_HEAD + before.length + HEAD;
    const movi = [latin1('movi'), ...group.map(({ bytes }) => bytes)];
    for (const id of streams) {
      const place = pictures + size(movi);
      const index = chunkIndex(id, group, pictures, base === 'file' ? 0 : pictures);
      const count = group.filter((packet) => packet.id === id).length;
      indexes.set(id, [...(indexes.get(id) ?? []), { at: place, bytes: index.length, count }]);
      movi.push(index);
    }
    const old = isFirst ? [oldIndex(group)] : [];
    const riff = makeChunk('RIFF', latin1(isFirst ? 'AVI ' : 'AVIX'), before, makeChunk('LIST', ...movi), ...old);
    file.push(riff);
    at += riff.length;
  }
  const whole = concat(...file);
  for (const id of streams) setIndexOfIndexes(whole, id, indexes.get(id) ?? []);
  return whole;
}

const size = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

function chunksIn(file: Uint8Array, from: number, to: number): Piece[] {
  const found: Piece[] = [];
  for (let at = from; at + HEAD <= to; ) {
    const length = viewOf(file).getUint32(at + 4, true);
    const end = at + HEAD + length + (length % 2);
    found.push({ id: fromLatin1(file.subarray(at, at + 4)), from: at, bytes: file.slice(at, end) });
    at = end;
  }
  return found;
}

function packetsOf(film: Uint8Array, movi: Piece, idx1: Uint8Array): Packet[] {
  const flags = viewOf(idx1);
  return chunksIn(film, movi.from + LIST_HEAD, movi.from + movi.bytes.length).map((chunk, index) => ({
    ...chunk,
    isKeyFrame: (flags.getUint32(HEAD + index * OLD_ENTRY_BYTES + 4, true) & KEY_FRAME) !== 0,
  }));
}

const dataBytes = ({ bytes }: Piece): number => viewOf(bytes).getUint32(4, true);

/** `ix00`: where the data of the packets of one stream begin, counted from `base`. */
function chunkIndex(id: string, packets: readonly Packet[], pictures: number, base: number): Uint8Array {
  const entries: Uint8Array[] = [];
  let at = pictures + 4;
  for (const packet of packets) {
    const flag = packet.isKeyFrame ? 0 : NO_KEY_FRAME;
    if (packet.id === id) entries.push(uint32le(at + HEAD - base), uint32le(dataBytes(packet) + flag));
    at += packet.bytes.length;
  }
  const head = [Uint8Array.of(2, 0, 0, 1), uint32le(entries.length / 2), latin1(id), uint64le(base), uint32le(0)];
  return makeChunk(`ix${id.slice(0, 2)}`, ...head, ...entries);
}

function oldIndex(packets: readonly Packet[]): Uint8Array {
  const entries: Uint8Array[] = [];
  let at = 4;
  for (const packet of packets) {
    const flag = packet.isKeyFrame ? KEY_FRAME : 0;
    entries.push(latin1(packet.id), uint32le(flag), uint32le(at), uint32le(dataBytes(packet)));
    at += packet.bytes.length;
  }
  return makeChunk('idx1', ...entries);
}

/** Makes the junk in the head of a stream its index of indexes. */
function setIndexOfIndexes(
  file: Uint8Array,
  id: string,
  indexes: readonly { readonly at: number; readonly bytes: number; readonly count: number }[],
): void {
  const [header] = chunksIn(file, LIST_HEAD, file.length);
  if (header === undefined) return;
  const streams = chunksIn(file, header.from + LIST_HEAD, header.from + header.bytes.length).filter(({ bytes }) =>
    hasLatin1At(bytes, HEAD, 'strl'),
  );
  const stream = streams[Number(id.slice(0, 2))];
  if (stream === undefined) throw new Error(`the film has no stream ${id}`);
  const junk = chunksIn(file, stream.from + LIST_HEAD, stream.from + stream.bytes.length).find(
    (chunk) => chunk.id === 'JUNK' && dataBytes(chunk) > INDEX_HEAD + indexes.length * OLD_ENTRY_BYTES,
  );
  if (junk === undefined) throw new Error(`the stream ${id} of the film has no room for an index`);
  const entries = indexes.flatMap(({ at, bytes, count }) => [uint64le(at), uint32le(bytes), uint32le(count)]);
  const head = [Uint8Array.of(4, 0, 0, 0), uint32le(indexes.length), latin1(id), new Uint8Array(12)];
  file.set(latin1('indx'), junk.from);
  file.set(concat(...head, ...entries), junk.from + HEAD);
}
