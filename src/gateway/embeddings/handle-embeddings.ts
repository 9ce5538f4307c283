import { HeguiError, parseLossless } from '../../kernel/index.ts';
import { beginExchange } from '../begin-exchange.ts';
import { type Call, type GatewayParts, modelAt, targetsFor } from '../call.ts';
import { usageOf } from '../chat/chat-end.ts';
import { isObject, type JsonObject } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import { collectAnswer } from '../collect.ts';
import type { Exchange } from '../exchange.ts';
import { sendJson } from '../respond.ts';
import type { InputVerdict } from '../screen-input.ts';
import type { UpstreamTarget } from '../upstream/index.ts';
import { broken, explainFailure, type UpstreamTrouble } from '../upstream-error.ts';

const INPUTS_MAX = 2_048;
const ANSWER_BYTES_MAX = 256 * 1_024 * 1_024;

/**
 * `POST /v1/embeddings`: the input is screened, the answer holds numbers only. There is no text to say a standard answer
 * in, so a refused input is an error that says so.
 */
export async function handleEmbeddings(parts: GatewayParts, call: Call): Promise<void> {
  const { service } = call.key;
  if (!isObject(call.body)) throw invalid('body', 'must be a JSON object');
  checkInput(call.body.input);
  const model = readModel(call.body);
  const targets = targetsFor(service, model);
  const { exchange, verdict, refusal, isGone } = await beginExchange(parts, call, {
    endpoint: 'embeddings',
    model,
    stream: false,
    user: readUser(call.body),
    body: call.body,
  });
  if (isGone) return;
  if (refusal !== null) {
    await Promise.all([exchange.opened, exchange.close({ outcome: 'refused', reason: refusal.reason })]);
    throw new HeguiError(
      'E_INPUT_REFUSED',
      refusal.answer ??
        (refusal.reason.startsWith('classifier:')
          ? 'the classifier of this service takes the input for something it refuses; this is an estimate'
          : 'the input holds what the word lists of this service block'),
      { remedyUrl: refusal.remedy?.url },
    );
  }
  await relay(parts, call, exchange, targets, verdict, model);
}

function checkInput(input: unknown): void {
  if (typeof input === 'string' && input !== '') return;
  if (!Array.isArray(input) || input.length === 0 || input.length > INPUTS_MAX) {
    throw invalid('input', `must be a text or an array of 1 to ${INPUTS_MAX} texts`);
  }
  // Token numbers hide the text from screening, and what cannot be screened is not let through.
  if (!input.every((item) => typeof item === 'string'))
    throw invalid('input', 'must be text; arrays of tokens cannot be screened');
}

async function relay(
  parts: GatewayParts,
  call: Call,
  exchange: Exchange,
  targets: readonly UpstreamTarget[],
  verdict: InputVerdict,
  model: string,
): Promise<void> {
  const bodyFor = (target: UpstreamTarget): string =>
    JSON.stringify({ ...verdict.body, model: modelAt(target, model) });
  const answer = await collectAnswer(parts, call, { path: '/embeddings', targets, bodyFor }, ANSWER_BYTES_MAX);
  if (answer.kind === 'aborted') {
    await exchange.close({ outcome: 'aborted', reason: 'client-closed' });
    return;
  }
  const trouble = answer.kind === 'failure' ? explainFailure(answer.failure, call.key.service.screen) : null;
  const body = answer.kind === 'answer' ? readAnswer(answer.bytes) : null;
  const problem =
    trouble ?? (body === null ? broken('the upstream answered with something that is no embedding') : null);
  const upstream = answer.target === null ? {} : { upstream: { id: answer.target.id, name: answer.target.name } };
  const usage = body === null ? null : (usageOf(body.usage) ?? null);
  const end =
    problem === null ? { outcome: 'completed' as const } : { outcome: problem.outcome, reason: problem.reason };
  await Promise.all([exchange.opened, exchange.close({ ...end, ...upstream, usage })]);
  if (problem !== null) throw (problem satisfies UpstreamTrouble).error;
  sendJson(
    call.response,
    { ...body, hegui: { exchange: exchange.start.id } },
    { 'x-request-id': call.id },
    parts.limits.slowClientMs,
  );
}

function readAnswer(bytes: Buffer): JsonObject | null {
  try {
    const body = parseLossless(bytes.toString('utf8'));
    return isObject(body) && Array.isArray(body.data) ? body : null;
  } catch {
    return null;
  }
}
