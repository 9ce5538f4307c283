import {
  type CaseDetail,
  type caseCreateSchema,
  caseDetailSchema,
  type caseReportDraftSchema,
  type caseStepTakeSchema,
  casesPageSchema,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const casesKey = ['cases'] as const;

export type CaseState = 'any' | 'open' | 'overdue' | 'closed';

/** Cases, newest first. */
export const useCases = (state: CaseState) =>
  useInfiniteQuery({
    queryKey: [...casesKey, 'list', state],
    queryFn: ({ pageParam }) => api.get('/api/cases', casesPageSchema, { state, cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

export const useCase = (id: string) =>
  useQuery({ queryKey: [...casesKey, id], queryFn: () => api.get(`/api/cases/${id}`, caseDetailSchema) });

export function useOpenCase() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (given: z.input<typeof caseCreateSchema>) => api.post('/api/cases', given, caseDetailSchema),
    onSuccess: () => client.invalidateQueries({ queryKey: casesKey }),
  });
}

/** A change of a case whose answer is the case as it stands then. */
function useCaseChange<V>(id: string, send: (variables: V) => Promise<CaseDetail>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: (detail) => client.setQueryData([...casesKey, id], detail),
    onError: () => client.invalidateQueries({ queryKey: [...casesKey, id] }),
  });
}

export type StepTake = z.input<typeof caseStepTakeSchema>;
export const useTakeStep = (id: string) =>
  useCaseChange(id, (step: StepTake) => api.post(`/api/cases/${id}/steps`, step, caseDetailSchema));
export const useAddExchange = (id: string) =>
  useCaseChange(id, (exchangeId: string) =>
    api.post(`/api/cases/${id}/exchanges`, { exchangeIds: [exchangeId] }, caseDetailSchema),
  );
export const useRetest = (id: string) =>
  useCaseChange(id, (exchangeId: string) => api.post(`/api/cases/${id}/retests`, { exchangeId }, caseDetailSchema));
export const useJudgeRetest = (id: string) =>
  useCaseChange(id, ({ retestId, verdict }: { retestId: string; verdict: 'clean' | 'violates' }) =>
    api.post(`/api/cases/${id}/retests/${retestId}`, { verdict }, caseDetailSchema),
  );
export const useDraftReport = (id: string) =>
  useCaseChange(id, (draft: z.input<typeof caseReportDraftSchema>) =>
    api.put(`/api/cases/${id}/report`, draft, caseDetailSchema),
  );
export const useSignReport = (id: string) =>
  useCaseChange(id, (given: { revision: number; password: string }) =>
    api.post(`/api/cases/${id}/report/sign`, given, caseDetailSchema),
  );

/** The exchanges of a case as a file to train with; the export leaves evidence. */
export function useExportCase(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => api.download(`/api/cases/${id}/retraining`),
    onSuccess: (blob) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(blob);
      link.download = `${id}.jsonl`;
      link.click();
      URL.revokeObjectURL(link.href);
      return client.invalidateQueries({ queryKey: [...casesKey, id] });
    },
  });
}
