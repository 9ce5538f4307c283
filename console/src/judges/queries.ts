import {
  gapsPageSchema,
  type judgeChangeSchema,
  type judgeCreateSchema,
  judgeSchema,
  judgeTestedSchema,
  type judgeTestSchema,
  scorecardSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const judgesKey = ['judges'] as const;

/** Every judge in use. */
export const useJudges = () =>
  useQuery({ queryKey: judgesKey, queryFn: () => api.get('/api/judges', z.array(judgeSchema)) });

export function useCreateJudge() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (judge: z.input<typeof judgeCreateSchema>) => api.post('/api/judges', judge),
    onSuccess: refresh,
  });
}

export function useChangeJudge() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof judgeChangeSchema> }) =>
      api.patch(`/api/judges/${id}`, change),
    onSuccess: refresh,
  });
}

export function useRetireJudge() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/judges/${id}`), onSuccess: refresh });
}

export const useTestJudge = (id: string) =>
  useMutation({
    mutationFn: (test: z.input<typeof judgeTestSchema>) => api.post(`/api/judges/${id}/test`, test, judgeTestedSchema),
  });

export const useScorecard = (month: string) =>
  useQuery({
    queryKey: [...judgesKey, 'scorecard', month],
    queryFn: () => api.get('/api/judges/scorecard', scorecardSchema, { month }),
  });

export type GapState = 'all' | 'waiting' | 'judged';

export const useGaps = (state: GapState) =>
  useInfiniteQuery({
    queryKey: [...judgesKey, 'gaps', state],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      api.get('/api/judges/gaps', gapsPageSchema, { state, ...(pageParam === '' ? {} : { cursor: pageParam }) }),
    getNextPageParam: (page) => page.next,
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: judgesKey });
}
