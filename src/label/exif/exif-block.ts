import type { Carrier } from '../file/format.ts';
import { editsPatch, patchedBytes } from '../file/patch.ts';
import { bytesSource } from '../file/source.ts';
import { type ExifText, listExifTexts, listPages, type Page } from './exif-texts.ts';
import { readTiffLayout, type TiffLayout } from './ifd.ts';
import { removeTexts } from './remove-entries.ts';

/** A block of this length or less is a stub that says nothing. */
const STUB_BYTES = 8;

interface ExifBlock {
  readonly layout: TiffLayout;
  readonly pages: readonly Page[];
  readonly texts: readonly ExifText[];
}

/**
 * The labels in an Exif block, beginning with its byte order; `place` names the block, such as `JPEG APP1 Exif`.
 * None of its places is the main one of any format.
 *
 * @throws HeguiError E_FILE_UNREADABLE when the block is broken before they are found.
 */
export async function readExifLabels(block: Uint8Array, place: string): Promise<Carrier[]> {
  return (await openBlock(block, place)).texts.flatMap(({ name, form, texts }) =>
    texts.map((text) => ({ place: `${place} ${name}`, isMain: false, form, text })),
  );
}

/** An Exif block without labels. */
export interface CleanedExif {
  /** As long as before; the very same bytes when there was no label. */
  readonly bytes: Uint8Array;
  /** Whether nothing at all is left in it. */
  readonly isEmpty: boolean;
}

/** The block without its labels, everything else at its place. @throws as `readExifLabels`, and E_FILE_UNSUPPORTED */
export async function removeExifLabels(block: Uint8Array, place: string): Promise<CleanedExif> {
  const { layout, pages, texts } = await openBlock(block, place);
  if (texts.length === 0) return { bytes: block, isEmpty: false };
  const source = bytesSource(block);
  const edits = await removeTexts(source, layout, { pages, texts });
  const bytes = await patchedBytes(source, editsPatch(block.length, edits));
  const [page] = (await openBlock(bytes, place)).pages;
  return { bytes, isEmpty: page === undefined || (page.ifd.entries.length === 0 && page.ifd.next === 0) };
}

async function openBlock(block: Uint8Array, what: string): Promise<ExifBlock> {
  const source = bytesSource(block);
  if (block.length <= STUB_BYTES) {
    return { layout: { isLittle: true, isBig: false, pointerAt: 4, firstIfd: 0 }, pages: [], texts: [] };
  }
  const layout = await readTiffLayout(source, what);
  const pages = await listPages(source, layout, { what, isBlock: true });
  return { layout, pages, texts: await listExifTexts(source, layout, { pages, isBlock: true }) };
}
