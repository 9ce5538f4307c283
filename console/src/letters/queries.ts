import { type Letter, type letterDeliverSchema, letterSchema, type letterSignSchema } from '@hegui/contract';
import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api, saveFile } from '../api/index.ts';

function useLetterChange<Given>(subjectKey: QueryKey, send: (given: Given) => Promise<Letter | undefined>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: subjectKey }) });
}

/** `subjectKey`: what is read anew afterwards. */
export const useSignLetter = (id: string, subjectKey: QueryKey) =>
  useLetterChange(subjectKey, (given: z.output<typeof letterSignSchema>) =>
    api.post(`/api/letters/${id}/signature`, given, letterSchema),
  );

export const useDeliverLetter = (id: string, subjectKey: QueryKey) =>
  useLetterChange(subjectKey, (given: z.output<typeof letterDeliverSchema>) =>
    api.post(`/api/letters/${id}/delivery`, given, letterSchema),
  );

/** Saves a signed letter as a file, which the server records. */
export const useTakeLetter = (id: string, subjectKey: QueryKey) =>
  useLetterChange(subjectKey, async (format: 'docx' | 'pdf') => {
    saveFile(await api.file(`/api/letters/${id}/file`, { format }));
    return undefined;
  });
