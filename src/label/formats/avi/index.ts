import { concat, fromUtf8, hasLatin1At, latin1, uint32le, uint64le, utf8 } from '../../file/bytes.ts';
import { type Edit, growthOfAll, patchOf } from '../../file/edits.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { copy, insert, type Patch, type Segment } from '../../file/patch.ts';
import { BLOCKS_MAX, type ByteSource, unreadable, unsupported } from '../../file/source.ts';
import { bareLabelText, type ImplicitLabel } from '../../implicit-label.ts';
import {
  CHUNK_HEAD,
  type Chunk,
  chunkContent,
  listChunks,
  makeChunk,
  readChunk,
  UNKNOWN_SIZE,
} from '../../riff/chunks.ts';
import { type InfoText, isLabelText, makeInfo, readInfo, textOf } from '../../riff/info.ts';
import { readXmpLabels, removeXmpLabels } from '../../xmp/xmp.ts';
import { type MovingPlace, movingPlaces } from './indexes.ts';

const LABEL = 'AIGC';
const XMP_CHUNKS = new Set(['_PMX', 'XMP ']);
const JUNK = 'JUNK';
const LIST_HEAD = 12;
const PLACE_BYTES = 8;
/** Of any file that there is. */
const PLACE_MAX = 2 ** 52;

/**
 * AVI: the label is the text `AIGC` of the list INFO in the first RIFF, with a zero at its end (TC260-PG-20257A). It takes up junk
 * where there is some, and else goes behind the index, so that pictures stay where the indexes say.
 */
export const avi: LabelFormat = {
  id: 'avi',
  name: 'AVI',
  extensions: ['avi'],
  mediaTypes: ['video/x-msvideo', 'video/avi', 'video/vnd.avi'],
  guide: 'TC260-PG-20257A',
  detect: (head) => hasLatin1At(head, 0, 'RIFF') && hasLatin1At(head, 8, 'AVI '),
  read: async (source) => (await openAvi(source)).places.flatMap(({ carriers }) => carriers),
  write: async (source, label) => await writeAvi(source, label),
  withoutLabels,
};

/** A chunk in which labels may stand. */
interface Place {
  readonly chunk: Chunk;
  readonly carriers: readonly Carrier[];
  /** The texts of a list INFO, null for another chunk. */
  readonly texts: readonly InfoText[] | null;
  /** The chunk without labels, as long as before. */
  readonly blank: Uint8Array;
}

interface Part {
  readonly riff: Chunk;
  readonly chunks: readonly Chunk[];
}

interface Avi {
  /** The RIFFs, one behind the other. */
  readonly parts: readonly Part[];
  /** The RIFF with the head of the film; others may follow, which continue it. */
  readonly first: Chunk;
  /** What stands in the first RIFF. */
  readonly chunks: readonly Chunk[];
  readonly places: readonly Place[];
}

async function openAvi(source: ByteSource): Promise<Avi> {
  const riffs = await listParts(source);
  const [first] = riffs;
  if (first?.type !== 'AVI ') throw unreadable('the AVI was never finished: its head says no size');
  const parts: Part[] = [];
  const places: Place[] = [];
  for (const riff of riffs) {
    const chunks = await listChunks(source, riff.from + LIST_HEAD, riff.to);
    parts.push({ riff, chunks });
    for (const chunk of chunks) {
      const place = await readPlace(source, chunk, riff === first);
      if (place !== null) places.push(place);
    }
  }
  return { parts, first, chunks: parts[0]?.chunks ?? [], places };
}

/** The RIFFs of the file, one behind the other. What follows them is not theirs, and need not be chunks. */
async function listParts(source: ByteSource): Promise<Chunk[]> {
  const parts: Chunk[] = [];
  for (let at = 0; hasLatin1At(await source.read(at, 4), 0, 'RIFF'); ) {
    const part = await readChunk(source, at, source.size);
    if (parts.length > BLOCKS_MAX) throw unreadable(`the AVI has more than ${BLOCKS_MAX} parts`);
    parts.push(part);
    at = part.end;
  }
  return parts;
}

