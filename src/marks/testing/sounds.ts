import { execFileSync } from 'node:child_process';
import { withFile } from '../../label/testing/outside-readers.ts';

/** A sound as FFmpeg decodes it, as 16-bit samples. */
export const decodeTo = (bytes: Uint8Array, name: string, args: readonly string[]): Int16Array =>
  withFile(bytes, name, (path) => {
    const raw = execFileSync('ffmpeg', ['-v', 'error', '-i', path, ...args, '-f', 's16le', '-'], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return new Int16Array(Uint8Array.from(raw).buffer, 0, raw.length >> 1);
  });
