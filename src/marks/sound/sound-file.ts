import { MIB } from '../../kernel/index.ts';
import { unsupportedFile } from '../file-errors.ts';
import { isWav } from './wav.ts';

/** Kinds of file that hold sound alone. `aac` is a bare stream (ADTS), `m4a` the same sound in a box. */
export type SoundFormat = 'wav' | 'mp3' | 'flac' | 'ogg' | 'm4a' | 'aac';

/** Bytes of a sound that is marked. */
export const SOUND_BYTES_MAX: number = 512 * MIB;

/** How FFmpeg names the kinds when reading and when writing, and what a file of the kind is called. */
export const SOUND_KINDS: Readonly<Record<SoundFormat, { readonly demuxer: string; readonly muxer: string }>> = {
  wav: { demuxer: 'wav', muxer: 'wav' },
  mp3: { demuxer: 'mp3', muxer: 'mp3' },
  flac: { demuxer: 'flac', muxer: 'flac' },
  ogg: { demuxer: 'ogg', muxer: 'ogg' },
  m4a: { demuxer: 'mov', muxer: 'ipod' },
  aac: { demuxer: 'aac', muxer: 'adts' },
};

const M4A_BRANDS = new Set(['M4A ', 'M4B ']);

/** The kind of a sound by its first bytes; null when it is none that can be marked. */
export function detectSound(head: Uint8Array): SoundFormat | null {
  if (isWav(head)) return 'wav';
  const text = Buffer.from(head.subarray(0, 64)).toString('latin1');
  if (text.startsWith('fLaC')) return 'flac';
  // A film in Ogg begins with its pictures' codec.
  if (text.startsWith('OggS')) return /theora/.test(text) ? null : 'ogg';
  if (text.startsWith('ftyp', 4)) return M4A_BRANDS.has(text.slice(8, 12)) ? 'm4a' : null;
  if (text.startsWith('ID3')) return 'mp3';
  return detectFrames(head);
}

/** MPEG audio without any head begins with a frame: eleven set bits, then version and layer; layer 0 is AAC. */
function detectFrames(head: Uint8Array): SoundFormat | null {
  const [first, second = 0] = head;
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return null;
  if ((second & 0xf6) === 0xf0) return 'aac';
  const [version, layer] = [(second >> 3) & 3, (second >> 1) & 3];
  return version !== 1 && layer === 1 ? 'mp3' : null;
}

/** @throws HeguiError E_FILE_UNSUPPORTED naming the kinds that there are. */
export function requireSound(kind: SoundFormat | null): SoundFormat {
  if (kind !== null) return kind;
  throw unsupportedFile('it is no WAV, MP3, FLAC, Ogg, M4A or AAC sound');
}
