import { extname } from 'node:path';
import { detectFilm } from './film/film-file.ts';
import { detectPicture } from './picture/picture-file.ts';
import { detectSound } from './sound/sound-file.ts';

/** What people do with a file: look, listen, watch or read. */
export type Medium = 'picture' | 'sound' | 'film' | 'text';

const TEXT_EXTENSIONS = ['txt', 'md', 'markdown'];

/** Extensions of files that can be marked; the files themselves go by their first bytes, and only text by its name. */
export const MARKED_EXTENSIONS: ReadonlySet<string> = new Set([
  ...['png', 'jpg', 'jpeg', 'webp', 'gif', 'tif', 'tiff', 'avif'],
  ...['wav', 'mp3', 'flac', 'ogg', 'oga', 'opus', 'm4a', 'aac'],
  ...['mp4', 'm4v', 'mov', 'mkv', 'webm', 'avi', 'flv'],
  ...TEXT_EXTENSIONS,
]);
/** Bytes that tell the medium. */
export const MEDIUM_HEAD_BYTES = 64;

/** By its first bytes, and for text by the extension of its name; null when it is none that can be marked. */
export function detectMedium(head: Uint8Array, name: string): Medium | null {
  if (detectPicture(head) !== null) return 'picture';
  if (detectSound(head) !== null) return 'sound';
  if (detectFilm(head) !== null) return 'film';
  return TEXT_EXTENSIONS.includes(extname(name).slice(1).toLowerCase()) ? 'text' : null;
}
