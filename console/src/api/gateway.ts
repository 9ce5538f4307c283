import { z } from 'zod';
import { ApiFailure, parseJson } from './problem.ts';

const modelsSchema = z.object({ data: z.array(z.object({ id: z.string() })) });
const openAiErrorSchema = z.object({
  error: z.object({ message: z.string(), code: z.string().nullish(), type: z.string().nullish() }),
});

/** The gateway refused or failed, in OpenAI's own error shape. */
export class GatewayProblem extends Error {
  override readonly name = 'GatewayProblem';
  readonly status: number;
  readonly code: string | null;

  constructor(status: number, message: string, code: string | null) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Models that a key may use, by GET /v1/models. */
export async function readModels(apiKey: string): Promise<string[]> {
  const response = await callGateway('/v1/models', { headers: { authorization: `Bearer ${apiKey}` } });
  const parsed = modelsSchema.safeParse(parseJson(await response.text()));
  if (!parsed.success) throw new ApiFailure('unreadable', response.status, parsed.error);
  return parsed.data.data.map((model) => model.id);
}

/**
 * One request to the gateway as any client would send it: no cookie goes along.
 *
 * @throws GatewayProblem for an error status, ApiFailure when nothing answered, AbortError when stopped.
 */
export async function callGateway(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, credentials: 'omit' }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiFailure('unreachable', null, cause);
  });
  if (response.ok) return response;
  throw gatewayProblemOf(response.status, await response.text());
}

/** The problem in an error body; an unreadable body keeps its status. */
export function gatewayProblemOf(status: number, text: string): GatewayProblem | ApiFailure {
  const parsed = openAiErrorSchema.safeParse(parseJson(text));
  if (!parsed.success) return new ApiFailure('unreadable', status, parsed.error);
  return new GatewayProblem(status, parsed.data.error.message, parsed.data.error.code ?? null);
}
