import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FfmpegOptions, type ProbeStream, probeMedia, runFfmpeg, withFolder } from '../ffmpeg.ts';
import { unreadableFile, unsupportedFile } from '../file-errors.ts';
import { encodePcm } from './pcm.ts';
import { CUE_MS, renderRhythm, SAMPLE_RATE_MIN } from './rhythm.ts';
import { SOUND_KINDS, type SoundFormat } from './sound-file.ts';

/** How much longer or shorter than sound and cue together a marked sound may be: codecs pad the first frame and the last. */
const LENGTH_SLACK_S = 0.25;
/** Kinds that may hold the picture of a cover. */
const WITH_COVER: ReadonlySet<SoundFormat> = new Set(['mp3', 'flac', 'm4a']);

/**
 * A coded sound with the rhythm before it, in its own codec at its own rate, channels and bits a second. It is decoded and
 * coded again, which FLAC and ALAC do without loss.
 *
 * @throws HeguiError E_FFMPEG_MISSING, E_FILE_UNSUPPORTED, E_FILE_UNREADABLE.
 */
export async function markCodedSound(
  bytes: Uint8Array,
  kind: SoundFormat,
  options: FfmpegOptions,
): Promise<Uint8Array> {
  const { demuxer, muxer } = SOUND_KINDS[kind];
  return await withFolder(async (folder) => {
    const [input, cue, output] = [join(folder, 'in'), join(folder, 'cue'), join(folder, 'out')];
    await writeFile(input, bytes);
    const { stream, bitRate } = await probeSound(input, demuxer, options);
    const { sample_rate: sampleRateHz = 0, channels = 0 } = stream;
    if (sampleRateHz < SAMPLE_RATE_MIN || channels === 0)
      throw unsupportedFile(
        `its ${channels} channels have ${sampleRateHz} samples a second; at least ${SAMPLE_RATE_MIN} are needed`,
      );
    const coding = codingOf(stream, bitRate);
    await writeFile(cue, encodePcm(renderRhythm(sampleRateHz), { sampleRateHz, channels, bits: 32, isFloat: true }));
    const shape = ['-ar', String(sampleRateHz), '-ac', String(channels)];
    await runFfmpeg(
      [
        ...['-f', 'f32le', ...shape, '-i', cue, '-f', demuxer, '-i', input],
        ...['-filter_complex', joinFilter(stream), '-map', '[out]'],
        ...['-map_metadata', '1', '-map_metadata:s:a:0', '1:s:a:0'],
        ...(WITH_COVER.has(kind) ? ['-map', '1:v?', '-c:v', 'copy', '-disposition:v', 'attached_pic'] : []),
        ...[...coding, ...shape, '-f', muxer, output],
      ],
      options,
    );
    const before = await decodedSeconds(input, demuxer, options);
    const after = await decodedSeconds(output, demuxer, options);
    if (Math.abs(after - before - CUE_MS / 1000) > LENGTH_SLACK_S)
      throw unreadableFile(`with its mark it lasts ${after} s, without ${before} s: part of it could not be decoded`);
    return await readFile(output);
  });
}

/** Joins cue and sound. The cue takes the form of the sound, so that nothing in the sound is mixed or rounded. */
function joinFilter({ codec_name, sample_fmt, channel_layout }: ProbeStream): string {
  const isLossless = codec_name === 'flac' || codec_name === 'alac';
  const layout = channel_layout === undefined ? [] : [`channel_layouts=${channel_layout}`];
  const form = [...(isLossless ? [`sample_fmts=${sample_fmt}`] : []), ...layout].join(':');
  const cue = form === '' ? 'anull' : `aformat=${form}`;
  return `[0:a:0]${cue}[cue];[1:a:0]asetpts=PTS-STARTPTS[sound];[cue][sound]concat=n=2:v=0:a=1[out]`;
}

/** Samples a second at which the length of a sound is counted; its own figure for it is an estimate in some formats. */
const COUNTED_HZ = 8_000;

async function decodedSeconds(path: string, demuxer: string, options: FfmpegOptions): Promise<number> {
  const counted = ['-map', '0:a:0', '-ac', '1', '-ar', String(COUNTED_HZ), '-f', 'u8', '-'];
  return (await runFfmpeg(['-f', demuxer, '-i', path, ...counted], options)).length / COUNTED_HZ;
}

interface ProbedSound {
  readonly stream: ProbeStream;
  /** Bits a second; null where neither stream nor file say it. */
  readonly bitRate: number | null;
}

async function probeSound(path: string, demuxer: string, options: FfmpegOptions): Promise<ProbedSound> {
  const { format, streams } = await probeMedia(path, demuxer, options);
  const sounds = streams.filter(({ codec_type }) => codec_type === 'audio');
  const films = streams.filter(
    ({ codec_type, disposition }) => codec_type === 'video' && disposition?.attached_pic !== 1,
  );
  const [stream] = sounds;
  if (stream === undefined) throw unreadableFile('it holds no sound');
  if (sounds.length > 1 || films.length > 0) throw unsupportedFile('it holds several sounds, or a film');
  return { stream, bitRate: stream.bit_rate ?? format.bit_rate ?? null };
}

/** Codecs that are written again, with FFmpeg's encoder for each and the bits a second where the file does not tell. */
const ENCODERS: Readonly<Record<string, { readonly encoder: string; readonly bitRate: number | null }>> = {
  mp3: { encoder: 'libmp3lame', bitRate: 128_000 },
  aac: { encoder: 'aac', bitRate: 128_000 },
  opus: { encoder: 'libopus', bitRate: 96_000 },
  vorbis: { encoder: 'libvorbis', bitRate: 128_000 },
  flac: { encoder: 'flac', bitRate: null },
  alac: { encoder: 'alac', bitRate: null },
  pcm_alaw: { encoder: 'pcm_alaw', bitRate: null },
  pcm_mulaw: { encoder: 'pcm_mulaw', bitRate: null },
};

function codingOf({ codec_name = 'none', bits_per_raw_sample: bits }: ProbeStream, told: number | null): string[] {
  const coding = ENCODERS[codec_name];
  if (coding === undefined)
    throw unsupportedFile(`its codec is ${codec_name}; written are ${Object.keys(ENCODERS).join(', ')}`);
  const rate = coding.bitRate === null ? [] : ['-b:a', String(Math.round(told ?? coding.bitRate))];
  const depth = codec_name === 'flac' && bits !== undefined ? ['-bits_per_raw_sample', String(bits)] : [];
  return ['-c:a', coding.encoder, ...rate, ...depth];
}

/** Rate at which coded sounds are listened to; enough for any pitch of a mark. */
const LISTENED_HZ = 16_000;

/** The first seconds of a coded sound as one channel. @throws as `markCodedSound` */
export async function decodeCodedStart(
  bytes: Uint8Array,
  kind: SoundFormat,
  seconds: number,
  options: FfmpegOptions,
): Promise<{ readonly samples: Float64Array; readonly sampleRateHz: number }> {
  return await withFolder(async (folder) => {
    const input = join(folder, 'in');
    await writeFile(input, bytes);
    const wanted = ['-map', '0:a:0', '-ac', '1', '-ar', String(LISTENED_HZ), '-f', 's16le', '-'];
    const raw = await runFfmpeg(
      ['-f', SOUND_KINDS[kind].demuxer, '-i', input, '-t', String(seconds), ...wanted],
      options,
    );
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    const samples = Float64Array.from({ length: raw.length >> 1 }, (_, at) => view.getInt16(at * 2, true) / 2 ** 15);
    return { samples, sampleRateHz: LISTENED_HZ };
  });
}
