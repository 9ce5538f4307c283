import type { ProbeStream } from '../ffmpeg.ts';
import { unsupportedFile } from '../file-errors.ts';
import type { FilmFormat } from './film-file.ts';

/**
 * FFmpeg's encoder for each codec that is written again, at a quality that eyes cannot tell from what came in. Speeds are those
 * below which a film takes many times its own length.
 */
const ENCODERS: Readonly<Record<string, readonly string[]>> = {
  h264: ['libx264', '-preset', 'veryfast', '-crf', '17'],
  hevc: ['libx265', '-preset', 'veryfast', '-crf', '19', '-x265-params', 'log-level=error'],
  vp8: ['libvpx', '-crf', '8', '-b:v', '8M', '-deadline', 'good', '-cpu-used', '4'],
  vp9: ['libvpx-vp9', '-crf', '22', '-b:v', '0', '-deadline', 'good', '-cpu-used', '5', '-row-mt', '1'],
  av1: ['libsvtav1', '-crf', '26', '-preset', '8'],
  mpeg4: ['mpeg4', '-q:v', '2'],
  mjpeg: ['mjpeg', '-q:v', '2'],
};

/**
 * How a film's pictures are coded again: in their codec, pixel format and colours.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED for what would not come back as it was.
 */
export function filmCoding(stream: ProbeStream, format: FilmFormat): string[] {
  const { codec_name: codec = 'none', pix_fmt: pixels, field_order: fields } = stream;
  const encoder = ENCODERS[codec];
  if (encoder === undefined)
    throw unsupportedFile(`its codec is ${codec}; written are ${Object.keys(ENCODERS).join(', ')}`);
  if (stream.tags?.alpha_mode === '1' || pixels?.startsWith('yuva') === true)
    throw unsupportedFile('it is transparent, which would be lost');
  if (fields !== undefined && fields !== 'progressive' && fields !== 'unknown')
    throw unsupportedFile('it is interlaced; convert it to whole frames');
  const isApple = format === 'mp4' || format === 'mov';
  return [
    ...['-c:v:0', ...encoder],
    ...(pixels === undefined ? [] : ['-pix_fmt:v:0', pixels]),
    ...(codec === 'hevc' && isApple ? ['-tag:v:0', 'hvc1'] : []),
    ...colours(stream),
  ];
}

/** What a film says of its colours; players that are not told guess. */
function colours(stream: ProbeStream): string[] {
  const named = {
    '-color_range:v:0': stream.color_range,
    '-colorspace:v:0': stream.color_space,
    '-color_trc:v:0': stream.color_transfer,
    '-color_primaries:v:0': stream.color_primaries,
  };
  return Object.entries(named).flatMap(([option, value]) =>
    value === undefined || value === 'unknown' || value === 'reserved' ? [] : [option, value],
  );
}
