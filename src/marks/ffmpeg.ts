import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { HeguiError, MIB, MINUTE_MS } from '../kernel/index.ts';
import { unreadableFile, unsupportedFile } from './file-errors.ts';

/** Which FFmpeg is used, and for how long. */
export interface FfmpegOptions {
  /** The ffmpeg program; looked for in PATH without it. ffprobe lies beside it under its own name. */
  readonly ffmpeg?: string | undefined;
  /** After this one run is ended and the file refused. */
  readonly timeoutMs?: number;
  /** Ends a run; it then fails with the signal's reason. */
  readonly signal?: AbortSignal;
}

interface RunOptions extends FfmpegOptions {
  /** Folder in which the program runs. */
  readonly cwd?: string;
}

/** A film of some minutes is encoded in less; nothing runs for ever. */
const TIMEOUT_MS = 30 * MINUTE_MS;
/** What is read from the program's output; files go by the disk. */
const OUTPUT_BYTES_MAX = 256 * MIB;
const COMPLAINT_BYTES_MAX = 16_384;

/**
 * What ffmpeg writes to its output when run with these arguments.
 *
 * @throws HeguiError E_FFMPEG_MISSING; E_FILE_UNREADABLE with ffmpeg's last complaint; E_FILE_UNSUPPORTED when it took too long.
 */
export const runFfmpeg = (args: readonly string[], options: RunOptions): Promise<Buffer> =>
  runProgram(options.ffmpeg ?? 'ffmpeg', ['-nostdin', '-hide_banner', '-v', 'error', '-y', ...args], options);

const probeSchema = z.looseObject({
  format: z.looseObject({
    format_name: z.string(),
    duration: z.coerce.number().optional(),
    start_time: z.coerce.number().optional(),
    bit_rate: z.coerce.number().optional(),
  }),
  streams: z.array(
    z.looseObject({
      index: z.number(),
      codec_type: z.string().optional(),
      codec_name: z.string().optional(),
      sample_rate: z.coerce.number().optional(),
      sample_fmt: z.string().optional(),
      bits_per_raw_sample: z.coerce.number().optional(),
      channels: z.number().optional(),
      channel_layout: z.string().optional(),
      bit_rate: z.coerce.number().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
      pix_fmt: z.string().optional(),
      field_order: z.string().optional(),
      color_range: z.string().optional(),
      color_space: z.string().optional(),
      color_transfer: z.string().optional(),
      color_primaries: z.string().optional(),
      start_time: z.coerce.number().optional(),
      tags: z.record(z.string(), z.string()).optional(),
      disposition: z.looseObject({ attached_pic: z.number().optional() }).optional(),
      side_data_list: z.array(z.looseObject({ rotation: z.number().optional() })).optional(),
    }),
  ),
});
export type Probe = z.output<typeof probeSchema>;
export type ProbeStream = Probe['streams'][number];

/** What ffprobe tells of a file that is opened with this demuxer, so that no file chooses another. @throws as `runFfmpeg` */
export async function probeMedia(path: string, demuxer: string, options: FfmpegOptions): Promise<Probe> {
  const args = ['-v', 'error', '-f', demuxer, '-of', 'json', '-show_format', '-show_streams', path];
  const told = await runProgram(ffprobeOf(options.ffmpeg), args, options);
  const parsed = probeSchema.safeParse(JSON.parse(told.toString('utf8')));
  if (!parsed.success) throw unreadableFile('ffprobe finds no streams in it');
  return parsed.data;
}

function ffprobeOf(ffmpeg: string | undefined): string {
  if (ffmpeg === undefined) return 'ffprobe';
  const name = basename(ffmpeg).replace('ffmpeg', 'ffprobe');
  return ffmpeg === basename(ffmpeg) ? name : join(dirname(ffmpeg), name);
}

/** A folder of its own for as long as `work` takes. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hegui-marks-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs = TIMEOUT_MS, cwd, signal }: RunOptions,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted === true) {
      reject(signal.reason);
      return;
    }
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    let refusal: HeguiError | null = null;
    const stop = (why: string): void => {
      refusal ??= unsupportedFile(why);
      child.kill('SIGKILL');
    };
    const leave = (): void => void child.kill('SIGKILL');
    signal?.addEventListener('abort', leave, { once: true });
    const timer = setTimeout(() => stop(`${basename(program)} took longer than ${timeoutMs} ms`), timeoutMs);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > OUTPUT_BYTES_MAX) stop(`it gives more than ${OUTPUT_BYTES_MAX} bytes when decoded`);
      else output.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-COMPLAINT_BYTES_MAX);
    });
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(missing(program, error));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', leave);
      if (signal?.aborted === true) reject(signal.reason);
      else if (refusal !== null) reject(refusal);
      else if (code === 0) resolve(Buffer.concat(output));
      else reject(unreadableFile(`${basename(program)} gave up on it: ${lastLine(complaint)}`));
    });
  });
}

const missing = (program: string, cause: Error): HeguiError =>
  new HeguiError(
    'E_FFMPEG_MISSING',
    `the program ${program} cannot be started (${cause.message}); install FFmpeg, on Debian by apt-get install ffmpeg, or name the ffmpeg program in HEGUI_FFMPEG`,
    { cause },
  );

/** The last thing said, without the address of the decoder that said it. */
const lastLine = (text: string): string =>
  (text.trim().split('\n').pop() ?? '').replace(/^\[[^\]]*\]\s*/, '').replace(/\/\S+\/(?=[^/\s]+)/g, '');
