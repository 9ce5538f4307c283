import { type Problem, problemSchema } from '@hegui/contract';

/** The server answered with a problem: title, detail, remedy and request id are in the reader's language. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  /** Seconds to wait, from `Retry-After`. */
  readonly retryAfterS: number | null;

  constructor(problem: Problem, retryAfterS: number | null) {
    super(`${problem.code}: ${problem.detail}`);
    this.problem = problem;
    this.retryAfterS = retryAfterS;
  }
}

/** No answer came, or one that is not Hegui's: `kind` says which, the notice says what to do. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly kind: 'unreachable' | 'unreadable';
  readonly status: number | null;

  constructor(kind: 'unreachable' | 'unreadable', status: number | null, cause: unknown) {
    super(`${kind} ${status ?? ''}`, { cause });
    this.kind = kind;
    this.status = status;
  }
}

/** The problem or failure that a response with an error status stands for. */
export async function problemOf(response: Response): Promise<ApiProblem | ApiFailure> {
  const text = await response.text();
  const retryAfter = Number(response.headers.get('retry-after'));
  const parsed = problemSchema.safeParse(parseJson(text));
  if (!parsed.success) return new ApiFailure('unreadable', response.status, parsed.error);
  return new ApiProblem(parsed.data, Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null);
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
