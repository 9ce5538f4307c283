import {
  type OrderDeed,
  type OrderDetail,
  type OrderFacts,
  orderDetailSchema,
  type orderLetterSchema,
  ordersSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

export const ordersKey = ['orders'] as const;

export const useOrders = () =>
  useQuery({ queryKey: [...ordersKey, 'list'], queryFn: () => api.get('/api/orders', ordersSchema) });

export const useOrder = (id: string) =>
  useQuery({ queryKey: [...ordersKey, id], queryFn: () => api.get(`/api/orders/${id}`, orderDetailSchema) });

function useOrderChange<Given>(send: (given: Given) => Promise<OrderDetail>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: ordersKey }) });
}

export const useReceiveOrder = () =>
  useOrderChange((facts: OrderFacts) => api.post('/api/orders', facts, orderDetailSchema));

export const useOrderDeed = (id: string) =>
  useOrderChange((deed: OrderDeed) => api.post(`/api/orders/${id}/entries`, deed, orderDetailSchema));

export const useDraftReply = (id: string) =>
  useOrderChange((given: z.output<typeof orderLetterSchema>) =>
    api.post(`/api/orders/${id}/letters`, given, orderDetailSchema),
  );
