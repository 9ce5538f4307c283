import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretBasic,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  None,
  ResponseBodyError,
  randomNonce,
  randomPKCECodeVerifier,
} from 'openid-client';
import type { IdentityProviderSettings } from '../../../contract/index.ts';
import { type Clock, chinaDay, type Secret } from '../../../kernel/index.ts';
import { ageBandOfBirth } from '../numbers.ts';
import { IdentityRefusal } from '../refusal.ts';
import { toFault } from './http.ts';
import { type FaultReason, type IdentityProvider, ProviderFault } from './port.ts';

type Settings = Extract<IdentityProviderSettings, { kind: 'oidc' }>;

/** What the library says of an answer that breaks the protocol, as far as it matters which; everything else is unreadable. */
const FAULTS: Readonly<Record<string, FaultReason>> = {
  OAUTH_TIMEOUT: 'timed-out',
  OAUTH_ABORT: 'timed-out',
  OAUTH_KEY_SELECTION_FAILED: 'signature',
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'signature',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'signature',
};

/**
 * A sign-in with an OpenID provider: authorization code with PKCE, state and nonce; the ID token is believed for its signature by the
 * provider's published keys, not for the line it came over. Only issuer and subject of it are used, as a hash, and the age of a
 * `birthdate`, as a band.
 */
export function createOidc(
  settings: Settings,
  secret: Secret | null,
  { clock, redirectUrl }: { readonly clock: Clock; readonly redirectUrl: string },
): IdentityProvider {
  const discover = (signal: AbortSignal): Promise<Configuration> => {
    const issuer = new URL(settings.issuer);
    return discovery(
      issuer,
      settings.clientId,
      undefined,
      secret === null ? None() : ClientSecretBasic(secret.reveal()),
      {
        // Plain http is for a provider on this very machine; settings refuse any other.
        execute:
          issuer.protocol === 'http:'
            ? [allowInsecureRequests, enableNonRepudiationChecks]
            : [enableNonRepudiationChecks],
        [customFetch]: (url, { body, ...options }) => fetch(url, { ...options, body: body ?? null, signal }),
      },
    );
  };
  return {
    begin: async (flowId, signal) => {
      const config = await discover(signal).catch((error: unknown) => {
        throw faultOf(error);
      });
      const secrets = { verifier: randomPKCECodeVerifier(), nonce: randomNonce() };
      const url = buildAuthorizationUrl(config, {
        redirect_uri: redirectUrl,
        scope: settings.scope,
        state: flowId,
        nonce: secrets.nonce,
        code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
        code_challenge_method: 'S256',
        ...(settings.acr === null ? {} : { acr_values: settings.acr }),
      });
      return { url: url.href, secrets };
    },
    confirm: async ({ answer = '' }, { id, secrets }, signal) => {
      const { verifier = '', nonce = '' } = secrets;
      try {
        const config = await discover(signal);
        const tokens = await authorizationCodeGrant(config, new URL(`${redirectUrl}?${answer}`), {
          pkceCodeVerifier: verifier,
          expectedState: id,
          expectedNonce: nonce,
          idTokenExpected: true,
        });
        const claims = tokens.claims();
        if (claims === undefined) throw new ProviderFault('unreadable', 'its answer has no ID token');
        if (settings.acr !== null && claims.acr !== settings.acr) throw new IdentityRefusal('not-authenticated');
        return {
          level: settings.level,
          subject: { kind: 'account', value: `${claims.iss}\n${claims.sub}` },
          reference: null,
          ageBand: bandOf(claims.birthdate, clock),
        };
      } catch (error) {
        throw faultOf(error);
      }
    },
    probe: async (signal) => {
      try {
        await discover(signal);
      } catch (error) {
        throw faultOf(error);
      }
    },
  };
}

/** Of a whole date that is not to come; years alone and withheld years (`0000-…`) say nothing. */
function bandOf(birthdate: unknown, clock: Clock) {
  if (typeof birthdate !== 'string' || !/^(19|20)\d{2}-\d{2}-\d{2}$/.test(birthdate)) return null;
  const now = clock.now();
  return birthdate > chinaDay(now) ? null : ageBandOfBirth(birthdate, now);
}

/** A refusal where the person was refused, a fault of the provider otherwise. */
function faultOf(error: unknown): Error {
  if (error instanceof IdentityRefusal || error instanceof ProviderFault) return error;
  if (error instanceof AuthorizationResponseError) return new IdentityRefusal('not-authenticated', error);
  if (error instanceof ResponseBodyError) {
    if (error.error === 'invalid_grant') return new IdentityRefusal('not-authenticated', error);
    const reason = error.error === 'invalid_client' ? 'credentials' : 'rejected';
    return new ProviderFault(reason, `it refused the code: ${error.error}`, error);
  }
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  if (typeof code === 'string' && code.startsWith('OAUTH_'))
    return new ProviderFault(FAULTS[code] ?? 'unreadable', `its answer breaks the protocol: ${whyOf(error)}`, error);
  return toFault(error);
}

/** In the library's fixed words, which hold nothing of the answer. */
function whyOf(error: unknown): string {
  const { message, cause } = error instanceof Error ? error : new Error('unknown');
  return cause instanceof Error ? `${message} (${cause.message})` : message;
}
