import type { Upstream, upstreamCreateSchema } from '@hegui/contract';
import type { z } from 'zod';

/** An upstream as the form edits it; the mapping is a list of rows. */
export interface UpstreamDraft {
  readonly name: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly removesApiKey: boolean;
  readonly models: readonly { readonly ours: string; readonly theirs: string }[];
  readonly connectMs: number | null;
  readonly firstByteMs: number | null;
  readonly idleMs: number | null;
}

/** What the form begins with; the stored key is never among it. */
export function draftOf(upstream: Upstream | null): UpstreamDraft {
  return {
    name: upstream?.name ?? '',
    baseUrl: upstream?.baseUrl ?? '',
    apiKey: '',
    removesApiKey: false,
    models: Object.entries(upstream?.models ?? {}).map(([ours, theirs]) => ({ ours, theirs })),
    connectMs: upstream?.connectMs ?? null,
    firstByteMs: upstream?.firstByteMs ?? null,
    idleMs: upstream?.idleMs ?? null,
  };
}

/** What is sent: no key leaves the stored one as it is, an empty one removes it. */
export function upstreamOf(draft: UpstreamDraft): z.input<typeof upstreamCreateSchema> {
  const { apiKey, removesApiKey, models, ...rest } = draft;
  const typed = apiKey.trim();
  return {
    ...rest,
    baseUrl: rest.baseUrl.trim(),
    models: Object.fromEntries(models.map(({ ours, theirs }) => [ours.trim(), theirs.trim()])),
    apiKey: removesApiKey ? '' : typed === '' ? null : typed,
  };
}
