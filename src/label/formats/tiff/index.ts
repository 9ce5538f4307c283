import { type ExifText, listExifTexts, listPages, type Page, XMP_TAG } from '../../exif/exif-texts.ts';
import { readTiffLayout, type TiffLayout, tiffLayout } from '../../exif/ifd.ts';
import { removeTexts } from '../../exif/remove-entries.ts';
import type { Carrier, LabelFormat } from '../../file/format.ts';
import { composePatches, editsPatch, type Patch, patchedSource } from '../../file/patch.ts';
import type { ByteSource } from '../../file/source.ts';
import type { ImplicitLabel } from '../../implicit-label.ts';
import { writeXmpTag } from './xmp-tag.ts';

/**
 * TIFF of either byte order, and BigTIFF: the label is a property of the XMP packet in tag 700 of the first directory, with
 * field type 7 (TC260-PG-20259A); type 1, which the XMP specification names as well, is read. Read besides are tag 700 of
 * further pages, the UserComment of Exif, ImageDescription and XPComment.
 */
export const tiff: LabelFormat = {
  id: 'tiff',
  name: 'TIFF',
  extensions: ['tif', 'tiff'],
  mediaTypes: ['image/tiff'],
  guide: 'TC260-PG-20259A',
  detect: (head) => tiffLayout(head) !== null,
  read: async (source) => (await openTiff(source)).texts.flatMap(carriersOf),
  write: writeTiff,
};

interface Tiff {
  readonly layout: TiffLayout;
  readonly pages: readonly Page[];
  readonly texts: readonly ExifText[];
}

async function openTiff(source: ByteSource): Promise<Tiff> {
  const layout = await readTiffLayout(source, 'the TIFF');
  const pages = await listPages(source, layout, { what: 'the TIFF', isBlock: false });
  return { layout, pages, texts: await listExifTexts(source, layout, { pages, isBlock: false }) };
}

const isMain = ({ entry, page, isExif }: ExifText): boolean => entry.tag === XMP_TAG && page === 0 && !isExif;

function carriersOf(found: ExifText): Carrier[] {
  const page = found.page === 0 ? '' : ` of page ${found.page + 1}`;
  const place = `TIFF ${found.name}${page}`;
  return found.texts.map((text) => ({ place, isMain: isMain(found), form: found.form, text }));
}

async function writeTiff(source: ByteSource, label: ImplicitLabel): Promise<Patch> {
  const { layout, pages, texts } = await openTiff(source);
  const main = pages[0]?.ifd.entries.find(({ tag }) => tag === XMP_TAG);
  const stray = texts.filter(({ entry }) => entry !== main);
  const edits = await removeTexts(source, layout, { pages, texts: stray });
  const cleaned = editsPatch(source.size, edits);
  return composePatches(cleaned, await writeXmpTag(patchedSource(source, cleaned), label));
}
