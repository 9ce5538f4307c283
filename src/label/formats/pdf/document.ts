import { fromLatin1 } from '../../file/bytes.ts';
import { type ByteSource, readExactly, unreadable } from '../../file/source.ts';
import { isPlainByFilter, unpack } from './filters.ts';
import { numberIn, type Place, readSections, type Section } from './sections.ts';
import { type Owner, openSecurity, type Security } from './security/security.ts';
import { entryOf, type PdfDictionary, type PdfValue, readValue, readWord, skipSpace } from './values.ts';
import { readObjectAt } from './windows.ts';

const HEADER_WITHIN_BYTES = 1_024;
const START_WITHIN_BYTES = 4_096;
/** Objects that lead to each other on the way to one value. */
const STEPS_MAX = 32;
const PACKED_MAX = 100_000;

/** An object with what is needed to read it: its bytes, and whether its strings are encrypted on their own. */
export interface PdfObject extends Owner {
  readonly value: PdfValue;
  readonly bytes: Uint8Array;
  /** Where those bytes begin, counted from the header; null where they do not stand in the file as they are. */
  readonly at: number | null;
  readonly streamFrom: number | null;
  /** Within a stream of objects: what encrypts it is the encryption of that stream. */
  readonly isPacked: boolean;
}

export interface PdfDocument {
  /** The file from its header on: places in a PDF are counted from there. */
  readonly source: ByteSource;
  /** Bytes before the header. */
  readonly before: number;
  readonly newest: Section;
  readonly security: Security | null;
  /** The object of that number as the newest section has it; null when there is none. */
  object(number: number): Promise<PdfObject | null>;
  /** The data of a stream, decrypted and unpacked. */
  streamData(object: PdfObject, what: string): Promise<Uint8Array>;
}

/**
 * Opens a PDF by its cross-reference sections; nothing is searched for or repaired.
 *
 * @throws HeguiError E_FILE_UNREADABLE for a broken file, E_FILE_UNSUPPORTED for one that needs a password.
 */
export async function openDocument(file: ByteSource): Promise<PdfDocument> {
  const head = fromLatin1(await file.read(0, Math.min(HEADER_WITHIN_BYTES, file.size)));
  const before = Math.max(0, head.indexOf('%PDF-'));
  const source: ByteSource = {
    size: file.size - before,
    read: async (offset, length) => await file.read(offset + before, length),
  };
  const reader = new Reader(source, await readSections(source, await findStart(source)));
  const [newest] = reader.sections;
  if (newest === undefined) throw unreadable('the PDF has no cross-reference section');
  await reader.openEncryption(newest.trailer);
  return {
    source,
    before,
    newest,
    security: reader.security,
    object: async (number) => await reader.object(number),
    streamData: async (object, what) => await reader.streamData(object, what),
  };
}

async function findStart(source: ByteSource): Promise<number> {
  const length = Math.min(START_WITHIN_BYTES, source.size);
  const tail = fromLatin1(await readExactly(source, source.size - length, length, 'the end of the PDF'));
  const found = /^startxref\s+(\d{1,15})\s/.exec(tail.slice(Math.max(0, tail.lastIndexOf('startxref'))));
  if (found === null)
    throw unreadable('the PDF does not say where its cross-reference table stands; it may be cut off');
  return Number(found[1]);
}

class Reader {
  readonly source: ByteSource;
  readonly sections: readonly Section[];
  security: Security | null = null;
  #steps = 0;
  readonly #packed = new Map<number, { readonly bytes: Uint8Array; readonly places: ReadonlyMap<number, number> }>();

  constructor(source: ByteSource, sections: readonly Section[]) {
    this.source = source;
    this.sections = sections;
  }

  async openEncryption(trailer: PdfDictionary): Promise<void> {
    const encrypt = entryOf(trailer, 'Encrypt');
    if (encrypt === undefined || encrypt.kind === 'null') return;
    const dictionary = await this.#resolved(encrypt);
    const ids = await this.#resolved(entryOf(trailer, 'ID'));
    const id = ids?.kind === 'array' ? ids.items[0] : undefined;
    if (dictionary?.kind !== 'dictionary') throw unreadable('the PDF names an encryption that it does not have');
    this.security = await openSecurity(dictionary, id?.kind === 'string' ? id.bytes : new Uint8Array());
  }

