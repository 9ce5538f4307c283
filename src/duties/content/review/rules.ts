import { HeguiError, HOUR_MS, invalidField, MINUTE_MS } from '../../../kernel/index.ts';
import { isRiskCode } from '../../../law/index.ts';
import type { Judgement } from './model.ts';

/** How long an item stays in one person's hands without a decision. */
export const LOCK_MS = 15 * MINUTE_MS;
export const DETAIL_CHARS_MAX = 500;

/**
 * How pressing an exchange is by what it may be: 3 for what Annex A lists first (A.1), 2 for what harms people (A.2, A.4),
 * 1 for the other groups, 0 where nothing was supposed. Our own order, not the standard's.
 */
export function severityOf(risks: readonly string[]): number {
  const of = (code: string): number => (code.startsWith('A.1') ? 3 : /^A\.[24]/.test(code) ? 2 : 1);
  return Math.max(0, ...risks.map(of));
}

const DUE_HOURS: readonly number[] = [168, 72, 24, 4];

/** By when someone should have decided. Ordering by it weighs severity against age: what waits long enough comes first. */
export const dueAt = (createdAt: Date, severity: number): Date =>
  new Date(createdAt.getTime() + (DUE_HOURS[severity] ?? 168) * HOUR_MS);

/** @throws HeguiError E_REQUEST_INVALID when risk and verdict do not go together. */
export function requireJudgement({ verdict, risk }: Pick<Judgement, 'verdict' | 'risk'>): void {
  if (verdict === 'violation') {
    if (risk === null) throw invalidField('risk', 'must name the risk of a violation; see GET /api/risks');
    if (!isRiskCode(risk)) throw invalidField('risk', 'is none of the 31 risk codes; see GET /api/risks');
  } else if (risk !== null) throw invalidField('risk', 'goes with a violation only; leave it out');
}

/** Is this exchange drawn for a sample? `draw` gives a number in [0, 1) that depends on the exchange and a secret alone. */
export const isSampled = (exchangeId: string, samplePerMille: number, draw: (exchangeId: string) => number): boolean =>
  samplePerMille > 0 && draw(exchangeId) * 1_000 < samplePerMille;

/** Numbers from a keyed hash: nobody can choose to be left out, and drawing again gives the same. */
export const drawBy =
  (keyedHash: (use: string, subject: string) => string) =>
  (exchangeId: string): number =>
    Number.parseInt(keyedHash('review-sample', exchangeId).slice(0, 12), 16) / 2 ** 48;

const CURSOR = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z) ([\w-]{1,64})$/;

export interface Cursor {
  readonly at: string;
  readonly id: string;
}

export const formatCursor = ({ at, id }: Cursor): string => Buffer.from(`${at} ${id}`).toString('base64url');

/** @throws HeguiError E_REQUEST_INVALID when the text is not one that a page gave out. */
export function parseCursor(text: string | undefined): Cursor | null {
  if (text === undefined || text === '') return null;
  const [, at, id] = CURSOR.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw invalidField('cursor', 'is not a cursor of this list; start again without it');
  return { at, id };
}

/** May this person decide the item? @throws HeguiError E_ROLE_FORBIDDEN or E_CONFLICT with the reason. */
export function requireMayDecide(
  item: { readonly state: string; readonly escalatedBy: string | null },
  by: { readonly actor: string; readonly mayDecideEscalated: boolean },
): void {
  if (item.state === 'decided')
    throw new HeguiError('E_CONFLICT', 'the item is decided already; reverse the decision instead');
  if (item.state !== 'escalated') return;
  if (!by.mayDecideEscalated)
    throw new HeguiError('E_ROLE_FORBIDDEN', 'someone was not sure about this; a compliance officer decides');
  if (item.escalatedBy === by.actor)
    throw new HeguiError('E_ROLE_FORBIDDEN', 'you handed this on yourself; someone else decides');
}

const FORMULA = /^[=+\-@\t\r]/;

/** One CSV line; what a spreadsheet would take for a formula is made text. */
export const csvLine = (fields: readonly (string | null)[]): string =>
  `${fields
    .map((field) => {
      const text = field ?? '';
      const safe = FORMULA.test(text) ? `'${text}` : text;
      return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    })
    .join(',')}\r\n`;
