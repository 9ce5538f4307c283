import {
  webhookCreatedSchema,
  type webhookCreateSchema,
  webhookDeliveriesPageSchema,
  webhookDeliverySchema,
  webhooksSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const webhooksKey = ['webhooks'] as const;
/** What was queued goes out within seconds. */
const LOOK_EVERY_MS = 5_000;

export type DeliveryState = 'any' | 'waiting' | 'failed';

export const useWebhooks = (serviceId: string) =>
  useQuery({
    queryKey: [...webhooksKey, serviceId],
    queryFn: async () => (await api.get(`/api/services/${serviceId}/webhooks`, webhooksSchema)).items,
  });

export const useDeliveries = (webhookId: string, state: DeliveryState) =>
  useInfiniteQuery({
    queryKey: [...webhooksKey, 'deliveries', webhookId, state],
    queryFn: ({ pageParam }) =>
      api.get(`/api/webhooks/${webhookId}/deliveries`, webhookDeliveriesPageSchema, { state, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
    refetchInterval: LOOK_EVERY_MS,
  });

function useRefresh() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: webhooksKey });
}

export function useCreateWebhook(serviceId: string) {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (webhook: z.input<typeof webhookCreateSchema>) =>
      api.post(`/api/services/${serviceId}/webhooks`, webhook, webhookCreatedSchema),
    onSuccess: refresh,
  });
}

export function useEndWebhook() {
  const refresh = useRefresh();
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/webhooks/${id}`), onSuccess: refresh });
}

export function usePingWebhook() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/webhooks/${id}/ping`, {}, webhookDeliverySchema),
    onSuccess: refresh,
  });
}

export function useReplayDelivery() {
  const refresh = useRefresh();
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/webhook-deliveries/${id}/replay`, {}, webhookDeliverySchema),
    onSuccess: refresh,
  });
}
