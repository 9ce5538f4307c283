import { viewOf } from '../file/bytes.ts';
import type { Range } from '../file/range.ts';
import { type ByteSource, METADATA_BYTES_MAX, readExactly } from '../file/source.ts';
import type { Page } from './exif-texts.ts';
import { type Ifd, type IfdEntry, isApart, offsetBytes, readOffset, type TiffLayout } from './ifd.ts';

// Offsets and lengths of strips, of tiles and of a thumbnail.
const PAYLOAD_TAGS: readonly (readonly [offsets: number, lengths: number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
];

/** Everything that the header and these pages use, but for the values of the entries that are gone. */
export async function usedRanges(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly pages: readonly Page[]; readonly gone: ReadonlySet<IfdEntry> },
): Promise<Range[]> {
  const used: Range[] = [{ from: 0, to: layout.pointerAt + offsetBytes(layout) }];
  const ifds = options.pages.flatMap(({ ifd, exif }) => (exif === null ? [ifd] : [ifd, exif.ifd]));
  for (const ifd of ifds) {
    used.push({ from: ifd.at, to: ifd.entriesEnd + offsetBytes(layout) });
    for (const entry of ifd.entries) {
      if (options.gone.has(entry) || !isApart(entry)) continue;
      used.push({ from: entry.valueAt, to: entry.valueAt + entry.valueBytes });
    }
    for (const tags of PAYLOAD_TAGS) used.push(...(await payloadRanges(source, layout, { ifd, tags })));
  }
  return used;
}

async function payloadRanges(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly ifd: Ifd; readonly tags: readonly [number, number] },
): Promise<Range[]> {
  const [offsets, lengths] = await Promise.all(
    options.tags.map((tag) =>
      numbersOf(
        source,
        layout,
        options.ifd.entries.find((entry) => entry.tag === tag),
      ),
    ),
  );
  return (offsets ?? []).map((from, index) => ({ from, to: from + (lengths?.[index] ?? 0) }));
}

async function numbersOf(source: ByteSource, layout: TiffLayout, entry: IfdEntry | undefined): Promise<number[]> {
  if (entry === undefined || entry.valueBytes > METADATA_BYTES_MAX) return [];
  const count = readOffset(entry.raw, 4, layout);
  if (count === 0 || entry.valueAt + entry.valueBytes > source.size) return [];
  const size = entry.valueBytes / count;
  const view = viewOf(await readExactly(source, entry.valueAt, entry.valueBytes, 'offsets of a TIFF'));
  return Array.from({ length: size === 2 || size === 4 || size === 8 ? count : 0 }, (_, index) =>
    size === 2
      ? view.getUint16(index * 2, layout.isLittle)
      : size === 4
        ? view.getUint32(index * 4, layout.isLittle)
        : Number(view.getBigUint64(index * 8, layout.isLittle)),
  );
}
