import {
  type AppointmentMake,
  type appointmentEndSchema,
  type appointmentSignSchema,
  type Roster,
  rosterSchema,
  type TrainingKeep,
  type trainingWithdrawSchema,
} from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import { api } from '../api/index.ts';

const rosterKey = ['roster'] as const;

export const useRoster = () => useQuery({ queryKey: rosterKey, queryFn: () => api.get('/api/roster', rosterSchema) });

function useRosterChange<Given>(send: (given: Given) => Promise<Roster>) {
  const client = useQueryClient();
  return useMutation({ mutationFn: send, onSuccess: (roster) => client.setQueryData(rosterKey, roster) });
}

export const useAppoint = () =>
  useRosterChange((given: AppointmentMake) => api.post('/api/roster/appointments', given, rosterSchema));

export const useSignAppointment = (id: string) =>
  useRosterChange((given: z.output<typeof appointmentSignSchema>) =>
    api.post(`/api/roster/appointments/${id}/signature`, given, rosterSchema),
  );

export const useEndAppointment = (id: string) =>
  useRosterChange((given: z.output<typeof appointmentEndSchema>) =>
    api.post(`/api/roster/appointments/${id}/end`, given, rosterSchema),
  );

export const useTrain = () =>
  useRosterChange((given: TrainingKeep) => api.post('/api/roster/trainings', given, rosterSchema));

export const useWithdrawTraining = (id: string) =>
  useRosterChange((given: z.output<typeof trainingWithdrawSchema>) =>
    api.post(`/api/roster/trainings/${id}/withdrawal`, given, rosterSchema),
  );
