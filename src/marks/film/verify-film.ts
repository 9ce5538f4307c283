import type { FfmpegOptions } from '../ffmpeg.ts';
import { type PictureVerdict, verifyPictureMark } from '../picture/verify-picture.ts';
import { PLACES, type Place } from '../place.ts';
import { readFilm } from './film-file.ts';
import { firstFrame, frameAt, lastFrame } from './frames.ts';

type FoundMark = Extract<PictureVerdict, { readonly kind: 'found' }>;

/** What can be measured of a film's visible mark; as with pictures, it never says that there is none. */
export type FilmVerdict =
  | (FoundMark & {
      /** Whether it stands from the first frame on for two seconds at least, or throughout. */
      readonly isLongEnough: boolean;
      /** Whether it stands to the last frame of a film that is shorter than two seconds. */
      readonly isThroughout: boolean;
    })
  | Extract<PictureVerdict, { readonly kind: 'not-measurable' }>;

/** How long a mark must stand. @law gb-45438-2025#5.4 */
const REQUIRED_S = 2;
/** Frames that are looked at between the first and the one that begins at two seconds or after. */
const BETWEEN_S: readonly number[] = [0.5, 1, 1.5];

/**
 * Looks for a mark on the first frame of a film and on those after it, up to the first that begins at two seconds or later.
 *
 * @throws HeguiError as `markFilm` does.
 */
export async function verifyFilmMark(
  path: string,
  {
    mark,
    places = PLACES,
    ...options
  }: FfmpegOptions & { readonly mark?: string; readonly places?: readonly Place[] } = {},
): Promise<FilmVerdict> {
  const film = await readFilm(path, options);
  const wanted = mark === undefined ? {} : { mark };
  const found = await verifyPictureMark(await firstFrame(film, options), { ...wanted, places });
  if (found.kind !== 'found') return found;
  const marks: [FoundMark, ...FoundMark[]] = [found];
  let isThroughout = false;
  for (const second of [...BETWEEN_S, REQUIRED_S]) {
    const frame = await frameAt(film, film.startS + second, options);
    isThroughout = frame === null;
    const seen = await verifyPictureMark(frame ?? (await lastFrame(film, options)), {
      ...wanted,
      places: [found.place],
    });
    if (seen.kind !== 'found') return { ...weakest(marks), isLongEnough: false, isThroughout: false };
    marks.push(seen);
    if (isThroughout) break;
  }
  return { ...weakest(marks), isLongEnough: true, isThroughout };
}

/** The mark as it is where it is worst. */
function weakest([first, ...others]: readonly [FoundMark, ...FoundMark[]]): FoundMark {
  const marks = [first, ...others];
  return {
    ...first,
    inkHeightPx: Math.min(...marks.map(({ inkHeightPx }) => inkHeightPx)),
    contrast: Math.min(...marks.map(({ contrast }) => contrast)),
    isHighEnough: marks.every(({ isHighEnough }) => isHighEnough),
    isLegible: marks.every(({ isLegible }) => isLegible),
  };
}