  async #resolved(value: PdfValue | undefined): Promise<PdfValue | undefined> {
    return value?.kind === 'reference' ? (await this.object(value.number))?.value : value;
  }

  async object(number: number): Promise<PdfObject | null> {
    if (this.#steps >= STEPS_MAX) throw unreadable('objects of the PDF lead to each other in a circle');
    this.#steps += 1;
    try {
      const place = await this.#find(number);
      if (place === null || place.kind === 'free') return null;
      return place.kind === 'offset'
        ? await this.#written(number, place.offset)
        : await this.#unpacked(number, place.stream);
    } finally {
      this.#steps -= 1;
    }
  }

  async #find(number: number): Promise<Place | null> {
    let hidden: Place | null = null;
    for (const section of this.sections) {
      const place = await section.find(number);
      // What a table of a hybrid file calls free may stand in the stream beside it, which follows.
      if (place?.kind === 'free' && entryOf(section.trailer, 'XRefStm') !== undefined) hidden = place;
      else if (place !== null || hidden !== null) return place ?? hidden;
    }
    return hidden;
  }

  async #written(number: number, offset: number): Promise<PdfObject> {
    const object = await readObjectAt(this.source, offset);
    if (object.number !== number)
      throw unreadable(`object ${number} of the PDF is not at byte ${offset}, where its table says so`);
    return { ...object, isPacked: false };
  }

  async #unpacked(number: number, stream: number): Promise<PdfObject | null> {
    const { bytes, places } = this.#packed.get(stream) ?? (await this.#openPacked(stream));
    const at = places.get(number);
    if (at === undefined) return null;
    const value = readValue({ bytes, isWhole: true }, at);
    return { number, generation: 0, value, bytes, at: null, streamFrom: null, isPacked: true };
  }

  async #openPacked(
    number: number,
  ): Promise<{ readonly bytes: Uint8Array; readonly places: ReadonlyMap<number, number> }> {
    const stream = await this.object(number);
    const what = `the stream of objects ${number} of the PDF`;
    if (stream === null || stream.isPacked || stream.value.kind !== 'dictionary')
      throw unreadable(`${what} is missing`);
    const count = numberIn(stream.value, 'N') ?? 0;
    const first = numberIn(stream.value, 'First') ?? 0;
    if (count > PACKED_MAX) throw unreadable(`${what} says it holds ${count} objects`);
    const bytes = await this.streamData(stream, what);
    const text = { bytes, isWhole: true };
    const places = new Map<number, number>();
    for (let index = 0, at = 0; index < count; index += 1) {
      const key = readWord(text, skipSpace(text, at));
      const place = readWord(text, skipSpace(text, key.to));
      if (!/^\d{1,10}$/.test(key.word) || !/^\d{1,10}$/.test(place.word)) throw unreadable(`${what} is broken`);
      places.set(Number(key.word), first + Number(place.word));
      at = place.to;
    }
    const opened = { bytes, places };
    this.#packed.set(number, opened);
    return opened;
  }

  async streamData(object: PdfObject, what: string): Promise<Uint8Array> {
    const { value, streamFrom } = object;
    if (value.kind !== 'dictionary' || streamFrom === null) throw unreadable(`${what} is no stream`);
    const length = await this.#resolved(entryOf(value, 'Length'));
    if (length?.kind !== 'number' || !Number.isSafeInteger(length.value)) throw unreadable(`${what} has no length`);
    const data = await readExactly(this.source, streamFrom, length.value, what);
    const isPlain = this.security === null || isStreamPlain(this.security, value);
    return await unpack(isPlain ? data : await this.#decrypted(data, object), value, what);
  }

  async #decrypted(data: Uint8Array, owner: Owner): Promise<Uint8Array> {
    return this.security === null ? data : await this.security.decrypt('stream', data, owner);
  }
}

/** Whether a stream of an encrypted file is not encrypted itself. */
export function isStreamPlain(security: Security, dictionary: PdfDictionary): boolean {
  const type = entryOf(dictionary, 'Type');
  const isMetadata = type?.kind === 'name' && type.value === 'Metadata';
  return isPlainByFilter(dictionary) || (isMetadata && !security.encryptsMetadata);
}
