import { readExifLabels, removeExifLabels } from '../../exif/exif-block.ts';
import { concat, fromUtf8 } from '../../file/bytes.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { afterLabelName, isLabelLike } from '../../file/label-like.ts';
import { copy, insert, type Patch, patchSize } from '../../file/patch.ts';
import { type ByteSource, unsupported } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { blankXmpLabels, writeXmpPacket } from '../../xmp/packet.ts';
import { readXmpLabels } from '../../xmp/xmp.ts';
import { isMultiPicture, moveMultiPicture } from './multi-picture.ts';
import {
  APP0,
  APP1,
  COMMENT,
  EXIF_HEADER_BYTES,
  extendedPackets,
  isExif,
  isXmp,
  listSegments,
  makeSegment,
  SEGMENT_DATA_MAX,
  type Segment,
  XMP_HEADER,
} from './segments.ts';

const EXIF_PLACE = 'JPEG APP1 Exif';

/**
 * JPEG: the label is a property of the XMP packet in an APP1 segment behind APP0 and Exif (TC260-PG-20259A). Read besides,
 * because providers write there: Exif (its UserComment is named in annex B of the guide; whether as more than an example is
 * UNVERIFIED), `AIGC{…}` in any APPn, the comment, and extended XMP. Metadata between or behind scans is not looked at.
 */
export const jpeg: LabelFormat = {
  id: 'jpeg',
  name: 'JPEG',
  extensions: ['jpg', 'jpeg', 'jpe', 'jfif'],
  mediaTypes: ['image/jpeg'],
  guide: 'TC260-PG-20259A',
  detect: (head) => head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff,
  read: readJpeg,
  write: writeJpeg,
};

async function readJpeg(source: ByteSource): Promise<Carrier[]> {
  const segments = await listSegments(source);
  const found = await Promise.all(segments.map(carriersOf));
  return [...found.flat(), ...extendedCarriers(segments)];
}

async function carriersOf(segment: Segment): Promise<Carrier[]> {
  if (isXmp(segment)) {
    return readXmpLabels(fromUtf8(packetOf(segment))).map((text) => ({
      place: 'JPEG APP1 XMP',
      isMain: true,
      form: 'bare',
      text,
    }));
  }
  if (isExif(segment)) return await readExifLabels(segment.data.subarray(EXIF_HEADER_BYTES), EXIF_PLACE);
  const text = strayText(segment);
  if (text === null) return [];
  if (segment.marker === COMMENT) return [{ place: 'JPEG comment', isMain: false, form: 'wrapped', text }];
  return [{ place: `JPEG APP${segment.marker - APP0} AIGC`, isMain: false, form: 'bare', text }];
}

const packetOf = ({ data }: Segment): Uint8Array => data.subarray(XMP_HEADER.length);

const extendedCarriers = (segments: readonly Segment[]): Carrier[] =>
  extendedPackets(segments)
    .flatMap((packet) => readXmpLabels(fromUtf8(packet)))
    .map((text) => ({ place: 'JPEG APP1 extended XMP', isMain: false, form: 'bare', text }));

/** A label outside XMP and Exif: in the comment, or behind its own name in a segment of an application. */
function strayText({ marker, data }: Segment): string | null {
  if (marker !== COMMENT) return afterLabelName(fromUtf8(data));
  const text = fromUtf8(data);
  return isLabelLike(text) ? (afterLabelName(text) ?? text) : null;
}

async function writeJpeg(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const segments = await listSegments(source);
  if (extendedCarriers(segments).length > 0) {
    throw unsupported('a label stands in the extended XMP of the JPEG, which is sealed by a checksum; remove it there');
  }
  const xmp = segments.find(isXmp) ?? null;
  const added = insert(labelSegment(xmp, label));
  const place = xmp === null ? placeOfXmp(segments) : null;
  const patch = [copy(0, 2)];
  if (place === 2) patch.push(added);
  let done = 2;
  for (const segment of segments) {
    if (segment.from > done) patch.push(copy(done, segment.from));
    if (segment === xmp) patch.push(added);
    else patch.push(...(await withoutLabel(segment)));
    if (segment.to === place) patch.push(added);
    done = segment.to;
  }
  patch.push(copy(done, source.size));
  return await withIndexMoved(patch, segments, source.size);
}

function labelSegment(xmp: Segment | null, label: ImplicitLabel): Uint8Array {
  const packet = writeXmpPacket(xmp === null ? null : packetOf(xmp), label);
  const data = concat(XMP_HEADER, packet);
  if (data.length <= SEGMENT_DATA_MAX) return makeSegment(APP1, data);
  throw unsupported(
    `the XMP packet would have ${packet.length} bytes with the label; a JPEG segment has no room for it`,
  );
}

/** Behind the last of JFIF and Exif, which want to be first. */
function placeOfXmp(segments: readonly Segment[]): number {
  return segments.findLast((segment) => segment.marker === APP0 || isExif(segment))?.to ?? 2;
}

async function withoutLabel(segment: Segment): Promise<Patch> {
  const { marker, from, to, data } = segment;
  const whole = copy(from, to);
  if (isXmp(segment)) {
    const blanked = blankXmpLabels(packetOf(segment));
    return [blanked === null ? whole : insert(makeSegment(marker, concat(XMP_HEADER, blanked)))];
  }
  if (isExif(segment)) {
    const block = data.subarray(EXIF_HEADER_BYTES);
    const { bytes, isEmpty } = await removeExifLabels(block, EXIF_PLACE);
    if (bytes === block) return [whole];
    return isEmpty ? [] : [insert(makeSegment(marker, concat(data.subarray(0, EXIF_HEADER_BYTES), bytes)))];
  }
  return strayText(segment) === null ? [whole] : [];
}

/** The patch with the index of further pictures set to where they lie now. */
async function withIndexMoved(patch: Patch, segments: readonly Segment[], size: number): Promise<Patch> {
  const index = segments.find(isMultiPicture);
  const at = patch.findIndex(({ kind, ...range }) => kind === 'copy' && 'from' in range && range.from === index?.from);
  const inAll = patchSize(patch) - size;
  if (index === undefined || at < 0 || inAll === 0) return patch;
  const before = patchSize(patch.slice(0, at)) - index.from;
  const moved = insert(makeSegment(index.marker, await moveMultiPicture(index.data, { inAll, before })));
  return patch.with(at, moved);
}
