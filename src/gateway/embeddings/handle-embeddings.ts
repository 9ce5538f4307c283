import { HeguiError, parseLossless } from '../../kernel/index.ts';
import { beginExchange } from '../begin-exchange.ts';
import { type Call, type GatewayParts, targetsFor } from '../call.ts';
import { usageOf } from '../chat/chat-end.ts';
import { isObject, type JsonObject } from '../chat/json-object.ts';
import { invalid, readModel, readUser } from '../chat/request.ts';
import type { Exchange } from '../exchange.ts';
import { sendJson } from '../respond.ts';
import type { InputVerdict } from '../screen-input.ts';
import type { UpstreamFailure, UpstreamTarget } from '../upstream/index.ts';
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
    JSON.stringify({ ...verdict.body, model: Object.hasOwn(target.models, model) ? target.models[model] : model });
  const answer = await collect(parts, call, targets, bodyFor);
  if ('aborted' in answer) {
    await exchange.close({ outcome: 'aborted', reason: 'client-closed' });
    return;
  }
  const trouble = 'failure' in answer ? explainFailure(answer.failure, call.key.service.screen) : null;
  const body = 'failure' in answer ? null : readAnswer(answer.bytes);
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

type Collected =
  | { readonly bytes: Buffer; readonly target: UpstreamTarget | null }
  | { readonly failure: UpstreamFailure; readonly target: UpstreamTarget | null }
  | { readonly aborted: true; readonly target: UpstreamTarget | null };

function collect(
  parts: GatewayParts,
  call: Call,
  targets: readonly UpstreamTarget[],
  bodyFor: (target: UpstreamTarget) => string,
): Promise<Collected> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let target: UpstreamTarget | null = null;
    const upstream = parts.upstreams.call(
      { path: '/embeddings', targets, stream: false, bodyFor },
      {
        onResponse: (info) => {
          target = info.target;
        },
        onData: (chunk) => {
          bytes += chunk.length;
          if (bytes <= ANSWER_BYTES_MAX) chunks.push(chunk);
          return true;
        },
        onEnd: () => resolve({ bytes: bytes <= ANSWER_BYTES_MAX ? Buffer.concat(chunks) : Buffer.alloc(0), target }),
        onFailure: (failure) => resolve({ failure, target: failure.target }),
      },
    );
    call.response.on('close', () => {
      upstream.abort();
      resolve({ aborted: true, target });
    });
  });
}
