import {
  acceptancesPageSchema,
  agreementDiffSchema,
  type agreementDraftChangeSchema,
  agreementOverviewSchema,
  type agreementPublishSchema,
  agreementSchema,
  agreementStateSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const agreementsKey = ['agreements'] as const;
const stateKey = (serviceId: string) => [...agreementsKey, 'of', serviceId] as const;

export const useOverview = () =>
  useQuery({ queryKey: [...agreementsKey, 'all'], queryFn: () => api.get('/api/agreements', agreementOverviewSchema) });

export const useAgreements = (serviceId: string) =>
  useQuery({
    queryKey: stateKey(serviceId),
    queryFn: () => api.get(`/api/services/${serviceId}/agreements`, agreementStateSchema),
    // What is being written must not be replaced under the writer’s hands.
    refetchOnWindowFocus: false,
  });

export const readAgreement = (id: string) => api.get(`/api/agreements/${id}`, agreementSchema);

export type DraftChange = z.input<typeof agreementDraftChangeSchema>;
export type Publication = z.input<typeof agreementPublishSchema>;

export function useSaveDraft(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: DraftChange) =>
      api.put(`/api/services/${serviceId}/agreements/draft`, draft, agreementStateSchema),
    onSuccess: (state) => client.setQueryData(stateKey(serviceId), state),
  });
}

export function useDiscardDraft(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.delete(`/api/services/${serviceId}/agreements/draft`),
    onSuccess: () => client.invalidateQueries({ queryKey: agreementsKey }),
  });
}

export function usePublish(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: Publication) =>
      api.post(`/api/services/${serviceId}/agreements/draft/publication`, given, agreementStateSchema),
    onSuccess: (state) => client.setQueryData(stateKey(serviceId), state),
  });
}

export const useDiff = (id: string, against: string | null) =>
  useQuery({
    queryKey: [...agreementsKey, 'diff', id, against],
    queryFn: () => api.get(`/api/agreements/${id}/diff`, agreementDiffSchema, { against }),
    enabled: against !== null,
    staleTime: 0,
  });

export const useAcceptances = (serviceId: string, search: string) =>
  useInfiniteQuery({
    queryKey: [...agreementsKey, 'acceptances', serviceId, search],
    queryFn: ({ pageParam }) =>
      api.get('/api/agreements/acceptances', acceptancesPageSchema, { serviceId, search, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });
