import type { z } from 'zod';

/** A refusal in the shape that OpenAI's clients expect. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: number, message: string, more: { readonly param?: string; readonly code?: string } = {}) {
    super(message);
    this.status = status;
    this.param = more.param ?? null;
    this.code = more.code ?? null;
  }

  toBody(): string {
    const { message, param, code } = this;
    const type = this.status >= 500 ? 'server_error' : 'invalid_request_error';
    return JSON.stringify({ error: { message, type, param, code } });
  }
}

/** The request as the schema describes it. @throws ApiError 400 naming the first field at fault. */
export function parseRequest<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const param = issue?.path.map(String).join('.') ?? '';
  throw new ApiError(400, `Invalid value for '${param}': ${issue?.message ?? 'not as required'}`, { param });
}
