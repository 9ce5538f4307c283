import { join } from 'node:path';
import type { ExplicitReason } from '../../contract/index.ts';
import { fail, HeguiError, ok, type Result } from '../../kernel/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import type { WithheldReason } from '../media/ports.ts';
import type { FilmLabels, LabelledFilm, MarkFilm } from './ports.ts';

/** A film with what the policy asks for. */
export interface MarkedFilm {
  readonly film: LabelledFilm;
  /** Why no mark that people see is on it; null when one is. */
  readonly explicitReason: ExplicitReason | null;
}

/** Why a film must not leave. */
export interface UnfitFilm {
  readonly reason: WithheldReason;
  /** For the log; never content. */
  readonly detail: string;
}

const NOT_OF_THE_FILM = new Set(['E_INTERNAL', 'E_STORAGE_FULL', 'E_STORAGE_UNAVAILABLE']);
const UNREADABLE = 'E_FILE_UNREADABLE';

/**
 * The film on the disk with the marks that the policy asks for: first the one that people see, from its first frame on, then the
 * implicit label, which must be of the film that really leaves. @law labelling-measures#4 labelling-measures#5
 *
 * @param folder where the marked film may be put; it must stay until the film is kept. `isLifted`: it goes without the mark that people
 *   see, by its user's own request.
 * @throws what is no fault of the film.
 */
export async function makeFilm(
  { markFilm, labels }: { readonly markFilm: MarkFilm; readonly labels: Pick<FilmLabels, 'labelFilm'> },
  { policy, providerCode }: Pick<ServiceEntry, 'policy' | 'providerCode'>,
  input: string,
  { folder, isLifted, signal }: { readonly folder: string; readonly isLifted: boolean; readonly signal: AbortSignal },
): Promise<Result<MarkedFilm, UnfitFilm>> {
  const output = join(folder, 'marked');
  const mark: PutMark = (words) => markFilm(input, output, words, signal);
  const marked = isLifted
    ? ok({ path: input, explicitReason: 'lifted' as const })
    : await putMark(mark, policy.label, input, output);
  if (!marked.ok) return marked;
  const { path, explicitReason } = marked.value;
  try {
    const film = await labels.labelFilm(path, providerCode);
    if (film.kind !== 'film') return fail({ reason: 'other-kind', detail: `it is a ${film.format} file and no film` });
    return ok({ film, explicitReason });
  } catch (error) {
    if (!isOfTheFilm(error)) throw error;
    const reason = error.code === UNREADABLE ? 'unreadable' : 'unsupported';
    return fail({ reason, detail: error.message });
  }
}

type PutMark = (words: string) => Promise<void>;

async function putMark(
  mark: PutMark,
  { explicit, text, filmWithoutMark }: ServiceEntry['policy']['label'],
  input: string,
  output: string,
): Promise<Result<{ readonly path: string; readonly explicitReason: ExplicitReason | null }, UnfitFilm>> {
  if (explicit === 'interface') return ok({ path: input, explicitReason: 'interface' });
  try {
    await mark(text);
    return ok({ path: output, explicitReason: null });
  } catch (error) {
    if (!isOfTheFilm(error)) throw error;
    if (error.code === UNREADABLE) return fail({ reason: 'unreadable', detail: error.message });
    if (filmWithoutMark === 'withhold') return fail({ reason: 'unmarked', detail: error.message });
    return ok({ path: input, explicitReason: 'unavailable' });
  }
}

/** Does the error say something about the film, or about what can be done to it here? */
const isOfTheFilm = (error: unknown): error is HeguiError =>
  error instanceof HeguiError && !NOT_OF_THE_FILM.has(error.code);
