import {
  allowPlacedSchema,
  type allowPutSchema,
  listTestedSchema,
  type listTestSchema,
  pageOf,
  termAtSchema,
  termPlacedSchema,
  type termPutSchema,
  termSchema,
  termsAddedSchema,
  type termsAddSchema,
  type wordListChangeSchema,
  type wordListCreateSchema,
  wordListSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const listsKey = ['word-lists'] as const;
const listsSchema = z.array(wordListSchema);
const termsPageSchema = pageOf(termSchema);

/** Every word list that is not retired. */
export const useWordLists = () =>
  useQuery({ queryKey: listsKey, queryFn: () => api.get('/api/word-lists', listsSchema) });

/** The terms of a list that hold `search`, page after page. */
export const useTerms = (listId: string, search: string) =>
  useInfiniteQuery({
    queryKey: [...listsKey, listId, 'terms', search],
    queryFn: ({ pageParam }) =>
      api.get(`/api/word-lists/${listId}/terms`, termsPageSchema, { search, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export function useCreateWordList() {
  const refresh = useRefreshLists();
  return useMutation({
    mutationFn: (list: z.input<typeof wordListCreateSchema>) => api.post('/api/word-lists', list, wordListSchema),
    onSuccess: refresh,
  });
}

export function useChangeWordList() {
  const refresh = useRefreshLists();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof wordListChangeSchema> }) =>
      api.patch(`/api/word-lists/${id}`, change),
    onSuccess: refresh,
  });
}

export function useRetireWordList() {
  const refresh = useRefreshLists();
  // Not waited for: the page of the list leaves before it is asked for what is gone.
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/word-lists/${id}`),
    onSuccess: () => void refresh(),
  });
}

export function useAddTerms(listId: string) {
  const refresh = useRefreshLists();
  return useMutation({
    mutationFn: (terms: z.input<typeof termsAddSchema>) =>
      api.post(`/api/word-lists/${listId}/terms`, terms, termsAddedSchema),
    onSuccess: refresh,
  });
}

/** One term as it is live, or as the draft would have it; asked anew each time, because it is about to be changed. */
export const useTermAt = (listId: string, text: string | null, target: 'live' | 'draft') =>
  useQuery({
    queryKey: [...listsKey, listId, 'term', target, text],
    queryFn: () => api.get(`/api/word-lists/${listId}/term`, termAtSchema, { text: text ?? '', target }),
    enabled: text !== null,
    gcTime: 0,
    // A form that is being filled in is not filled anew from under its reader.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export function usePutTerm(listId: string) {
  const refresh = useRefreshTerms(listId);
  return useMutation({
    mutationFn: (term: z.input<typeof termPutSchema>) =>
      api.put(`/api/word-lists/${listId}/term`, term, termPlacedSchema),
    onSuccess: refresh,
  });
}

/** Replaces the phrases in which no term of the list counts. */
export function usePutAllow(listId: string) {
  const refresh = useRefreshTerms(listId);
  return useMutation({
    mutationFn: (given: z.input<typeof allowPutSchema>) =>
      api.put(`/api/word-lists/${listId}/allow`, given, allowPlacedSchema),
    onSuccess: refresh,
  });
}

export function useRemoveTerm(listId: string) {
  const refresh = useRefreshLists();
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/word-lists/${listId}/terms/${id}`),
    onSuccess: refresh,
  });
}

/** Tries a text; changes nothing. */
export const useTestText = () =>
  useMutation({
    mutationFn: (test: z.input<typeof listTestSchema>) => api.post('/api/word-lists/test', test, listTestedSchema),
  });

function useRefreshTerms(listId: string) {
  const client = useQueryClient();
  const refresh = useRefreshLists();
  return () => Promise.all([refresh(), client.invalidateQueries({ queryKey: ['list-diff', listId] })]);
}

function useRefreshLists() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: listsKey });
}
