import { HeguiError } from '../kernel/index.ts';

// SQLSTATE classes and codes that mean "the database cannot serve now", with the remedy; longest prefix first.
const UNAVAILABLE_STATES: readonly (readonly [prefix: string, detail: string])[] = [
  ['53100', 'the disk of the database is full; free space on it'],
  ['53200', 'the database server is out of memory'],
  ['53300', 'the database server has no connection left; raise its max_connections or run fewer replicas'],
  ['53', 'the database server is out of resources'],
  ['57P', 'the database server is stopping or starting'],
  ['57014', 'a statement took longer than the time-out and was cancelled'],
  ['55P03', 'a lock was not granted in time; another process holds it'],
  ['08', 'the connection to the database failed'],
  ['28', 'the database server refused the user or the password; check DATABASE_URL'],
  ['3D000', 'the database that DATABASE_URL names does not exist; create it'],
  ['25006', 'the database server is read-only; point DATABASE_URL at the primary'],
  ['58', 'the database server met an input/output error; check its disk'],
  ['XX001', 'the database server found a damaged page; check its disk'],
  ['XX002', 'the database server found a damaged index; check its disk'],
];

const UNAVAILABLE_SYSTEM_CODES = new Set(
  (
    'ECONNREFUSED ECONNRESET ECONNABORTED ENOENT EACCES EPIPE ETIMEDOUT ENOTFOUND EAI_AGAIN ' +
    'EHOSTUNREACH EHOSTDOWN ENETUNREACH ENETDOWN EADDRNOTAVAIL ENOTCONN'
  ).split(' '),
);

// pg throws plain errors without a code when its own socket is gone.
const UNAVAILABLE_MESSAGES =
  /^(Connection terminated|timeout exceeded when trying to connect|timeout expired|Client has encountered|Client was closed|Cannot use a pool|Called end on pool|Query read timeout|SASL: |The server does not support SSL|There was an error establishing an SSL)/;

/** Whether the server gave no answer at all in time; nothing more sent on that connection would be answered either. */
export const isSilence = (error: unknown): boolean =>
  error instanceof HeguiError && error.cause instanceof Error && error.cause.message === 'Query read timeout';

/** The SQLSTATE of an error that the database reported (`23505` for a broken unique constraint), else undefined. */
export function sqlStateOf(error: unknown): string | undefined {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && hasSeverity(error) ? code : undefined;
}

/**
 * What a caller sees of a failed statement: E_STORE_UNAVAILABLE when the database could not serve, and the error
 * unchanged when it served and refused (a broken constraint, `HG001`, `HG002`).
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof HeguiError) return error;
  const state = sqlStateOf(error);
  const detail = state === undefined ? connectionDetail(error) : stateDetail(state);
  return detail === undefined ? error : new HeguiError('E_STORE_UNAVAILABLE', detail, { cause: error });
}

const stateDetail = (state: string): string | undefined =>
  UNAVAILABLE_STATES.find(([prefix]) => state.startsWith(prefix))?.[1];

function connectionDetail(error: unknown): string | undefined {
  const code = codeOf(error);
  if (code !== undefined && UNAVAILABLE_SYSTEM_CODES.has(code)) return `the database cannot be reached (${code})`;
  if (error instanceof Error && UNAVAILABLE_MESSAGES.test(error.message)) {
    return 'the connection to the database was lost or could not be made';
  }
  return undefined;
}

function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const code: unknown = Reflect.get(error, 'code');
  return typeof code === 'string' ? code : undefined;
}

// Node's EPIPE also has five capitals; only the database's own messages carry a severity.
const hasSeverity = (error: unknown): boolean =>
  error instanceof Error && typeof Reflect.get(error, 'severity') === 'string';
