import { uint32, uint64, viewOf } from '../file/bytes.ts';
import type { Edit } from '../file/edits.ts';
import { type ByteSource, unreadable, unsupported } from '../file/source.ts';
import { type Box, type BoxEdit, boxContent, listBoxes, makeBox } from './boxes.ts';

/** How far what lies at an offset of the old file moves. */
export type Shift = (offset: number) => number;

const UINT32_MAX = 2 ** 32 - 1;

/** A table of absolute offsets of chunks, and the boxes around it. */
export interface ChunkTable {
  readonly box: Box;
  readonly within: readonly Box[];
}

/**
 * The chunk tables of all tracks.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when a track lies in another file: then nothing may move.
 */
export async function listChunkTables(source: ByteSource, moov: Box, children: readonly Box[]): Promise<ChunkTable[]> {
  const tables: ChunkTable[] = [];
  for (const trak of children.filter(({ type }) => type === 'trak')) {
    for (const mdia of await childrenOf(source, trak, 'mdia')) {
      for (const minf of await childrenOf(source, mdia, 'minf')) {
        for (const dinf of await childrenOf(source, minf, 'dinf')) await requireOwnData(source, dinf);
        for (const stbl of await childrenOf(source, minf, 'stbl')) {
          const within = [moov, trak, mdia, minf, stbl];
          for (const box of await listBoxes(source, stbl))
            if (['stco', 'co64', 'saio'].includes(box.type)) tables.push({ box, within });
        }
      }
    }
  }
  return tables;
}

const childrenOf = async (source: ByteSource, parent: Box, type: string): Promise<Box[]> =>
  (await listBoxes(source, parent)).filter((box) => box.type === type);

async function requireOwnData(source: ByteSource, dinf: Box): Promise<void> {
  for (const dref of await childrenOf(source, dinf, 'dref')) {
    for (const reference of await listBoxes(source, dref, dref.content + 8)) {
      const [, , , flags = 0] = await source.read(reference.content, 4);
      if ((flags & 1) === 0)
        throw unsupported('a track lies in another file, so its offsets cannot be told from those into this one');
    }
  }
}

/** The chunk tables with every offset moved. With `isWide`, 32-bit tables become 64-bit ones. */
export async function moveChunkTables(
  source: ByteSource,
  tables: readonly ChunkTable[],
  shift: Shift,
  isWide: boolean,
): Promise<BoxEdit[]> {
  const edits: BoxEdit[] = [];
  for (const { box, within } of tables) {
    const content = await boxContent(source, box);
    if (box.type === 'stco' && isWide) {
      const bytes = makeBox('co64', moveOffsets(content, offsetsIn(box.type, content, 4, 4), shift, 8));
      edits.push({ from: box.from, to: box.to, bytes, within });
      continue;
    }
    const isAuxiliary = box.type === 'saio';
    const width = isAuxiliary ? (content[0] === 0 ? 4 : 8) : box.type === 'co64' ? 8 : 4;
    const at = isAuxiliary && ((content[3] ?? 0) & 1) === 1 ? 12 : 4;
    const bytes = moveOffsets(content, offsetsIn(box.type, content, at, width), shift, width);
    edits.push({ from: box.content, to: box.to, bytes, within });
  }
  return edits;
}

/** Where the offsets of a table stand in it: `count` of them from `at` on. */
interface Offsets {
  readonly at: number;
  readonly count: number;
  readonly width: 4 | 8;
}

function offsetsIn(type: string, content: Uint8Array, at: number, width: 4 | 8): Offsets {
  const count = at + 4 <= content.length ? viewOf(content).getUint32(at) : -1;
  if (count < 0 || at + 4 + count * width > content.length)
    throw unreadable(`the box ${type} has room for fewer offsets than the ${count} it counts`);
  return { at: at + 4, count, width };
}

