import { resolve } from 'node:path';
import { type FfmpegOptions, runFfmpeg } from '../ffmpeg.ts';
import { unreadableFile } from '../file-errors.ts';
import { FILM_DEMUXERS, type FilmFile, readFilm } from './film-file.ts';

const PNG_OUTPUT = ['-c:v', 'png', '-f', 'image2pipe', '-'];
/** Where the last frame of a film is looked for. */
const END_S = 0.5;

/** The first frame that begins at this time or after, as PNG; null when there is none. */
export async function frameAt(film: FilmFile, second: number, options: FfmpegOptions): Promise<Uint8Array | null> {
  const input = ['-f', FILM_DEMUXERS[film.format], '-ss', String(second), '-i', resolve(film.path)];
  const frame = await runFfmpeg([...input, '-map', `0:v:${film.order}`, '-frames:v', '1', ...PNG_OUTPUT], options);
  return frame.length === 0 ? null : frame;
}

/** The frame with which a film begins, as PNG. @throws HeguiError E_FILE_UNREADABLE */
export async function firstFrame(film: FilmFile, options: FfmpegOptions): Promise<Uint8Array> {
  const frame = await frameAt(film, film.startS, options);
  if (frame === null) throw unreadableFile('its first frame cannot be decoded');
  return frame;
}

/** The frame with which a film ends, as PNG. @throws HeguiError E_FILE_UNREADABLE */
export async function lastFrame(film: FilmFile, options: FfmpegOptions): Promise<Uint8Array> {
  const from = Math.max(0, film.durationS - END_S);
  const input = ['-f', FILM_DEMUXERS[film.format], '-ss', String(from), '-i', resolve(film.path)];
  const backwards = ['-vf', 'reverse', '-frames:v', '1'];
  const frame = await runFfmpeg([...input, '-map', `0:v:${film.order}`, ...backwards, ...PNG_OUTPUT], options);
  if (frame.length === 0) throw unreadableFile('its last frame cannot be decoded');
  return frame;
}

/** As `firstFrame`, of the film in a file. @throws HeguiError as `markFilm` does. */
export const firstFrameOfFile = async (path: string, options: FfmpegOptions = {}): Promise<Uint8Array> =>
  await firstFrame(await readFilm(path, options), options);
