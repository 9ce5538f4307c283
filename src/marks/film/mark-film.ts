import { stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HeguiError, MIB } from '../../kernel/index.ts';
import { type FfmpegOptions, runFfmpeg, withFolder } from '../ffmpeg.ts';
import { unreadableFile, unsupportedFile } from '../file-errors.ts';
import { DEFAULT_MARK } from '../mark.ts';
import { drawMark } from '../picture/drawing.ts';
import { DEFAULT_PLACE, type Place } from '../place.ts';
import { filmCoding } from './film-coding.ts';
import { FILM_DEMUXERS, type FilmFile, readFilm } from './film-file.ts';
import { type FilmVerdict, verifyFilmMark } from './verify-film.ts';

export interface FilmMarkOptions extends FfmpegOptions {
  readonly mark?: string;
  readonly place?: Place;
}

/** How long the mark stands from the first frame on: the two seconds of the standard, and one more for slow frames. */
export const MARK_S = 3;
/** A film may grow this much, as its quality must not fall; more is refused. */
const GROWTH_MAX = 8;
const GROWTH_BYTES_MIN: number = 64 * MIB;
/** How much longer or shorter a marked film may be: the last frame's length is told differently by different writers. */
const LENGTH_SLACK_S = 0.5;

/**
 * Writes a film anew with a mark from its first frame on for three seconds, or throughout where it is shorter. Container,
 * codec, times of frames, sound and subtitles stay; pictures are coded again. The film is looked at before this returns. An
 * implicit label may be lost: write it afterwards. @law gb-45438-2025#5.4
 *
 * @returns what was measured on the new film.
 * @throws HeguiError E_REQUEST_INVALID for what is no mark; E_FILE_UNSUPPORTED, E_FILE_UNREADABLE for what cannot be marked;
 * E_FFMPEG_MISSING. `output` may then hold anything.
 */
export async function markFilm(
  input: string,
  output: string,
  { mark = DEFAULT_MARK, place = DEFAULT_PLACE, ...options }: FilmMarkOptions = {},
): Promise<Extract<FilmVerdict, { readonly kind: 'found' }>> {
  const film = await readFilm(input, options);
  const drawing = await drawMark(mark, film.size);
  await withFolder(async (folder) => {
    await writeFile(join(folder, 'mark.png'), drawing.png);
    const { left, top } = drawing.boxAt(place);
    await runFfmpeg(argumentsFor(film, { left, top }, await limitOf(input), resolve(output)), {
      ...options,
      cwd: folder,
    });
  });
  await requireWhole(film, output, options);
  const seen = await verifyFilmMark(output, { mark, places: [place], ...options });
  if (seen.kind !== 'found' || !seen.isHighEnough || !seen.isLegible || !seen.isLongEnough)
    throw new HeguiError('E_INTERNAL', 'the mark put on the film cannot be found on it again');
  return seen;
}

const limitOf = async (input: string): Promise<number> =>
  Math.max(GROWTH_BYTES_MIN, GROWTH_MAX * (await stat(input)).size);

function argumentsFor(
  film: FilmFile,
  at: { readonly left: number; readonly top: number },
  bytesMax: number,
  output: string,
): string[] {
  const { format, stream, order, startS } = film;
  // The picture is read by a filter and not as an input: only then the encoder takes over the times of the film's own frames.
  const overlay = `movie=mark.png[mark];[in][mark]overlay=${at.left}:${at.top}:format=auto:eof_action=repeat:enable='lt(t,${startS + MARK_S})'[out]`;
  const others = ['-map', '0:a?', '-map', '0:s?', ...(format === 'matroska' ? ['-map', '0:t?'] : [])];
  return [
    ...['-f', FILM_DEMUXERS[format], '-i', resolve(film.path)],
    ...['-map', `0:v:${order}`, ...others, '-map_metadata', '0', '-map_chapters', '0', '-c', 'copy'],
    ...filmCoding(stream, format),
    ...['-filter:v:0', overlay, '-fps_mode:v:0', 'passthrough', '-enc_time_base:v:0', '-1'],
    ...(format === 'mp4' || format === 'mov' ? ['-movflags', '+faststart'] : []),
    ...['-fs', String(bytesMax), '-f', format, output],
  ];
}

/** FFmpeg stops without a word at its limit of bytes and at broken pictures: then the film would lack its end. */
async function requireWhole(film: FilmFile, output: string, options: FfmpegOptions): Promise<void> {
  const { durationS } = await readFilm(output, options);
  if (Math.abs(durationS - film.durationS) <= LENGTH_SLACK_S) return;
  const lengths = `with its mark it lasts ${durationS} s, without ${film.durationS} s`;
  throw (await stat(output)).size >= (await limitOf(film.path)) * 0.98
    ? unsupportedFile(`it became more than ${GROWTH_MAX} times as large: ${lengths}`)
    : unreadableFile(`part of it could not be decoded: ${lengths}`);
}
