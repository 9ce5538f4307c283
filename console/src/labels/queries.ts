import {
  type LabelPeriod,
  labelCoverageSchema,
  labelPreviewSchema,
  labelSamplesSchema,
  labelWithheldSchema,
  producedContentSchema,
  producedLookupSchema,
} from '@hegui/contract';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { api } from '../api/index.ts';

const labelsKey = ['labels'] as const;

/** Figures of a period; of one service, or of all where the id is empty. */
export const useCoverage = (period: LabelPeriod, serviceId: string) =>
  useQuery({
    queryKey: [...labelsKey, 'coverage', period, serviceId],
    queryFn: () => api.get('/api/labels/coverage', labelCoverageSchema, { period, serviceId }),
    placeholderData: keepPreviousData,
  });

export const useSamples = (serviceId: string) =>
  useInfiniteQuery({
    queryKey: [...labelsKey, 'samples', serviceId],
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get('/api/labels/samples', labelSamplesSchema, { serviceId, cursor: pageParam }),
    getNextPageParam: ({ next }) => next,
  });

export const useWithheld = (serviceId: string) =>
  useInfiniteQuery({
    queryKey: [...labelsKey, 'withheld', serviceId],
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get('/api/labels/withheld', labelWithheldSchema, { serviceId, cursor: pageParam }),
    getNextPageParam: ({ next }) => next,
  });

/** How a mark looks and sounds; asked again for other words only. */
export const usePreview = (text: string, isWanted: boolean) =>
  useQuery({
    queryKey: [...labelsKey, 'preview', text],
    queryFn: () => api.post('/api/labels/preview', { text }, labelPreviewSchema),
    enabled: isWanted,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });

export const findByNumber = (produceId: string) =>
  api.get(`/api/produced/${encodeURIComponent(produceId)}`, producedContentSchema);

/** The file goes to the server, which compares it with the register and keeps nothing of it. */
export const findByFile = (file: File) =>
  api.upload(`/api/produced/lookup?name=${encodeURIComponent(file.name)}`, file, producedLookupSchema);
