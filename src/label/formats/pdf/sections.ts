import { fromLatin1, hasLatin1At } from '../../file/bytes.ts';
import { BLOCKS_MAX, type ByteSource, METADATA_BYTES_MAX, readExactly, unreadable } from '../../file/source.ts';
import { unpack } from './filters.ts';
import { entryOf, type PdfDictionary, readValue, readWord, skipSpace } from './values.ts';
import { readAt, readObjectAt } from './windows.ts';

const ENTRY_BYTES = 20;
/** Each saving of a file adds a section; nobody saves a file more often. */
const SECTIONS_MAX = 4_096;
/** All sections together: many could lead to the same large one. */
const COST_MAX = 4 * METADATA_BYTES_MAX;
/** What a part of a table takes, in memory and in time. */
const RUN_COST = 512;

/** Where an object stands: in the file, or as one of those in a stream. */
export type Place =
  | { readonly kind: 'offset'; readonly offset: number }
  | { readonly kind: 'packed'; readonly stream: number }
  | { readonly kind: 'free' };

/** One section of the cross-reference table, which a saving of the file has added. */
export interface Section {
  readonly kind: 'table' | 'stream';
  readonly trailer: PdfDictionary;
  /** The bytes in which the trailer has its places. */
  readonly bytes: Uint8Array;
  /** Where the section stands in the file. */
  readonly at: number;
  /** Roughly the bytes that it takes in memory. */
  readonly cost: number;
  /** Null when the section says nothing of the object. */
  find(number: number): Promise<Place | null>;
}

/**
 * The sections of a file, the newest first; a stream that a table of a hybrid file names stands behind its table.
 *
 * @throws HeguiError E_FILE_UNREADABLE when one is broken or they run in a circle.
 */
export async function readSections(source: ByteSource, startAt: number): Promise<readonly Section[]> {
  const sections: Section[] = [];
  const seen = new Set<number>();
  for (let at: number | null = startAt; at !== null; ) {
    if (seen.has(at)) throw unreadable('the cross-reference sections of the PDF run in a circle');
    if (seen.size >= SECTIONS_MAX) throw unreadable(`the PDF has more than ${SECTIONS_MAX} cross-reference sections`);
    seen.add(at);
    const section: Section = await readSection(source, at);
    sections.push(section);
    const hidden = numberIn(section.trailer, 'XRefStm');
    if (section.kind === 'table' && hidden !== null) sections.push(await readStreamSection(source, hidden));
    if (sections.reduce((sum, { cost }) => sum + cost, 0) > COST_MAX)
      throw unreadable('the cross-reference sections of the PDF are too many and too large');
    at = numberIn(section.trailer, 'Prev');
  }
  return sections;
}

export function numberIn(dictionary: PdfDictionary, name: string): number | null {
  const value = entryOf(dictionary, name);
  return value?.kind === 'number' && Number.isSafeInteger(value.value) && value.value >= 0 ? value.value : null;
}

async function readSection(source: ByteSource, at: number): Promise<Section> {
  const isTable = await readAt(source, at, (text) => hasLatin1At(text.bytes, skipSpace(text, 0), 'xref'));
  return isTable ? await readTable(source, at) : await readStreamSection(source, at);
}

interface Run {
  readonly first: number;
  readonly count: number;
  readonly at: number;
}

async function readTable(source: ByteSource, at: number): Promise<Section> {
  const runs: Run[] = [];
  let place = at + (await readAt(source, at, (text) => skipSpace(text, 0) + 'xref'.length));
  for (;;) {
    const head = await readAt(source, place, (text) => {
      const first = readWord(text, skipSpace(text, 0));
      if (first.word === 'trailer') return { trailerFrom: first.to };
      const count = readWord(text, skipSpace(text, first.to));
      if (!/^\d{1,10}$/.test(first.word) || !/^\d{1,10}$/.test(count.word))
        throw unreadable(`the cross-reference table of the PDF is broken at byte ${place}`);
      return { first: Number(first.word), count: Number(count.word), from: skipSpace(text, count.to) };
    });
    if ('trailerFrom' in head) {
      const { trailer, bytes } = await readTrailer(source, place + head.trailerFrom);
      const cost = bytes.length + runs.length * RUN_COST;
      return {
        kind: 'table',
        trailer,
        bytes,
        at,
        cost,
        find: async (number) => await findInTable(source, runs, number),
      };
    }
    if (runs.length >= BLOCKS_MAX) throw unreadable('the cross-reference table of the PDF has too many parts');
    // An empty part is followed by the next one at once.
    runs.push({ first: head.first, count: head.count, at: place + head.from });
    place += head.from + head.count * ENTRY_BYTES;
  }
}

