import {
  lawArticlesSchema,
  lawDiffSchema,
  lawInstrumentsSchema,
  lawObligationsSchema,
  lawReferenceSchema,
} from '@hegui/contract';
import { useQuery } from '@tanstack/react-query';
import { api } from '../api/index.ts';

// The law changes with a start of the server, not while somebody reads.
const once = { staleTime: Number.POSITIVE_INFINITY } as const;

export const useInstruments = (date: string) =>
  useQuery({
    ...once,
    queryKey: ['law', 'instruments', date],
    queryFn: () => api.get('/api/law/instruments', lawInstrumentsSchema, { date }),
  });

export const useArticles = () =>
  useQuery({ ...once, queryKey: ['law', 'articles'], queryFn: () => api.get('/api/law/articles', lawArticlesSchema) });

export const useObligations = () =>
  useQuery({
    ...once,
    queryKey: ['law', 'obligations'],
    queryFn: () => api.get('/api/law/obligations', lawObligationsSchema),
  });

export const useReference = () =>
  useQuery({
    ...once,
    queryKey: ['law', 'reference'],
    queryFn: () => api.get('/api/law/reference', lawReferenceSchema),
  });

/** The draft of 2023 beside the final text. */
export const useComparisons = () =>
  useQuery({ ...once, queryKey: ['law', 'comparisons'], queryFn: () => api.get('/api/law/diff', lawDiffSchema) });

/** What changes after a day, as far as is known. */
export const useChanges = (from: string) =>
  useQuery({
    ...once,
    queryKey: ['law', 'changes', from],
    queryFn: () => api.get('/api/law/diff', lawDiffSchema, { from }),
  });
