import type { ServiceEntry } from '../../registry/index.ts';

const ADVICE_CHARS_MAX = 2_000;

/**
 * A vendor's standard answer as it may be shown, or null for the policy's own: where the policy does not allow it, where
 * it is longer than a standard answer may be, and where the lists find something in it.
 */
export function shownAdvice(
  advice: string | null,
  isAllowed: boolean,
  { screen }: Pick<ServiceEntry, 'screen'>,
): string | null {
  if (!isAllowed || advice === null || advice.length > ADVICE_CHARS_MAX) return null;
  return screen.scan(advice).length === 0 ? advice : null;
}
