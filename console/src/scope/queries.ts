import { type ScopeMemo, scopeMemoSchema, scopeStateSchema, serviceSchema } from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const scopeKey = ['scope'] as const;
/** Traffic and the app's own facts change findings without anyone at the console. */
const STATE_EVERY_MS = 30_000;

/** Services that memos can be kept for. */
export const useScopedServices = () =>
  useQuery({ queryKey: ['services'], queryFn: () => api.get('/api/services', z.array(serviceSchema)) });

/** Where a service stands: its memos, and what changed since the latest. */
export const useScopeState = (serviceId: string | null) =>
  useQuery({
    queryKey: [...scopeKey, serviceId],
    queryFn: () => api.get(`/api/services/${serviceId}/scope`, scopeStateSchema),
    enabled: serviceId !== null,
    refetchInterval: STATE_EVERY_MS,
  });

function useMemoChange<V>(send: (variables: V) => Promise<ScopeMemo>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: scopeKey }) });
}

export const useKeepMemo = (serviceId: string | null) =>
  useMemoChange((given: { facts: object; day: string }) =>
    api.post(`/api/services/${serviceId}/scope/memos`, given, scopeMemoSchema),
  );

export const useSignMemo = (id: string) =>
  useMemoChange((name: string) => api.post(`/api/scope-memos/${id}/signature`, { name }, scopeMemoSchema));
