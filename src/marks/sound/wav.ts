import { unreadableFile, unsupportedFile } from '../file-errors.ts';
import type { PcmFormat } from './pcm.ts';

/** A chunk of a RIFF file: where its content begins, and how long that is. */
interface Chunk {
  readonly id: string;
  readonly at: number;
  readonly bytes: number;
}

/** A WAV file taken apart. `format` is null when its samples are coded and not PCM. */
export interface WavFile {
  readonly bytes: Uint8Array;
  readonly format: PcmFormat | null;
  readonly data: Chunk;
  readonly chunks: readonly Chunk[];
}

const CHUNKS_MAX = 10_000;
const HEAD = 12;
/** Writers that cannot go back put the largest number they have for a length that they do not know yet, or that less a head. */
const UNKNOWN_LENGTH_MIN = 0x7ffff000;
const RIFF_BYTES_MAX = 0xffffffff;

export const isWav = (head: Uint8Array): boolean => textAt(head, 0) === 'RIFF' && textAt(head, 8) === 'WAVE';

const textAt = (bytes: Uint8Array, at: number): string => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');

/** @throws HeguiError E_FILE_UNREADABLE naming what is broken. */
export function readWav(bytes: Uint8Array): WavFile {
  const chunks = listChunks(bytes);
  const [head, data] = [chunks.find(({ id }) => id === 'fmt '), chunks.find(({ id }) => id === 'data')];
  if (head === undefined || head.bytes < 16 || data === undefined)
    throw unreadableFile('the WAV file has no fmt or no data chunk');
  return { bytes, format: readFormat(bytes, head), data, chunks };
}

function listChunks(bytes: Uint8Array): Chunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: Chunk[] = [];
  for (let at = HEAD; at + 8 <= bytes.length; ) {
    if (chunks.length === CHUNKS_MAX) throw unreadableFile(`the WAV file has more than ${CHUNKS_MAX} chunks`);
    const id = textAt(bytes, at);
    const rest = bytes.length - at - 8;
    const told = view.getUint32(at + 4, true);
    // What was streamed is sound up to the end of the file.
    const length = id === 'data' && told > rest && told >= UNKNOWN_LENGTH_MIN ? rest : told;
    if (length > rest)
      throw unreadableFile(`chunk ${id} at byte ${at} says it has ${told} bytes, but the file ends after ${rest}`);
    chunks.push({ id, at: at + 8, bytes: length });
    at += 8 + length + (length % 2);
  }
  return chunks;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

function readFormat(bytes: Uint8Array, { at, bytes: length }: Chunk): PcmFormat | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const named = view.getUint16(at, true);
  // The first two bytes of the extensible format's identifier are the tag it stands for.
  const tag = named === EXTENSIBLE && length >= 40 ? view.getUint16(at + 24, true) : named;
  const bits = [8, 16, 24, 32, 64].find((known) => known === view.getUint16(at + 14, true));
  const format = { channels: view.getUint16(at + 2, true), sampleRateHz: view.getUint32(at + 4, true) };
  if (format.channels === 0 || format.sampleRateHz === 0)
    throw unreadableFile('the WAV file has no channel or no rate');
  const isFloat = tag === FLOAT;
  return isPcmBits(bits) && (isFloat ? bits >= 32 : tag === PCM && bits <= 32) ? { ...format, bits, isFloat } : null;
}

const isPcmBits = (bits: number | undefined): bits is PcmFormat['bits'] => bits !== undefined;

/**
 * The file with `front` before its first sample; the samples that were there and all other chunks stay as they are to the bit.
 * Places that other chunks name by sample move along.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when the result would be larger than WAV can say.
 */
export function putBeforeSamples({ bytes, data, chunks }: WavFile, front: Uint8Array, frames: number): Uint8Array {
  const sound = bytes.subarray(data.at, data.at + data.bytes);
  const dataBytes = front.length + sound.length;
  const rest = bytes.subarray(Math.min(bytes.length, data.at + data.bytes + (data.bytes % 2)));
  const whole = Buffer.concat([bytes.subarray(0, data.at), front, sound, Buffer.alloc(dataBytes % 2), rest]);
  if (whole.length - 8 > RIFF_BYTES_MAX)
    throw unsupportedFile('with its mark it is larger than 4 GiB, which WAV cannot say');
  whole.writeUInt32LE(whole.length - 8, 4);
  whole.writeUInt32LE(dataBytes, data.at - 4);
  const moved = whole.length - bytes.length;
  for (const chunk of chunks) {
    const at = chunk.at > data.at ? chunk.at + moved : chunk.at;
    if (chunk.id === 'fact' && chunk.bytes >= 4) addTo(whole, at, frames);
    if (chunk.id === 'cue ') moveCuePoints(whole, { ...chunk, at }, frames);
  }
  return whole;
}

const CUE_POINT_BYTES = 24;

/** Each point names a frame twice: in playing order and within the data chunk. */
function moveCuePoints(whole: Buffer, { at, bytes }: Chunk, frames: number): void {
  for (let point = at + 4; point + CUE_POINT_BYTES <= at + bytes; point += CUE_POINT_BYTES) {
    addTo(whole, point + 4, frames);
    addTo(whole, point + 20, frames);
  }
}

const addTo = (whole: Buffer, at: number, frames: number): void => {
  whole.writeUInt32LE(Math.min(RIFF_BYTES_MAX, whole.readUInt32LE(at) + frames), at);
};
