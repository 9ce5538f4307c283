import type { FfmpegOptions } from './ffmpeg.ts';
import { markFilm } from './film/mark-film.ts';
import { markPicture } from './picture/mark-picture.ts';
import { markSound } from './sound/mark-sound.ts';

/** Puts explicit labels on what a model made, on its way to the user. */
export interface ExplicitMarker {
  /** The picture with this mark at its lower right, in its own format. */
  markPicture(bytes: Uint8Array, mark: string): Promise<Uint8Array>;
  /** The sound with the rhythm for AI before it, in its own format. */
  markSound(bytes: Uint8Array): Promise<Uint8Array>;
  /** Writes the film anew with this mark from its first frame on. */
  markFilm(input: string, output: string, mark: string, signal?: AbortSignal): Promise<void>;
}

/** They fail as `markPicture`, `markSound` and `markFilm` do; nothing unmarked is ever handed back. */
export const createMarker = (options: FfmpegOptions = {}): ExplicitMarker => ({
  markPicture: async (bytes, mark) => (await markPicture(bytes, { mark })).bytes,
  markSound: async (bytes) => (await markSound(bytes, options)).bytes,
  markFilm: async (input, output, mark, signal) => {
    await markFilm(input, output, { ...options, mark, ...(signal === undefined ? {} : { signal }) });
  },
});
