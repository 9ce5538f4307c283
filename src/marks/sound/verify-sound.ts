import type { FfmpegOptions } from '../ffmpeg.ts';
import { decodeCodedStart } from './coded-sound.ts';
import { decodePcm } from './pcm.ts';
import { detectSound, requireSound } from './sound-file.ts';
import { readWav } from './wav.ts';

/**
 * What can be measured of an audible mark.
 *
 * `found`: the sound begins with four tones of one pitch, short-long-short-short. `not-measurable`: it does not; a spoken mark
 * may be there, which only a listener could tell.
 */
export type SoundVerdict =
  | {
      readonly kind: 'found';
      /** When the first tone begins, from the start of the sound. */
      readonly startsAtMs: number;
      readonly burstsMs: readonly number[];
      readonly pitchHz: number;
      /** Root mean square of the tones against full scale. */
      readonly levelDbfs: number;
      /** Whether people hear it at the volume at which they hear speech. */
      readonly isAudible: boolean;
    }
  | { readonly kind: 'not-measurable'; readonly reason: string };

/** How much of a sound is listened to; the rhythm must begin in its first second. */
const LISTENED_S = 8;
const AUDIBLE_DBFS_MIN = -30;

/**
 * Listens to the start of a sound for the rhythm, whoever put it there.
 *
 * @throws HeguiError as `markSound` does.
 */
export async function verifySoundMark(bytes: Uint8Array, options: FfmpegOptions = {}): Promise<SoundVerdict> {
  const kind = requireSound(detectSound(bytes));
  if (kind === 'wav') {
    const { format, data } = readWav(bytes);
    if (format !== null) {
      const sound = bytes.subarray(data.at, data.at + data.bytes);
      return findRhythm(decodePcm(sound, format, format.sampleRateHz * LISTENED_S), format.sampleRateHz);
    }
  }
  const { samples, sampleRateHz } = await decodeCodedStart(bytes, kind, LISTENED_S, options);
  return findRhythm(samples, sampleRateHz);
}

/** A stretch of samples that is loud. */
interface Burst {
  readonly from: number;
  readonly to: number;
}

const WINDOW_MS = 5;
/** A window is silent below this (−46 dBFS), and no tone begins in it. */
const SILENCE = 0.005;
/** Share of the first tone's level from which on a window is loud. */
const LOUD_SHARE = 0.3;
const START_MS_MAX = 1_000;
/** Share of a tone's power that must lie at one pitch. */
const PURITY_MIN = 0.6;

/** The rhythm at the start of these samples, measured. */
export function findRhythm(samples: Float64Array, sampleRateHz: number): SoundVerdict {
  const msOf = (from: number, to: number): number => ((to - from) / sampleRateHz) * 1000;
  const bursts = findBursts(samples, sampleRateHz);
  const [dot, dash, first, second] = bursts;
  if (dot === undefined || dash === undefined || first === undefined || second === undefined)
    return notMeasurable('it does not begin with four tones');
  const lengths = [dot, dash, first, second].map(({ from, to }) => msOf(from, to));
  const gaps = [msOf(dot.to, dash.from), msOf(dash.to, first.from), msOf(first.to, second.from)];
  const pauseMs = msOf(second.to, bursts[4]?.from ?? samples.length);
  if (msOf(0, dot.from) > START_MS_MAX) return notMeasurable('its first tone begins after the first second');
  if (!isShortLongShortShort(lengths, gaps, pauseMs))
    return notMeasurable(`its first tones last ${lengths.map(Math.round).join(', ')} ms, not short-long-short-short`);
  const tones = [dot, dash, first, second].map(({ from, to }) => measureTone(samples.subarray(from, to), sampleRateHz));
  const pitchHz = tones[1]?.pitchHz ?? 0;
  if (!tones.every((tone) => tone.purity >= PURITY_MIN && Math.abs(tone.pitchHz / pitchHz - 1) < 0.08))
    return notMeasurable('what it begins with is no tone of one pitch');
  const levelDbfs = 20 * Math.log10(Math.min(...tones.map(({ level }) => level)));
  return {
    kind: 'found',
    startsAtMs: msOf(0, dot.from),
    burstsMs: lengths,
    pitchHz,
    levelDbfs,
    isAudible: levelDbfs >= AUDIBLE_DBFS_MIN,
  };
}

const notMeasurable = (why: string): SoundVerdict => ({
  kind: 'not-measurable',
  reason: `${why}; whether a voice says it, a person has to listen`,
});

/** Morse as hands and machines send it: a long tone is two to five short ones, and silences part them. */
function isShortLongShortShort(lengthsMs: readonly number[], gapsMs: readonly number[], pauseMs: number): boolean {
  const [dot = 0, dash = 0, first = 0, second = 0] = lengthsMs;
  const unit = (dot + first + second) / 3;
  const isUnit = (ms: number): boolean => ms > unit * 0.65 && ms < unit * 1.35;
  return (
    unit >= 30 &&
    unit <= 400 &&
    [dot, first, second].every(isUnit) &&
    dash >= unit * 2 &&
    dash <= unit * 5 &&
    gapsMs.every((gap) => gap >= unit * 0.5 && gap <= unit * 5) &&
    pauseMs >= unit * 0.9
  );
}

/** The first five stretches that are loud beside the first sound there is. */
function findBursts(samples: Float64Array, sampleRateHz: number): Burst[] {
  const size = Math.max(1, Math.round((sampleRateHz * WINDOW_MS) / 1000));
  const levels = Array.from({ length: Math.floor(samples.length / size) }, (_, index) =>
    levelOf(samples.subarray(index * size, (index + 1) * size)),
  );
  const begin = levels.findIndex((level) => level > SILENCE);
  if (begin === -1) return [];
  const threshold = Math.max(SILENCE, LOUD_SHARE * Math.max(...levels.slice(begin, begin + 12)));
  const bursts: Burst[] = [];
  let from: number | null = null;
  for (const [index, level] of [...levels, 0].entries()) {
    if (level > threshold) from ??= index;
    else if (from !== null) {
      bursts.push({ from: from * size, to: index * size });
      from = null;
      if (bursts.length === 5) break;
    }
  }
  return bursts;
}

const levelOf = (samples: Float64Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));

interface Tone {
  readonly pitchHz: number;
  /** Share of the power at that pitch, 0 to 1. */
  readonly purity: number;
  readonly level: number;
}

/** Pitch by counting where the wave rises through zero, then how much of the power lies there. */
function measureTone(samples: Float64Array, sampleRateHz: number): Tone {
  const rises: number[] = [];
  for (let at = 1; at < samples.length; at += 1) {
    const [before, now] = [samples[at - 1] ?? 0, samples[at] ?? 0];
    if (before < 0 && now >= 0) rises.push(at - now / (now - before));
  }
  const [first = 0, last = 0] = [rises[0], rises[rises.length - 1]];
  const pitchHz = last > first ? ((rises.length - 1) * sampleRateHz) / (last - first) : 0;
  let [sine, cosine, power] = [0, 0, 0];
  for (const [at, sample] of samples.entries()) {
    const angle = (2 * Math.PI * pitchHz * at) / sampleRateHz;
    sine += sample * Math.sin(angle);
    cosine += sample * Math.cos(angle);
    power += sample * sample;
  }
  const purity = power === 0 ? 0 : (2 * (sine * sine + cosine * cosine)) / (samples.length * power);
  return { pitchHz, purity, level: levelOf(samples) };
}
