import { type classifierModelAddSchema, classifierModelSchema } from '@hegui/contract';
import { decodeModel } from '@hegui/screening';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const modelsKey = ['classifier-models'] as const;
const modelsSchema = z.array(classifierModelSchema);

/** Every model of the classifier, the shipped one first. */
export const useClassifierModels = () =>
  useQuery({ queryKey: modelsKey, queryFn: () => api.get('/api/classifier/models', modelsSchema) });

/** Codes that the model in use can tell; empty until it is known. */
export const useClassifierRisks = (): readonly string[] =>
  useClassifierModels().data?.find(({ active }) => active)?.risks ?? [];

export const modelFileUrl = (id: string): string => `/api/classifier/models/${id}/file`;

/** A model opened in the browser; the file behind a digest never changes. */
export const useOpenedModel = (id: string, digest: string) =>
  useQuery({
    queryKey: [...modelsKey, 'file', digest],
    queryFn: async () => decodeModel(await api.bytes(modelFileUrl(id))),
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
  });

export function useAddModel() {
  const refresh = useRefreshModels();
  return useMutation({
    mutationFn: (model: z.input<typeof classifierModelAddSchema>) =>
      api.post('/api/classifier/models', model, classifierModelSchema),
    onSuccess: refresh,
  });
}

export function useActivateModel() {
  const refresh = useRefreshModels();
  return useMutation({
    mutationFn: (id: string) => api.post(`/api/classifier/models/${id}/activate`, undefined, classifierModelSchema),
    onSuccess: refresh,
  });
}

export function useRemoveModel() {
  const refresh = useRefreshModels();
  return useMutation({ mutationFn: (id: string) => api.delete(`/api/classifier/models/${id}`), onSuccess: refresh });
}

function useRefreshModels() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: modelsKey });
}
