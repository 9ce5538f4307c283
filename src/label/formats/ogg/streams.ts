import { concat, hasLatin1At, latin1, uint32, viewOf } from '../../file/bytes.ts';
import { type ByteSource, METADATA_BYTES_MAX, unreadable, unsupported } from '../../file/source.ts';
import { type Comments, parseComments } from '../../vorbis/comments.ts';
import { endsOn, FIRST, isClosed, type Page, readPackets, readPage } from './pages.ts';

/** Pages of headers; other streams may lie between. */
const PAGES_MAX = 20_000;

/** How a kind of stream keeps its comments: always in its second packet. */
interface Codec {
  readonly name: string;
  /** What the first packet starts with. */
  readonly start: string;
  /** Packets before the sound or the pictures, given the first. */
  readonly headers: (first: Uint8Array) => number;
  /** What stands before the comments, given their bytes. */
  readonly prefix: (old: Uint8Array, size: number) => Uint8Array;
  readonly prefixBytes: number;
}

const fixed = (name: string, start: string, headers: number, prefix: string): Codec => ({
  name,
  start,
  headers: () => headers,
  prefix: () => latin1(prefix),
  prefixBytes: prefix.length,
});

const CODECS: readonly Codec[] = [
  fixed('Vorbis', '\x01vorbis', 3, '\x03vorbis'),
  fixed('Opus', 'OpusHead', 2, 'OpusTags'),
  fixed('Theora', '\x80theora', 3, '\x81theora'),
  {
    name: 'FLAC',
    start: '\x7fFLAC',
    headers: (first) => (first.length < 9 ? 1 : 1 + viewOf(first).getUint16(7)),
    prefix: (old, size) => uint32((old[0] ?? 0) * 2 ** 24 + size),
    prefixBytes: 4,
  },
];

/** A stream in which labels may stand. */
export interface Stream {
  readonly codec: Codec;
  readonly serial: number;
  /** The pages of its headers behind the first. */
  readonly pages: readonly Page[];
  /** The packets on those pages; the first holds the comments. */
  readonly packets: readonly Uint8Array[];
  readonly comments: Comments;
}

export interface Ogg {
  readonly streams: readonly Stream[];
  /** Whether a stream tells places of the others in bytes. */
  readonly hasPlaces: boolean;
}

interface Opened {
  readonly codec: Codec;
  readonly first: Page;
  readonly pages: Page[];
  missing: number;
}

/** The streams of the file, or of the first of several films or sounds one behind the other, up to the end of their headers. */
export async function openOgg(source: ByteSource): Promise<Ogg> {
  const opened = new Map<number, Opened>();
  let hasPlaces = false;
  let at = 0;
  for (let count = 0; count < PAGES_MAX; count += 1) {
    const page = await readPage(source, at);
    if (page === null) break;
    at = page.to;
    if ((page.flags & FIRST) !== 0) {
      const start = await source.read(page.data, Math.min(64, page.to - page.data));
      hasPlaces ||= hasLatin1At(start, 0, 'fishead\0') && (start[8] ?? 0) >= 4;
      const codec = CODECS.find((one) => hasLatin1At(start, 0, one.start));
      if (codec !== undefined && !opened.has(page.serial))
        opened.set(page.serial, { codec, first: page, pages: [], missing: codec.headers(start) - 1 });
      continue;
    }
    const stream = opened.get(page.serial);
    if (stream !== undefined && stream.missing > 0) {
      stream.pages.push(page);
      stream.missing -= endsOn(page);
    }
    if ([...opened.values()].every(({ missing }) => missing <= 0)) break;
  }
  const streams: Stream[] = [];
  for (const stream of opened.values()) streams.push(await openStream(source, stream));
  return { streams, hasPlaces };
}

async function openStream(source: ByteSource, { codec, first, pages, missing }: Opened): Promise<Stream> {
  if (missing > 0 || pages.length === 0) throw unreadable(`the headers of the ${codec.name} in the Ogg are cut off`);
  if (pages.reduce((sum, { from, to }) => sum + to - from, 0) > METADATA_BYTES_MAX)
    throw unreadable(`the headers of the ${codec.name} in the Ogg are larger than metadata may be`);
  const packets = await readPackets(source, pages);
  const [packet = new Uint8Array()] = packets;
  const prefix = codec.prefix(packet, packet.length - codec.prefixBytes);
  const hasPrefix =
    codec.name === 'FLAC' ? ((packet[0] ?? 0) & 0x7f) === 4 : prefix.every((byte, at) => packet[at] === byte);
  if (!hasPrefix) throw unreadable(`the second packet of the ${codec.name} in the Ogg is not that of comments`);
  const comments = parseComments(packet.subarray(codec.prefixBytes), `the ${codec.name}`);
  return { codec, serial: first.serial, pages, packets, comments };
}

/** The header packets of a stream with other comments. */
export function headersWith({ codec, pages, packets }: Stream, comments: Uint8Array): Uint8Array[] {
  const last = pages.at(-1);
  const [old = new Uint8Array(), ...others] = packets;
  if (last === undefined || !isClosed(last) || packets.length !== pages.reduce((sum, page) => sum + endsOn(page), 0))
    throw unsupported(`the headers of the ${codec.name} in the Ogg share a page with what follows`);
  return [concat(codec.prefix(old, comments.length), comments), ...others];
}
