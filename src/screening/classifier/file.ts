import { HeguiError } from '../../kernel/errors.ts';
import { FOLD_VERSION } from './fold-units.ts';
import { readHeader } from './header.ts';
import { ClassifierModel, type ModelParts } from './model.ts';

/*
 * A model file: magic "HGCL", version (1 byte), three zero bytes, length of the header (u32), header (JSON, UTF-8), then for
 * each plane the number of its codes that are not nothing (u32) and for each the distance from the bucket before it
 * (LEB128) and the code (i8), and at the end CRC-32 of everything before it (u32). Numbers are little-endian. The first
 * plane is "any risk", then one for each risk if there are several.
 */
const MAGIC = 0x4c434748;
const VERSION = 1;
const HEAD_BYTES = 12;
const CRC_BYTES = 4;
/** Larger files are no model: 31 planes over 2^22 buckets are kept sparse. */
export const MODEL_BYTES_MAX = 64 * 1_024 * 1_024;

/** The model as a file; the same model gives the same bytes. */
export function encodeModel({ parts }: ClassifierModel): Uint8Array {
  const { card, hashSeed, bucketBits, windowUnits, hopUnits, risks, anyScale, riskScales, anyCodes, riskCodes } = parts;
  const members = {
    fold: FOLD_VERSION,
    hashSeed,
    bucketBits,
    windowUnits,
    hopUnits,
    risks,
    anyScale,
    riskScales,
    card,
  };
  const header = new TextEncoder().encode(JSON.stringify(members));
  const planes = [anyCodes, ...riskCodes].map(encodePlane);
  const size = HEAD_BYTES + header.length + planes.reduce((sum, plane) => sum + plane.length, 0) + CRC_BYTES;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint8(4, VERSION);
  view.setUint32(8, header.length, true);
  bytes.set(header, HEAD_BYTES);
  let at = HEAD_BYTES + header.length;
  for (const plane of planes) {
    bytes.set(plane, at);
    at += plane.length;
  }
  view.setUint32(at, crc32(bytes.subarray(0, at)), true);
  return bytes;
}

function encodePlane(codes: Int8Array): Uint8Array {
  const out: number[] = [0, 0, 0, 0];
  let count = 0;
  let last = -1;
  for (let bucket = 0; bucket < codes.length; bucket += 1) {
    const code = codes[bucket] ?? 0;
    if (code === 0) continue;
    let gap = bucket - last;
    while (gap >= 0x80) {
      out.push((gap & 0x7f) | 0x80);
      gap >>>= 7;
    }
    out.push(gap, code & 0xff);
    last = bucket;
    count += 1;
  }
  const bytes = Uint8Array.from(out);
  new DataView(bytes.buffer).setUint32(0, count, true);
  return bytes;
}

/**
 * Reads a model file.
 *
 * @throws HeguiError E_INPUT_UNREADABLE saying what is wrong with the file.
 */
export function decodeModel(bytes: Uint8Array): ClassifierModel {
  if (bytes.length > MODEL_BYTES_MAX) throw unreadable(`has more than ${MODEL_BYTES_MAX} bytes`);
  if (bytes.length < HEAD_BYTES + CRC_BYTES) throw unreadable('is too short to be a classifier model');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC)
    throw unreadable('is no classifier model; make one with hegui classifier train');
  if (view.getUint8(4) !== VERSION)
    throw unreadable(`has format version ${view.getUint8(4)}; this Hegui reads ${VERSION}`);
  const end = bytes.length - CRC_BYTES;
  if (view.getUint32(end, true) !== crc32(bytes.subarray(0, end)))
    throw unreadable('is damaged: its checksum does not match');
  const planesAt = HEAD_BYTES + view.getUint32(8, true);
  if (planesAt > end) throw unreadable('is damaged: its header is longer than the file');
  const header = readHeader(parseHeader(bytes.subarray(HEAD_BYTES, planesAt)), unreadable);
  const reader = new PlaneReader(bytes.subarray(planesAt, end), 2 ** header.bucketBits);
  const anyCodes = reader.next();
  const riskCodes = header.riskScales.map(() => reader.next());
  if (!reader.isAtEnd) throw unreadable('has more weights than its header says');
  const parts: ModelParts = { ...header, anyCodes, riskCodes };
  return new ClassifierModel(parts);
}

class PlaneReader {
  readonly #bytes: Uint8Array;
  readonly #buckets: number;
  #at = 0;

  constructor(bytes: Uint8Array, buckets: number) {
    this.#bytes = bytes;
    this.#buckets = buckets;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  next(): Int8Array {
    const codes = new Int8Array(this.#buckets);
    let left = this.#byte() | (this.#byte() << 8) | (this.#byte() << 16) | (this.#byte() * 2 ** 24);
    let bucket = -1;
    for (; left !== 0; left -= 1) {
      bucket += this.#gap();
      if (bucket >= this.#buckets) throw unreadable('names a bucket that it does not have');
      codes[bucket] = this.#byte();
    }
    return codes;
  }

  #gap(): number {
    let gap = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.#byte();
      gap |= (byte & 0x7f) << shift;
      if (byte < 0x80) {
        if (gap === 0) throw unreadable('names a bucket twice');
        return gap;
      }
    }
    throw unreadable('names a bucket that it does not have');
  }

  #byte(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw unreadable('ends in the middle of its weights');
    this.#at += 1;
    return byte;
  }
}

function parseHeader(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw unreadable('has a header that is no JSON', cause);
  }
}

const unreadable = (fault: string, cause?: unknown): HeguiError =>
  new HeguiError('E_INPUT_UNREADABLE', `the model file ${fault}`, cause === undefined ? {} : { cause });

let crcTable: Uint32Array | undefined;

/** CRC-32 as in gzip. */
function crc32(bytes: Uint8Array): number {
  crcTable ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (crcTable[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}
