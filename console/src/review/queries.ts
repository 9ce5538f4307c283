import {
  type ReviewItem,
  reversalMadeSchema,
  reviewDecisionsPageSchema,
  reviewItemSchema,
  reviewItemsPageSchema,
  reviewLookedSchema,
  reviewStatisticsSchema,
  reviewTakenSchema,
  type Suggestion,
  type suggestionCreateSchema,
  suggestionSchema,
  type suggestionSettleSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const reviewKey = ['review'] as const;
const QUEUE_EVERY_MS = 15_000;

export interface QueueFilter {
  readonly state?: 'open' | 'waiting' | 'escalated';
  readonly serviceId?: string;
  readonly reason?: string;
  readonly risk?: string;
}

/** The open items, most pressing first. */
export const useQueue = (filter: QueueFilter) =>
  useInfiniteQuery({
    queryKey: [...reviewKey, 'queue', filter],
    queryFn: ({ pageParam }) =>
      api.get('/api/review/items', reviewItemsPageSchema, { ...filter, cursor: pageParam, limit: 50 }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: QUEUE_EVERY_MS,
  });

function useReviewChange<V, T>(mutationFn: (variables: V) => Promise<T>) {
  const client = useQueryClient();
  return useMutation({ mutationFn, onSettled: () => client.invalidateQueries({ queryKey: reviewKey }) });
}

export const useTakeNext = () =>
  useReviewChange((filter: QueueFilter) => api.post('/api/review/next', filter, reviewTakenSchema));
export const useTake = () =>
  useReviewChange((id: string) => api.post(`/api/review/items/${id}/lock`, {}, reviewItemSchema));
export const useRelease = () => useReviewChange((id: string) => api.delete(`/api/review/items/${id}/lock`));

/** The content of an item; each call leaves evidence, so it is a deed and no query. */
export const useLook = () =>
  useMutation({ mutationFn: (id: string) => api.post(`/api/review/items/${id}/look`, {}, reviewLookedSchema) });

export interface Decision {
  readonly verdict: 'violation' | 'no-violation' | 'unsure';
  readonly risk: string | null;
  readonly reason: string;
}
export const useDecide = () =>
  useReviewChange(({ id, decision }: { id: string; decision: Decision }) =>
    api.post(`/api/review/items/${id}/decision`, decision, z.object({ decisionId: z.string().nullable() })),
  );

/** Puts an exchange on the queue. */
export const useSendToReview = () =>
  useReviewChange((exchangeId: string) => api.post('/api/review/items', { exchangeId }, reviewItemSchema));

export interface DecisionsFilter {
  readonly by: 'anyone' | 'me';
  readonly reversals: 'any' | 'proposed';
}
export const useDecisions = (filter: DecisionsFilter) =>
  useInfiniteQuery({
    queryKey: [...reviewKey, 'decisions', filter],
    queryFn: ({ pageParam }) =>
      api.get('/api/review/decisions', reviewDecisionsPageSchema, { ...filter, cursor: pageParam, limit: 50 }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const useReverse = () =>
  useReviewChange(({ id, judgement }: { id: string; judgement: Decision }) =>
    api.post(`/api/review/decisions/${id}/reversals`, judgement, reversalMadeSchema),
  );
export const useSettleReversal = () =>
  useReviewChange(({ id, approve }: { id: string; approve: boolean }) =>
    api.post(`/api/review/reversals/${id}`, { approve }),
  );

export type SuggestionState = Suggestion['state'];
export const useSuggestions = (state: SuggestionState) =>
  useQuery({
    queryKey: [...reviewKey, 'suggestions', state],
    queryFn: () => api.get('/api/review/suggestions', z.array(suggestionSchema), { state }),
  });
export const useSuggest = () =>
  useReviewChange(({ id, suggestion }: { id: string; suggestion: z.input<typeof suggestionCreateSchema> }) =>
    api.post(`/api/review/decisions/${id}/suggestions`, suggestion),
  );

/** A suggestion that is taken changes the draft of its list. */
export function useSettleSuggestion() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...given }: { id: string } & z.input<typeof suggestionSettleSchema>) =>
      api.post(`/api/review/suggestions/${id}`, given, suggestionSchema),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: reviewKey });
      void client.invalidateQueries({ queryKey: ['word-lists'] });
    },
  });
}

export const useStatistics = () =>
  useQuery({
    queryKey: [...reviewKey, 'statistics'],
    queryFn: () => api.get('/api/review/statistics', reviewStatisticsSchema),
  });

export type { ReviewItem };
