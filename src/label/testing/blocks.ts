import { fromLatin1, hasLatin1At, viewOf } from '../file/bytes.ts';
import type { Range } from '../file/range.ts';
import { parseHead } from '../formats/matroska/ebml.ts';

const BLOCKS_MAX = 2_000;
const DEPTH_MAX = 8;
/** Boxes and elements that hold others. */
const BOXES = /^(?:moov|trak|mdia|minf|stbl|udta|ilst|dinf|edts|mvex|moof|traf|mfra|iprp|ipco|iref|meta)$/;
const ELEMENTS: ReadonlySet<number> = new Set([
  0x18538067, 0x114d9b74, 0x4dbb, 0x1549a966, 0x1654ae6b, 0xae, 0x1f43b675, 0x1c53bb6b, 0xbb, 0x1254c367, 0x7373,
  0x67c8, 0x63c0,
]);

/**
 * The blocks of a whole file, as far as they are easily found: chunks, boxes, elements, segments, pages, tags, records, objects,
 * entries of directories, tags of XML and lines. Nothing of it has to be right: it tells a mutation where it hits hardest.
 */
export function blocksOf(bytes: Uint8Array): Range[] {
  const found: Range[] = [];
  const type = fromLatin1(bytes.subarray(0, 4));
  const add = (from: number, to: number): void => {
    if (to > from && to <= bytes.length && found.length < BLOCKS_MAX) found.push({ from, to });
  };
  if (type === '\x89PNG') walk(8, bytes.length, (at) => at + 12 + viewOf(bytes).getUint32(at), add);
  else if (/^(?:RIFF|RF64|BW64)$/.test(type)) addChunks(bytes, 12, bytes.length, 0, add);
  else if (type === '\x1aE\xdf\xa3') addElements(bytes, 0, bytes.length, 0, add);
  else if (type === 'FLV\x01') walk(13, bytes.length, (at) => at + 15 + (viewOf(bytes).getUint32(at) & 0xffffff), add);
  else if (type === 'fLaC') walk(4, bytes.length, (at) => at + 4 + (viewOf(bytes).getUint32(at) & 0xffffff), add);
  else if (type === 'OggS') addMatches(bytes, /OggS[\s\S]*?(?=OggS|$)/g, add);
  else if (type === 'GIF8') addMatches(bytes, /[!,][\s\S]*?\0(?=[!,;])/g, add);
  else if (type.startsWith('\xff\xd8')) walk(2, bytes.length, (at) => at + 2 + viewOf(bytes).getUint16(at + 2), add);
  else if (type.startsWith('PK')) addMatches(bytes, /PK[^A-Za-z][\s\S]*?(?=PK|$)/g, add);
  else if (type === 'ID3\x03' || type === 'ID3\x04')
    walk(10, bytes.length, (at) => at + 10 + viewOf(bytes).getUint32(at + 4), add);
  else if (type === 'II*\0' || type === 'MM\0*' || /^(?:II\+|MM\0\+)/.test(type)) addMatches(bytes, /[\s\S]{12}/g, add);
  else if (hasLatin1At(bytes, 4, 'ftyp')) addBoxes(bytes, 0, bytes.length, 0, add);
  addMatches(bytes, /\d+ \d+ obj[\s\S]*?endobj|xref[\s\S]*?trailer|<[/?!]?[A-Za-z][^<>]{0,2000}>/g, add);
  if (found.length < 4) addMatches(bytes, /[^\n]+\n?/g, add);
  return found;
}

type Add = (from: number, to: number) => void;

function walk(from: number, to: number, end: (at: number) => number, add: Add): void {
  for (let at = from; to - at >= 16; ) {
    const next = end(at);
    if (next <= at || next > to) return;
    add(at, next);
    at = next;
  }
}

function addMatches(bytes: Uint8Array, pattern: RegExp, add: Add): void {
  for (const { 0: text, index } of fromLatin1(bytes).matchAll(pattern)) add(index, index + text.length);
}

function addChunks(bytes: Uint8Array, from: number, to: number, depth: number, add: Add): void {
  walk(
    from,
    to,
    (at) => {
      const size = viewOf(bytes).getUint32(at + 4, true);
      if (hasLatin1At(bytes, at, 'LIST') && depth < DEPTH_MAX)
        addChunks(bytes, at + 12, Math.min(to, at + 8 + size), depth + 1, add);
      return at + 8 + size + (size % 2);
    },
    add,
  );
}

function addBoxes(bytes: Uint8Array, from: number, to: number, depth: number, add: Add): void {
  walk(
    from,
    to,
    (at) => {
      const size = viewOf(bytes).getUint32(at);
      const type = fromLatin1(bytes.subarray(at + 4, at + 8));
      const skip = type === 'meta' && viewOf(bytes).getUint32(at + 8) === 0 ? 12 : 8;
      if (BOXES.test(type) && depth < DEPTH_MAX) addBoxes(bytes, at + skip, Math.min(to, at + size), depth + 1, add);
      return at + size;
    },
    add,
  );
}

function addElements(bytes: Uint8Array, from: number, to: number, depth: number, add: Add): void {
  for (let at = from; at < to; ) {
    const element = parseHead(bytes, at);
    if (element === null) return;
    const end = element.to ?? to;
    add(at, end);
    if (ELEMENTS.has(element.id) && depth < DEPTH_MAX)
      addElements(bytes, element.content, Math.min(to, end), depth + 1, add);
    at = end;
  }
}
