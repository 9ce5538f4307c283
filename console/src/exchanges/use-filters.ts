import { exchangesQuerySchema } from '@hegui/contract';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { z } from 'zod';

const filtersSchema = exchangesQuerySchema.pick({
  search: true,
  outcome: true,
  serviceId: true,
  risk: true,
  hits: true,
  from: true,
  to: true,
});
export type Filters = z.output<typeof filtersSchema>;
export type FilterChange = Partial<Record<keyof Filters, string | null>>;

/** The filters as the address holds them, how to change some, and how to clear all. */
export function useFilters(): readonly [Filters, (change: FilterChange) => void, () => void] {
  const [search, setSearch] = useSearchParams();
  const filters = useMemo(() => readFilters(search), [search]);
  const change = useCallback(
    (changes: FilterChange) =>
      setSearch(
        (current) => {
          const next = new URLSearchParams(current);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null || value === undefined || value === '') next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setSearch],
  );
  const clear = useCallback(() => setSearch({}, { replace: true }), [setSearch]);
  return [filters, change, clear];
}

// An address may have been typed by hand: what does not fit is left out, the rest counts.
function readFilters(search: URLSearchParams): Filters {
  const raw = Object.fromEntries([...search].filter(([, value]) => value !== ''));
  const parsed = filtersSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) delete raw[String(issue.path[0])];
  return filtersSchema.parse(raw);
}
