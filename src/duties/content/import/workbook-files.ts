import type { Readable } from 'node:stream';
import { type Entry, fromBufferPromise, type ZipFile } from 'yauzl';
import { invalidField, MIB } from '../../../kernel/index.ts';

/** A workbook of 200,000 rows with ten columns is about 100 MiB of XML. */
const PART_BYTES_MAX = 1_024 * MIB;
const WHOLE_BYTES_MAX = 1_536 * MIB;
/** XML of a spreadsheet shrinks to a tenth or a thirtieth; what shrinks further is made to. */
const RATIO_MAX = 200;
const RATIO_FREE_BYTES = 16 * MIB;
const ENTRIES_MAX = 2_000;

/** The parts of a workbook by name. Sizes are checked before anything is unpacked, and again while it is. */
export class WorkbookFiles {
  readonly #zip: ZipFile;
  readonly #entries = new Map<string, Entry>();

  private constructor(zip: ZipFile) {
    this.#zip = zip;
  }

  /** @throws HeguiError E_REQUEST_INVALID when it is no ZIP, or one that unpacks to more than a workbook would. */
  static async open(bytes: Buffer): Promise<WorkbookFiles> {
    const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true }).catch(refuse);
    const files = new WorkbookFiles(zip);
    if (zip.entryCount > ENTRIES_MAX) throw tooMuch(`${zip.entryCount} parts`);
    let total = 0;
    for await (const entry of zip.eachEntry()) {
      total += entry.uncompressedSize;
      if (entry.isEncrypted()) throw invalidField('file', 'is protected by a password; save it without');
      if (entry.uncompressedSize > PART_BYTES_MAX || total > WHOLE_BYTES_MAX)
        throw tooMuch(`${Math.round(total / MIB)} MiB`);
      if (
        entry.uncompressedSize > RATIO_FREE_BYTES &&
        entry.uncompressedSize > RATIO_MAX * Math.max(entry.compressedSize, 1)
      )
        throw tooMuch(`${Math.round(entry.uncompressedSize / Math.max(entry.compressedSize, 1))} times its size`);
      files.#entries.set(entry.fileName, entry);
    }
    return files;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** The text of a part, in pieces. @throws HeguiError E_REQUEST_INVALID when it is missing or damaged. */
  async *read(name: string): AsyncGenerator<string> {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw invalidField('file', `lacks its part ${name}; save it again as XLSX`);
    const stream: Readable = await this.#zip.openReadStreamPromise(entry).catch(refuse);
    stream.setEncoding('utf8');
    try {
      for await (const chunk of stream) yield String(chunk);
    } catch (error) {
      refuse(error);
    }
  }
}

const tooMuch = (what: string): Error =>
  invalidField('file', `would unpack to ${what}, more than a list of terms is; save only its rows as XLSX or CSV`);

function refuse(cause: unknown): never {
  const told = cause instanceof Error ? cause.message : 'unknown';
  throw invalidField('file', `cannot be unpacked (${told}); save it again as XLSX`);
}
