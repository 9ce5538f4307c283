import type { StatusLink } from '@hegui/contract';

/** The page of the console that shows what a control points at. */
export const pageOf = ({ kind, id }: StatusLink): string =>
  ({
    exchange: `/exchanges/${id}`,
    entry: '/evidence',
    list: `/lists/${id}`,
    case: `/cases/${id}`,
    service: `/services/${id}`,
    page: id,
  })[kind];
