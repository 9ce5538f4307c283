import { listPages, type Page, XMP_TAG } from '../../exif/exif-texts.ts';
import { freeEntries } from '../../exif/free-ranges.ts';
import {
  countBytes,
  entryBytes,
  type Ifd,
  type IfdEntry,
  offsetBytes,
  readTiffLayout,
  type TiffLayout,
  writeCount,
  writeOffset,
} from '../../exif/ifd.ts';
import { concatAll, viewOf } from '../../file/bytes.ts';
import { composePatches, copy, type Edit, editsPatch, insert, type Patch } from '../../file/patch.ts';
import { type ByteSource, readExactly, unreadable, unsupported } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { writeXmpPacket } from '../../xmp/packet.ts';

const UNDEFINED_TYPE = 7;

/**
 * The TIFF with this label in tag 700 of its first directory. The packet is put at the end of the file, and with it, when
 * the tag is new, a new first directory, since the old one has no room. Nothing that another offset leads to moves.
 *
 * @throws HeguiError E_FILE_UNREADABLE for a broken file, E_FILE_UNSUPPORTED when it would be too long for its offsets.
 */
export async function writeXmpTag(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const layout = await readTiffLayout(source, 'the TIFF');
  const pages = await listPages(source, layout, { what: 'the TIFF', isBlock: false });
  const [page] = pages;
  if (page === undefined) throw unreadable('the TIFF has no directory, and so no picture');
  const entry = page.ifd.entries.find(({ tag }) => tag === XMP_TAG) ?? null;
  const old = entry === null ? null : await readExactly(source, entry.valueAt, entry.valueBytes, 'the XMP of the TIFF');
  const packet = writeXmpPacket(old, label);
  if (packet === old) return [copy(0, source.size)];
  if (entry !== null) return await replacePacket(source, layout, { pages, entry, packet });
  return addDirectory(source, layout, { ifd: page.ifd, packet });
}

async function replacePacket(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly pages: readonly Page[]; readonly entry: IfdEntry; readonly packet: Uint8Array },
): Promise<Patch> {
  const { pages, entry, packet } = options;
  const range = { from: entry.valueAt, to: entry.valueAt + entry.valueBytes };
  const isWipeable = (await freeEntries(source, layout, { pages, entries: new Set([entry]) })).length === 1;
  // A packet that this very function once put at the end makes room for the new one.
  const isLast = isWipeable && range.to === source.size;
  const end = isLast ? range.from : evenEnd(source.size);
  const edits: Edit[] = [{ at: entry.at, bytes: xmpEntry(layout, packet.length, end) }];
  if (isWipeable && !isLast) edits.push({ at: range.from, bytes: new Uint8Array(entry.valueBytes) });
  const kept = isLast ? [copy(0, end)] : [copy(0, source.size), insert(new Uint8Array(end - source.size))];
  requireReach(layout, end + packet.length);
  return composePatches(editsPatch(source.size, edits), [...kept, insert(packet)]);
}

function addDirectory(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly ifd: Ifd; readonly packet: Uint8Array },
): Patch {
  const { ifd, packet } = options;
  const at = evenEnd(source.size);
  const count = ifd.entries.length + 1;
  if (count > 0xffff) throw unsupported('the first directory of the TIFF is full');
  const packetAt = at + countBytes(layout) + count * entryBytes(layout) + offsetBytes(layout);
  requireReach(layout, packetAt + packet.length);
  const head = new Uint8Array(countBytes(layout));
  writeCount(head, count, layout);
  const own = xmpEntry(layout, packet.length, packetAt);
  // Readers look tags up in rising order; a directory that is out of order stays so, but for the new one.
  const place = ifd.entries.filter(({ tag }) => tag < XMP_TAG).length;
  const entries = ifd.entries.map(({ raw }) => raw).toSpliced(place, 0, own);
  const pointer = offsetOf(layout, at);
  const directory = concatAll([head, ...entries, offsetOf(layout, ifd.next), packet]);
  const moved = editsPatch(source.size, [{ at: layout.pointerAt, bytes: pointer }]);
  return [...moved, insert(new Uint8Array(at - source.size)), insert(directory)];
}

function xmpEntry(layout: TiffLayout, bytes: number, at: number): Uint8Array {
  const raw = new Uint8Array(entryBytes(layout));
  viewOf(raw).setUint16(0, XMP_TAG, layout.isLittle);
  viewOf(raw).setUint16(2, UNDEFINED_TYPE, layout.isLittle);
  writeOffset(raw, 4, bytes, layout);
  writeOffset(raw, 4 + offsetBytes(layout), at, layout);
  return raw;
}

function offsetOf(layout: TiffLayout, value: number): Uint8Array {
  const bytes = new Uint8Array(offsetBytes(layout));
  writeOffset(bytes, 0, value, layout);
  return bytes;
}

// Directories begin on an even byte.
const evenEnd = (size: number): number => size + (size % 2);

function requireReach({ isBig }: TiffLayout, end: number): void {
  if (isBig || end < 2 ** 32) return;
  throw unsupported('the TIFF would be longer than its offsets of four bytes reach; make it a BigTIFF');
}
