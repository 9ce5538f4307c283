import { HeguiError, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../kernel/index.ts';
import {
  type FormFault,
  fill,
  html,
  type LinkedUser,
  type PortalAnswer,
  type PortalLanguage,
  type PortalSubmission,
  portalTexts,
  USER_LINK,
} from '../../../portal/index.ts';
import { IdentityRefusal } from '../refusal.ts';
import type { IdentityService } from '../service.ts';
import { identityTexts } from './texts.ts';

export interface IdentityPagesParts {
  readonly identity: IdentityService;
  /** Whom a link stands for; null when its time is over. */
  readonly readLink: (token: string) => LinkedUser | null;
  /** A link for somebody who is known already, for an hour more. */
  readonly makeLink: (user: LinkedUser) => string;
}

export const CONFIRM = '/identity/confirm';
export const LIMIT = { name: 'identity', count: 60, withinMs: HOUR_MS };

export const wordOf = (language: PortalLanguage): 'zh' | 'en' => (language === 'en' ? 'en' : 'zh');

/** A day in China, as both languages read it. */
export const dayText = (instant: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai', dateStyle: 'short' }).format(new Date(instant));

export const withUser = (path: string, token: string, more = ''): string => `${path}?${USER_LINK}=${token}${more}`;

export const expired = (language: PortalLanguage): PortalAnswer => {
  const t = identityTexts[language].confirm;
  return { kind: 'page', title: t.expiredTitle, status: 410, main: html`<p>${t.expired}</p>` };
};

/** Somebody whose link is good, and the form they sent; `null` when the link is over. */
export function linkedForm(
  { readLink }: IdentityPagesParts,
  submission: PortalSubmission,
  form: string,
  hasChallenge = false,
): { readonly user: LinkedUser; readonly token: string; readonly faults: readonly FormFault[] } | null {
  const token = submission.body.fields.get(USER_LINK) ?? '';
  const user = readLink(token);
  if (user === null) return null;
  const { fault } = submission.readForm(form, { hasChallenge });
  const faults = fault === null ? [] : [{ name: '', message: portalTexts[submission.language].form[fault] }];
  return { user, token, faults };
}

/** What went wrong, next to the field where there is one. @throws what is no answer to the person */
export function faultsOf(
  error: unknown,
  language: PortalLanguage,
  fields: Readonly<Record<string, string>> = {},
  wait = identityTexts[language].code.wait,
): FormFault[] {
  const t = identityTexts[language];
  if (error instanceof IdentityRefusal) return [{ name: '', message: t.refused[error.reason] }];
  if (!(error instanceof HeguiError)) throw error;
  if (error.code === 'E_IDENTITY_PROVIDER') return [{ name: '', message: t.refused.provider }];
  if (error.code === 'E_RATE_LIMITED') {
    const waitMs = (error.retryAfterS ?? 1) * SECOND_MS;
    const values = { minutes: Math.ceil(waitMs / MINUTE_MS), hours: Math.ceil(waitMs / HOUR_MS) };
    return [{ name: '', message: fill(wait, values) }];
  }
  const name = error.fields[0]?.path ?? '';
  const message = fields[name];
  if (error.code !== 'E_REQUEST_INVALID' || message === undefined) throw error;
  return [{ name, message }];
}
