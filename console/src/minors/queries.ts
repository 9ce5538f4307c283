import {
  ageAppealsSchema,
  ageAppealWordsSchema,
  type ageDecisionSchema,
  crisesSchema,
  minorOverviewSchema,
  type minorPolicyChangeSchema,
  minorPolicyStateSchema,
  type minorRecordAskSchema,
  minorRecordSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const minorsKey = ['minors'] as const;
const policyKey = (serviceId: string) => [...minorsKey, 'policy', serviceId] as const;
const appealsKey = [...minorsKey, 'appeals'] as const;
const crisesKey = [...minorsKey, 'crises'] as const;

export const useMinors = () =>
  useQuery({ queryKey: [...minorsKey, 'all'], queryFn: () => api.get('/api/minors', minorOverviewSchema) });

export const useMinorPolicy = (serviceId: string) =>
  useQuery({
    queryKey: policyKey(serviceId),
    queryFn: () => api.get(`/api/services/${serviceId}/minors`, minorPolicyStateSchema),
    // What is being set must not be replaced under the officer’s hands.
    refetchOnWindowFocus: false,
  });

export function useChangePolicy(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: z.input<typeof minorPolicyChangeSchema>) =>
      api.put(`/api/services/${serviceId}/minors`, given, minorPolicyStateSchema),
    onSuccess: (state) => {
      client.setQueryData(policyKey(serviceId), state);
      void client.invalidateQueries({ queryKey: [...minorsKey, 'all'] });
    },
  });
}

export const useAgeAppeals = () =>
  useQuery({ queryKey: appealsKey, queryFn: () => api.get('/api/minors/appeals', ageAppealsSchema) });

/** What the person wrote; asked for only on demand, because every look leaves evidence. */
export const useAppealWords = (id: string, isAsked: boolean) =>
  useQuery({
    queryKey: [...appealsKey, id],
    queryFn: () => api.get(`/api/minors/appeals/${id}/words`, ageAppealWordsSchema),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

export function useDecideAge(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: z.input<typeof ageDecisionSchema>) =>
      api.post(`/api/minors/appeals/${id}/decision`, given, ageAppealsSchema),
    onSuccess: (list) => client.setQueryData(appealsKey, list),
  });
}

/** Never kept: each look tells its purpose anew. */
export const useMinorRecord = () =>
  useMutation({
    mutationFn: (given: z.input<typeof minorRecordAskSchema>) =>
      api.post('/api/minors/record', given, minorRecordSchema),
  });

export const useCrises = () =>
  useQuery({ queryKey: crisesKey, queryFn: () => api.get('/api/minors/crises', crisesSchema) });

export function useHandleCrisis() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (exchangeId: string) => api.post(`/api/minors/crises/${exchangeId}/handled`, {}, crisesSchema),
    onSuccess: (list) => client.setQueryData(crisesKey, list),
  });
}
