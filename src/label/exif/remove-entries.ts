import { concatAll } from '../file/bytes.ts';
import type { Edit } from '../file/patch.ts';
import { type ByteSource, readExactly, unsupported } from '../file/source.ts';
import { blankXmpLabels } from '../xmp/packet.ts';
import { type ExifText, type Page, XMP_TAG } from './exif-texts.ts';
import { freeEntries } from './free-ranges.ts';
import { countBytes, type Ifd, type IfdEntry, offsetBytes, type TiffLayout, writeCount } from './ifd.ts';

/** Each is compared with everything else in the file; nobody writes more than one. */
const LABELS_MAX = 100;

/**
 * The edits after which these texts are no longer there. Entries are taken out of their directory and what they led to is
 * wiped, all of it in place: no offset of anything else changes, not even one that only a camera's maker understands.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when an XMP packet among them cannot be rewritten.
 */
export async function removeTexts(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly pages: readonly Page[]; readonly texts: readonly ExifText[] },
): Promise<Edit[]> {
  const { pages, texts } = options;
  if (texts.length > LABELS_MAX) throw unsupported(`more than ${LABELS_MAX} labels stand in Exif; remove them there`);
  const edits: Edit[] = [];
  for (const { entry } of texts.filter(isXmp)) {
    const value = await readExactly(source, entry.valueAt, entry.valueBytes, 'an XMP packet in Exif');
    const blanked = blankXmpLabels(value);
    if (blanked !== null) edits.push({ at: entry.valueAt, bytes: blanked });
  }
  const removed = new Set(texts.filter((text) => !isXmp(text)).map(({ entry }) => entry));
  for (const { ifd, exif } of pages) {
    const gone = new Set(ifd.entries.filter((entry) => removed.has(entry)));
    if (exif?.ifd.entries.some((entry) => removed.has(entry))) {
      edits.push(await withoutEntries(source, layout, { ifd: exif.ifd, gone: removed }));
      if (exif.ifd.entries.every((entry) => removed.has(entry))) gone.add(exif.pointer);
    }
    if (gone.size > 0) edits.push(await withoutEntries(source, layout, { ifd, gone }));
  }
  for (const { valueAt, valueBytes } of await freeEntries(source, layout, { pages, entries: removed }))
    edits.push({ at: valueAt, bytes: new Uint8Array(valueBytes) });
  return edits;
}

const isXmp = ({ entry }: ExifText): boolean => entry.tag === XMP_TAG;

/** The directory at its place with fewer entries; what it no longer needs is filled with zeros. */
async function withoutEntries(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly ifd: Ifd; readonly gone: ReadonlySet<IfdEntry> },
): Promise<Edit> {
  const { ifd, gone } = options;
  const kept = ifd.entries.filter((entry) => !gone.has(entry));
  const end = Math.min(ifd.entriesEnd + offsetBytes(layout), source.size);
  const next = await source.read(ifd.entriesEnd, end - ifd.entriesEnd);
  const count = new Uint8Array(countBytes(layout));
  writeCount(count, kept.length, layout);
  const bytes = new Uint8Array(end - ifd.at);
  bytes.set(concatAll([count, ...kept.map(({ raw }) => raw), next]));
  return { at: ifd.at, bytes };
}
