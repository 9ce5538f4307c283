import { readExifLabels, removeExifLabels } from '../../exif/exif-block.ts';
import { metadataBudget } from '../../file/budget.ts';
import { concat, fromLatin1, fromUtf8, hasLatin1At, viewOf } from '../../file/bytes.ts';
import type { Carrier, FormatId, LabelFormat } from '../../file/format.ts';
import { inflate } from '../../file/inflate.ts';
import { composePatches, type Edit, editsPatch, type Patch, patchedSource } from '../../file/patch.ts';
import { type ByteSource, unreadable, unsupported } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { blankXmpLabels } from '../../xmp/packet.ts';
import { readXmpLabels } from '../../xmp/xmp.ts';
import { type HeifFile, itemData, itemEdits, openHeif } from './heif-file.ts';
import { type ItemInfo, isExifItem, isXmpItem } from './item-info.ts';
import { writeXmpItem } from './xmp-item.ts';

/**
 * HEIF and HEIC: the label is a property of the XMP packet in a `mime` item of type application/rdf+xml that describes
 * (`cdsc`) the primary item, as ISO/IEC 23008-12 keeps XMP (TC260-PG-20259A refers to it; its wording is UNVERIFIED).
 * The Exif item is read besides. Offsets of a film beside the items are moved, those of fragments are not: refused.
 */
export const heif: LabelFormat = {
  id: 'heif',
  name: 'HEIF',
  extensions: ['heic', 'heif', 'hif'],
  mediaTypes: ['image/heic', 'image/heif', 'image/heic-sequence', 'image/heif-sequence'],
  guide: 'TC260-PG-20259A',
  detect: (head) => kindOf(head) === 'heif',
  read: readHeif,
  write: writeHeif,
};

/** AVIF: as in HEIF, which it is a kind of. No guide names it; that the same place is meant is our reading (UNVERIFIED). */
export const avif: LabelFormat = {
  ...heif,
  id: 'avif',
  name: 'AVIF',
  extensions: ['avif'],
  mediaTypes: ['image/avif'],
  guide: null,
  detect: (head) => kindOf(head) === 'avif',
};

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs'];
const GENERIC_BRANDS = ['mif1', 'mif2', 'msf1', 'miaf'];

/** By the major brand; a generic one leaves it to the compatible ones. Films carry some of these as compatible, too. */
function kindOf(head: Uint8Array): FormatId | null {
  if (head.length < 16 || !hasLatin1At(head, 4, 'ftyp')) return null;
  const end = Math.min(viewOf(head).getUint32(0), head.length);
  const brandAt = (at: number): string => fromLatin1(head.subarray(at, at + 4));
  const major = brandAt(8);
  if (AVIF_BRANDS.includes(major)) return 'avif';
  if (HEIC_BRANDS.includes(major)) return 'heif';
  if (!GENERIC_BRANDS.includes(major)) return null;
  for (let at = 16; at + 4 <= end; at += 4) if (AVIF_BRANDS.includes(brandAt(at))) return 'avif';
  return 'heif';
}

const XMP_PLACE = 'HEIF item application/rdf+xml';
const EXIF_PLACE = 'HEIF item Exif';

async function readHeif(source: ByteSource): Promise<Carrier[]> {
  const file = await openHeif(source);
  const carriers: Carrier[][] = [];
  const spend = metadataBudget('the file');
  for (const info of file?.infos ?? []) {
    if (file === null || !(isXmpItem(info) || isExifItem(info))) continue;
    const data = await openItem(source, file, info);
    spend(data.length);
    if (isExifItem(info)) carriers.push(await readExifLabels(splitExif(data).block, EXIF_PLACE));
    else {
      const texts = readXmpLabels(fromUtf8(data));
      carriers.push(texts.map((text) => ({ place: XMP_PLACE, isMain: true, form: 'bare', text })));
    }
  }
  return carriers.flat();
}

/** The content of an item of metadata, unpacked. */
async function openItem(source: ByteSource, file: HeifFile, info: ItemInfo): Promise<Uint8Array> {
  const what = `the item ${info.id} (${info.contentType || info.type})`;
  if (info.isProtected) throw unreadable(`${what} is encrypted`);
  const data = await itemData(source, file, info.id);
  if (info.encoding === '') return data;
  if (info.encoding === 'deflate' || info.encoding === 'gzip') return await inflate(data, info.encoding, what);
  throw unreadable(`${what} is compressed by ${JSON.stringify(info.encoding)}, which is not read`);
}

/** The item begins with the way to the byte order, on which the header of JPEG may lie. */
function splitExif(data: Uint8Array): { readonly header: Uint8Array; readonly block: Uint8Array } {
  const bytes = data.length < 4 ? data.length : 4 + viewOf(data).getUint32(0);
  return { header: data.subarray(0, bytes), block: data.subarray(bytes) };
}

async function writeHeif(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const file = await openHeif(source);
  if (file === null) throw unsupported('the file is a sequence without items, so there is none that a label describes');
  const cleaned = editsPatch(source.size, await strayEdits(source, file));
  const clean = patchedSource(source, cleaned);
  const cleanFile = await openHeif(clean);
  if (cleanFile === null) throw unreadable('the items of the file lie across its boxes');
  const info = cleanFile.infos.find(isXmpItem);
  const old = info === undefined ? null : await openItem(clean, cleanFile, info);
  return composePatches(cleaned, await writeXmpItem(clean, cleanFile, { old, label }));
}

/** The edits that take labels out of Exif and out of every XMP item but the first. */
async function strayEdits(source: ByteSource, file: HeifFile): Promise<Edit[]> {
  const edits: Edit[][] = [];
  const main = file.infos.find(isXmpItem);
  for (const info of file.infos) {
    if (info === main || !(isXmpItem(info) || isExifItem(info))) continue;
    const data = await openItem(source, file, info);
    const bytes = isExifItem(info) ? await withoutExifLabels(data) : blankXmpLabels(data);
    if (bytes === null) continue;
    if (info.encoding !== '') throw unsupported('a second XMP item has a label and is compressed; remove it there');
    edits.push(itemEdits(source, file, { id: info.id, bytes }));
  }
  return edits.flat();
}

async function withoutExifLabels(data: Uint8Array): Promise<Uint8Array | null> {
  const { header, block } = splitExif(data);
  const { bytes } = await removeExifLabels(block, EXIF_PLACE);
  return bytes === block ? null : concat(header, bytes);
}
