import { concat, fromLatin1, latin1, utf8 } from '../../file/bytes.ts';
import { unreadable, unsupported } from '../../file/source.ts';
import { removeXmpLabels } from '../../xmp/xmp.ts';
import { isStreamPlain, type PdfDocument, type PdfObject } from './document.ts';
import { isPlainByFilter } from './filters.ts';
import { labelEntries, readInfo, readPacket } from './labels.ts';
import { numberIn, type Section } from './sections.ts';
import type { Owner } from './security/security.ts';
import { encodeTextString, writtenString } from './text-string.ts';
import type { PdfDictionary, PdfValue } from './values.ts';

/** Numbers that are tried when the file has more objects than it says. */
const NUMBERS_TRIED_MAX = 32;
/** What a table can tell in its ten digits. */
const TABLE_OFFSET_MAX = 9_999_999_999;
/** Keys of a trailer that belong to its own section; the others are the file's, and stay. */
const OF_SECTION = new Set(
  'Size Prev XRefStm Info Type W Index Filter DecodeParms Length DL F FFilter FDecodeParms'.split(' '),
);

interface NewObject extends Owner {
  readonly body: Uint8Array;
}

/** What is appended to a PDF, and the entry in it that is the label, as it is written there. */
export interface LabelUpdate {
  readonly bytes: Uint8Array;
  readonly entry: Uint8Array;
}

/**
 * What is appended to a PDF so that it carries this label: a new Info with what it held before, the XMP without its label
 * where it has one, and a cross-reference section of the kind of the last one. The same for the same label, in an encrypted PDF too.
 */
export async function labelUpdate(document: PdfDocument, label: string): Promise<LabelUpdate> {
  const size = await freeNumber(document);
  const { entry, ...info } = await newInfo(document, label, size);
  const packet = await newPacket(document);
  const objects = packet === null ? [info] : [info, packet];
  const { source, newest } = document;
  const [last] = await source.read(source.size - 1, 1);
  const pieces: Uint8Array[] = last === 10 || last === 13 ? [] : [latin1('\n')];
  let at = source.size + (pieces[0]?.length ?? 0);
  const offsets = new Map<number, number>();
  for (const { number, generation, body } of objects) {
    const bytes = concat(latin1(`${number} ${generation} obj\n`), body, latin1('\nendobj\n'));
    offsets.set(number, at);
    pieces.push(bytes);
    at += bytes.length;
  }
  const nextNumber = Math.max(size, info.number + 1);
  const trailer = { kept: keptEntries(newest), info, nextNumber };
  const section = newest.kind === 'table' ? tableSection : streamSection;
  pieces.push(section(objects, offsets, at, { ...trailer, previousAt: newest.at }));
  return { bytes: concat(...pieces, latin1(`startxref\n${at}\n%%EOF\n`)), entry };
}

/** The first number that no object has. */
async function freeNumber(document: PdfDocument): Promise<number> {
  const size = numberIn(document.newest.trailer, 'Size');
  if (size === null) throw unreadable('the trailer of the PDF does not say how many objects there are');
  for (let number = Math.max(1, size); number < size + NUMBERS_TRIED_MAX; number += 1)
    if ((await document.object(number)) === null) return number;
  throw unreadable('the PDF has many more objects than its trailer says');
}

async function newInfo(
  document: PdfDocument,
  label: string,
  freeNumber: number,
): Promise<NewObject & { readonly entry: Uint8Array }> {
  const before = await readInfo(document);
  const owner = before === null || before.number === 0 ? { number: freeNumber, generation: 0 } : before;
  const { number, generation } = owner;
  const dropped = new Set((await labelEntries(document, before)).map(({ entry }) => entry));
  const pieces: Uint8Array[] = [];
  for (const entry of before?.value.entries ?? []) {
    if (before === null || dropped.has(entry)) continue;
    const key = before.bytes.subarray(entry.from, entry.value.from);
    pieces.push(key, await moved(document, before, owner, entry.value), latin1('\n'));
  }
  const entry = latin1(`/AIGC ${writtenString(await encrypted(document, owner, encodeTextString(label)))}`);
  return { number, generation, entry, body: concat(latin1('<<\n'), ...pieces, entry, latin1('\n>>')) };
}

/** A value as it stands; its strings are encrypted where they were not because something around them was. */
async function moved(document: PdfDocument, from: PdfObject, owner: Owner, value: PdfValue): Promise<Uint8Array> {
  const whole = from.bytes.subarray(value.from, value.to);
  if (document.security === null || !from.isPacked) return whole;
  const pieces: Uint8Array[] = [];
  let at = value.from;
  for (const string of stringsIn(value)) {
    const written = writtenString(await encrypted(document, owner, string.bytes));
    pieces.push(from.bytes.subarray(at, string.from), latin1(written));
    at = string.to;
  }
  return concat(...pieces, from.bytes.subarray(at, value.to));
}

