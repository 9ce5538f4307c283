import { playgroundKeySchema, serviceSchema } from '@hegui/contract';
import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { api, readModels } from '../api/index.ts';

const HOUR_MS = 3_600_000;
const RENEW_BEFORE_MS = 60_000;

export const useServices = () =>
  useQuery({ queryKey: ['services'], queryFn: () => api.get('/api/services', z.array(serviceSchema)) });

/** A key of the service that lives for an hour; made once and used until it runs out. */
export function usePlaygroundKey(serviceId: string | null) {
  const query = useQuery({
    queryKey: ['playground-key', serviceId],
    queryFn: () => api.post(`/api/services/${serviceId}/playground-key`, {}, playgroundKeySchema),
    enabled: serviceId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: HOUR_MS,
  });
  /** The key, renewed when it is about to run out; null when none could be made. */
  const freshKey = async (): Promise<string | null> => {
    const { data } = query;
    if (data !== undefined && Date.parse(data.expiresAt) - Date.now() > RENEW_BEFORE_MS) return data.key;
    return (await query.refetch()).data?.key ?? null;
  };
  return { ...query, freshKey };
}

/** Models the key may use. */
export const useModels = (apiKey: string | undefined) =>
  useQuery({
    queryKey: ['models', apiKey],
    queryFn: () => readModels(apiKey ?? ''),
    enabled: apiKey !== undefined,
  });
