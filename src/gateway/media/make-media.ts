import type { ExplicitReason } from '../../contract/index.ts';
import { fail, HeguiError, ok, type Result } from '../../kernel/index.ts';
import type { ServiceEntry } from '../../registry/index.ts';
import type { ExplicitMarker, LabelledMedia, MediaParts, WithheldReason } from './ports.ts';

/** What an endpoint makes. */
export type MediaKind = 'picture' | 'sound';

/** A generated file as the upstream gave it. */
export interface FoundMedia {
  /** Where it stood in the answer, such as `data.0`. */
  readonly place: string;
  readonly bytes: Uint8Array;
}

export interface MarkedMedia {
  readonly file: LabelledMedia;
  readonly explicitReason: ExplicitReason | null;
}

/** A file that must not leave, and why. */
export interface Unfit {
  readonly place: string;
  readonly reason: WithheldReason;
  readonly error: HeguiError;
}

/**
 * The file with the marks that the policy asks for: first the one that people see or hear, then the implicit label, which
 * must be of the file that really leaves. @law labelling-measures#4 labelling-measures#5
 */
export async function makeMedia(
  { labels, marker }: Pick<MediaParts, 'labels' | 'marker'>,
  service: Pick<ServiceEntry, 'policy' | 'providerCode'>,
  kind: MediaKind,
  found: FoundMedia,
  isLifted = false,
): Promise<Result<MarkedMedia, Unfit>> {
  try {
    const marked = isLifted
      ? ({ bytes: found.bytes, explicitReason: 'lifted' } as const)
      : await putMark(marker, service.policy.label, kind, found.bytes);
    const file = await labels.label(marked.bytes, service.providerCode);
    if (file.kind !== kind) return fail(unfit(found.place, 'other-kind', `is a ${file.format} file and no ${kind}`));
    return ok({ file, explicitReason: marked.explicitReason });
  } catch (error) {
    if (!(error instanceof HeguiError)) return fail(unfit(found.place, 'fault', 'could not be labelled', error));
    if (error.code === 'E_FILE_UNREADABLE') return fail(unfit(found.place, 'unreadable', error.message, error));
    if (error.code === 'E_FILE_UNSUPPORTED') return fail(unfit(found.place, 'unsupported', error.message, error));
    return fail(unfit(found.place, 'fault', 'could not be labelled', error));
  }
}

/** Where whoever shows the file has its explicit label: inside, to be shown by the interface, or nowhere since it is lifted. */
export const explicitPlace = (reason: ExplicitReason | null): 'file' | 'interface' | 'none' =>
  reason === null ? 'file' : reason === 'lifted' ? 'none' : 'interface';

async function putMark(
  marker: ExplicitMarker,
  label: ServiceEntry['policy']['label'],
  kind: MediaKind,
  bytes: Uint8Array,
): Promise<{ readonly bytes: Uint8Array; readonly explicitReason: ExplicitReason | null }> {
  if (label.explicit === 'interface') return { bytes, explicitReason: 'interface' };
  try {
    const marked = kind === 'picture' ? await marker.markPicture(bytes, label.text) : await marker.markSound(bytes);
    return { bytes: marked, explicitReason: null };
  } catch (error) {
    // A refusal says that it cannot be done to this file, or not here; anything else is a fault, and then nothing is sure.
    const isRefusal = error instanceof HeguiError && error.code !== 'E_INTERNAL';
    if (isRefusal) return { bytes, explicitReason: 'unavailable' };
    throw error;
  }
}

/** Nothing of the file may leave; `detail` says why without quoting it. */
export function unfit(place: string, reason: WithheldReason, detail: string, cause?: unknown): Unfit {
  const fields = [{ path: place, message: detail }];
  return {
    place,
    reason,
    error: new HeguiError('E_CONTENT_WITHHELD', `${place}: ${detail}`, {
      fields,
      ...(cause === undefined ? {} : { cause }),
    }),
  };
}