function stringsIn(value: PdfValue): (PdfValue & { readonly kind: 'string' })[] {
  if (value.kind === 'string') return [value];
  if (value.kind === 'array') return value.items.flatMap(stringsIn);
  return value.kind === 'dictionary' ? value.entries.flatMap((entry) => stringsIn(entry.value)) : [];
}

const encrypted = async ({ security }: PdfDocument, owner: Owner, bytes: Uint8Array): Promise<Uint8Array> =>
  security === null ? bytes : await security.encrypt('string', bytes, owner);

/** The XMP without its labels, unpacked; null when there is none in it. */
async function newPacket(document: PdfDocument): Promise<NewObject | null> {
  const found = await readPacket(document);
  if (found === null) return null;
  const { object, packet } = found;
  const cleared = removeXmpLabels(packet);
  if (cleared === packet) return null;
  if (packet.includes('\ufffd'))
    throw unsupported('the XMP of the PDF holds a label and is not UTF-8, so it is not rewritten');
  const { number, generation, value, bytes } = object;
  const { security } = document;
  const isPlain = security === null || isStreamPlain(security, value);
  const data = isPlain ? utf8(cleared) : await security.encrypt('stream', utf8(cleared), object);
  const kept = entriesWithout(value, bytes, new Set(['Length', 'Filter', 'DecodeParms', 'DP']));
  const filter = isPlainByFilter(value) ? '/Filter [/Crypt]\n' : '';
  const head = concat(latin1('<<\n'), kept, latin1(`${filter}/Length ${data.length}\n>>\nstream\n`));
  return { number, generation, body: concat(head, data, latin1('\nendstream')) };
}

function entriesWithout(dictionary: PdfDictionary, bytes: Uint8Array, names: ReadonlySet<string>): Uint8Array {
  const kept = dictionary.entries.filter(({ name }) => !names.has(name));
  return concat(...kept.flatMap(({ from, value }) => [bytes.subarray(from, value.to), latin1('\n')]));
}

const keptEntries = ({ trailer, bytes }: Section): Uint8Array => entriesWithout(trailer, bytes, OF_SECTION);

interface Trailer {
  readonly kept: Uint8Array;
  readonly info: Owner;
  /** The first number that is free once the objects are added. */
  readonly nextNumber: number;
  readonly previousAt: number;
}

type Offsets = ReadonlyMap<number, number>;

const trailerEntries = ({ kept, info, previousAt }: Trailer, size: number): string =>
  `${fromLatin1(kept)}/Info ${info.number} ${info.generation} R\n/Size ${size}\n/Prev ${previousAt}\n`;

const inOrder = (objects: readonly Owner[]): readonly Owner[] =>
  objects.toSorted((one, other) => one.number - other.number);

function tableSection(objects: readonly Owner[], offsets: Offsets, at: number, trailer: Trailer): Uint8Array {
  if (at > TABLE_OFFSET_MAX) throw unsupported('the PDF is longer than its cross-reference table can tell');
  const rows = inOrder(objects).map(({ number, generation }) => {
    const offset = String(offsets.get(number) ?? 0).padStart(10, '0');
    return `${number} 1\n${offset} ${String(generation).padStart(5, '0')} n \n`;
  });
  return latin1(`xref\n${rows.join('')}trailer\n<<\n${trailerEntries(trailer, trailer.nextNumber)}>>\n`);
}

function streamSection(objects: readonly Owner[], offsets: Offsets, at: number, trailer: Trailer): Uint8Array {
  const own = { number: trailer.nextNumber, generation: 0 };
  const listed = inOrder([...objects, own]);
  const width = Math.max(4, Math.ceil(Math.log2(at + 1) / 8));
  const rows = listed.map(({ number, generation }) =>
    Uint8Array.of(1, ...bigEndian(offsets.get(number) ?? at, width), ...bigEndian(generation, 2)),
  );
  const data = concat(...rows);
  const index = listed.map(({ number }) => `${number} 1`).join(' ');
  const shape = `/Type /XRef\n/W [1 ${width} 2]\n/Index [${index}]\n/Length ${data.length}\n`;
  const head = `${own.number} 0 obj\n<<\n${shape}${trailerEntries(trailer, own.number + 1)}>>\nstream\n`;
  return concat(latin1(head), data, latin1('\nendstream\nendobj\n'));
}

function bigEndian(value: number, width: number): number[] {
  return Array.from({ length: width }, (_, index) => Math.floor(value / 256 ** (width - 1 - index)) % 256);
}
