import { HeguiError } from '../kernel/errors.ts';
import type { LawBook } from './law-book.ts';
import type { Instrument, Obligation } from './model.ts';
import { DATA_BEGIN } from './read-rows.ts';
import { isDay } from './row-reader.ts';

/**
 * `draft` may still change; `pending` is issued and does not hold yet; `ended` holds no longer; `never` is a draft that was
 * given up for another text; `unissued` did not exist on the day; `undated` is no single text with a day.
 */
export type InstrumentStatus = 'unissued' | 'draft' | 'never' | 'pending' | 'in-force' | 'ended' | 'undated';

export function statusOn(instrument: Instrument, date: string): InstrumentStatus {
  const { issued, inForce, repealed, stage } = instrument;
  if (stage === 'draft') {
    if (issued !== null && date < issued) return 'unissued';
    return repealed !== null && date >= repealed ? 'never' : 'draft';
  }
  if (inForce === null) return 'undated';
  if (date < inForce) return issued === null || date >= issued ? 'pending' : 'unissued';
  return repealed !== null && date >= repealed ? 'ended' : 'in-force';
}

/** Does it hold on this day? What has no first day is not said to hold on any. */
export function holdsOn(obligation: Obligation, date: string): boolean {
  return obligation.from !== null && obligation.from <= date && (obligation.to === null || date < obligation.to);
}

export interface Applicable {
  readonly date: string;
  readonly instruments: readonly { readonly instrument: Instrument; readonly status: InstrumentStatus }[];
  readonly obligations: readonly Obligation[];
  /** Of notices, practice and groups of rules without a first day: nobody can say from when. */
  readonly undated: readonly Obligation[];
  /** Issued by that day and not yet in force, the next first. */
  readonly pending: readonly Instrument[];
  /** Open for comments or not yet decided on that day. */
  readonly drafts: readonly Instrument[];
}

/** @throws HeguiError E_REQUEST_INVALID for a day that is none or lies before the data begin. */
export function applicableOn(book: LawBook, date: string): Applicable {
  requireDay(date, 'date');
  const told = book.instruments.map((instrument) => ({ instrument, status: statusOn(instrument, date) }));
  const of = (status: InstrumentStatus) => told.filter((one) => one.status === status).map((one) => one.instrument);
  const drafts = new Set(book.instruments.filter(({ stage }) => stage === 'draft').map(({ id }) => id));
  return {
    date,
    instruments: told.filter(({ status }) => status === 'in-force' || status === 'undated'),
    obligations: book.obligations.filter((one) => holdsOn(one, date)),
    undated: book.obligations.filter((one) => one.from === null && !drafts.has(one.instrument)),
    pending: of('pending').toSorted((a, b) => (a.inForce ?? '').localeCompare(b.inForce ?? '')),
    drafts: of('draft'),
  };
}

/** What becomes different on one day. */
export interface LawChange {
  readonly date: string;
  readonly begin: readonly Instrument[];
  readonly end: readonly Instrument[];
  readonly obligationsBegin: readonly Obligation[];
  readonly obligationsEnd: readonly Obligation[];
}

/** Every day after `from` up to and with `to` on which something changes, in order. @throws HeguiError E_REQUEST_INVALID */
export function changesBetween(book: LawBook, from: string, to: string): readonly LawChange[] {
  requireDay(from, 'from');
  requireDay(to, 'to');
  if (to < from) throw refusal('to', `must not lie before ${from}`);
  const days = new Set([
    ...book.instruments.flatMap(({ inForce, repealed, stage }) => (stage === 'draft' ? [] : [inForce, repealed])),
    ...book.obligations.flatMap((one) => [one.from, one.to]),
  ]);
  return [...days]
    .filter((day) => day !== null)
    .filter((day) => day > from && day <= to)
    .sort()
    .map((day) => changeOn(book, day))
    .filter(isChange);
}

/** What becomes different on this very day; null for nothing. @throws HeguiError E_REQUEST_INVALID */
export function changesOn(book: LawBook, date: string): LawChange | null {
  requireDay(date, 'date');
  const change = changeOn(book, date);
  return isChange(change) ? change : null;
}

function changeOn(book: LawBook, date: string): LawChange {
  const finals = book.instruments.filter(({ stage }) => stage === 'final');
  const ids = new Set(finals.map(({ id }) => id));
  const duties = book.obligations.filter(({ instrument }) => ids.has(instrument));
  return {
    date,
    begin: finals.filter(({ inForce }) => inForce === date),
    end: finals.filter(({ repealed }) => repealed === date),
    obligationsBegin: duties.filter(({ from }) => from === date),
    obligationsEnd: duties.filter(({ to }) => to === date),
  };
}

const isChange = (change: LawChange): boolean =>
  [change.begin, change.end, change.obligationsBegin, change.obligationsEnd].some((list) => list.length > 0);

/** @throws HeguiError E_REQUEST_INVALID naming `field`. */
export function requireDay(date: string, field: string): void {
  if (!isDay(date)) throw refusal(field, 'must be a day such as 2026-11-26');
  if (date < DATA_BEGIN)
    throw refusal(
      field,
      `must be ${DATA_BEGIN} or later: the data do not tell what held before; ask a lawyer for that`,
    );
}

const refusal = (path: string, message: string): HeguiError =>
  new HeguiError('E_REQUEST_INVALID', `${path} ${message}`, { fields: [{ path, message }] });
