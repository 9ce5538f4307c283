import { concat } from '../../file/bytes.ts';
import { copy, insert, type Patch, type Segment as Piece } from '../../file/patch.ts';
import type { ByteSource } from '../../file/source.ts';
import { ID, makeElement, parseParts, type SizedElement } from './ebml.ts';
import { leadsToTags } from './place.ts';
import { elementContent, openSegment } from './segment.ts';
import { rewriteTags } from './tags.ts';

/**
 * The film but for its labels. Tags come last, since they move to where there is room, and what leads to them is left out, as are
 * empty elements, checksums over what changes, and the size of the segment.
 */
export async function withoutLabels(source: ByteSource): Promise<Patch> {
  const { element, to, children } = await openSegment(source);
  const film: Piece[] = [];
  const tags: Uint8Array[] = [];
  for (const child of children) {
    if (child.id === ID.tags) tags.push(...partsOf(rewriteTags(await elementContent(source, child), null)));
    else if (child.id === ID.seekHead) film.push(insert(await placesIn(source, child)));
    else if (child.id !== ID.void && child.id !== ID.crc) film.push(copy(child.from, child.to));
  }
  return [copy(0, element.sizeAt), ...film, ...tags.map(insert), copy(to, source.size)];
}

const partsOf = (content: Uint8Array): Uint8Array[] =>
  parseParts(content, 'Tags')
    .filter(({ id }) => id !== ID.crc && id !== ID.void)
    .map(({ bytes }) => bytes);

async function placesIn(source: ByteSource, head: SizedElement): Promise<Uint8Array> {
  const parts = parseParts(await elementContent(source, head), 'SeekHead');
  const kept = parts.filter((part) => part.id !== ID.crc && part.id !== ID.void && !leadsToTags(part));
  return makeElement(ID.seekHead, concat(...kept.map(({ bytes }) => bytes)));
}
