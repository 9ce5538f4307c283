import {
  type disclosureDraftChangeSchema,
  disclosureOverviewSchema,
  type disclosurePublishSchema,
  disclosureStateSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const disclosureKey = ['disclosure'] as const;
const stateKey = (serviceId: string) => [...disclosureKey, 'of', serviceId] as const;

export const useOverview = () =>
  useQuery({
    queryKey: [...disclosureKey, 'all'],
    queryFn: () => api.get('/api/disclosures', disclosureOverviewSchema),
  });

export const useDisclosure = (serviceId: string) =>
  useQuery({
    queryKey: stateKey(serviceId),
    queryFn: () => api.get(`/api/services/${serviceId}/disclosure`, disclosureStateSchema),
    refetchOnWindowFocus: false,
  });

export function useSaveDraft(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (draft: z.input<typeof disclosureDraftChangeSchema>) =>
      api.put(`/api/services/${serviceId}/disclosure/draft`, draft, disclosureStateSchema),
    onSuccess: (state) => client.setQueryData(stateKey(serviceId), state),
  });
}

export function usePublish(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: z.input<typeof disclosurePublishSchema>) =>
      api.post(`/api/services/${serviceId}/disclosure/draft/publication`, given, disclosureStateSchema),
    onSuccess: (state) => client.setQueryData(stateKey(serviceId), state),
  });
}
