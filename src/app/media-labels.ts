import type { LabellingService, ProducedFiles } from '../duties/labelling/index.ts';
import type { FileStore } from '../files/index.ts';
import type { ExplicitMarker, FilmLabels, MarkFilm, MediaLabels } from '../gateway/index.ts';
import { HeguiError, MINUTE_MS } from '../kernel/index.ts';
import { createMarker, DEFAULT_MARK, markPicture } from '../marks/index.ts';

/** The labelling duty as the gateway asks it. `onMade` hears of every file once it is in the register. */
export const mediaLabelsOf = (
  labelling: LabellingService,
  files: ProducedFiles,
  onMade: (serviceId: string, kind: string) => void,
): MediaLabels => ({
  // Without a name: a kind of file that has no signature is not what a model makes.
  label: (bytes, providerCode) => labelling.label({ bytes, name: null }, providerCode),
  register: async (made) => {
    const tokens = await labelling.registerAll(made);
    for (const { serviceId, file } of made) onMade(serviceId, file.kind);
    return tokens;
  },
  withhold: (withheld) => labelling.withhold(withheld),
  openFile: (token) => files.openAddress(token),
});

/** The same for films, which lie on the disk and in the store. */
export const filmLabelsOf = (
  labelling: LabellingService,
  files: ProducedFiles,
  store: FileStore,
  onMade: (serviceId: string, kind: string) => void,
): FilmLabels => ({
  labelFilm: (path, providerCode) => labelling.labelFilm(path, providerCode),
  keepFilm: async (made, commitWith) => {
    const stored = await labelling.keepFilm(made, commitWith);
    onMade(made.serviceId, made.film.kind);
    return stored;
  },
  openFilm: (id) => files.openFile({ id }),
  removeFilm: (id, commitWith) => files.remove(id, commitWith),
  requireRoom: (bytes) => store.requireRoom(bytes),
});

/**
 * Marks as they are put into files. Sounds but WAV, and films, need FFmpeg; where it is missing sounds go without, and the record
 * and the answer say so, and of films the policy decides.
 *
 * Words that cannot be drawn, in a policy from before pictures were marked, must not stop a service: the file then says what is
 * required in words of ours.
 *
 * @param ffmpeg the program; looked for in PATH without it.
 */
export function fileMarker(ffmpeg: string | undefined): ExplicitMarker & { readonly markFilm: MarkFilm } {
  // Somebody waits for a sound meanwhile, but not for a film.
  const ofSounds = createMarker({ ffmpeg, timeoutMs: MINUTE_MS });
  const ofFilms = createMarker({ ffmpeg });
  return {
    markPicture: async (bytes, mark) => {
      const marked = await markPicture(bytes, { mark }).catch((error: unknown) => {
        if (isNoMark(error)) return markPicture(bytes);
        throw error;
      });
      return marked.bytes;
    },
    markSound: ofSounds.markSound,
    markFilm: (input, output, mark, signal) =>
      ofFilms.markFilm(input, output, mark, signal).catch((error: unknown) => {
        if (isNoMark(error)) return ofFilms.markFilm(input, output, DEFAULT_MARK, signal);
        throw error;
      }),
  };
}

const isNoMark = (error: unknown): boolean => error instanceof HeguiError && error.code === 'E_REQUEST_INVALID';
