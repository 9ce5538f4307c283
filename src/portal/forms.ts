import type { Challenge } from './challenge.ts';
import type { FormTokens } from './form-tokens.ts';
import { type Html, html } from './html.ts';
import type { PortalLanguage } from './languages.ts';
import type { FormState, SubmittedForm } from './model.ts';

export interface FormsParts {
  readonly tokens: FormTokens;
  readonly challenge: Challenge;
  readonly language: PortalLanguage;
  /** Cookie of the browser that forms hang on. */
  readonly visitor: string;
}

const TOKEN_FIELD = 'form';

/** A form that nobody has typed into. `hasChallenge` is decided where it is read; every form carries one that shows one. */
export function blankForm(parts: FormsParts, name: string): FormState {
  return stateOf(parts, name, parts.tokens.random());
}

function stateOf({ tokens, challenge, language, visitor }: FormsParts, name: string, key: string): FormState {
  const asked: Html | null = challenge.render(key, language);
  return {
    hidden: html`<input type="hidden" name="${TOKEN_FIELD}" value="${tokens.make(name, visitor, key)}">`,
    challenge: asked,
    hasPuzzle: asked !== null,
  };
}

/** The same form without a challenge, for what is behind a receipt's secret. */
export const withoutChallenge = (state: FormState): FormState => ({ ...state, challenge: null, hasPuzzle: false });

/** What token and challenge of a form say. A form whose token is no use gets a new one, and must be sent again. */
export function readSubmittedForm(
  parts: FormsParts,
  name: string,
  fields: ReadonlyMap<string, string>,
  hasChallenge: boolean,
): SubmittedForm {
  const { tokens, challenge, visitor } = parts;
  const token = tokens.read(name, visitor, fields.get(TOKEN_FIELD) ?? '');
  if (token === null || token.isExpired) {
    const key = tokens.random();
    return { key, fault: token === null ? 'cookie' : 'expired', again: stateOf(parts, name, key) };
  }
  const { key } = token;
  const isPassed = !hasChallenge || challenge.isPassed(key, fields);
  return { key, fault: isPassed ? null : 'challenge', again: stateOf(parts, name, key) };
}
