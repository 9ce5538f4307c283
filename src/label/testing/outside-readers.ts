import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';

/** A file with these bytes for the time of `work`, for readers that want a path. */
export function withFile<T>(bytes: Uint8Array, name: string, work: (path: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-label-'));
  try {
    const path = join(folder, name);
    writeFileSync(path, bytes);
    return work(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (command: string, args: readonly string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 64 * 1024 * 1024 });

const anyRecord = z.record(z.string(), z.unknown());

/** Everything ExifTool shows of a file, by `Group:Tag`; duplicates stand beside each other as `Group:Tag` and `Copy1:Tag`. */
export const exiftool = (bytes: Uint8Array, name: string): Record<string, unknown> =>
  withFile(bytes, name, (path) =>
    anyRecord.parse(
      z
        .array(z.unknown())
        .min(1)
        .parse(JSON.parse(run('exiftool', ['-j', '-G1', '-U', path])))[0],
    ),
  );

/** One tag as ExifTool takes it from a file, for those that it shows as binary. */
export const exiftoolValue = (bytes: Uint8Array, name: string, tag: string): string =>
  withFile(bytes, name, (path) => run('exiftool', ['-U', '-b', `-${tag}`, path]));

const probeSchema = z.looseObject({
  format: z.looseObject({ duration: z.string().optional(), tags: z.record(z.string(), z.string()).optional() }),
  streams: z.array(z.looseObject({ tags: z.record(z.string(), z.string()).optional() })),
});

/** What ffprobe shows of a film or a sound. */
export const ffprobe = (bytes: Uint8Array, name: string): z.infer<typeof probeSchema> =>
  withFile(bytes, name, (path) =>
    probeSchema.parse(
      JSON.parse(run('ffprobe', ['-v', 'error', '-of', 'json', '-show_format', '-show_streams', path])),
    ),
  );

/** MD5 of all decoded pictures and sounds, by ffmpeg: equal when nothing a person sees or hears has changed. */
export const decodedHash = (bytes: Uint8Array, name: string): string =>
  withFile(bytes, name, (path) => run('ffmpeg', ['-v', 'error', '-i', path, '-f', 'md5', '-']).trim());

/** MD5 of the packets as they lie in the file, undecoded. */
export const packetHash = (bytes: Uint8Array, name: string): string =>
  withFile(bytes, name, (path) =>
    run('ffmpeg', [
      '-v',
      'error',
      '-i',
      path,
      '-map',
      '0',
      '-c',
      'copy',
      '-f',
      'streamhash',
      '-hash',
      'md5',
      '-',
    ]).trim(),
  );

/** Whether the `flac` program finds a FLAC whole; it throws, with what it says, when not. */
export const testFlac = (bytes: Uint8Array): string =>
  withFile(bytes, 'a.flac', (path) => run('flac', ['--test', '--silent', '--warnings-as-errors', path]));

/** What exiv2 shows of XMP, one line a property. */
export const exiv2 = (bytes: Uint8Array, name: string): string =>
  withFile(bytes, name, (path) => run('exiv2', ['-px', path]));

/** A sample made by ffmpeg from its own test sources: `args` come between the program and the output file. */
export const ffmpegSample = (args: readonly string[], name: string): Uint8Array =>
  withFile(new Uint8Array(), name, (path) => {
    run('ffmpeg', ['-v', 'error', '-y', ...args, path]);
    return execFileSync('cat', [path], { maxBuffer: 64 * 1024 * 1024 });
  });
