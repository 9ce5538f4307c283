import {
  type MeasureDetail,
  type MeasureImpose,
  type MeasurePolicy,
  type MeasurePolicyState,
  measureAppealContentSchema,
  measureCountsSchema,
  measureDetailSchema,
  measurePolicyStateSchema,
  measuresPageSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/index.ts';

const measuresKey = ['measures'] as const;

export const HEAPS = ['active', 'proposed', 'appeals', 'ended'] as const;
export interface MeasuresFilter {
  readonly heap: (typeof HEAPS)[number];
  readonly serviceId: string;
  readonly find: string;
}

export const useMeasures = ({ heap, serviceId, find }: MeasuresFilter) =>
  useInfiniteQuery({
    queryKey: [...measuresKey, 'list', heap, serviceId, find],
    queryFn: ({ pageParam }) =>
      api.get('/api/measures', measuresPageSchema, {
        heap,
        find,
        cursor: pageParam,
        ...(serviceId === '' ? {} : { serviceId }),
      }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const useMeasureCounts = () =>
  useQuery({
    queryKey: [...measuresKey, 'counts'],
    queryFn: () => api.get('/api/measures/counts', measureCountsSchema),
  });

export const useMeasure = (id: string) =>
  useQuery({ queryKey: [...measuresKey, id], queryFn: () => api.get(`/api/measures/${id}`, measureDetailSchema) });

/** What the person wrote; asked for only on demand, because every look leaves evidence. */
export const useAppeal = (id: string, isAsked: boolean) =>
  useQuery({
    queryKey: [...measuresKey, id, 'appeal'],
    queryFn: () => api.get(`/api/measures/${id}/appeal`, measureAppealContentSchema),
    enabled: isAsked,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** What can be done to a measure, as the server's addresses name it. */
export type Deed =
  | { readonly name: 'confirm'; readonly body: Record<string, never> }
  | { readonly name: 'reject'; readonly body: { reason: string } }
  | { readonly name: 'lift'; readonly body: { reason: string; mistaken: boolean } }
  | { readonly name: 'appeal/decide'; readonly body: { outcome: 'upheld' | 'overturned'; text: string } }
  | { readonly name: 'report/sign'; readonly body: { revision: number; password: string } };

export function useDeed(id: string) {
  const adopt = useAdopt(id);
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, body }: Deed) =>
      api.post<MeasureDetail>(`/api/measures/${id}/${name}`, body, measureDetailSchema),
    onSuccess: adopt,
    onError: () => client.invalidateQueries({ queryKey: [...measuresKey, id], exact: true }),
  });
}

export function useDraftReport(id: string) {
  const adopt = useAdopt(id);
  return useMutation({
    mutationFn: (given: { revision: number; authority: string; summary: string }) =>
      api.put(`/api/measures/${id}/report`, given, measureDetailSchema),
    onSuccess: adopt,
  });
}

function useAdopt(id: string) {
  const client = useQueryClient();
  return (detail: MeasureDetail): void => {
    client.setQueryData([...measuresKey, id], detail);
    void client.invalidateQueries({ queryKey: [...measuresKey, 'list'] });
    void client.invalidateQueries({ queryKey: [...measuresKey, 'counts'] });
  };
}

export function useImpose() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: MeasureImpose) => api.post('/api/measures', given, measureDetailSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: measuresKey }),
  });
}

const policyKey = (serviceId: string) => ['measure-policies', serviceId] as const;

export const useMeasurePolicy = (serviceId: string) =>
  useQuery({
    queryKey: policyKey(serviceId),
    queryFn: () => api.get(`/api/measure-policies/${serviceId}`, measurePolicyStateSchema),
  });

/** What can be done to the rules of a service; each answers with how they stand then. */
export type PolicyDeed =
  | { readonly name: 'draft'; readonly settings: MeasurePolicy }
  | { readonly name: 'simulate'; readonly days: number }
  | { readonly name: 'activate'; readonly version: number }
  | { readonly name: 'end' };

export function usePolicyDeed(serviceId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (deed: PolicyDeed) => sendPolicy(`/api/measure-policies/${serviceId}`, deed),
    onSuccess: (state) => client.setQueryData(policyKey(serviceId), state),
  });
}

function sendPolicy(path: string, deed: PolicyDeed): Promise<MeasurePolicyState> {
  if (deed.name === 'draft') return api.put(`${path}/draft`, { settings: deed.settings }, measurePolicyStateSchema);
  if (deed.name === 'simulate')
    return api.post(`${path}/draft/simulate`, { days: deed.days }, measurePolicyStateSchema);
  if (deed.name === 'activate')
    return api.post(`${path}/draft/activate`, { version: deed.version }, measurePolicyStateSchema);
  return api.post(`${path}/end`, {}, measurePolicyStateSchema);
}
