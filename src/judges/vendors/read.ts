import { isRecord } from '../http.ts';
import { JudgeError, type JudgeFailureReason } from '../judge.ts';

/** A member that must be an object. @throws JudgeError `unreadable` */
export function objectAt(value: Record<string, unknown>, name: string): Record<string, unknown> {
  const member = value[name];
  if (isRecord(member)) return member;
  throw new JudgeError('unreadable', `the answer has no object ${name}`);
}

export const objectsOf = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value) ? value.filter(isRecord) : [];

export const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export const numberOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;

/** The greatest of the numbers, or null without any. */
export function greatest(values: readonly (number | null)[]): number | null {
  const numbers = values.filter((value) => value !== null);
  return numbers.length === 0 ? null : Math.max(...numbers);
}

/** A refusal that the vendor words itself. Its code is told, its message is not: it may repeat the text. */
export function refusedBy(
  code: string | number,
  reasons: readonly (readonly [RegExp, JudgeFailureReason])[],
): JudgeError {
  const text = String(code);
  const reason = reasons.find(([pattern]) => pattern.test(text))?.[1] ?? 'rejected';
  return new JudgeError(reason, `the vendor refused with code ${text.slice(0, 60)}`);
}
