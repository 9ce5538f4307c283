import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, ResponseSerializationError } from 'fastify-type-provider-zod';
import type { Problem } from '../../contract/index.ts';
import { asHeguiError, type ErrorCode, type ErrorField, HeguiError, type Log } from '../../kernel/index.ts';
import { type Language, languageOf } from './languages.ts';

const FIELDS_MAX = 20;
const PATH_CHARS_MAX = 200;

/** What the server's framework refuses by itself, in our words: its own messages may quote the request. */
const FRAMEWORK_ERRORS: Readonly<Record<string, readonly [ErrorCode, string]>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: ['E_REQUEST_JSON', 'the body cannot be read as JSON'],
  FST_ERR_CTP_EMPTY_JSON_BODY: ['E_REQUEST_JSON', 'the body is empty although content-type says application/json'],
  FST_ERR_CTP_BODY_TOO_LARGE: ['E_REQUEST_TOO_LARGE', 'the body is larger than this address takes'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ['E_REQUEST_INVALID', 'content-type: this address does not take that media type'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['E_REQUEST_INVALID', 'content-length: the body has another length'],
  FST_ERR_BAD_URL: ['E_NOT_FOUND', 'the address is not well encoded'],
};

/** An error of any kind as one of ours. Nothing of the request's content gets into its message. */
export function toHeguiError(raw: unknown): HeguiError {
  if (raw instanceof HeguiError) return raw;
  if (hasZodFastifySchemaValidationErrors(raw)) return invalidRequest(raw.validation, raw.validationContext);
  if (!(raw instanceof Error)) return asHeguiError(raw);
  const code: unknown = Reflect.get(raw, 'code');
  const known = typeof code === 'string' ? FRAMEWORK_ERRORS[code] : undefined;
  if (known !== undefined) return new HeguiError(known[0], known[1], { cause: raw });
  const status: unknown = Reflect.get(raw, 'statusCode');
  if (raw instanceof SyntaxError && status === 400) {
    return new HeguiError('E_REQUEST_JSON', 'the body cannot be read as JSON', { cause: raw });
  }
  // A file that may not be served is one that is not there.
  if (status === 403 || status === 404) return new HeguiError('E_NOT_FOUND', 'there is nothing at this address');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new HeguiError('E_REQUEST_INVALID', 'the request is not as this address requires', { cause: raw });
  }
  return asHeguiError(raw);
}

interface Issue {
  readonly instancePath: string;
  readonly message?: string | undefined;
  readonly params: Readonly<Record<string, unknown>>;
}

function invalidRequest(issues: readonly Issue[], context = 'body'): HeguiError {
  const fields = issues.flatMap((issue) => fieldsOf(issue, context)).slice(0, FIELDS_MAX);
  const [first] = fields;
  const detail = first === undefined ? 'the request is not as required' : `${first.path}: ${first.message}`;
  return new HeguiError('E_REQUEST_INVALID', detail, { fields });
}

function fieldsOf({ instancePath, message = 'is not as required', params }: Issue, context: string): ErrorField[] {
  const path = instancePath.slice(1).replaceAll('/', '.');
  const keys: unknown[] = Array.isArray(params.keys) ? params.keys : [];
  // Of unknown keys the schema tells where they stand; the reader wants to see which they are.
  if (keys.length === 0) return [{ path: path === '' ? context : cut(path), message }];
  return keys.map((key) => ({
    path: cut(path === '' ? String(key) : `${path}.${key}`),
    message: 'is not a known field',
  }));
}

const cut = (path: string): string => path.slice(0, PATH_CHARS_MAX);

/** The body of an error's answer (RFC 9457). */
export function problemOf(error: HeguiError, language: Language, requestId: string): Problem {
  const { status, title, remedy } = error.row;
  return {
    type: `urn:hegui:error:${error.code}`,
    title: title[language],
    status,
    code: error.code,
    detail: error.message,
    remedy: remedy[language],
    requestId,
    fields: error.fields.map(({ path, message }) => ({ path, message })),
  };
}

/** Answers with the error as `application/problem+json` in the reader's language; logs what is not the reader's fault. */
export function sendProblem(raw: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const error = toHeguiError(raw);
  const language = languageOf(request.headers['accept-language']);
  logProblem(raw, error, request, log);
  if (error.retryAfterS !== undefined) reply.header('retry-after', error.retryAfterS);
  // The rest of such a body was not read, so the connection cannot be used again.
  if (error.code === 'E_REQUEST_TOO_LARGE') reply.header('connection', 'close');
  return reply
    .code(error.row.status)
    .header('cache-control', 'no-store')
    .header('content-language', language === 'zh' ? 'zh-CN' : 'en')
    .header('vary', 'accept-language')
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problemOf(error, language, request.id)));
}

function logProblem(raw: unknown, error: HeguiError, request: FastifyRequest, log: Log): void {
  const { method, id: requestId } = request;
  // The route and not the address: that may carry what somebody searched for.
  const fields = { requestId, method, route: request.routeOptions.url, code: error.code };
  if (error.row.status < 500) {
    log.debug(fields, 'request refused');
    return;
  }
  const cause = error.cause instanceof Error ? error.cause : error;
  log.error({ ...fields, error: cause, issues: issuesOf(raw) }, 'request failed');
}

/** Where an answer breaks its own schema: paths and kinds, never values. */
function issuesOf(raw: unknown): string | undefined {
  if (!(raw instanceof ResponseSerializationError)) return undefined;
  return raw.cause.issues.map(({ path, code }) => `${path.join('.')} ${code}`).join('; ');
}
