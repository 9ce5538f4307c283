import { concat, hasLatin1At, latin1, uint32le, viewOf } from '../../file/bytes.ts';
import { type ByteSource, readExactly, unreadable } from '../../file/source.ts';

const HEAD = 27;
const CRC_AT = 22;
const SEQUENCE_AT = 18;
const SEGMENTS_MAX = 255;
export const CONTINUED = 1;
export const FIRST = 2;
const LAST = 4;

/** A page of an Ogg file. */
export interface Page {
  readonly from: number;
  readonly data: number;
  readonly to: number;
  readonly flags: number;
  readonly serial: number;
  readonly sequence: number;
  /** The lengths of its pieces: a packet ends with the first that is shorter than 255. */
  readonly lacing: Uint8Array;
}

/** The page at a place; null at the end of the file. @throws HeguiError E_FILE_UNREADABLE when none starts there or it is cut off */
export async function readPage(source: ByteSource, from: number): Promise<Page | null> {
  if (from >= source.size) return null;
  const head = await readExactly(source, from, HEAD, 'a page of the Ogg');
  if (!hasLatin1At(head, 0, 'OggS') || head[4] !== 0) throw unreadable(`no page of the Ogg starts at byte ${from}`);
  const view = viewOf(head);
  const lacing = Uint8Array.from(
    await readExactly(source, from + HEAD, head[26] ?? 0, 'the lengths in a page of the Ogg'),
  );
  const data = from + HEAD + lacing.length;
  const to = data + lacing.reduce((sum, length) => sum + length, 0);
  if (to > source.size) throw unreadable(`the page of the Ogg at byte ${from} reaches beyond the file`);
  const [serial, sequence] = [view.getUint32(14, true), view.getUint32(SEQUENCE_AT, true)];
  return { from, data, to, flags: head[5] ?? 0, serial, sequence, lacing };
}

/** The packets that begin on these pages, which belong to one stream; the last may lack its end. */
export async function readPackets(source: ByteSource, pages: readonly Page[]): Promise<Uint8Array[]> {
  const packets: Uint8Array[] = [];
  let pieces: Uint8Array[] = [];
  for (const page of pages) {
    const data = await readExactly(source, page.data, page.to - page.data, 'a page of the Ogg');
    let at = 0;
    for (const length of page.lacing) {
      pieces.push(data.slice(at, at + length));
      at += length;
      if (length === SEGMENTS_MAX) continue;
      packets.push(concat(...pieces));
      pieces = [];
    }
  }
  if (pieces.length > 0) packets.push(concat(...pieces));
  return packets;
}

/** How many packets end on a page. */
export const endsOn = ({ lacing }: Page): number => lacing.filter((length) => length < SEGMENTS_MAX).length;

/** Whether the last packet of a page ends with it. */
export const isClosed = ({ lacing }: Page): boolean => (lacing.at(-1) ?? SEGMENTS_MAX) < SEGMENTS_MAX;

/** Header packets as pages in place of the old ones: as many as those, where the packets can be spread over so many. */
export function makePages(packets: readonly Uint8Array[], old: readonly Page[]): Uint8Array[] {
  const lacing = packets.flatMap((packet) => [
    ...new Array<number>(Math.floor(packet.length / SEGMENTS_MAX)).fill(SEGMENTS_MAX),
    packet.length % SEGMENTS_MAX,
  ]);
  const data = concat(...packets);
  const count = Math.min(Math.max(old.length, Math.ceil(lacing.length / SEGMENTS_MAX)), lacing.length);
  const pages: Uint8Array[] = [];
  let [at, from] = [0, 0];
  while (pages.length < count) {
    const taken = Math.min(SEGMENTS_MAX, lacing.length - at - (count - pages.length - 1));
    const lengths = lacing.slice(at, at + taken);
    const to = from + lengths.reduce((sum, length) => sum + length, 0);
    const flags = at > 0 && lacing[at - 1] === SEGMENTS_MAX ? CONTINUED : 0;
    const isEnd = pages.length === count - 1 && ((old.at(-1)?.flags ?? 0) & LAST) !== 0;
    pages.push(makePage(old[0], pages.length, flags | (isEnd ? LAST : 0), lengths, data.subarray(from, to)));
    at += taken;
    from = to;
  }
  return pages;
}

function makePage(first: Page | undefined, index: number, flags: number, lengths: readonly number[], data: Uint8Array) {
  // The time of a page on which no packet ends is -1; headers have the time 0.
  const time = new Uint8Array(8).fill(lengths.some((length) => length < SEGMENTS_MAX) ? 0 : 0xff);
  const serial = uint32le(first?.serial ?? 0);
  const sequence = uint32le(((first?.sequence ?? 0) + index) >>> 0);
  const head = concat(latin1('OggS'), Uint8Array.of(0, flags), time, serial, sequence, new Uint8Array(4));
  return sealed(concat(head, Uint8Array.of(lengths.length), Uint8Array.from(lengths), data));
}

/** The page with another number. */
export async function renumbered(source: ByteSource, { from, to, sequence }: Page, by: number): Promise<Uint8Array> {
  const page = Uint8Array.from(await readExactly(source, from, to - from, 'a page of the Ogg'));
  page.set(uint32le((sequence + by) >>> 0), SEQUENCE_AT);
  return sealed(page).slice(0, HEAD);
}

/** The page with its checksum. */
export function sealed(page: Uint8Array): Uint8Array {
  page.fill(0, CRC_AT, CRC_AT + 4);
  let crc = 0;
  for (const byte of page) crc = ((crc << 8) ^ (TABLE[((crc >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  page.set(uint32le(crc), CRC_AT);
  return page;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value < 0 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value >>> 0;
});

export const PAGE_HEAD: number = HEAD;