async function readTrailer(source: ByteSource, at: number): Promise<{ trailer: PdfDictionary; bytes: Uint8Array }> {
  return await readAt(source, at, (text) => {
    const trailer = readValue(text, 0);
    if (trailer.kind !== 'dictionary') throw unreadable(`the trailer of the PDF at byte ${at} is no dictionary`);
    return { trailer, bytes: Uint8Array.from(text.bytes.subarray(0, trailer.to)) };
  });
}

async function findInTable(source: ByteSource, runs: readonly Run[], number: number): Promise<Place | null> {
  const run = runs.findLast(({ first, count }) => number >= first && number < first + count);
  if (run === undefined) return null;
  const at = run.at + (number - run.first) * ENTRY_BYTES;
  const entry = fromLatin1(await readExactly(source, at, ENTRY_BYTES, 'the cross-reference table of the PDF'));
  const match = /^(\d{10}) \d{5} ([nf])/.exec(entry);
  if (match === null) throw unreadable(`the cross-reference table of the PDF is broken at byte ${at}`);
  // Byte 0 is the head of the file: some writers mark what they left out so.
  const offset = Number(match[1]);
  return match[2] === 'f' || offset === 0 ? { kind: 'free' } : { kind: 'offset', offset };
}

async function readStreamSection(source: ByteSource, at: number): Promise<Section> {
  const { value, bytes, streamFrom } = await readObjectAt(source, at);
  const length = value.kind === 'dictionary' ? numberIn(value, 'Length') : null;
  const type = value.kind === 'dictionary' ? entryOf(value, 'Type') : undefined;
  if (
    value.kind !== 'dictionary' ||
    streamFrom === null ||
    length === null ||
    type?.kind !== 'name' ||
    type.value !== 'XRef'
  )
    throw unreadable(`there is no cross-reference section of the PDF at byte ${at}`);
  const packed = await readExactly(source, streamFrom, length, 'a cross-reference stream of the PDF');
  const data = await unpack(packed, value, 'a cross-reference stream of the PDF');
  const widths = numbersIn(value, 'W') ?? [];
  if (widths.length !== 3 || widths.some((width) => width > 8))
    throw unreadable('a cross-reference stream of the PDF does not name the widths of its fields');
  const index = numbersIn(value, 'Index') ?? [0, numberIn(value, 'Size') ?? 0];
  return {
    kind: 'stream',
    trailer: value,
    bytes,
    at,
    cost: bytes.length + data.length,
    find: async (number) => findInStream(data, widths, index, number),
  };
}

function numbersIn(dictionary: PdfDictionary, name: string): number[] | null {
  const value = entryOf(dictionary, name);
  if (value?.kind !== 'array') return null;
  return value.items.map((item) => {
    if (item.kind === 'number' && Number.isSafeInteger(item.value) && item.value >= 0) return item.value;
    throw unreadable(`${name} of a cross-reference stream of the PDF is broken`);
  });
}

function findInStream(
  data: Uint8Array,
  widths: readonly number[],
  index: readonly number[],
  number: number,
): Place | null {
  const [typeWidth = 0, firstWidth = 0, secondWidth = 0] = widths;
  const row = typeWidth + firstWidth + secondWidth;
  let rows = 0;
  for (let part = 0; part + 1 < index.length; part += 2) {
    const [first = 0, count = 0] = index.slice(part, part + 2);
    if (number >= first && number < first + count) {
      const at = (rows + number - first) * row;
      if (at + row > data.length) return null;
      const type = typeWidth === 0 ? 1 : bigEndian(data, at, typeWidth);
      const value = bigEndian(data, at + typeWidth, firstWidth);
      if (type === 1) return { kind: 'offset', offset: value };
      return type === 2 ? { kind: 'packed', stream: value } : { kind: 'free' };
    }
    rows += count;
  }
  return null;
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) value = value * 256 + (data[at + index] ?? 0);
  return value;
}
