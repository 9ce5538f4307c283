import { fromLatin1 } from '../../file/bytes.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';
import { type Element, ID, parseParts, readElement, type SizedElement } from './ebml.ts';

/** Blocks of clusters whose size is unknown, as recorders in browsers write them: some days of film. */
const CLUSTER_PARTS_MAX = 8_000_000;
const HEADER_BYTES_MAX = 4_096;
const TOP: ReadonlySet<number> = new Set([
  ID.header,
  ID.segment,
  ID.seekHead,
  ID.info,
  ID.tracks,
  ID.cues,
  ID.chapters,
  ID.attachments,
  ID.cluster,
  ID.tags,
]);

/** The body of a Matroska file. */
export interface Segment {
  readonly element: Element;
  /** Where it ends, though its size may be unknown. */
  readonly to: number;
  /** Its elements; clusters that follow each other are one, since there are as many of them as a film is long. */
  readonly children: readonly SizedElement[];
}

/** What kind of document the head of an EBML file names; null for no EBML. */
export function docTypeOf(head: Uint8Array): string | null {
  if (head[0] !== 0x1a || head[1] !== 0x45 || head[2] !== 0xdf || head[3] !== 0xa3) return null;
  const width = Math.clz32(head[4] ?? 0) - 23;
  const start = 4 + width;
  const size = head
    .subarray(4, start)
    .reduce((sum, byte, at) => sum * 256 + (at === 0 ? byte & (2 ** (8 - width) - 1) : byte), 0);
  if (width > 8 || start + size > Math.min(head.length, HEADER_BYTES_MAX)) return null;
  try {
    const parts = parseParts(head.subarray(start, start + size), 'the head');
    const type = parts.find(({ id }) => id === ID.docType);
    return type === undefined ? null : fromLatin1(type.content).replace(/\0+$/, '');
  } catch {
    // A head that is broken names no kind.
    return null;
  }
}

/** @throws HeguiError E_FILE_UNREADABLE when there is no segment, or something in it reaches too far */
export async function openSegment(source: ByteSource): Promise<Segment> {
  let at = 0;
  for (let count = 0; count < 100 && at < source.size; count += 1) {
    const element = await readElement(source, at, source.size, 'the file');
    if (element.id === ID.segment) return await listSegment(source, element);
    if (element.to === null) break;
    at = element.to;
  }
  throw unreadable('the file has no segment');
}

async function listSegment(source: ByteSource, element: Element): Promise<Segment> {
  const limit = element.to ?? source.size;
  const children: (Omit<SizedElement, 'to'> & { to: number })[] = [];
  let at = element.content;
  while (at < limit) {
    const child = await readElement(source, at, limit, 'the segment');
    // Another film behind this one, which did not say where it ends.
    if (element.to === null && (child.id === ID.header || child.id === ID.segment)) break;
    if (child.to === null && child.id !== ID.cluster)
      throw unreadable('an element of the segment does not say its size');
    const to = child.to ?? (await endOfCluster(source, child.content, limit));
    const last = children.at(-1);
    if (child.id === ID.cluster && last?.id === ID.cluster) last.to = to;
    else children.push({ ...child, to });
    if (children.length > BLOCKS_MAX) throw unreadable(`the segment has more than ${BLOCKS_MAX} elements`);
    at = to;
  }
  return { element, to: at, children };
}

/** A cluster that does not say its size ends where an element starts that cannot be in one. */
async function endOfCluster(source: ByteSource, from: number, limit: number): Promise<number> {
  let at = from;
  for (let count = 0; at < limit; count += 1) {
    const part = await readElement(source, at, limit, 'a cluster');
    if (TOP.has(part.id)) return at;
    if (part.to === null || count > CLUSTER_PARTS_MAX) throw unreadable('a cluster does not end');
    at = part.to;
  }
  return at;
}

export const elementContent = async (source: ByteSource, { id, content, to }: SizedElement): Promise<Uint8Array> =>
  await readExactly(source, content, to - content, `the element ${id.toString(16)}`);
