/**
 * The rhythm that stands for AI: short-long, short-short, which is Morse for A and I. @law gb-45438-2025#5.3
 *
 * No report of the standard gives a pitch, length or level. Lengths are those of international Morse (ITU-R M.1677-1): a dash is
 * three dots, a gap within a letter one, between letters three. The rest is chosen: a unit of 0.1 s is slow enough to be heard
 * as single tones; 800 Hz is what the smallest loudspeakers give and ears are keen on; a peak of 0.3 (−10.5 dBFS) stands out
 * beside speech, which is usually some 5 to 10 dB lower; a silence of five units parts it from the content.
 */
export const UNIT_MS = 100;
export const PITCH_HZ = 800;
export const PEAK = 0.3;
/** Tone and silence by turns, in units; it begins with a tone. */
export const RHYTHM_UNITS: readonly number[] = [1, 1, 3, 3, 1, 1, 1, 5];
/** How long the whole cue lasts, its closing silence included. */
export const CUE_MS: number = RHYTHM_UNITS.reduce((sum, units) => sum + units, 0) * UNIT_MS;
/** Tones swell and fade over this long; hard edges would click. */
const RAMP_MS = 8;
/** Below this the tone would not be one. */
export const SAMPLE_RATE_MIN = 4_000;

/** The cue as samples between -1 and 1, one channel; the same to the bit for the same rate. */
export function renderRhythm(sampleRateHz: number): Float64Array {
  const unit = Math.round((sampleRateHz * UNIT_MS) / 1000);
  const ramp = Math.round((sampleRateHz * RAMP_MS) / 1000);
  const samples = new Float64Array(unit * RHYTHM_UNITS.reduce((sum, units) => sum + units, 0));
  let at = 0;
  for (const [index, units] of RHYTHM_UNITS.entries()) {
    const length = units * unit;
    if (index % 2 === 0) {
      for (let offset = 0; offset < length; offset += 1) {
        const edge = Math.min(1, (Math.min(offset, length - 1 - offset) + 0.5) / ramp);
        const swell = 0.5 - 0.5 * Math.cos(Math.PI * edge);
        samples[at + offset] = PEAK * swell * Math.sin((2 * Math.PI * PITCH_HZ * offset) / sampleRateHz);
      }
    }
    at += length;
  }
  return samples;
}
