import { type Edit, patchOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import type { Patch } from '../../file/patch.ts';
import { type ByteSource, unsupported } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import { fillRegion, ID, makeVoid, type SizedElement } from './ebml.ts';
import { placeTags } from './place.ts';
import { docTypeOf, elementContent, openSegment, type Segment } from './segment.ts';
import { readTagLabels, rewriteTags } from './tags.ts';
import { withoutLabels } from './without-labels.ts';

/** Matroska: the label is a simple tag `AIGC` of the segment's tags, about the whole film (TC260-PG-20257A). */
export const matroska: LabelFormat = {
  id: 'matroska',
  name: 'Matroska',
  extensions: ['mkv', 'mka'],
  mediaTypes: ['video/x-matroska', 'audio/x-matroska', 'video/matroska'],
  guide: 'TC260-PG-20257A',
  detect: (head) => docTypeOf(head) === 'matroska',
  read: async (source) => await readMatroska(source, 'Matroska'),
  write: writeMatroska,
  withoutLabels,
};

/** WebM: as Matroska, of which it is a part (TC260-PG-20257A). */
export const webm: LabelFormat = {
  ...matroska,
  id: 'webm',
  name: 'WebM',
  extensions: ['webm'],
  mediaTypes: ['video/webm', 'audio/webm'],
  detect: (head) => docTypeOf(head) === 'webm',
  read: async (source) => await readMatroska(source, 'WebM'),
};

const tagsOf = ({ children }: Segment): SizedElement[] => children.filter(({ id }) => id === ID.tags);

async function readMatroska(source: ByteSource, kind: string): Promise<Carrier[]> {
  const carriers: Carrier[] = [];
  for (const tags of tagsOf(await openSegment(source))) {
    for (const { name, text, isMain } of readTagLabels(await elementContent(source, tags)))
      carriers.push({ place: `${kind} Segment.Tags ${name.slice(0, 80)}`, isMain, form: 'bare', text });
  }
  return carriers;
}

async function writeMatroska(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const segment = await openSegment(source);
  const [first = null, ...others] = tagsOf(segment);
  const old = first === null ? new Uint8Array() : await elementContent(source, first);
  const edits = await placeTags(source, segment, first, rewriteTags(old, bareLabelText(label)));
  for (const tags of others) edits.push(...(await clearTags(source, tags)));
  return patchOf(source.size, [...edits, ...dropChecksum(segment)]);
}

/** Tags that are not the first, without labels, in the room that they have. */
async function clearTags(source: ByteSource, tags: SizedElement): Promise<Edit[]> {
  const content = await elementContent(source, tags);
  if (readTagLabels(content).length === 0) return [];
  const bytes = fillRegion(ID.tags, rewriteTags(content, null), tags.to - tags.from);
  if (bytes === null) throw unsupported('a second element of tags cannot be rewritten in its room');
  return [{ from: tags.from, to: tags.to, bytes }];
}

/** A checksum over the whole segment would be wrong, and a right one would take a reading of all of it. */
const dropChecksum = ({ children }: Segment): Edit[] =>
  children.filter(({ id }) => id === ID.crc).map(({ from, to }) => ({ from, to, bytes: makeVoid(to - from) }));
