import { HeguiError } from '../../kernel/index.ts';
import { beginExchange } from '../begin-exchange.ts';
import type { Call, GatewayParts } from '../call.ts';
import { isObject } from '../chat/json-object.ts';
import { invalid, readUser } from '../chat/request.ts';
import { sendJson } from '../respond.ts';
import { type InputPiece, type InputVerdict, stricter } from '../screen-input.ts';
import { toResult } from './categories.ts';
import { type ModerationInput, readModerationInput } from './read-input.ts';

/** The name under which screening itself answers; any other that is asked for gets the same. */
const MODEL = 'hegui-screening';

/**
 * `POST /v1/moderations`: what the service's own lists find in a text, in OpenAI's form, with every hit under `hegui`.
 * Nothing is forwarded. Images are not looked at, and the answer says so.
 */
export async function handleModerations(parts: GatewayParts, call: Call): Promise<void> {
  if (!isObject(call.body)) throw invalid('body', 'must be a JSON object');
  const input = readModerationInput(call.body.input);
  const { exchange, verdict, refusal } = await beginExchange(parts, call, {
    endpoint: 'moderations',
    model: MODEL,
    stream: false,
    user: readUser(call.body),
    // Nothing else of the body is a text that anyone asked about.
    body: { input: call.body.input },
    isVerdictOnly: true,
  });
  const end =
    refusal === null ? { outcome: 'completed' as const } : { outcome: 'refused' as const, reason: refusal.reason };
  await Promise.all([exchange.opened, exchange.close(end)]);
  if (refusal !== null) {
    throw new HeguiError('E_INPUT_REFUSED', refusal.answer ?? 'the request was not admitted', {
      remedyUrl: refusal.remedy?.url,
    });
  }
  sendJson(call.response, answerOf(call.id, input, verdict), { 'x-request-id': call.id }, parts.limits.slowClientMs);
}

function answerOf(exchange: string, input: ModerationInput, verdict: InputVerdict): object {
  const hits = verdict.pieces.flatMap((piece) => describeHits(piece, input));
  const results = Array.from({ length: input.results }, (_, index) => {
    const own = hits.filter(({ result }) => result === index);
    const action = own.reduce<ReturnType<typeof stricter> | null>((most, hit) => stricter(most, hit.action), null);
    return { ...toResult(own.map(({ risk }) => risk)), hegui: { action } };
  });
  return {
    id: `modr-${exchange}`,
    model: MODEL,
    results,
    hegui: { exchange, hits, not_screened: input.notScreened },
  };
}

/** The hits of one text; `start` and `end` are UTF-16 offsets within the text at `path`. */
function describeHits({ path, hits }: InputPiece, input: ModerationInput) {
  return hits.map((hit) => ({ result: input.resultOf(path), path, ...hit }));
}
