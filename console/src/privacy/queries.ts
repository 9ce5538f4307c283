import {
  type PrivacyDetail,
  type PrivacyFound,
  type PrivacyMeans,
  type PrivacyOutcome,
  privacyContentSchema,
  privacyDetailSchema,
  privacyFoundSchema,
  privacyPageSchema,
  type RetentionSettings,
  type RetentionState,
  retentionPreviewSchema,
  retentionStateSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/index.ts';

const privacyKey = ['privacy'] as const;
const EXECUTING_MS = 2_000;

export interface RequestFilter {
  readonly state: 'open' | 'overdue' | 'ended';
  readonly find: string;
}

/** The desk's queue: what is due first. */
export const useRequests = (filter: RequestFilter) =>
  useInfiniteQuery({
    queryKey: [...privacyKey, 'list', filter],
    queryFn: ({ pageParam }) => api.get('/api/privacy/requests', privacyPageSchema, { ...filter, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

/** One request; looked at again while it is being carried out. */
export const useRequest = (id: string) =>
  useQuery({
    queryKey: [...privacyKey, id],
    queryFn: () => api.get(`/api/privacy/requests/${id}`, privacyDetailSchema),
    refetchInterval: ({ state }) => (state.data?.state === 'executing' ? EXECUTING_MS : false),
  });

export type ViewPurpose = 'handling' | 'supervision' | 'appeal';

/** What people wrote; asked for only once somebody said why, because every look leaves evidence. */
export const useRequestContent = (id: string, purpose: ViewPurpose | null) =>
  useQuery({
    queryKey: [...privacyKey, id, 'content', purpose],
    queryFn: () => api.get(`/api/privacy/requests/${id}/content`, privacyContentSchema, { purpose }),
    enabled: purpose !== null,
    // Looking again is another look.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** Looks for everything about the person; each time leaves evidence. */
export const useSearch = (id: string) =>
  useMutation({
    mutationFn: () => api.post<PrivacyFound>(`/api/privacy/requests/${id}/search`, {}, privacyFoundSchema),
  });

/** What can be done to a request, as the server's addresses name it. */
export type Deed =
  | { readonly name: 'acknowledge' | 'question' | 'note'; readonly body: { text: string } }
  | { readonly name: 'extend'; readonly body: { workingDays: number; text: string } }
  | { readonly name: 'answer'; readonly body: { outcome: PrivacyOutcome; text: string } }
  | { readonly name: 'identity'; readonly body: { means: PrivacyMeans; user: string; text: string } };

export function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, body }: Deed) =>
      api.post<PrivacyDetail>(`/api/privacy/requests/${id}/${name}`, body, privacyDetailSchema),
    onSuccess: (detail) => {
      client.setQueryData([...privacyKey, id], detail);
      void client.invalidateQueries({ queryKey: [...privacyKey, 'list'] });
      void client.invalidateQueries({ queryKey: [...privacyKey, id, 'content'] });
    },
    onError: () => client.invalidateQueries({ queryKey: [...privacyKey, id], exact: true }),
  });
}

/** Enters a request that came by post. */
export function useEnter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { kind: string; serviceId: string; text: string; reason: string }) =>
      api.post<PrivacyDetail>('/api/privacy/requests', given, privacyDetailSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: [...privacyKey, 'list'] }),
  });
}

const retentionKey = [...privacyKey, 'retention'] as const;
export const useRetention = () =>
  useQuery({ queryKey: retentionKey, queryFn: () => api.get('/api/privacy/retention', retentionStateSchema) });
export function useChangeRetention() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: RetentionSettings & { revision: number }) =>
      api.put<RetentionState>('/api/privacy/retention', given, retentionStateSchema),
    onSuccess: (state) => client.setQueryData(retentionKey, state),
  });
}

/** What would go with these terms, now; nothing is changed. */
export const usePreview = () =>
  useMutation({
    mutationFn: (given: RetentionSettings) => api.post('/api/privacy/retention/preview', given, retentionPreviewSchema),
  });
