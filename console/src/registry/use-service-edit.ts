import type { Service } from '@hegui/contract';
import { useState } from 'react';
import { isProblem, type ServiceChange, useChangeService } from './queries.ts';

interface Draft<T> {
  /** The policy version that was read when editing began. */
  readonly base: number;
  readonly value: T;
}

export interface ServiceEdit<T> {
  readonly value: T;
  readonly isChanged: boolean;
  readonly isSaving: boolean;
  /** Why the last save was refused, conflicts aside. */
  readonly error: unknown;
  /** Set when someone else changed the service after editing began. */
  readonly conflict: { readonly mine: number; readonly theirs: number } | null;
  edit(value: T): void;
  discard(): void;
  /** Saves what is edited; `overwrite` takes the newest version as read. */
  save(onSaved: () => void, overwrite?: boolean): void;
}

/**
 * Edits one part of a service. Untouched, it follows the server; once touched, it keeps the version it began from, so that
 * the server can refuse to overwrite what someone else saved meanwhile.
 */
export function useServiceEdit<T>(
  service: Service,
  read: (service: Service) => T,
  changeOf: (value: T) => ServiceChange,
): ServiceEdit<T> {
  const change = useChangeService(service.id);
  const [draft, setDraft] = useState<Draft<T> | null>(null);
  const value = draft === null ? read(service) : draft.value;
  const base = draft?.base ?? service.policyVersion;
  const isConflict = isProblem(change.error, 'E_CONFLICT') && base !== service.policyVersion;
  return {
    value,
    isChanged: draft !== null,
    isSaving: change.isPending,
    error: isConflict ? null : change.error,
    conflict: isConflict ? { mine: base, theirs: service.policyVersion } : null,
    edit: (next) => setDraft({ base, value: next }),
    discard: () => {
      setDraft(null);
      change.reset();
    },
    save: (onSaved, overwrite = false) =>
      change.mutate(
        { ...changeOf(value), policyVersion: overwrite ? service.policyVersion : base },
        {
          onSuccess: () => {
            setDraft(null);
            onSaved();
          },
        },
      ),
  };
}
