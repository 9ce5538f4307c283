import { type staffChangeSchema, type staffCreateSchema, staffMemberSchema } from '@hegui/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { api } from '../api/index.ts';

const staffKey = ['staff'] as const;

/** Every member of staff, disabled ones included. */
export const useStaff = () =>
  useQuery({ queryKey: staffKey, queryFn: () => api.get('/api/staff', z.array(staffMemberSchema)) });

export function useCreateMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (member: z.input<typeof staffCreateSchema>) => api.post('/api/staff', member),
    onSuccess: () => client.invalidateQueries({ queryKey: staffKey }),
  });
}

export function useChangeMember() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: z.input<typeof staffChangeSchema> }) =>
      api.patch(`/api/staff/${id}`, change),
    onSuccess: () => client.invalidateQueries({ queryKey: staffKey }),
  });
}
