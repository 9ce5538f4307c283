import type { IdentityProviderKind, IdentityProviderSettings } from '../../../contract/index.ts';
import { type Clock, invalidField, type Secret } from '../../../kernel/index.ts';
import { createNational } from './national.ts';
import { createOidc } from './oidc.ts';
import type { IdentityProvider } from './port.ts';
import { createTencent, type SignTencent } from './tencent.ts';

export interface ProviderParts {
  readonly clock: Clock;
  readonly signTencent: SignTencent;
  /** Where a sign-in elsewhere leads back to. */
  readonly redirectUrl: string;
}

/** Must a provider of this kind have a secret to be asked at all? */
export const needsSecret = (kind: IdentityProviderKind): boolean => kind !== 'oidc';

/** @throws HeguiError E_REQUEST_INVALID when a kind that signs its calls has no secret. */
export function makeProvider(
  settings: IdentityProviderSettings,
  secret: Secret | null,
  { clock, signTencent, redirectUrl }: ProviderParts,
): IdentityProvider {
  if (settings.kind === 'oidc') return createOidc(settings, secret, { clock, redirectUrl });
  if (secret === null) throw invalidField('secret', `is needed for a provider of kind ${settings.kind}`);
  return settings.kind === 'tencent'
    ? createTencent(settings, secret, { clock, sign: signTencent })
    : createNational(settings, secret, { clock });
}
