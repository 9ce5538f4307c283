import { type ByteSource, readInto } from './source.ts';

/** A piece of a new file: a range of the old one as it stands, or bytes of its own. */
export type Segment =
  | { readonly kind: 'copy'; readonly from: number; readonly to: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

/**
 * A new file as pieces of an old one. What is copied stays as it is to the bit, and a file of any length is written in
 * constant memory.
 */
export type Patch = readonly Segment[];

export const copy = (from: number, to: number): Segment => ({ kind: 'copy', from, to });
export const insert = (bytes: Uint8Array): Segment => ({ kind: 'bytes', bytes });

/** Bytes that take the place of as many others, so that nothing else moves. */
export interface Edit {
  readonly at: number;
  readonly bytes: Uint8Array;
}

/** A file of `size` bytes with these edits. Where two overlap, the one that starts first keeps its bytes. */
export function editsPatch(size: number, edits: readonly Edit[]): Patch {
  const patch: Segment[] = [];
  let done = 0;
  for (const { at, bytes } of edits.toSorted((one, other) => one.at - other.at)) {
    const rest = bytes.subarray(Math.max(0, done - at));
    if (rest.length === 0) continue;
    const from = Math.max(at, done);
    if (from > done) patch.push(copy(done, from));
    patch.push(insert(rest));
    done = from + rest.length;
  }
  if (done < size) patch.push(copy(done, size));
  return patch;
}

/** One patch for two that follow each other: `second` is a patch of the file that `first` makes. */
export function composePatches(first: Patch, second: Patch): Patch {
  return second.flatMap((segment) =>
    segment.kind === 'bytes' ? [segment] : cutPatch(first, segment.from, segment.to),
  );
}

/** Where a byte of the old file stands in the new one; null when it is no longer there. */
export function movedTo(patch: Patch, at: number): number | null {
  let start = 0;
  for (const segment of patch) {
    if (segment.kind === 'copy' && at >= segment.from && at < segment.to) return start + at - segment.from;
    start += sizeOf(segment);
  }
  return null;
}

/** The part of the new file from byte `from` to byte `to`. */
function cutPatch(patch: Patch, from: number, to: number): Segment[] {
  const cut: Segment[] = [];
  let start = 0;
  for (const segment of patch) {
    const low = Math.max(from - start, 0);
    const high = Math.min(to - start, sizeOf(segment));
    start += sizeOf(segment);
    if (low >= high) continue;
    if (segment.kind === 'bytes') cut.push(insert(segment.bytes.subarray(low, high)));
    else cut.push(copy(segment.from + low, segment.from + high));
  }
  return cut;
}

const CHUNK_BYTES = 256 * 1024;

const sizeOf = (segment: Segment): number =>
  segment.kind === 'copy' ? segment.to - segment.from : segment.bytes.length;

/** The same file in as few pieces as can be: ranges that follow each other are one. */
export function joinPatch(patch: Patch): Patch {
  const joined: Segment[] = [];
  for (const segment of patch) {
    const last = joined.at(-1);
    if (sizeOf(segment) === 0) continue;
    if (segment.kind === 'copy' && last?.kind === 'copy' && last.to === segment.from)
      joined[joined.length - 1] = copy(last.from, segment.to);
    else joined.push(segment);
  }
  return joined;
}

/** Whether both are the same pieces, and so make the same file. */
export const isSamePatch = (one: Patch, other: Patch): boolean =>
  one.length === other.length && one.every((segment, index) => isSameSegment(segment, other[index]));

function isSameSegment(one: Segment, other: Segment | undefined): boolean {
  if (one.kind === 'copy') return other?.kind === 'copy' && one.from === other.from && one.to === other.to;
  if (other?.kind !== 'bytes' || one.bytes.length !== other.bytes.length) return false;
  return one.bytes.every((byte, at) => byte === other.bytes[at]);
}

/** Bytes of the new file. */
export const patchSize = (patch: Patch): number => patch.reduce((sum, segment) => sum + sizeOf(segment), 0);

/** The new file, chunk by chunk. */
export async function* patchedChunks(source: ByteSource, patch: Patch): AsyncGenerator<Uint8Array> {
  for (const segment of patch) {
    if (segment.kind === 'bytes') {
      if (segment.bytes.length > 0) yield segment.bytes;
      continue;
    }
    for (let at = segment.from; at < segment.to; at += CHUNK_BYTES)
      yield await source.read(at, Math.min(CHUNK_BYTES, segment.to - at));
  }
}

/** The new file in one piece; for files that fit into memory. */
export async function patchedBytes(source: ByteSource, patch: Patch): Promise<Uint8Array> {
  const whole = new Uint8Array(patchSize(patch));
  let at = 0;
  for await (const chunk of patchedChunks(source, patch)) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

/** The new file as a source, so that it can be read before it is written. */
export function patchedSource(source: ByteSource, patch: Patch): ByteSource {
  const starts: number[] = [];
  let size = 0;
  for (const segment of patch) {
    starts.push(size);
    size += sizeOf(segment);
  }
  const fill = async (buffer: Uint8Array, offset: number, length: number): Promise<Uint8Array> => {
    const end = Math.max(offset, Math.min(offset + length, size));
    for (let index = findSegment(starts, offset); index < patch.length; index += 1) {
      const start = starts[index] ?? 0;
      const segment = patch[index];
      if (segment === undefined || start >= end) break;
      const from = Math.max(offset, start);
      const to = Math.min(end, start + sizeOf(segment));
      if (from < to) await fillSegment(source, segment, from - start, buffer.subarray(from - offset, to - offset));
    }
    return buffer.subarray(0, end - offset);
  };
  return {
    size,
    read: async (offset, length) =>
      await fill(new Uint8Array(Math.max(0, Math.min(length, size - offset))), offset, length),
    fill,
  };
}

/** Fills `piece` with the bytes of the segment from its byte `from` on. */
async function fillSegment(source: ByteSource, segment: Segment, from: number, piece: Uint8Array): Promise<void> {
  if (segment.kind === 'bytes') piece.set(segment.bytes.subarray(from, from + piece.length));
  else {
    const bytes = await readInto(source, piece, segment.from + from);
    if (bytes.buffer !== piece.buffer) piece.set(bytes);
  }
}

/** The last segment that starts at or before `offset`. */
function findSegment(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
