import { metadataBudget } from '../file/budget.ts';
import { viewOf } from '../file/bytes.ts';
import { isFree, type Range } from '../file/range.ts';
import { type ByteSource, METADATA_BYTES_MAX, readExactly } from '../file/source.ts';
import type { Page } from './exif-texts.ts';
import { type IfdEntry, isApart, offsetBytes, readOffset, type TiffLayout } from './ifd.ts';

// Offsets and lengths of strips, of tiles and of a thumbnail.
const PAYLOAD_TAGS: readonly (readonly [offsets: number, lengths: number])[] = [
  [273, 279],
  [324, 325],
  [513, 514],
];

/**
 * Those of the entries whose values nothing else uses, so that they may be wiped: neither the header, nor a directory, nor
 * another value, nor a picture.
 */
export async function freeEntries(
  source: ByteSource,
  layout: TiffLayout,
  options: { readonly pages: readonly Page[]; readonly entries: ReadonlySet<IfdEntry> },
): Promise<IfdEntry[]> {
  let free = [...options.entries].filter(isApart);
  const use = (range: Range): void => {
    free = free.filter(({ valueAt, valueBytes }) => isFree({ from: valueAt, to: valueAt + valueBytes }, [range]));
  };
  const spend = metadataBudget('the list of strips or tiles');
  use({ from: 0, to: layout.pointerAt + offsetBytes(layout) });
  for (const ifd of options.pages.flatMap(({ ifd, exif }) => (exif === null ? [ifd] : [ifd, exif.ifd]))) {
    if (free.length === 0) return [];
    use({ from: ifd.at, to: ifd.entriesEnd + offsetBytes(layout) });
    for (const entry of ifd.entries) {
      if (!options.entries.has(entry) && isApart(entry))
        use({ from: entry.valueAt, to: entry.valueAt + entry.valueBytes });
    }
    for (const [offsetsTag, lengthsTag] of PAYLOAD_TAGS) {
      const offsets = ifd.entries.find(({ tag }) => tag === offsetsTag);
      const lengths = ifd.entries.find(({ tag }) => tag === lengthsTag);
      if (offsets === undefined || lengths === undefined) continue;
      spend(offsets.valueBytes + lengths.valueBytes);
      const lengthAt = await numbersOf(source, layout, lengths);
      const offsetAt = await numbersOf(source, layout, offsets);
      for (let index = 0; index < Math.min(offsetAt.count, lengthAt.count); index += 1) {
        const from = offsetAt.read(index);
        use({ from, to: from + lengthAt.read(index) });
      }
    }
  }
  return free;
}

interface Numbers {
  readonly count: number;
  read(index: number): number;
}

/** The numbers of an entry, read one by one: there may be millions. None for a type that no offset has. */
async function numbersOf(source: ByteSource, layout: TiffLayout, entry: IfdEntry): Promise<Numbers> {
  const count = readOffset(entry.raw, 4, layout);
  const size = count === 0 ? 0 : entry.valueBytes / count;
  const isReadable = entry.valueBytes <= METADATA_BYTES_MAX && entry.valueAt + entry.valueBytes <= source.size;
  if (!isReadable || ![2, 4, 8].includes(size)) return { count: 0, read: () => 0 };
  const bytes = (await readExactly(source, entry.valueAt, entry.valueBytes, 'offsets of a TIFF')).slice();
  const view = viewOf(bytes);
  const { isLittle } = layout;
  if (size === 2) return { count, read: (index) => view.getUint16(index * 2, isLittle) };
  if (size === 4) return { count, read: (index) => view.getUint32(index * 4, isLittle) };
  return { count, read: (index) => Number(view.getBigUint64(index * 8, isLittle)) };
}
