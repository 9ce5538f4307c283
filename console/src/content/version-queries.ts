import {
  type Backtest,
  backtestSchema,
  type backtestStartSchema,
  coverageSchema,
  draftAnswerSchema,
  type importTargetSchema,
  listDiffSchema,
  listVersionsPageSchema,
  type publishSchema,
  termsAddedSchema,
  trialSamplesSchema,
  type WordList,
  wordListSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';
import { useStaff } from '../staff/queries.ts';

const phrasesSchema = z.array(z.string()).nullable();
const listsKey = ['word-lists'] as const;
const keyOf = (listId: string, what: string) => [...listsKey, listId, what] as const;
/** How often what is under way is looked at again. */
const FOLLOW_MS = 1_000;

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: listsKey });
}

/** The draft of a list; followed while a trial of it is under way. */
export const useDraft = (listId: string) =>
  useQuery({
    queryKey: keyOf(listId, 'draft'),
    queryFn: () => api.get(`/api/word-lists/${listId}/draft`, draftAnswerSchema),
    refetchInterval: ({ state }) => {
      const { shadow = null, backtest = null } = state.data?.draft ?? {};
      const isUnderWay = (shadow !== null && shadow.endedAt === null) || backtest?.state === 'running';
      return isUnderWay ? FOLLOW_MS : false;
    },
  });

/** The phrases that a list's draft has otherwise than the list; null when it has none of its own. */
export function useDraftAllow(list: WordList): readonly string[] | null {
  const { data } = useDraft(list.id);
  return phrasesSchema.parse(data?.draft?.settings.allow ?? null);
}

/** What a trial saw; `stamp` changes when there may be more. */
export const useSamples = (trialId: string, stamp: string) =>
  useQuery({
    queryKey: ['list-trials', trialId, 'samples', stamp],
    queryFn: () => api.get(`/api/list-trials/${trialId}/samples`, trialSamplesSchema),
    placeholderData: (before) => before,
  });

export function useDraftChange(listId: string) {
  const refresh = useRefresh();
  const path = `/api/word-lists/${listId}/draft`;
  const use = <T>(work: (given: T) => Promise<unknown>) => useMutation({ mutationFn: work, onSuccess: refresh });
  return {
    begin: use<void>(() => api.post(path, {})),
    discard: use<void>(() => api.delete(path)),
    startShadow: use<number>((rate) => api.post(`${path}/shadow`, { rate })),
    endShadow: use<void>(() => api.delete(`${path}/shadow`)),
    startBacktest: use<z.input<typeof backtestStartSchema>>((given) =>
      api.post(`/api/word-lists/${listId}/backtests`, given, backtestSchema),
    ),
    cancelBacktest: use<Backtest['id']>((id) => api.post(`/api/list-trials/${id}/cancel`, {})),
    approve: use<void>(() => api.post(`${path}/approve`, {})),
  };
}

export function usePublish(listId: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (given: z.input<typeof publishSchema>) =>
      api.post(`/api/word-lists/${listId}/draft/publish`, given, wordListSchema),
    onSuccess: refresh,
  });
}

export function useRollBack(listId: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ version, reason }: { version: number; reason: string }) =>
      api.post(`/api/word-lists/${listId}/versions/${version}/rollback`, { reason }, wordListSchema),
    onSuccess: refresh,
  });
}

/** Versions, newest first, page after page. */
export const useVersions = (listId: string) =>
  useInfiniteQuery({
    queryKey: keyOf(listId, 'versions'),
    queryFn: ({ pageParam }) =>
      api.get(`/api/word-lists/${listId}/versions`, listVersionsPageSchema, { cursor: pageParam, limit: 30 }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** What differs, page after page. */
export const useDiff = (listId: string, from: number | null, to: number | 'draft', stamp = '') =>
  useInfiniteQuery({
    // Not below the lists' key: versions never change, and a draft that was released is no longer there to be asked for.
    queryKey: ['list-diff', listId, from, to, stamp],
    queryFn: ({ pageParam }) =>
      api.get(`/api/word-lists/${listId}/diff`, listDiffSchema, { from, to, cursor: pageParam, limit: 50 }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export interface FileImport {
  readonly file: File;
  readonly replaceAll: boolean;
  readonly target: z.infer<typeof importTargetSchema>;
}

/** Sends a file as it is; the server reads TXT, CSV and XLSX. */
export function useImportFile(listId: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ file, replaceAll, target }: FileImport) =>
      api.upload(
        api.downloadUrl(`/api/word-lists/${listId}/import`, { fileName: file.name, replaceAll, target }),
        file,
        termsAddedSchema,
      ),
    onSuccess: refresh,
  });
}

/** What the enabled lists cover of the standard. */
export const useCoverage = () =>
  useQuery({
    queryKey: [...listsKey, 'coverage'],
    queryFn: () => api.get('/api/word-lists/coverage', coverageSchema),
  });

export function useCreateStarter() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: () => api.post('/api/word-lists/starter', {}, wordListSchema), onSuccess: refresh });
}

/** The name behind an actor such as `staff:stf_…`; what is nobody in person is put by `other`. */
export function useActorName(other: (kind: 'cli' | 'system' | 'setup') => string): (actor: string) => string {
  const staff = useStaff().data ?? [];
  return (actor) => {
    if (actor === 'cli' || actor === 'system' || actor === 'setup') return other(actor);
    return staff.find(({ id }) => actor === `staff:${id}`)?.name ?? actor;
  };
}
