import {
  boardSchema,
  comingDutiesSchema,
  type comingPutSchema,
  digestPreviewSchema,
  type digestSettingsPutSchema,
  digestSettingsStateSchema,
  digestsSchema,
  overrideSchema,
  statusHistoryPageSchema,
  statusNumbersKeptSchema,
  type statusNumbersSchema,
  type taskPutSchema,
  taskSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const boardKey = ['status'] as const;
const BOARD_EVERY_MS = 10_000;
const WEEK_MS = 7 * 24 * 3_600_000;
const CHANGES_MAX = 200;

/** Where the provider stands, read anew every ten seconds. */
export const useBoard = () =>
  useQuery({
    queryKey: [...boardKey, 'board'],
    queryFn: () => api.get('/api/status', boardSchema),
    refetchInterval: BOARD_EVERY_MS,
  });

/** Changes of one control, newest first; a week of them unless all are wanted. */
export const useChanges = (control: string, isWhole: boolean) =>
  useQuery({
    queryKey: [...boardKey, 'changes', control, isWhole],
    queryFn: () =>
      api.get('/api/status/history', statusHistoryPageSchema, {
        control,
        limit: CHANGES_MAX,
        ...(isWhole ? {} : { from: new Date(Date.now() - WEEK_MS).toISOString() }),
      }),
  });

export const useNumbers = () =>
  useQuery({
    queryKey: [...boardKey, 'numbers'],
    queryFn: () => api.get('/api/status/numbers', statusNumbersKeptSchema),
  });

/** A change after which the board is another. */
function useBoardChange<V, R>(send: (variables: V) => Promise<R>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: boardKey }) });
}

export const useRun = () => useBoardChange(() => api.post('/api/status/run', {}, boardSchema));
export const useOverride = () =>
  useBoardChange((given: { control: string; status: string; reason: string; expiresAt: string }) =>
    api.post('/api/status/overrides', given, overrideSchema),
  );
export const useEndOverride = () => useBoardChange((id: string) => api.delete(`/api/status/overrides/${id}`));
export const usePutTask = (obligation: string) =>
  useBoardChange((given: z.input<typeof taskPutSchema>) =>
    api.put(`/api/status/tasks/${encodeURIComponent(obligation)}`, given, taskSchema),
  );
export const usePutNumbers = () =>
  useBoardChange((given: z.input<typeof statusNumbersSchema>) =>
    api.put('/api/status/numbers', given, statusNumbersKeptSchema),
  );

/** What the law will ask from a later day on. */
export const useComing = () =>
  useQuery({
    queryKey: [...boardKey, 'coming'],
    queryFn: () => api.get('/api/status/coming', comingDutiesSchema),
  });
export const usePutComing = (obligation: string) =>
  useBoardChange((given: z.input<typeof comingPutSchema>) =>
    api.put(`/api/status/coming/${encodeURIComponent(obligation)}`, given, comingDutiesSchema),
  );

const NOTICES_EVERY_MS = 5_000;
/** What was told, read anew while notices may still be under way. */
export const useDigests = () =>
  useQuery({
    queryKey: [...boardKey, 'digests'],
    queryFn: () => api.get('/api/status/digests', digestsSchema),
    refetchInterval: NOTICES_EVERY_MS,
  });
export const useDigestSettings = () =>
  useQuery({
    queryKey: [...boardKey, 'digest-settings'],
    queryFn: () => api.get('/api/status/digests/settings', digestSettingsStateSchema),
  });
export const useDigestPreview = (language: 'zh-CN' | 'en') =>
  useQuery({
    queryKey: [...boardKey, 'digest-preview', language],
    queryFn: () => api.get('/api/status/digests/preview', digestPreviewSchema, { language }),
  });
export const useChangeDigestSettings = () =>
  useBoardChange((given: z.input<typeof digestSettingsPutSchema>) =>
    api.put('/api/status/digests/settings', given, digestSettingsStateSchema),
  );
export const useSendDigest = () => useBoardChange(() => api.post('/api/status/digests', {}));
