import {
  identityLookedUpSchema,
  type identityLookupSchema,
  identityOverviewSchema,
  type identityProviderChangeSchema,
  type identityProviderCreateSchema,
  identityProviderSchema,
  identityProviderTestedSchema,
  type identityWithdrawalSchema,
  identityWithdrawnSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const identityKey = ['identity'] as const;

export const useIdentity = () =>
  useQuery({ queryKey: [...identityKey, 'all'], queryFn: () => api.get('/api/identity', identityOverviewSchema) });

export const useProviders = () =>
  useQuery({
    queryKey: [...identityKey, 'providers'],
    queryFn: () => api.get('/api/identity/providers', z.array(identityProviderSchema)),
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: identityKey });
}

export function useCreateProvider() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (given: z.input<typeof identityProviderCreateSchema>) => api.post('/api/identity/providers', given),
    onSuccess,
  });
}

export function useChangeProvider() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof identityProviderChangeSchema> }) =>
      api.patch(`/api/identity/providers/${id}`, change),
    onSuccess,
  });
}

export function useRetireProvider() {
  const onSuccess = useRefresh();
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/identity/providers/${id}`), onSuccess });
}

export function useTestProvider(id: string) {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: () => api.post(`/api/identity/providers/${id}/test`, {}, identityProviderTestedSchema),
    onSuccess,
  });
}

export const useLookUp = () =>
  useMutation({
    mutationFn: (given: z.input<typeof identityLookupSchema>) =>
      api.post('/api/identity/lookups', given, identityLookedUpSchema),
  });

export function useWithdrawal() {
  const onSuccess = useRefresh();
  return useMutation({
    mutationFn: (given: z.input<typeof identityWithdrawalSchema>) =>
      api.post('/api/identity/withdrawals', given, identityWithdrawnSchema),
    onSuccess,
  });
}
