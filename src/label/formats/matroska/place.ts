import { concat } from '../../file/bytes.ts';
import type { Edit } from '../../file/edits.ts';
import { type ByteSource, unsupported } from '../../file/source.ts';
import {
  fillRegion,
  ID,
  makeElement,
  makeSize,
  makeUnsigned,
  makeVoid,
  type Part,
  parseParts,
  readUnsigned,
  type SizedElement,
  sizeMax,
  withChecksum,
} from './ebml.ts';
import { elementContent, type Segment } from './segment.ts';

/**
 * Puts the content of Tags into a segment so that nothing else in it moves, if that can be: in the place of the old ones with
 * the empty elements behind them, in an empty element before the film, or at the end, where the first table of places leads.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when there is no such place
 */
export async function placeTags(
  source: ByteSource,
  segment: Segment,
  old: SizedElement | null,
  content: Uint8Array,
): Promise<Edit[]> {
  const replaced = old === null ? useVoid(segment, content) : useOld(segment, old, content);
  if (replaced !== null) return replaced;
  const blank: Edit[] = old === null ? [] : [{ from: old.from, to: old.to, bytes: makeVoid(old.to - old.from) }];
  const listed = await listInSeekHead(source, segment);
  const added = makeElement(ID.tags, content);
  if (listed !== null)
    return [...blank, listed, { from: segment.to, to: segment.to, bytes: added }, ...grow(segment, added.length)];
  const at = await placeBeforeFilm(source, segment);
  if (at !== null) return [...blank, { from: at, to: at, bytes: added }, ...grow(segment, added.length)];
  throw unsupported('the film has no room for tags: no empty element is large enough, and its table of places is full');
}

/** The end of an element with the empty ones behind it. */
function endWithVoids({ children }: Segment, { to }: SizedElement): number {
  let end = to;
  for (const next of children) if (next.from === end && next.id === ID.void) end = next.to;
  return end;
}

function useOld(segment: Segment, old: SizedElement, content: Uint8Array): Edit[] | null {
  const end = endWithVoids(segment, old);
  const filled = fillRegion(ID.tags, content, end - old.from);
  if (filled !== null) return [{ from: old.from, to: end, bytes: filled }];
  if (end !== segment.to) return null;
  const bytes = makeElement(ID.tags, content);
  return [{ from: old.from, to: end, bytes }, ...grow(segment, bytes.length - (end - old.from))];
}

function useVoid({ children }: Segment, content: Uint8Array): Edit[] | null {
  for (const { id, from, to } of children) {
    if (id === ID.cluster) return null;
    const filled = id === ID.void ? fillRegion(ID.tags, content, to - from) : null;
    if (filled !== null) return [{ from, to, bytes: filled }];
  }
  return null;
}

/** The new size of the segment, in as many bytes as the old; none where it is unknown. */
function grow({ element, to }: Segment, growth: number): Edit[] {
  if (element.to === null || growth === 0) return [];
  const width = element.content - element.sizeAt;
  const size = to - element.content + growth;
  if (size > sizeMax(width)) throw unsupported('the segment would become longer than its size can say');
  return [{ from: element.sizeAt, to: element.content, bytes: makeSize(size, width) }];
}

/** The first table of places with one of Tags at the end of the segment; null when there is none, or no room in it. */
async function listInSeekHead(source: ByteSource, segment: Segment): Promise<Edit | null> {
  const head = segment.children.find(({ id }) => id === ID.seekHead);
  if (head === undefined) return null;
  const parts = parseParts(await elementContent(source, head), 'SeekHead');
  const kept = parts.filter((part) => part.id !== ID.crc && !leadsToTags(part)).map(({ bytes }) => bytes);
  const place = makeElement(
    ID.seek,
    concat(
      makeElement(ID.seekId, makeUnsigned(ID.tags)),
      makeElement(ID.seekPosition, makeUnsigned(segment.to - segment.element.content)),
    ),
  );
  const content = withChecksum([...kept, place], parts[0]?.id === ID.crc);
  const end = endWithVoids(segment, head);
  const bytes = fillRegion(ID.seekHead, content, end - head.from);
  return bytes === null ? null : { from: head.from, to: end, bytes };
}

export const leadsToTags = ({ id, content }: Part): boolean =>
  id === ID.seek &&
  parseParts(content, 'Seek').some((part) => part.id === ID.seekId && readUnsigned(part.content) === ID.tags);

/** Where Tags may stand before the first cluster, when nothing in the file tells places that would move. */
async function placeBeforeFilm(source: ByteSource, { children }: Segment): Promise<number | null> {
  if (children.some(({ id }) => id === ID.seekHead || id === ID.cues)) return null;
  const cluster = children.find(({ id }) => id === ID.cluster);
  if (cluster === undefined) return children.at(-1)?.to ?? null;
  const start = await source.read(cluster.content, Math.min(64, cluster.to - cluster.content));
  // Where a cluster tells its own place, it does so at its front.
  return tellsPlace(start) ? null : cluster.from;
}

function tellsPlace(start: Uint8Array): boolean {
  const whole = [...start];
  const time = whole[0] === 0xe7 ? 2 + ((whole[1] ?? 0x80) & 0x7f) : 0;
  return whole[time] === ID.position || whole[0] === ID.position;
}
