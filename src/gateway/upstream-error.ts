import { HeguiError } from '../kernel/index.ts';
import type { Screen } from '../screening/index.ts';
import { asObject, textOf } from './chat/json-object.ts';
import type { UpstreamFailure } from './upstream/index.ts';

/** How a failed upstream call is told to the client and to the record. */
export interface UpstreamTrouble {
  readonly error: HeguiError;
  readonly outcome: 'failed' | 'timed-out';
  readonly reason: string;
}

const MESSAGE_CHARS_MAX = 500;

/**
 * A refusal of the request by the upstream (4xx) goes on to the client with the upstream's own words, because only they
 * say what to change; those words are screened like any other text.
 */
export function explainFailure(failure: UpstreamFailure, screen: Screen): UpstreamTrouble {
  switch (failure.kind) {
    case 'connect-timeout':
    case 'first-byte-timeout':
    case 'idle-timeout':
      return {
        error: new HeguiError(
          'E_UPSTREAM_TIMEOUT',
          `the upstream gave up at its ${failure.kind.replace('-timeout', '')} limit`,
        ),
        outcome: 'timed-out',
        reason: `upstream-${failure.kind}`,
      };
    case 'status':
      return {
        error: explainStatus(failure, screen),
        outcome: 'failed',
        reason: `upstream-status-${failure.status ?? 0}`,
      };
    case 'unreadable':
      return broken("the upstream's answer could not be processed");
    default:
      return {
        error: new HeguiError(
          'E_UPSTREAM_UNAVAILABLE',
          `the upstream is not to be had (${failure.kind})`,
          secondsOf(failure),
        ),
        outcome: 'failed',
        reason: `upstream-${failure.kind}`,
      };
  }
}

function explainStatus(failure: UpstreamFailure, screen: Screen): HeguiError {
  const status = failure.status ?? 0;
  if (status === 429) {
    return new HeguiError('E_RATE_LIMITED', 'the upstream limits the rate', { retryAfterS: 1, ...secondsOf(failure) });
  }
  // Wrong credentials are the provider's business; their details are not for clients.
  const isClientsFault = status >= 400 && status < 500 && ![401, 402, 403, 407, 408].includes(status);
  if (!isClientsFault) return new HeguiError('E_UPSTREAM_UNAVAILABLE', `the upstream answered with status ${status}`);
  const words = errorWords(failure.body);
  const isFit = words !== '' && screen.scan(words).length === 0;
  return new HeguiError('E_UPSTREAM_REFUSED', isFit ? words : `the upstream answered with status ${status}`);
}

/** How long to wait, where the upstream or its circuit says so in seconds. */
function secondsOf(failure: UpstreamFailure): { retryAfterS: number } | Record<string, never> {
  const seconds = Number(failure.retryAfter);
  return Number.isFinite(seconds) && seconds > 0 ? { retryAfterS: Math.ceil(seconds) } : {};
}

function errorWords(body: Buffer | undefined): string {
  try {
    const parsed: unknown = JSON.parse(body?.toString('utf8') ?? '');
    const { error, message, detail } = asObject(parsed);
    const words = textOf(asObject(error).message) || textOf(error) || textOf(message) || textOf(detail);
    return words.slice(0, MESSAGE_CHARS_MAX);
  } catch {
    return '';
  }
}

/** The upstream answered, but not in a form that can be screened. */
export const broken = (detail: string): UpstreamTrouble => ({
  error: new HeguiError('E_UPSTREAM_BROKEN', detail),
  outcome: 'failed',
  reason: 'upstream-broken',
});