async function readPlace(source: ByteSource, chunk: Chunk, isFirst: boolean): Promise<Place | null> {
  const { id, type } = chunk;
  const carrier = (place: string, isMain: boolean, text: string): Carrier => ({
    place: `AVI ${place}`,
    isMain,
    form: 'bare',
    text,
  });
  if (type === 'INFO') {
    const texts = readInfo(await chunkContent(source, chunk));
    const carriers = texts
      .filter(isLabelText)
      .map((one) => carrier(`LIST INFO ${one.id}`, isFirst && one.id === LABEL, one.text));
    const bytes = texts.map((one) => (isLabelText(one) ? junkOf(one.bytes.length) : one.bytes));
    return { chunk, carriers, texts, blank: sameSize(chunk, concat(latin1('INFO'), ...bytes)) };
  }
  if (id.toUpperCase() === LABEL) {
    const text = textOf(await chunkContent(source, chunk));
    return {
      chunk,
      carriers: [carrier(`chunk ${id}`, false, text)],
      texts: null,
      blank: junkOf(chunk.end - chunk.from),
    };
  }
  if (!XMP_CHUNKS.has(id)) return null;
  const packet = fromUtf8(await chunkContent(source, chunk));
  const carriers = readXmpLabels(packet).map((text) => carrier(`chunk ${id} XMP`, false, text));
  return { chunk, carriers, texts: null, blank: sameSize(chunk, utf8(removeXmpLabels(packet)), 0x20) };
}

/** A chunk with the head that it has, and content filled up to the length that it has. */
function sameSize({ id, from, content, to, end }: Chunk, bytes: Uint8Array, filling = 0): Uint8Array {
  const whole = new Uint8Array(end - from);
  whole.set(concat(latin1(id), uint32le(to - content)));
  whole.fill(filling, CHUNK_HEAD, to - from);
  whole.set(bytes.subarray(0, to - content), CHUNK_HEAD);
  return whole;
}

/** A chunk of nothing, this long in all. */
const junkOf = (size: number): Uint8Array =>
  concat(latin1(JUNK), uint32le(size - CHUNK_HEAD), new Uint8Array(size - CHUNK_HEAD));

async function writeAvi(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const film = await openAvi(source);
  const lists = film.places.filter(({ chunk, texts }) => texts !== null && chunk.from < film.first.to);
  const target = lists.find(({ carriers }) => carriers.some(({ isMain }) => isMain)) ?? lists[0] ?? null;
  const added = makeChunk(LABEL, utf8(`${bareLabelText(label)}\0`));
  const inPlace = target === null ? useJunk(film, added) : useList(film, target, added);
  const stale = film.places.filter(
    (place) => place.carriers.length > 0 && !(inPlace !== null && place.chunk === target?.chunk),
  );
  const edits: Edit[] = stale.map(({ chunk, blank }) => ({ from: chunk.from, to: chunk.end, bytes: blank }));
  edits.push(inPlace ?? appendList(film, added));
  const growth = growthOfAll(edits);
  if (growth === 0) return patchOf(source.size, edits);
  const size = film.first.to - film.first.content + growth;
  if (size >= UNKNOWN_SIZE) throw unsupported('the AVI would become longer than its 32-bit size can say');
  edits.push({ from: 4, to: 8, bytes: uint32le(size) });
  for (const { at, place } of await movingPlaces(source, film.chunks, film.first.end))
    edits.push({ from: at, to: at + PLACE_BYTES, bytes: uint64le(place + growth) });
  return patchOf(source.size, edits);
}

/**
 * The film but for its labels and junk. Of a film in several RIFFs the later ones move when the first becomes longer, so what its indexes
 * say of them counts from where the first ends.
 */
async function withoutLabels(source: ByteSource): Promise<Patch> {
  const { parts, first, chunks, places } = await openAvi(source);
  const placeOf = new Map(places.map((place) => [place.chunk, place]));
  const pieces: Segment[] = [];
  for (const part of parts) {
    pieces.push(part.riff === first ? insert(latin1('RIFFAVI ')) : copy(part.riff.from, part.riff.from + LIST_HEAD));
    for (const chunk of part.chunks) {
      const place = placeOf.get(chunk);
      if (place !== undefined) pieces.push(insert(await restOf(source, place)));
      else if (chunk.id !== JUNK) pieces.push(copy(chunk.from, chunk.to));
    }
  }
  pieces.push(copy(parts.at(-1)?.riff.end ?? first.end, source.size));
  return countedFrom(first.end, await movingPlaces(source, chunks, first.end), pieces);
}

