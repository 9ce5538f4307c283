import { metadataBudget } from '../../file/budget.ts';
import { concat, concatAll, hasLatin1At, latin1, uint16, viewOf } from '../../file/bytes.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../../file/source.ts';

/** A marker segment of a JPEG before its first scan: marker, length and data. */
export interface Segment {
  /** Second byte of the marker, such as 0xE1 for APP1. */
  readonly marker: number;
  readonly from: number;
  readonly to: number;
  /** Data where a label can stand; empty for all others. */
  readonly data: Uint8Array;
}

export const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const COMMENT = 0xfe;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = 0xd9;
/** Bytes that the data of one segment can have. */
export const SEGMENT_DATA_MAX = 65_533;
/**
 * The segments from the start of the picture to its first scan, where all metadata stands.
 *
 * @throws HeguiError E_FILE_UNREADABLE when a segment reaches beyond the end or no scan follows.
 */
export async function listSegments(source: ByteSource): Promise<Segment[]> {
  const segments: Segment[] = [];
  let at = 2;
  const spend = metadataBudget('the JPEG');
  for (let count = 0; count < BLOCKS_MAX; count += 1) {
    const head = await readExactly(source, at, 2, 'a JPEG marker');
    const marker = head[1] ?? 0;
    if (head[0] !== 0xff) throw unreadable(`no JPEG marker stands at byte ${at}, where one has to`);
    if (marker === START_OF_SCAN) return segments;
    if (marker === END_OF_IMAGE) throw unreadable(`the JPEG ends at byte ${at} before its picture begins`);
    // Before a marker any number of 0xFF may stand.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (isAlone(marker)) {
      at += 2;
      continue;
    }
    const segment = await readSegment(source, at, marker);
    segments.push(segment);
    spend(segment.data.length);
    at = segment.to;
  }
  throw unreadable(`the JPEG has more than ${BLOCKS_MAX} segments`);
}

const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8);

function isKept(marker: number, data: Uint8Array): boolean {
  if (marker === APP1 || marker === COMMENT) return true;
  return marker >= APP0 && marker <= 0xef && (hasLatin1At(data, 0, 'AIGC') || hasLatin1At(data, 0, 'MPF\0'));
}

async function readSegment(source: ByteSource, from: number, marker: number): Promise<Segment> {
  const what = `the JPEG segment 0x${marker.toString(16).toUpperCase()} at byte ${from}`;
  const length = viewOf(await readExactly(source, from + 2, 2, what)).getUint16(0);
  if (length < 2) throw unreadable(`${what} says it has ${length} bytes, which not even its length fits into`);
  const data = await readExactly(source, from + 4, length - 2, what);
  return { marker, from, to: from + 2 + length, data: isKept(marker, data) ? data.slice() : new Uint8Array() };
}

export const makeSegment = (marker: number, data: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(0xff, marker), uint16(data.length + 2), data);

export const XMP_HEADER: Uint8Array = latin1('http://ns.adobe.com/xap/1.0/\0');
const EXTENDED_HEADER = 'http://ns.adobe.com/xmp/extension/\0';
export const EXIF_HEADER_BYTES = 6;

export const isXmp = ({ marker, data }: Segment): boolean =>
  marker === APP1 && hasLatin1At(data, 0, 'http://ns.adobe.com/xap/1.0/\0');

export const isExtendedXmp = ({ marker, data }: Segment): boolean =>
  marker === APP1 && hasLatin1At(data, 0, EXTENDED_HEADER);

/** The byte after the name is a pad, which some writers leave as something else than zero. */
export const isExif = ({ marker, data }: Segment): boolean =>
  marker === APP1 && data.length >= EXIF_HEADER_BYTES && hasLatin1At(data, 0, 'Exif\0');

/** Between the header and the piece of the packet: an id of 32 characters, the length in all and the place of the piece. */
const EXTENDED_HEAD_BYTES = EXTENDED_HEADER.length + 40;

/** The packets that were too long for one segment, put together by their ids. */
export function extendedPackets(segments: readonly Segment[]): Uint8Array[] {
  const pieces = Map.groupBy(
    segments.filter((segment) => isExtendedXmp(segment) && segment.data.length >= EXTENDED_HEAD_BYTES),
    ({ data }) => data.subarray(EXTENDED_HEADER.length, EXTENDED_HEADER.length + 32).join(),
  );
  const placeOf = ({ data }: Segment): number => viewOf(data).getUint32(EXTENDED_HEADER.length + 36);
  return [...pieces.values()].map((all) =>
    concatAll(
      all.toSorted((one, other) => placeOf(one) - placeOf(other)).map(({ data }) => data.subarray(EXTENDED_HEAD_BYTES)),
    ),
  );
}
