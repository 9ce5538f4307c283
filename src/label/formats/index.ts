import type { LabelFormat } from '../file/format.ts';
import { avi } from './avi/index.ts';
import { flac } from './flac/index.ts';
import { flv } from './flv/index.ts';
import { matroska, webm } from './matroska/index.ts';
import { mp3 } from './mp3/index.ts';
import { m4a, mov, mp4 } from './mp4/index.ts';
import { ogg } from './ogg/index.ts';
import { png } from './png/index.ts';
import { wav } from './wav/index.ts';

/** Every kind of file that can carry a label; those with a signature first, for they are told apart by it alone. */
export const LABEL_FORMATS: readonly LabelFormat[] = [
  png,
  mp4,
  mov,
  m4a,
  mp3,
  wav,
  avi,
  matroska,
  webm,
  flac,
  ogg,
  flv,
];
