import { open } from 'node:fs/promises';
import { type FfmpegOptions, type ProbeStream, probeMedia } from '../ffmpeg.ts';
import { unreadableFile, unsupportedFile } from '../file-errors.ts';
import type { Size } from '../place.ts';

export type FilmFormat = 'mp4' | 'mov' | 'matroska' | 'webm' | 'avi' | 'flv';

/** How FFmpeg names the kinds when reading; when writing they have the names that they have here. */
export const FILM_DEMUXERS: Readonly<Record<FilmFormat, string>> = {
  mp4: 'mov',
  mov: 'mov',
  matroska: 'matroska',
  webm: 'matroska',
  avi: 'avi',
  flv: 'flv',
};

/** Bytes that tell the kind of a film. */
export const FILM_HEAD_BYTES = 64;

/** The kind of a film by its first bytes; null when it is none that can be marked. */
export function detectFilm(head: Uint8Array): FilmFormat | null {
  const text = Buffer.from(head.subarray(0, FILM_HEAD_BYTES)).toString('latin1');
  if (text.startsWith('ftyp', 4))
    return STILL_BRANDS.has(text.slice(8, 12)) ? null : text.startsWith('qt  ', 8) ? 'mov' : 'mp4';
  if (text.startsWith('\x1a\x45\xdf\xa3')) return text.includes('webm') ? 'webm' : 'matroska';
  if (text.startsWith('RIFF') && text.startsWith('AVI ', 8)) return 'avi';
  return text.startsWith('FLV') ? 'flv' : null;
}

/** Pictures in the box of films. */
const STILL_BRANDS = new Set(['avif', 'heic', 'heix', 'mif1']);

/** What has to be known of a film to mark it and to write it again as it was. */
export interface FilmFile {
  readonly path: string;
  readonly format: FilmFormat;
  readonly stream: ProbeStream;
  /** Which of the streams of pictures the film is; the others are covers. */
  readonly order: number;
  /** As people see it, turned upright. */
  readonly size: Size;
  readonly durationS: number;
  /** When the first picture is shown, from the start of the file. */
  readonly startS: number;
}

/** @throws HeguiError E_FILE_UNSUPPORTED, E_FILE_UNREADABLE, E_FFMPEG_MISSING */
export async function readFilm(path: string, options: FfmpegOptions): Promise<FilmFile> {
  const format = detectFilm(await readHead(path));
  if (format === null) throw unsupportedFile('it is no MP4, MOV, Matroska, WebM, AVI or FLV film');
  const { format: told, streams } = await probeMedia(path, FILM_DEMUXERS[format], options);
  const pictures = streams.filter(({ codec_type }) => codec_type === 'video');
  const films = pictures.filter(({ disposition }) => disposition?.attached_pic !== 1);
  const [stream] = films;
  if (stream === undefined) throw unsupportedFile('it holds no film, only sound');
  if (films.length > 1) throw unsupportedFile(`it holds ${films.length} films; mark them one by one`);
  if (told.duration === undefined) throw unreadableFile('it does not say how long it lasts');
  return {
    path,
    format,
    stream,
    order: pictures.indexOf(stream),
    size: sizeOf(stream),
    durationS: told.duration,
    startS: Math.max(0, (stream.start_time ?? 0) - (told.start_time ?? 0)),
  };
}

async function readHead(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(FILM_HEAD_BYTES), 0, FILM_HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function sizeOf({ width = 0, height = 0, side_data_list: sides }: ProbeStream): Size {
  if (width === 0 || height === 0) throw unreadableFile('it does not say how large its pictures are');
  const rotation = sides?.find((side) => side.rotation !== undefined)?.rotation ?? 0;
  return Math.abs(rotation) % 180 === 90 ? { width: height, height: width } : { width, height };
}
