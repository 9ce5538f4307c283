import {
  type labelAgreementCreateSchema,
  labelAgreementSchema,
  labelLiftsPageSchema,
  type labelMaterialsSchema,
  liftRequestsPageSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api, saveFile } from '../api/index.ts';

const liftsKey = ['label-lifts'] as const;
const agreementsKey = ['label-agreements'] as const;
const requestsKey = ['lift-requests'] as const;

export interface LiftsFilter {
  readonly search: string;
  readonly serviceId: string | undefined;
}
export type RequestState = 'any' | 'open' | 'withdrawn';

/** What left without explicit label, newest first. */
export const useLifts = ({ search, serviceId }: LiftsFilter) =>
  useInfiniteQuery({
    queryKey: [...liftsKey, search, serviceId],
    queryFn: ({ pageParam }) =>
      api.get('/api/label/lifts', labelLiftsPageSchema, { search, serviceId, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** The same as a file; leaves evidence. */
export const useExportLifts = () =>
  useMutation({
    mutationFn: async ({ search, serviceId }: LiftsFilter) => {
      const filter = { ...(search === '' ? {} : { search }), ...(serviceId === undefined ? {} : { serviceId }) };
      saveFile(await api.file('/api/label/lifts/export', filter));
    },
  });

/** Who asked for content without explicit label, newest first. */
export const useLiftRequests = ({ search, serviceId }: LiftsFilter, state: RequestState) =>
  useInfiniteQuery({
    queryKey: [...requestsKey, search, serviceId, state],
    queryFn: ({ pageParam }) =>
      api.get('/api/label/lift-requests', liftRequestsPageSchema, {
        search,
        serviceId,
        state: state === 'any' ? undefined : state,
        cursor: pageParam,
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export function useWithdrawRequest() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, reason }: { id: string; reason: string }) =>
      api.post(`/api/label/lift-requests/${id}/withdraw`, { reason }),
    onSuccess: () => client.invalidateQueries({ queryKey: requestsKey }),
  });
}

export const useAgreements = () =>
  useQuery({
    queryKey: agreementsKey,
    queryFn: () => api.get('/api/label/agreements', z.array(labelAgreementSchema)),
  });

export function useAddAgreement() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: z.input<typeof labelAgreementCreateSchema>) =>
      api.post('/api/label/agreements', given, labelAgreementSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: agreementsKey }),
  });
}

/** Makes the materials and saves them; resolves to whether a browser took its pictures. */
export const useMakeMaterials = () =>
  useMutation({
    mutationFn: async (order: z.input<typeof labelMaterialsSchema>) => {
      const file = await api.file('/api/label/materials', order);
      saveFile(file);
      return file.headers.get('x-hegui-screenshots') === 'taken';
    },
  });