/** The pieces with what moves counted from `from`, and beyond any place that stays, so that neither is taken for the other. */
function countedFrom(from: number, moving: readonly MovingPlace[], pieces: readonly Segment[]): Segment[] {
  const counted: Segment[] = [];
  const left = moving.toSorted((one, other) => other.at - one.at);
  for (const piece of pieces) {
    let at = piece.kind === 'copy' ? piece.from : 0;
    for (let next = left.at(-1); piece.kind === 'copy' && next !== undefined; next = left.at(-1)) {
      if (next.at + PLACE_BYTES > piece.to) break;
      left.pop();
      if (next.at < at) continue;
      counted.push(copy(at, next.at), insert(uint64le(PLACE_MAX + next.place - from)));
      at = next.at + PLACE_BYTES;
    }
    counted.push(piece.kind === 'copy' ? copy(at, piece.to) : piece);
  }
  return counted;
}

/** What a place of labels holds besides; nothing where that is all. */
async function restOf(source: ByteSource, { chunk, texts }: Place): Promise<Uint8Array> {
  const { id } = chunk;
  if (XMP_CHUNKS.has(id))
    return makeChunk(id, utf8(removeXmpLabels(fromUtf8(await chunkContent(source, chunk))).trimEnd()));
  const kept = (texts ?? []).filter((one) => !isLabelText(one) && one.id !== JUNK);
  return kept.length === 0 ? new Uint8Array() : listOf(kept.map(({ bytes }) => bytes));
}

const listOf = (texts: readonly Uint8Array[]): Uint8Array => makeChunk('LIST', makeInfo(texts));

/** The list with the label, where it and the junk behind it have room for it, or nothing in the first RIFF follows them. */
function useList({ first, chunks }: Avi, { chunk, texts, carriers }: Place, added: Uint8Array): Edit | null {
  const rest = (texts ?? []).filter((one) => !isLabelText(one));
  const firstMain = (texts ?? []).findIndex(({ id }) => id === LABEL);
  const before = firstMain < 0 ? rest.length : rest.filter((one) => (texts ?? []).indexOf(one) < firstMain).length;
  const all = rest.map(({ bytes }) => bytes);
  const list = listOf([...all.slice(0, before), added, ...all.slice(before)]);
  const end = endOfJunk(chunks, chunk);
  const isLast = end === first.to;
  const left = end - chunk.from - list.length;
  if (left === 0 || left >= CHUNK_HEAD)
    return { from: chunk.from, to: end, bytes: left === 0 ? list : concat(list, junkOf(left)) };
  return isLast && carriers.length > 0 ? { from: chunk.from, to: end, bytes: list } : null;
}

/** Where the junk ends that follows a chunk; the end of the chunk when none does. */
function endOfJunk(chunks: readonly Chunk[], { from, end }: Chunk): number {
  let to = end;
  for (const next of chunks) if (next.from > from && next.from === to && next.id === JUNK) to = next.end;
  return to;
}

/** A new list in place of junk that has room for it. */
function useJunk({ chunks }: Avi, added: Uint8Array): Edit | null {
  const list = listOf([added]);
  for (const { id, from, end } of chunks) {
    const left = end - from - list.length;
    if (id === JUNK && (left === 0 || left >= CHUNK_HEAD))
      return { from, to: end, bytes: left === 0 ? list : concat(list, junkOf(left)) };
  }
  return null;
}

/** A list of its own at the end of the first RIFF. */
function appendList({ first, chunks }: Avi, added: Uint8Array): Edit {
  const last = chunks.at(-1);
  const isUnfilled = last !== undefined && (last.to - last.content) % 2 === 1 && last.end === last.to;
  const list = listOf([added]);
  return { from: first.to, to: first.to, bytes: isUnfilled ? concat(Uint8Array.of(0), list) : list };
}
