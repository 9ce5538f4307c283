import { type ChatRequest, messageText } from './chat-request.ts';
import type { ChoicePlan } from './plan-choice.ts';
import { pickOne } from './random.ts';
import { tokensOf } from './words.ts';

export const FINGERPRINT = 'fp_hegui_demonstration';
const MESSAGE_OVERHEAD_TOKENS = 3;

/** What all events of one answer share. */
export interface ChatEnvelope {
  readonly id: string;
  readonly created: number;
  readonly model: string;
}

type Delta = Readonly<Record<string, unknown>>;
interface ChoicePart {
  readonly index: number;
  readonly delta: Delta;
  readonly logprobs: unknown;
  readonly finish_reason: string | null;
}

/** Token counts in the shape of `usage`. */
export function countUsage(request: ChatRequest, plans: readonly ChoicePlan[]): Readonly<Record<string, unknown>> {
  let prompt = 0;
  for (const message of request.messages) prompt += tokensOf(messageText(message)).length + MESSAGE_OVERHEAD_TOKENS;
  let completion = 0;
  let reasoning = 0;
  for (const plan of plans) {
    reasoning += plan.reasoning.length;
    completion += plan.content.length;
    for (const call of plan.toolCalls) completion += call.argumentTokens.length + 1;
  }
  return {
    prompt_tokens: prompt,
    completion_tokens: completion + reasoning,
    total_tokens: prompt + completion + reasoning,
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}

/** The whole answer, not streamed. */
export function wholeAnswer(request: ChatRequest, plans: readonly ChoicePlan[], envelope: ChatEnvelope): string {
  const choices = plans.map((plan, index) => ({
    index,
    message: {
      role: 'assistant',
      content: plan.toolCalls.length > 0 ? null : plan.content.join(''),
      refusal: null,
      ...(plan.reasoning.length > 0 ? { reasoning_content: plan.reasoning.join('') } : {}),
      ...(plan.toolCalls.length > 0 ? { tool_calls: plan.toolCalls.map(wholeToolCall) } : {}),
    },
    logprobs: logprobsOf(request, plan, plan.content),
    finish_reason: plan.finishReason,
  }));
  const usage = countUsage(request, plans);
  return JSON.stringify({
    ...envelope,
    object: 'chat.completion',
    system_fingerprint: FINGERPRINT,
    choices,
    usage,
  });
}

/** The events of a streamed answer as JSON, one token of one choice each, the choices taking turns. */
export function* streamedAnswer(
  request: ChatRequest,
  plans: readonly ChoicePlan[],
  envelope: ChatEnvelope,
): Generator<string, void> {
  const hasUsage = request.stream_options?.include_usage === true;
  const head = { ...envelope, object: 'chat.completion.chunk', system_fingerprint: FINGERPRINT };
  const eventOf = (part: ChoicePart): string =>
    JSON.stringify({ ...head, choices: [part], ...(hasUsage ? { usage: null } : {}) });
  let open = plans.map((plan, index) => partsOf(request, plan, index));
  while (open.length > 0) {
    const still: typeof open = [];
    for (const parts of open) {
      const next = parts.next();
      if (next.done === true) continue;
      still.push(parts);
      yield eventOf(next.value);
    }
    open = still;
  }
  if (hasUsage) yield JSON.stringify({ ...head, choices: [], usage: countUsage(request, plans) });
}

function* partsOf(request: ChatRequest, plan: ChoicePlan, index: number): Generator<ChoicePart, void> {
  const part = (delta: Delta, logprobs: unknown = null): ChoicePart => ({
    index,
    delta,
    logprobs,
    finish_reason: null,
  });
  yield part({ role: 'assistant', content: plan.toolCalls.length > 0 ? null : '', refusal: null });
  for (const token of plan.reasoning) yield part({ reasoning_content: token });
  for (const token of plan.content) yield part({ content: token }, logprobsOf(request, plan, [token]));
  for (const [at, call] of plan.toolCalls.entries()) {
    const opening = { index: at, id: call.id, type: 'function', function: { name: call.name, arguments: '' } };
    yield part({ tool_calls: [opening] });
    for (const piece of call.argumentTokens)
      yield part({ tool_calls: [{ index: at, function: { arguments: piece } }] });
  }
  yield { index, delta: {}, logprobs: null, finish_reason: plan.finishReason };
}

const wholeToolCall = (call: ChoicePlan['toolCalls'][number]): object => ({
  id: call.id,
  type: 'function',
  function: { name: call.name, arguments: call.argumentTokens.join('') },
});

function logprobsOf(request: ChatRequest, plan: ChoicePlan, tokens: readonly string[]): unknown {
  if (request.logprobs !== true) return null;
  const content = tokens.map((token) => {
    const chosen = tokenChance(token, Math.log(0.5 + plan.random() * 0.49));
    const top = [chosen];
    // The others share what is left; their tokens are others of the same answer.
    for (let rank = 1; rank < (request.top_logprobs ?? 0); rank++) {
      top.push(tokenChance(pickOne(plan.random, plan.content) ?? token, chosen.logprob - rank - plan.random()));
    }
    return { ...chosen, top_logprobs: request.top_logprobs ? top : [] };
  });
  return { content, refusal: null };
}

const tokenChance = (token: string, logprob: number): { token: string; logprob: number; bytes: number[] } => ({
  token,
  logprob: Math.round(logprob * 10_000) / 10_000,
  bytes: [...Buffer.from(token)],
});
