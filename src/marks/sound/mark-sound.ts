import { HeguiError } from '../../kernel/index.ts';
import type { FfmpegOptions } from '../ffmpeg.ts';
import { unsupportedFile } from '../file-errors.ts';
import { markCodedSound } from './coded-sound.ts';
import { encodePcm } from './pcm.ts';
import { renderRhythm, SAMPLE_RATE_MIN } from './rhythm.ts';
import { detectSound, requireSound, SOUND_BYTES_MAX, type SoundFormat } from './sound-file.ts';
import { verifySoundMark } from './verify-sound.ts';
import { putBeforeSamples, readWav, type WavFile } from './wav.ts';

/** A sound with its mark, and what was measured on it. */
export interface MarkedSound {
  readonly bytes: Uint8Array;
  readonly format: SoundFormat;
  readonly burstsMs: readonly number[];
  readonly pitchHz: number;
  readonly levelDbfs: number;
}

/**
 * The sound with the rhythm for AI before its first sample, in its own format. Samples of PCM in WAV stay as they are to the
 * bit; other sounds are coded again by FFmpeg. It is listened to before it is handed over. An implicit label may be lost:
 * write it afterwards. @law gb-45438-2025#5.3
 *
 * @throws HeguiError E_FILE_UNSUPPORTED, E_FILE_UNREADABLE for what cannot be marked; E_FFMPEG_MISSING where it is needed.
 */
export async function markSound(bytes: Uint8Array, options: FfmpegOptions = {}): Promise<MarkedSound> {
  const format = requireSound(detectSound(bytes));
  if (bytes.length > SOUND_BYTES_MAX)
    throw unsupportedFile(`it has ${bytes.length} bytes; sounds of up to ${SOUND_BYTES_MAX} are marked`);
  const wav = format === 'wav' ? readWav(bytes) : null;
  const marked =
    wav === null || wav.format === null ? await markCodedSound(bytes, format, options) : markPcm(wav, wav.format);
  const heard = await verifySoundMark(marked, options);
  if (heard.kind !== 'found' || !heard.isAudible)
    throw new HeguiError('E_INTERNAL', 'the rhythm put before the sound cannot be heard in it again');
  const { burstsMs, pitchHz, levelDbfs } = heard;
  return { bytes: marked, format, burstsMs, pitchHz, levelDbfs };
}

function markPcm(wav: WavFile, format: NonNullable<WavFile['format']>): Uint8Array {
  if (format.sampleRateHz < SAMPLE_RATE_MIN)
    throw unsupportedFile(`it has ${format.sampleRateHz} samples a second; at least ${SAMPLE_RATE_MIN} are needed`);
  const cue = renderRhythm(format.sampleRateHz);
  return putBeforeSamples(wav, encodePcm(cue, format), cue.length);
}
