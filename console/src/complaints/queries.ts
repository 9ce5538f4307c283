import {
  type ComplaintDetail,
  type ComplaintOutcome,
  type ComplaintSettings,
  complaintContentSchema,
  complaintCountsSchema,
  complaintDetailSchema,
  complaintDraftSchema,
  complaintSettingsStateSchema,
  complaintsPageSchema,
  type PauseReason,
  type PortalSettings,
  portalSettingsStateSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/index.ts';

const complaintsKey = ['complaints'] as const;

export interface QueueFilter {
  readonly state: 'open' | 'overdue' | 'paused' | 'ended';
  readonly assignee: 'me' | 'nobody' | '';
  readonly kind: string;
  readonly find: string;
}

/** The desk's queue: what is due first. */
export const useQueue = (filter: QueueFilter) =>
  useInfiniteQuery({
    queryKey: [...complaintsKey, 'list', filter],
    queryFn: ({ pageParam }) => api.get('/api/complaints', complaintsPageSchema, { ...filter, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const useCounts = () =>
  useQuery({
    queryKey: [...complaintsKey, 'counts'],
    queryFn: () => api.get('/api/complaints/counts', complaintCountsSchema),
  });

export const useComplaint = (id: string) =>
  useQuery({
    queryKey: [...complaintsKey, id],
    queryFn: () => api.get(`/api/complaints/${id}`, complaintDetailSchema),
  });

export type ViewPurpose = 'handling' | 'supervision' | 'appeal';

/** What people wrote; asked for only once somebody said why, because every look leaves evidence. */
export const useContent = (id: string, purpose: ViewPurpose | null) =>
  useQuery({
    queryKey: [...complaintsKey, id, 'content', purpose],
    queryFn: () => api.get(`/api/complaints/${id}/content`, complaintContentSchema, { purpose }),
    enabled: purpose !== null,
    // Looking again is another look.
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });

/** What can be done to a complaint, as the server's addresses name it. */
export type Deed =
  | { readonly name: 'acknowledge' | 'question' | 'note' | 'escalate'; readonly body: { text: string } }
  | { readonly name: 'answer'; readonly body: { outcome: ComplaintOutcome; text: string } }
  | { readonly name: 'pause'; readonly body: { reason: PauseReason; text: string } }
  | { readonly name: 'resume'; readonly body: Record<string, never> }
  | { readonly name: 'assign'; readonly body: { staffId: string | null } }
  | { readonly name: 'merge'; readonly body: { into: string } }
  | { readonly name: 'link'; readonly body: { exchangeId?: string; caseId?: string } };

/** Does something; what was written is looked at anew only when words were sent. */
export function useDeed(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, body }: Deed) =>
      api.post<ComplaintDetail>(`/api/complaints/${id}/${name}`, body, complaintDetailSchema),
    onSuccess: (detail, { body }) => {
      client.setQueryData([...complaintsKey, id], detail);
      void client.invalidateQueries({ queryKey: [...complaintsKey, 'list'] });
      void client.invalidateQueries({ queryKey: [...complaintsKey, 'counts'] });
      if ('text' in body) void client.invalidateQueries({ queryKey: [...complaintsKey, id, 'content'] });
    },
    onError: () => client.invalidateQueries({ queryKey: [...complaintsKey, id], exact: true }),
  });
}

/** What whoever is signed in left unsent. */
export const useDraft = (id: string) =>
  useQuery({
    queryKey: [...complaintsKey, id, 'draft'],
    queryFn: () => api.get(`/api/complaints/${id}/draft`, complaintDraftSchema),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** Keeps what is being written on the server. */
export const saveDraft = (id: string, text: string): Promise<void> => api.put(`/api/complaints/${id}/draft`, { text });

/** The id behind a number or a receipt; null when there is none. */
export async function findComplaint(find: string): Promise<string | null> {
  const { items } = await api.get('/api/complaints', complaintsPageSchema, { find });
  return items[0]?.id ?? null;
}

const settingsKey = ['complaint-settings'] as const;
export const useComplaintSettings = () =>
  useQuery({ queryKey: settingsKey, queryFn: () => api.get('/api/complaint-settings', complaintSettingsStateSchema) });
export function useChangeComplaintSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { settings: ComplaintSettings; revision: number }) =>
      api.put('/api/complaint-settings', given, complaintSettingsStateSchema),
    onSuccess: (state) => client.setQueryData(settingsKey, state),
  });
}

const portalKey = ['portal-settings'] as const;
export const usePortalSettings = () =>
  useQuery({ queryKey: portalKey, queryFn: () => api.get('/api/portal/settings', portalSettingsStateSchema) });
export function useChangePortalSettings() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: { settings: PortalSettings; revision: number }) =>
      api.put('/api/portal/settings', given, portalSettingsStateSchema),
    onSuccess: (state) => client.setQueryData(portalKey, state),
  });
}
