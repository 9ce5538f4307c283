import type { IdentityProviderSettings } from '../../../contract/index.ts';
import type { Clock, Secret } from '../../../kernel/index.ts';
import { cleanPerson } from '../person.ts';
import { IdentityRefusal } from '../refusal.ts';
import { isRecord, postForJson, textOf } from './http.ts';
import { type FaultReason, type IdentityProvider, ProviderFault } from './port.ts';

/** Headers of a call under TC3-HMAC-SHA256; handed over by `app`, where judges sign with the same. */
export type SignTencent = (
  call: {
    readonly host: string;
    readonly service: string;
    readonly action: string;
    readonly version: string;
    readonly region: string;
    readonly body: string;
  },
  credentials: { readonly id: string; readonly secret: string },
  at: Date,
) => Record<string, string>;

type Settings = Extract<IdentityProviderSettings, { kind: 'tencent' }>;
type Action = 'IdCardVerification' | 'PhoneVerification';

const ERRORS: readonly (readonly [RegExp, FaultReason])[] = [
  [/^(AuthFailure|UnauthorizedOperation)/, 'credentials'],
  [/^(RequestLimitExceeded|LimitExceeded)/, 'rate-limited'],
  [/^(InternalError|ServiceUnavailable|ResourceUnavailable)/, 'server-error'],
];
/** What each result of an action means besides `0`, which is a match. A result that is not here is not understood. */
const RESULTS: Readonly<Record<Action, Readonly<Record<string, 'mismatch' | 'unknown-person' | FaultReason>>>> = {
  IdCardVerification: {
    '-1': 'mismatch',
    '-2': 'mismatch',
    '-3': 'mismatch',
    '-4': 'server-error',
    '-5': 'unknown-person',
    '-6': 'server-error',
    '-7': 'rate-limited',
  },
  PhoneVerification: {
    '-4': 'mismatch',
    '-6': 'mismatch',
    '-7': 'mismatch',
    '-8': 'mismatch',
    '-9': 'unknown-person',
    '-11': 'server-error',
    '-12': 'rate-limited',
    '-13': 'unknown-person',
  },
};
// Right in length and wrong in its check digit: the vendor says so without comparing anything, and without a bill.
const NO_NUMBER = '110101190001010000';

/**
 * Tencent Cloud FaceID of 2018-03-01: name and number of an identity card belong together (IdCardVerification), or those and the
 * telephone number (PhoneVerification). Documented at cloud.tencent.com/document/api/1007/33188 and …/39765.
 */
export function createTencent(
  settings: Settings,
  secret: Secret,
  { clock, sign }: { readonly clock: Clock; readonly sign: SignTencent },
): IdentityProvider {
  const url = new URL('/', settings.baseUrl);
  const action: Action = settings.elements === 'three' ? 'PhoneVerification' : 'IdCardVerification';
  const ask = async (members: object, signal: AbortSignal): Promise<Record<string, unknown>> => {
    const body = JSON.stringify(members);
    const call = { host: url.host, service: 'faceid', action, version: '2018-03-01', region: '', body };
    const headers = sign(call, { id: settings.secretId, secret: secret.reveal() }, clock.now());
    const { json } = await postForJson(url, toSend(headers), body, signal);
    return readResponse(json);
  };
  return {
    confirm: async (given, _flow, signal) => {
      const { name, number, phone, ageBand } = cleanPerson(given, settings.elements, clock.now());
      const response = await ask({ IdCard: number, Name: name, ...(phone === null ? {} : { Phone: phone }) }, signal);
      judge(action, response);
      const reference = textOf(response.RequestId);
      return { level: 'verified', subject: { kind: 'id', value: number }, reference, ageBand };
    },
    probe: async (signal) => {
      const phone = action === 'PhoneVerification' ? { Phone: '13000000000' } : {};
      const response = await ask({ IdCard: NO_NUMBER, Name: '测试', ...phone }, signal);
      // It has to find fault with the number: whoever lets it pass compares nothing.
      if (textOf(response.Result) === '0') throw new ProviderFault('unreadable', 'it confirmed a number that is none');
      if (RESULTS[action][textOf(response.Result) ?? ''] === undefined)
        throw new ProviderFault('unreadable', 'its answer has no known result');
    },
  };
}

// `fetch` writes the host by the address, which is what was signed; these calls know no region.
function toSend({ host: _host, 'x-tc-region': _region, ...headers }: Record<string, string>): Record<string, string> {
  return headers;
}

function readResponse({ Response: response }: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!isRecord(response)) throw new ProviderFault('unreadable', 'its answer has no Response');
  // Errors come with status 200 as well.
  if (isRecord(response.Error)) {
    const code = textOf(response.Error.Code) ?? 'none';
    throw new ProviderFault(
      ERRORS.find(([form]) => form.test(code))?.[1] ?? 'rejected',
      `it refused the call: ${code}`,
    );
  }
  return response;
}

/** @throws IdentityRefusal, ProviderFault for everything but a match. */
function judge(action: Action, { Result: result }: Record<string, unknown>): void {
  if (result === '0') return;
  const meaning = RESULTS[action][textOf(result) ?? ''];
  if (meaning === undefined) throw new ProviderFault('unreadable', 'its answer has no known result');
  if (meaning === 'mismatch' || meaning === 'unknown-person') throw new IdentityRefusal(meaning);
  throw new ProviderFault(meaning, `it could not compare (${String(result)})`);
}
