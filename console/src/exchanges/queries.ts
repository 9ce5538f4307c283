import {
  type DocumentLanguage,
  type ExchangeDetail,
  type ExchangesQuery,
  exchangeDetailSchema,
  exchangeProofSchema,
  exchangesPageSchema,
  logHeadSchema,
  serviceSchema,
  type TextFormat,
} from '@hegui/contract';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { ApiProblem, api, saveFile } from '../api/index.ts';
import { canVerify, verifyProof } from './verify-proof.ts';

/** Exchanges that match, newest first, page after page. */
export const useExchanges = (query: ExchangesQuery) =>
  useInfiniteQuery({
    queryKey: ['exchanges', query],
    queryFn: ({ pageParam }) =>
      api.get('/api/exchanges', exchangesPageSchema, { ...queryOf(query), cursor: pageParam }),
    initialPageParam: '',
    getNextPageParam: (page) => page.next,
  });

const queryOf = ({ search, outcome, serviceId, risk, hits, from, to }: ExchangesQuery) => ({
  search,
  outcome,
  serviceId,
  risk,
  hits,
  from,
  to,
});

/** Services by name, for the filter. */
export const useServiceNames = () =>
  useQuery({ queryKey: ['services'], queryFn: () => api.get('/api/services', z.array(serviceSchema)) });

const VIEW_STALE_MS = 60_000;

/** One exchange with its content and evidence. Each reading leaves an entry in the log, so it is never polled. */
export const useExchange = (id: string) =>
  useQuery({
    queryKey: ['exchanges', id],
    queryFn: () => api.get(`/api/exchanges/${id}`, exchangeDetailSchema),
    staleTime: VIEW_STALE_MS,
  });

/** The conversation as a labelled file; opening it leaves another entry in the log. */
export const useExportExchange = (id: string) =>
  useMutation({
    mutationFn: async (order: { readonly format: TextFormat; readonly language: DocumentLanguage }) =>
      saveFile(await api.file('/api/label/export', { exchange: id, ...order })),
  });

/** Fetches the proof and checks it here as well; `browser` is null where the browser offers no hashing. */
export const useVerification = ({ id, evidence }: Pick<ExchangeDetail, 'id' | 'evidence'>) =>
  useMutation({
    mutationFn: async () => {
      const [proof, verifierKey] = await Promise.all([
        api.get(`/api/exchanges/${id}/proof`, exchangeProofSchema),
        readVerifierKey(),
      ]);
      const browser = canVerify() ? await verifyProof(evidence, proof, verifierKey) : null;
      return { proof, browser };
    },
  });

// A role that may not read the log can still check inclusion; only the signature then stays unchecked.
async function readVerifierKey(): Promise<string | null> {
  try {
    return (await api.get('/api/evidence', logHeadSchema)).verifierKey;
  } catch (error) {
    if (error instanceof ApiProblem && error.problem.status === 403) return null;
    throw error;
  }
}
