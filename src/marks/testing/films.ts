import { execFileSync } from 'node:child_process';
import { ffmpegSample } from '../../label/testing/outside-readers.ts';

/** A film of FFmpeg's own test pictures, coded as fast as can be. */
export const film = (name: string, source: string, ...args: string[]): Uint8Array =>
  ffmpegSample(['-f', 'lavfi', '-i', source, ...args], name);

/** When each frame is shown, in seconds after the first, in the order in which they are shown. */
export function frameTimes(path: string): number[] {
  const times = execFileSync(
    'ffprobe',
    ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time', '-of', 'csv=p=0', path],
    {
      encoding: 'utf8',
    },
  )
    .split('\n')
    .map((line) => Number.parseFloat(line))
    .filter((time) => !Number.isNaN(time))
    .sort((one, other) => one - other);
  return times.map((time) => Math.round((time - (times[0] ?? 0)) * 1000) / 1000);
}

/** A part of every frame as brightness, 0 to 255. */
export function cropFrames(
  path: string,
  part: { left: number; top: number; width: number; height: number },
): Uint8Array[] {
  const crop = `crop=${part.width}:${part.height}:${part.left}:${part.top}:exact=1,format=gray`;
  const args = [
    '-v',
    'error',
    '-i',
    path,
    '-map',
    '0:v:0',
    '-vf',
    crop,
    '-fps_mode',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  ];
  const raw = execFileSync('ffmpeg', args, { maxBuffer: 512 * 1024 * 1024 });
  const bytes = part.width * part.height;
  return Array.from({ length: raw.length / bytes }, (_, frame) => raw.subarray(frame * bytes, (frame + 1) * bytes));
}
