import { hash32, integerIn, pickOne, seededRandom } from './random.ts';

const SAMPLE_RATE = 24_000;
const NOTE_S = 0.14;
const NOTES_MAX = 60;
const FADE_S = 0.02;
const PEAK = 9_000;
/** Five notes of one octave: any order of them sounds like a tune. */
const SCALE_HZ = [261.63, 293.66, 329.63, 392, 440];

/**
 * A WAV of a small tune, one note for a word or a character of the text and always the same for the same text: 16 bits, mono,
 * 24 kHz, at most nine seconds. Nobody speaks in it, for this is no model.
 */
export function makeSound(text: string): Buffer {
  const random = seededRandom(hash32(text));
  const notes = Math.min(NOTES_MAX, Math.max(3, [...text].length));
  const perNote = Math.round(SAMPLE_RATE * NOTE_S);
  const data = Buffer.alloc(notes * perNote * 2);
  for (let note = 0; note < notes; note++) {
    const hertz = (pickOne(random, SCALE_HZ) ?? 440) * integerIn(random, 1, 2);
    for (let at = 0; at < perNote; at++) {
      const fade = Math.min(1, at / SAMPLE_RATE / FADE_S, (perNote - at) / SAMPLE_RATE / FADE_S);
      const level = Math.round(PEAK * fade * Math.sin((2 * Math.PI * hertz * at) / SAMPLE_RATE));
      data.writeInt16LE(level, (note * perNote + at) * 2);
    }
  }
  return Buffer.concat([waveHeader(data.length), data]);
}

function waveHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + dataBytes, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  // PCM, one channel.
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(SAMPLE_RATE, 24);
  header.writeUInt32LE(SAMPLE_RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(dataBytes, 40);
  return header;
}
