import { metadataBudget } from '../file/budget.ts';
import { fromUtf8 } from '../file/bytes.ts';
import type { Carrier } from '../file/format.ts';
import { isLabelLike } from '../file/label-like.ts';
import { BLOCKS_MAX, type ByteSource, readExactly, unreadable } from '../file/source.ts';
import { readXmpLabels } from '../xmp/xmp.ts';
import { type Ifd, type IfdEntry, offsetBytes, pointerOf, readIfd, type TiffLayout } from './ifd.ts';
import { decodeUserComment, decodeUtf16 } from './user-comment.ts';

export const XMP_TAG = 700;
const EXIF_IFD_TAG = 0x8769;
const DESCRIPTION_TAG = 0x010e;
const USER_COMMENT_TAG = 0x9286;
const XP_COMMENT_TAG = 0x9c9c;
// A file can point to the same bytes again and again; together it may not ask for more than this.
const ENTRIES_MAX = 2 * BLOCKS_MAX;

/** The directories of a TIFF or an Exif block that can hold labels, each with the one of Exif that hangs on it. */
export interface Page {
  readonly ifd: Ifd;
  readonly exif: { readonly ifd: Ifd; readonly pointer: IfdEntry } | null;
}

/** A label, or what looks like one, in a directory. */
export interface ExifText {
  readonly ifd: Ifd;
  readonly entry: IfdEntry;
  /** Number of the page, from 0. */
  readonly page: number;
  /** Whether it stands in the directory of Exif, not in the page's own. */
  readonly isExif: boolean;
  readonly name: string;
  readonly form: Carrier['form'];
  /** All labels of an XMP packet, else the one text. */
  readonly texts: readonly string[];
}

/**
 * The pages of a TIFF; of an Exif block only the first, since the second is its thumbnail, and often broken.
 *
 * @throws HeguiError E_FILE_UNREADABLE when a directory reaches beyond the end or they run in a circle.
 */
export async function listPages(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly what: string; readonly isBlock: boolean },
): Promise<Page[]> {
  const { what, isBlock } = options;
  const pages: Page[] = [];
  const seen = new Set<number>();
  let entries = 0;
  for (let at = layout.firstIfd; at !== 0; ) {
    if (seen.has(at)) throw unreadable(`the directories of ${what} run in a circle at byte ${at}`);
    if (seen.size >= BLOCKS_MAX) throw unreadable(`${what} has more than ${BLOCKS_MAX} directories`);
    seen.add(at);
    const ifd = await readIfd(source, layout, at, `a directory of ${what}`);
    if (!isBlock && ifd.entriesEnd + offsetBytes(layout) > source.size)
      throw unreadable(`a directory of ${what} reaches beyond its end`);
    const pointer = ifd.entries.find(({ tag }) => tag === EXIF_IFD_TAG);
    const exifAt = pointer === undefined ? 0 : pointerOf(pointer, layout);
    pages.push({
      ifd,
      exif:
        pointer === undefined || exifAt === 0
          ? null
          : { pointer, ifd: await readIfd(source, layout, exifAt, `the Exif directory of ${what}`) },
    });
    entries += ifd.entries.length + (pages.at(-1)?.exif?.ifd.entries.length ?? 0);
    if (entries > ENTRIES_MAX) throw unreadable(`the directories of ${what} have more than ${ENTRIES_MAX} entries`);
    at = isBlock ? 0 : ifd.next;
  }
  return pages;
}

/** Everything in these pages that is there for a label, in their order. */
export async function listExifTexts(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly pages: readonly Page[]; readonly isBlock: boolean },
): Promise<ExifText[]> {
  const found: ExifText[] = [];
  const spend = metadataBudget('Exif');
  for (const [page, { ifd, exif }] of options.pages.entries()) {
    for (const directory of exif === null ? [ifd] : [ifd, exif.ifd]) {
      for (const entry of directory.entries) {
        // What lies beyond the end of a block is read by nobody; of a file that will grow it may be.
        if (options.isBlock && entry.valueAt + entry.valueBytes > source.size) continue;
        if (DECODERS[entry.tag] !== undefined) spend(entry.valueBytes);
        const text = await readText(source, layout, entry);
        if (text !== null) found.push({ ifd: directory, entry, page, isExif: directory !== ifd, ...text });
      }
    }
  }
  return found;
}

async function readText(
  source: ByteSource,
  layout: TiffLayout,
  entry: IfdEntry,
): Promise<Pick<ExifText, 'name' | 'form' | 'texts'> | null> {
  const decode = DECODERS[entry.tag];
  if (decode === undefined) return null;
  const value = await readExactly(source, entry.valueAt, entry.valueBytes, 'a text in Exif');
  if (entry.tag === XMP_TAG) {
    const texts = readXmpLabels(fromUtf8(value));
    return texts.length === 0 ? null : { name: 'tag 700 XMP', form: 'bare', texts };
  }
  const text = decode.read(value, layout.isLittle);
  return isLabelLike(text) ? { name: decode.name, form: 'wrapped', texts: [text] } : null;
}

const DECODERS: Readonly<
  Record<number, { readonly name: string; readonly read: (value: Uint8Array, isLittle: boolean) => string }>
> = {
  [DESCRIPTION_TAG]: { name: 'ImageDescription', read: (value) => fromUtf8(value).replace(/\0+$/, '') },
  [USER_COMMENT_TAG]: { name: 'UserComment', read: decodeUserComment },
  [XP_COMMENT_TAG]: { name: 'XPComment', read: (value) => decodeUtf16(value, true) },
  [XMP_TAG]: { name: 'XMP', read: fromUtf8 },
};
