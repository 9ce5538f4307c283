import {
  type IncidentDeed,
  type IncidentDetail,
  type IncidentFacts,
  type IncidentLetter,
  incidentDetailSchema,
  incidentsSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api } from '../api/index.ts';

export const incidentsKey = ['incidents'] as const;
/** Time runs while nobody does anything. */
const EVERY_MS = 30_000;

export const useIncidents = () =>
  useQuery({
    queryKey: [...incidentsKey, 'list'],
    queryFn: () => api.get('/api/incidents', incidentsSchema),
    refetchInterval: EVERY_MS,
  });

export const useIncident = (id: string) =>
  useQuery({
    queryKey: [...incidentsKey, id],
    queryFn: () => api.get(`/api/incidents/${id}`, incidentDetailSchema),
    refetchInterval: EVERY_MS,
  });

function useIncidentChange<Given>(send: (given: Given) => Promise<IncidentDetail>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSettled: () => client.invalidateQueries({ queryKey: incidentsKey }) });
}

export const useRecordIncident = () =>
  useIncidentChange((facts: IncidentFacts) => api.post('/api/incidents', facts, incidentDetailSchema));

export const useIncidentDeed = (id: string) =>
  useIncidentChange((deed: IncidentDeed) => api.post(`/api/incidents/${id}/entries`, deed, incidentDetailSchema));

export const useDraftReport = (id: string) =>
  useIncidentChange((given: IncidentLetter) => api.post(`/api/incidents/${id}/letters`, given, incidentDetailSchema));
