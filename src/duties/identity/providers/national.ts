import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type IdentityProviderSettings, knownAgeSchema } from '../../../contract/index.ts';
import { type Clock, MINUTE_MS, SECOND_MS, type Secret, sha256 } from '../../../kernel/index.ts';
import { IdentityRefusal } from '../refusal.ts';
import { postForJson } from './http.ts';
import { type IdentityProvider, ProviderFault } from './port.ts';

type Settings = Extract<IdentityProviderSettings, { kind: 'national' }>;

const SIGNATURE = 'x-hegui-signature';
const SIGNED_FOR_MS = 5 * MINUTE_MS;
const PASSED = 'C0000000';
const PROBE = 'probe';

/**
 * An answer of the access point. `networkId` is what the service lets an organisation tell people apart by (网络身份应用标识), where it
 * gives one; `ageBand` an attribute that it gives to organisations admitted for it.
 */
const answerSchema = z.object({
  bizSeq: z.string(),
  resultCode: z.string().min(1).max(40),
  networkId: z.string().min(1).max(200).optional(),
  ageBand: knownAgeSchema.optional(),
});

/**
 * The national network identity authentication service (国家网络身份认证公共服务). Public, and followed here: what an app is started
 * with and gives back (`orgID`, `appID`, `bizSeq`, `type`; `idCardAuthData`, `certPwdData`; `resultCode` with `C0000000` for passed), and
 * the modes R03 and R04. UNVERIFIED: how a server asks the service itself. Address, signature and encryption are given only to admitted
 * organisations, so Hegui asks an access point of the provider's own in the names above. Both directions are signed: HMAC-SHA256 of
 * `SECONDS.BODY` under the shared secret, as `t=SECONDS,v1=HEX`.
 */
export function createNational(
  settings: Settings,
  secret: Secret,
  { clock }: { readonly clock: Clock },
): IdentityProvider {
  const ask = async (bizSeq: string, given: object, signal: AbortSignal) => {
    const { orgId: orgID, appId: appID, authMode } = settings;
    const body = JSON.stringify({ orgID, appID, bizSeq, authMode, ...given });
    const seconds = Math.floor(clock.now().getTime() / SECOND_MS);
    const headers = {
      'content-type': 'application/json',
      [SIGNATURE]: `t=${seconds},v1=${macOf(secret, seconds, body).toString('hex')}`,
    };
    const { headers: answered, text, json } = await postForJson(settings.baseUrl, headers, body, signal);
    if (!isSigned(answered.get(SIGNATURE) ?? '', text, secret, clock.now()))
      throw new ProviderFault('signature', 'its answer is not signed with the shared secret, or long ago');
    const parsed = answerSchema.safeParse(json);
    if (!parsed.success) throw new ProviderFault('unreadable', 'its answer lacks members');
    // An answer to another question is no answer, however well it is signed.
    if (parsed.data.bizSeq !== bizSeq) throw new ProviderFault('signature', 'its answer is one to another question');
    return parsed.data;
  };
  return {
    confirm: async ({ idCardAuthData = '', certPwdData = '' }, { id }, signal) => {
      const given = { idCardAuthData, ...(settings.authMode === 'R04' ? { certPwdData } : {}) };
      const { resultCode, networkId, ageBand } = await ask(id, given, signal);
      if (resultCode !== PASSED) throw new IdentityRefusal('not-authenticated');
      return {
        level: 'verified',
        subject: networkId === undefined ? null : { kind: 'account', value: `national\n${networkId}` },
        reference: id,
        ageBand: ageBand ?? null,
      };
    },
    probe: async (signal) => {
      const { resultCode } = await ask(PROBE, { idCardAuthData: '' }, signal);
      if (resultCode === PASSED) throw new ProviderFault('unreadable', 'it confirmed an empty credential');
    },
  };
}

const macOf = (secret: Secret, seconds: number, body: string): Buffer =>
  createHmac('sha256', secret.reveal()).update(`${seconds}.${body}`).digest();

function isSigned(signature: string, body: string, secret: Secret, now: Date): boolean {
  const [, seconds, hex] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (seconds === undefined || hex === undefined) return false;
  if (Math.abs(now.getTime() - Number(seconds) * SECOND_MS) > SIGNED_FOR_MS) return false;
  return timingSafeEqual(sha256(Buffer.from(hex, 'hex')), sha256(macOf(secret, Number(seconds), body)));
}
