import type { z } from 'zod';
import { ApiFailure, type ApiProblem, parseJson, problemOf } from './problem.ts';
import { fileOf, type SentFile } from './save-file.ts';

export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

const session = { csrf: '', language: 'zh-CN', onRequired: (): void => undefined };

/** The token that every change sends back in `x-hegui-csrf`; comes with the session. */
export const keepCsrf = (token: string): void => {
  session.csrf = token;
};

/** The language in which the server words its problems. */
export const keepLanguage = (language: string): void => {
  session.language = language;
};

/** What happens when the server asks for a sign-in: the app shows the sign-in page. */
export const onSessionRequired = (handler: () => void): void => {
  session.onRequired = handler;
};

/**
 * The admin API. Paths are whole (`/api/services`); answers are parsed with the contract's schema.
 *
 * @throws ApiProblem when the server refuses, ApiFailure when it cannot be reached or understood.
 */
export const api = {
  get: async <T>(path: string, schema: z.ZodType<T>, query: Query = {}): Promise<T> =>
    parseAnswer(await send('GET', withQuery(path, query)), schema),
  post: <T = void>(path: string, body: unknown, schema?: z.ZodType<T>) => change('POST', path, body, schema),
  put: <T = void>(path: string, body: unknown, schema?: z.ZodType<T>) => change('PUT', path, body, schema),
  patch: <T = void>(path: string, body: unknown, schema?: z.ZodType<T>) => change('PATCH', path, body, schema),
  delete: <T = void>(path: string, body?: unknown, schema?: z.ZodType<T>) => change('DELETE', path, body, schema),
  /** The bytes of a file. */
  bytes: async (path: string): Promise<Uint8Array> => new Uint8Array(await (await send('GET', path)).arrayBuffer()),
  /** Sends a file as it is. */
  upload: async <T>(path: string, blob: Blob, schema: z.ZodType<T>): Promise<T> =>
    parseAnswer(await send('POST', path, blob, 'application/octet-stream'), schema),
  /** Asks for a file whose making is a deed, and so no link. */
  download: async (path: string): Promise<Blob> => await (await send('POST', path, '{}', 'application/json')).blob(),
  /** The same with what is asked for, and the name that the server gives the file. */
  file: async (path: string, body: unknown): Promise<SentFile> =>
    await fileOf(await send('POST', path, JSON.stringify(body), 'application/json')),
  /** The address of a file for `<a href download>`; the session cookie goes with it. */
  downloadUrl: (path: string, query: Query = {}): string => withQuery(path, query),
};

function change(method: string, path: string, body: unknown, schema?: undefined): Promise<void>;
function change<T>(method: string, path: string, body: unknown, schema: z.ZodType<T> | undefined): Promise<T>;
async function change<T>(method: string, path: string, body: unknown, schema?: z.ZodType<T>): Promise<T | undefined> {
  const json = body === undefined ? undefined : JSON.stringify(body);
  const response = await send(method, path, json, json === undefined ? undefined : 'application/json');
  if (schema !== undefined) return parseAnswer(response, schema);
  await response.arrayBuffer();
  return undefined;
}

async function send(method: string, path: string, body?: BodyInit, contentType?: string): Promise<Response> {
  const headers = new Headers({ accept: 'application/json', 'accept-language': session.language });
  if (contentType !== undefined) headers.set('content-type', contentType);
  if (method !== 'GET' && session.csrf !== '') headers.set('x-hegui-csrf', session.csrf);
  const response = await fetch(path, { method, headers, credentials: 'same-origin', body: body ?? null }).catch(
    (cause: unknown) => {
      throw new ApiFailure('unreachable', null, cause);
    },
  );
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (isSessionRequired(problem)) session.onRequired();
  throw problem;
}

const isSessionRequired = (problem: ApiProblem | ApiFailure): boolean =>
  problem.name === 'ApiProblem' && problem.problem.code === 'E_SESSION_REQUIRED';

async function parseAnswer<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(parseJson(await response.text()));
  if (!parsed.success) throw new ApiFailure('unreadable', response.status, parsed.error);
  return parsed.data;
}

function withQuery(path: string, query: Query): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}
