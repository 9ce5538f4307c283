import {
  apiKeyCreatedSchema,
  type apiKeyCreateSchema,
  apiKeySchema,
  type providerChangeSchema,
  providerSchema,
  type serviceChangeSchema,
  type serviceCreateSchema,
  serviceSchema,
  type upstreamChangeSchema,
  type upstreamCreateSchema,
  upstreamSchema,
  upstreamTestSchema,
} from '@hegui/contract';
import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { ApiProblem, api } from '../api/index.ts';

const servicesKey = ['services'] as const;
const upstreamsKey = ['upstreams'] as const;
const providerKey = ['provider'] as const;
/** Health changes by itself, so the list of upstreams is read again this often. */
const HEALTH_EVERY_MS = 10_000;

/** Every service that is not retired. */
export const useServices = () =>
  useQuery({ queryKey: servicesKey, queryFn: () => api.get('/api/services', z.array(serviceSchema)) });

export const useService = (id: string) =>
  useQuery({ queryKey: [...servicesKey, id], queryFn: () => api.get(`/api/services/${id}`, serviceSchema) });

export function useCreateService() {
  const refresh = useRefresh(servicesKey);
  return useMutation({
    mutationFn: (service: z.input<typeof serviceCreateSchema>) => api.post('/api/services', service, serviceSchema),
    onSuccess: refresh,
  });
}

export type ServiceChange = z.input<typeof serviceChangeSchema>;

export function useChangeService(id: string) {
  const refresh = useRefresh(servicesKey);
  return useMutation({
    mutationFn: (change: ServiceChange) => api.patch(`/api/services/${id}`, change),
    // After a refusal too: what a conflict is explained with is the newest version.
    onSettled: refresh,
  });
}

export function useRetireService() {
  const refresh = useRefresh(servicesKey);
  // Not waited for: the page of the service leaves before it is asked for what is gone.
  return useMutation({
    mutationFn: (id: string) => api.delete(`/api/services/${id}`),
    onSuccess: () => void refresh(),
  });
}

/** The keys of a service, revoked ones included. */
export const useApiKeys = (serviceId: string) =>
  useQuery({
    queryKey: [...servicesKey, serviceId, 'keys'],
    queryFn: () => api.get(`/api/services/${serviceId}/keys`, z.array(apiKeySchema)),
  });

export function useCreateApiKey(serviceId: string) {
  const refresh = useRefresh(servicesKey);
  return useMutation({
    mutationFn: (key: z.input<typeof apiKeyCreateSchema>) =>
      api.post(`/api/services/${serviceId}/keys`, key, apiKeyCreatedSchema),
    onSuccess: refresh,
  });
}

export function useRevokeApiKey() {
  const refresh = useRefresh(servicesKey);
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/keys/${id}`), onSuccess: refresh });
}

/** Every upstream with its health, read again every ten seconds. */
export const useUpstreams = () =>
  useQuery({
    queryKey: upstreamsKey,
    queryFn: () => api.get('/api/upstreams', z.array(upstreamSchema)),
    refetchInterval: HEALTH_EVERY_MS,
  });

export function useCreateUpstream() {
  const refresh = useRefresh(upstreamsKey);
  return useMutation({
    mutationFn: (upstream: z.input<typeof upstreamCreateSchema>) => api.post('/api/upstreams', upstream),
    onSuccess: refresh,
  });
}

export function useChangeUpstream() {
  const refresh = useRefresh(upstreamsKey);
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof upstreamChangeSchema> }) =>
      api.patch(`/api/upstreams/${id}`, change),
    onSuccess: refresh,
  });
}

export function useRetireUpstream() {
  const refresh = useRefresh(upstreamsKey);
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/upstreams/${id}`), onSuccess: refresh });
}

export function useTestUpstream() {
  const refresh = useRefresh(upstreamsKey);
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/upstreams/${id}/test`, {}, upstreamTestSchema),
    onSuccess: refresh,
  });
}

/** The provider; its error is E_NOT_FOUND until one is registered. */
export const useProvider = () =>
  useQuery({ queryKey: providerKey, queryFn: () => api.get('/api/provider', providerSchema) });

export function useChangeProvider() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (provider: z.input<typeof providerChangeSchema>) => api.put('/api/provider', provider),
    // The provider code of every service follows the credit code.
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: providerKey });
      await client.invalidateQueries({ queryKey: servicesKey });
    },
  });
}

/** Did the server refuse because of this code? */
export const isProblem = (error: unknown, code: string): boolean =>
  error instanceof ApiProblem && error.problem.code === code;

function useRefresh(queryKey: QueryKey) {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey });
}