/** The content of a table with its offsets moved and written in `newWidth` bytes each. */
function moveOffsets(content: Uint8Array, { at, count, width }: Offsets, shift: Shift, newWidth: number): Uint8Array {
  const moved = new Uint8Array(content.length + count * (newWidth - width));
  moved.set(content.subarray(0, at));
  moved.set(content.subarray(at + count * width), at + count * newWidth);
  const read = viewOf(content);
  const write = viewOf(moved);
  for (let index = 0; index < count; index += 1) {
    const place = at + index * width;
    const old = width === 8 ? Number(read.getBigUint64(place)) : read.getUint32(place);
    const offset = old + shift(old);
    if (newWidth === 8) write.setBigUint64(at + index * 8, BigInt(offset));
    else if (offset <= UINT32_MAX) write.setUint32(place, offset);
    else throw unsupported(`the offset ${old} of a chunk lies beyond the file and would no longer fit into 32 bits`);
  }
  return moved;
}

/** What fragments, their index and the index of segments say about places, moved. */
export async function moveFragments(source: ByteSource, top: readonly Box[], shift: Shift): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const box of top) {
    if (box.type === 'moof') edits.push(...(await moveFragment(source, box, shift)));
    if (box.type === 'mfra') edits.push(...(await moveRandomAccess(source, box, shift)));
    if (box.type === 'sidx') edits.push(...(await moveSegmentIndex(source, box, shift)));
  }
  return edits;
}

async function moveFragment(source: ByteSource, moof: Box, shift: Shift): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const traf of await childrenOf(source, moof, 'traf')) {
    for (const tfhd of await childrenOf(source, traf, 'tfhd')) {
      const content = await boxContent(source, tfhd);
      const hasBase = ((content[3] ?? 0) & 1) === 1;
      if (!hasBase) continue;
      if (content.length < 16) throw unreadable('the box tfhd is cut off');
      const base = Number(viewOf(content).getBigUint64(8));
      const moved = base + shift(base);
      if (moved !== base) edits.push({ from: tfhd.content + 8, to: tfhd.content + 16, bytes: uint64(moved) });
    }
  }
  return edits;
}

async function moveRandomAccess(source: ByteSource, mfra: Box, shift: Shift): Promise<Edit[]> {
  const edits: Edit[] = [];
  for (const tfra of await childrenOf(source, mfra, 'tfra')) {
    const content = Uint8Array.from(await boxContent(source, tfra));
    if (content.length < 16) throw unreadable('the box tfra is cut off');
    const view = viewOf(content);
    const width = content[0] === 0 ? 4 : 8;
    const lengths = view.getUint32(8);
    const step = 2 * width + ((lengths >> 4) & 3) + ((lengths >> 2) & 3) + (lengths & 3) + 3;
    const count = view.getUint32(12);
    if (16 + count * step > content.length) throw unreadable('the box tfra has room for fewer entries than it counts');
    for (let index = 0; index < count; index += 1) {
      const at = 16 + index * step + width;
      const old = width === 8 ? Number(view.getBigUint64(at)) : view.getUint32(at);
      const moved = old + shift(old);
      if (width === 8) view.setBigUint64(at, BigInt(moved));
      else if (moved <= UINT32_MAX) view.setUint32(at, moved);
      else throw unsupported('an offset in the box tfra would no longer fit into 32 bits');
    }
    edits.push({ from: tfra.content, to: tfra.to, bytes: content });
  }
  return edits;
}

// The offset counts from the end of the index; only what is put between the two changes it.
async function moveSegmentIndex(source: ByteSource, sidx: Box, shift: Shift): Promise<Edit[]> {
  const content = await boxContent(source, sidx);
  const isWide = content[0] !== 0;
  const at = isWide ? 20 : 16;
  if (content.length < at + (isWide ? 8 : 4)) throw unreadable('the box sidx is cut off');
  const first = isWide ? Number(viewOf(content).getBigUint64(at)) : viewOf(content).getUint32(at);
  const moved = first + shift(sidx.to + first) - shift(sidx.to);
  if (moved === first) return [];
  if (!isWide && moved > UINT32_MAX) throw unsupported('an offset in the box sidx would no longer fit into 32 bits');
  const from = sidx.content + at;
  return [{ from, to: from + (isWide ? 8 : 4), bytes: isWide ? uint64(moved) : uint32(moved) }];
}
