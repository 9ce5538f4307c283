import { ApiError } from './api-error.ts';
import { type ChatRequest, lastPrompt, messageText } from './chat-request.ts';
import { type AnswerSeed, makeAnswer, makeReasoning, makeToolSummary } from './make-answer.ts';
import { makeValue } from './make-value.ts';
import { hash32, type Random, seededRandom } from './random.ts';
import { tokensOf } from './words.ts';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentTokens: readonly string[];
}

/** Everything one choice is going to say, already cut into tokens. */
export interface ChoicePlan {
  readonly reasoning: readonly string[];
  readonly content: readonly string[];
  readonly toolCalls: readonly ToolCall[];
  readonly finishReason: 'stop' | 'length' | 'tool_calls';
  /** For log probabilities, which are made up. */
  readonly random: Random;
}

/**
 * Plans one choice. The same `seed` and request give the same plan; temperature 0 needs no seed for that.
 *
 * @throws ApiError 400 when `tool_choice` names a tool that is not among `tools`.
 */
export function planChoice(request: ChatRequest, index: number, seed: number, canReason: boolean): ChoicePlan {
  const prompt = lastPrompt(request);
  const random = seededRandom(hash32(prompt, seed + index * 0x9e3779b1));
  const answer: AnswerSeed = { prompt, random, temperature: request.temperature ?? 1 };
  const reasoning = canReason ? tokensOf(makeReasoning(answer)) : [];
  const tools = wantedTools(request, prompt);
  if (tools.length > 0) {
    const toolCalls = tools.map(({ function: { name, parameters } }) => ({
      id: `call_demo${hash32(name, Math.floor(random() * 0xffffffff)).toString(36)}`,
      name,
      argumentTokens: tokensOf(JSON.stringify(makeValue(parameters ?? { type: 'object' }, prompt, random))),
    }));
    return { reasoning, content: [], toolCalls, finishReason: 'tool_calls', random };
  }
  const text = cutAtStop(contentFor(request, answer), request.stop);
  return { ...limitTokens(reasoning, tokensOf(text), request), toolCalls: [], random };
}

function contentFor(request: ChatRequest, answer: AnswerSeed): string {
  const last = request.messages.at(-1);
  const text = last?.role === 'tool' ? makeToolSummary(answer, messageText(last)) : null;
  const format = request.response_format;
  if (format?.type === 'json_schema') {
    return JSON.stringify(makeValue(format.json_schema?.schema, answer.prompt, answer.random));
  }
  const content = text ?? makeAnswer(answer);
  return format?.type === 'json_object' ? JSON.stringify({ answer: content }) : content;
}

type Tool = NonNullable<ChatRequest['tools']>[number];

/** The tools to call now: the forced one, or those the user's last message names. */
function wantedTools(request: ChatRequest, prompt: string): Tool[] {
  const tools = request.tools ?? [];
  const choice = request.tool_choice ?? 'auto';
  if (typeof choice === 'object') {
    const forced = tools.find((tool) => tool.function.name === choice.function.name);
    if (forced === undefined) {
      throw new ApiError(400, `Tool choice '${choice.function.name}' is not among 'tools'.`, { param: 'tool_choice' });
    }
    return [forced];
  }
  if (choice === 'none' || tools.length === 0) return [];
  const isAsked = request.messages.at(-1)?.role === 'user';
  const text = prompt.toLowerCase();
  const named = isAsked ? tools.filter((tool) => text.includes(tool.function.name.toLowerCase())) : [];
  const wanted = named.length === 0 && choice === 'required' ? tools.slice(0, 1) : named;
  return request.parallel_tool_calls === false ? wanted.slice(0, 1) : wanted;
}

function cutAtStop(text: string, stop: ChatRequest['stop']): string {
  const stops = typeof stop === 'string' ? [stop] : (stop ?? []);
  const ends = stops.filter((mark) => mark !== '').map((mark) => text.indexOf(mark));
  return text.slice(0, Math.min(text.length, ...ends.filter((end) => end !== -1)));
}

/** Reasoning counts towards the limit, as it does elsewhere. */
function limitTokens(
  reasoning: readonly string[],
  content: readonly string[],
  request: ChatRequest,
): Pick<ChoicePlan, 'reasoning' | 'content' | 'finishReason'> {
  const max = request.max_completion_tokens ?? request.max_tokens ?? Number.POSITIVE_INFINITY;
  const isCut = reasoning.length + content.length > max;
  return {
    reasoning: reasoning.slice(0, max),
    content: content.slice(0, Math.max(0, max - reasoning.length)),
    finishReason: isCut ? 'length' : 'stop',
  };
}
