import { type Audience, aigcSchema } from '@hegui/contract';
import { z } from 'zod';
import { ApiFailure, callGateway, gatewayProblemOf, parseJson } from '../api/index.ts';
import { readSse } from './sse.ts';

const heguiSchema = z.object({
  exchange: z.string(),
  aigc: aigcSchema.optional(),
  outcome: z.string().optional(),
  cut: z.array(z.object({ index: z.int(), risk: z.string() })).optional(),
});
export type HeguiField = z.infer<typeof heguiSchema>;

const chunkSchema = z.object({
  choices: z.array(
    z.object({
      delta: z.object({ content: z.string().nullish(), reasoning_content: z.string().nullish() }).optional(),
      finish_reason: z.string().nullish(),
    }),
  ),
  hegui: heguiSchema.optional(),
});

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

export interface ChatCall {
  readonly apiKey: string;
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  /** Sent as `x-hegui-user`; empty = none. */
  readonly endUser: string;
  /** Sent as `x-hegui-audience`. */
  readonly audience: Audience;
  readonly signal: AbortSignal;
}

/** One step of an answer: text to add, and what was said about the whole. */
export interface ChatStep {
  readonly text: string;
  readonly reasoning: string;
  readonly finishReason: string | null;
  readonly hegui: HeguiField | null;
}

/**
 * Asks the gateway for a streamed answer, exactly as an application would.
 *
 * @throws GatewayProblem, ApiFailure, or AbortError when stopped.
 */
export async function* streamChat(call: ChatCall): AsyncGenerator<ChatStep, void, undefined> {
  const { apiKey, model, messages, endUser, audience, signal } = call;
  const response = await callGateway('/v1/chat/completions', {
    method: 'POST',
    signal,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': 'application/json',
      'x-hegui-audience': audience,
      // Header values are Latin-1; a name in Chinese goes in the body instead.
      ...(isLatin(endUser) && endUser !== '' ? { 'x-hegui-user': endUser } : {}),
    },
    body: JSON.stringify({ model, messages, stream: true, ...(isLatin(endUser) ? {} : { user: endUser }) }),
  });
  if (response.body === null) throw new ApiFailure('unreadable', response.status, undefined);
  for await (const data of readSse(response.body)) {
    if (data === '[DONE]') return;
    yield stepOf(data, response.status);
  }
  // A stream that ends without its mark was broken off on the way.
  throw new ApiFailure('unreachable', response.status, undefined);
}

const isLatin = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function stepOf(data: string, status: number): ChatStep {
  const parsed = chunkSchema.safeParse(parseJson(data));
  if (!parsed.success) throw gatewayProblemOf(status, data);
  const choice = parsed.data.choices[0];
  return {
    text: choice?.delta?.content ?? '',
    reasoning: choice?.delta?.reasoning_content ?? '',
    finishReason: choice?.finish_reason ?? null,
    hegui: parsed.data.hegui ?? null,
  };
}
