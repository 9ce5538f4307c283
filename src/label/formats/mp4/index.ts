import { readMovieLabels, writeMovieLabel } from '../../bmff/movie-labels.ts';
import { fromLatin1, viewOf } from '../../file/bytes.ts';
import type { LabelFormat } from '../../file/format.ts';

const SOUND_BRANDS = new Set(['M4A ', 'M4B ', 'M4P ']);
const QUICKTIME = 'qt  ';
/** Brands of pictures and of what is no film, though it is built of the same boxes. */
const OTHER_BRANDS =
  /^(?:mif\d|msf\d|miaf|heic|heix|heim|heis|hevc|hevx|hevm|hevs|avif|avis|avci|avcs|jpeg|jpgs|crx |jp2 |jpx |jpm |mjp2|jxl |jxs )$/;
/** What old QuickTime files, which name no brand, begin with. */
const OLD_BEGINNINGS = new Set(['moov', 'mdat', 'wide', 'free', 'skip', 'pnot']);

/** The main brand of a file in boxes; null when it does not name one. */
function brandOf(head: Uint8Array): string | null {
  if (head.length < 16 || fromLatin1(head.subarray(4, 8)) !== 'ftyp') return null;
  return viewOf(head).getUint32(0) < 16 ? null : fromLatin1(head.subarray(8, 12));
}

const startsLikeOldQuickTime = (head: Uint8Array): boolean =>
  head.length >= 16 &&
  OLD_BEGINNINGS.has(fromLatin1(head.subarray(4, 8))) &&
  (viewOf(head).getUint32(0) >= 8 || viewOf(head).getUint32(0) === 1);

function movieFormat(
  format: Pick<LabelFormat, 'id' | 'name' | 'extensions' | 'mediaTypes' | 'guide' | 'detect'>,
): LabelFormat {
  return {
    ...format,
    read: async (source) => await readMovieLabels(source, format.name),
    write: async (source, label) => await writeMovieLabel(source, label),
  };
}

/**
 * MP4: the label is an entry of `ilst` under the key `AIGC` (namespace `mdta`) in `moov.udta.meta` (TC260-PG-20257A). A list of
 * another kind that stands there for players stays, and the label gets one of its own behind it; whether the guide wants one
 * list only is UNVERIFIED.
 */
export const mp4: LabelFormat = movieFormat({
  id: 'mp4',
  name: 'MP4',
  extensions: ['mp4', 'm4v', '3gp', 'f4v'],
  mediaTypes: ['video/mp4', 'audio/mp4', 'video/3gpp'],
  guide: 'TC260-PG-20257A',
  detect: (head) => {
    const brand = brandOf(head);
    return brand !== null && brand !== QUICKTIME && !SOUND_BRANDS.has(brand) && !OTHER_BRANDS.test(brand);
  },
});

/** MOV: as MP4 (TC260-PG-20257A); a list without version and flags, as QuickTime writes it, gets them. */
export const mov: LabelFormat = movieFormat({
  id: 'mov',
  name: 'MOV',
  extensions: ['mov', 'qt'],
  mediaTypes: ['video/quicktime'],
  guide: 'TC260-PG-20257A',
  detect: (head) => brandOf(head) === QUICKTIME || startsLikeOldQuickTime(head),
});

/** M4A: as MP4 (TC260-PG-202510A). */
export const m4a: LabelFormat = movieFormat({
  id: 'm4a',
  name: 'M4A',
  extensions: ['m4a', 'm4b'],
  mediaTypes: ['audio/mp4', 'audio/x-m4a'],
  guide: 'TC260-PG-202510A',
  detect: (head) => SOUND_BRANDS.has(brandOf(head) ?? ''),
});
