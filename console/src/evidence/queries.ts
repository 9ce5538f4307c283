import { checkpointsPageSchema, entriesPageSchema, logHeadSchema, verifiedSchema } from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { api } from '../api/index.ts';

/** The head moves by itself, so it is read again this often. */
const HEAD_EVERY_MS = 10_000;

export const useLogHead = () =>
  useQuery({
    queryKey: ['evidence', 'head'],
    queryFn: () => api.get('/api/evidence', logHeadSchema),
    refetchInterval: HEAD_EVERY_MS,
  });

/** Checkpoints, newest first, page after page. */
export const useCheckpoints = () =>
  useInfiniteQuery({
    queryKey: ['evidence', 'checkpoints'],
    queryFn: ({ pageParam }) => api.get('/api/evidence/checkpoints', checkpointsPageSchema, { cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** Entries of a kind (empty = every kind), newest first, page after page. */
export const useEntries = (kind: string) =>
  useInfiniteQuery({
    queryKey: ['evidence', 'entries', kind],
    queryFn: ({ pageParam }) => api.get('/api/evidence/entries', entriesPageSchema, { kind, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** Verifies a bundle on the server; changes nothing. */
export const useVerifyBundle = () =>
  useMutation({ mutationFn: (file: File) => api.upload('/api/evidence/verify', file, verifiedSchema) });
