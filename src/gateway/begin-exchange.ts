import type { Placeholders } from '../screening/index.ts';
import { type Admission, admit } from './admit.ts';
import { type Call, endUserOf, type GatewayParts, subjectOf } from './call.ts';
import type { JsonObject } from './chat/json-object.ts';
import { Exchange } from './exchange.ts';
import { screeningOfInput } from './personal-information.ts';
import { type InputVerdict, screenInput } from './screen-input.ts';

export interface BegunExchange {
  readonly exchange: Exchange;
  readonly verdict: InputVerdict;
  /** Why nothing is forwarded; null when it is. `answer` is a door's own words, `reason` goes into the record. */
  readonly refusal: { readonly answer: string | null; readonly reason: string } | null;
  /** What stands for values in the forwarded body, to be turned back in the answer; null when nothing does. */
  readonly placeholders: Placeholders | null;
}

/** What every endpoint does first: ask the doors, screen everything textual, begin the opening record. */
export async function beginExchange(
  parts: GatewayParts,
  call: Call,
  asked: {
    readonly endpoint: string;
    readonly model: string;
    readonly stream: boolean;
    readonly user: string | null;
    readonly body: JsonObject;
  },
): Promise<BegunExchange> {
  const { service } = call.key;
  const endUser = endUserOf(parts, call, asked.user);
  const admission = await admit(parts.doors, { key: call.key, endUser });
  const { screen, termInfo, placeholders } = screeningOfInput(service, service.policy.personalInformation, asked.body);
  const verdict = screenInput(asked.body, screen, termInfo, service.policy.mask);
  const refusal = refusalOf(admission, verdict);
  const exchange = new Exchange(
    {
      id: call.id,
      startedMs: call.startedMs,
      key: call.key,
      endpoint: asked.endpoint,
      model: asked.model,
      stream: asked.stream,
      endUser,
      subject: subjectOf(parts, service.id, endUser),
      admission: admission.bases,
      verdict,
      decision: refusal !== null ? 'refused' : verdict.action === 'replace' ? 'replaced' : 'forwarded',
    },
    parts.records,
    parts.clock,
  );
  // With records failing, nothing is forwarded before its record is known to be safe.
  if (refusal === null && !parts.records.isUp) await exchange.opened;
  return { exchange, verdict, refusal, placeholders };
}

function refusalOf({ refusal }: Admission, verdict: InputVerdict): BegunExchange['refusal'] {
  if (refusal !== null) return { answer: refusal.answer, reason: `admission:${refusal.door}` };
  return verdict.action === 'block' ? { answer: null, reason: `screening:${blockedRisk(verdict)}` } : null;
}

/** The risk that the standard answer is chosen by: that of the first blocking hit. */
export function blockedRisk(verdict: InputVerdict): string {
  const hits = verdict.pieces.flatMap((piece) => piece.hits);
  // A mask that could not be put in place refuses as well, and then no hit blocks by itself.
  return (hits.find((hit) => hit.action === 'block') ?? hits[0])?.risk ?? '';
}
