import { type Licence, type LicenceKeep, type licenceEndSchema, licenceSchema, licencesSchema } from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const licencesKey = ['licences'] as const;

export const useLicences = () =>
  useQuery({ queryKey: licencesKey, queryFn: () => api.get('/api/licences', licencesSchema) });

function useLicenceChange<Given>(send: (given: Given) => Promise<Licence>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: licencesKey }) });
}

/** Keeps a new licence, or with an id the next version of one. */
export const useKeepLicence = (licenceId: string | null) =>
  useLicenceChange((given: LicenceKeep) =>
    api.post(licenceId === null ? '/api/licences' : `/api/licences/${licenceId}/versions`, given, licenceSchema),
  );

export const useEndLicence = (licenceId: string) =>
  useLicenceChange((given: z.output<typeof licenceEndSchema>) =>
    api.post(`/api/licences/${licenceId}/end`, given, licenceSchema),
  );
