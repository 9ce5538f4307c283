import { type ClientConfig, types } from 'pg';
import { HeguiError, SECOND_MS, Secret } from '../kernel/index.ts';

/** Where a database is: a URL the provider gave, or the place of an embedded server. */
export type ConnectionPlace = { readonly url: Secret } | EmbeddedPlace;

/** `host` is the folder of the unix socket, or 127.0.0.1 where there is none. */
export interface EmbeddedPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: Secret;
  readonly database: string;
}

export interface ConnectionLimits {
  /** Longest time one statement may run, in ms; 0 = no limit. */
  readonly statementTimeoutMs: number;
  /** Longest time a transaction may wait for its own program, in ms; 0 = no limit. */
  readonly idleTransactionTimeoutMs: number;
}

const CONNECT_TIMEOUT_MS = 10 * SECOND_MS;

/** The settings of one connection for `pg`. @throws HeguiError E_STORE_UNAVAILABLE when the URL cannot be read. */
export function connectionSettings(place: ConnectionPlace, limits: ConnectionLimits): ClientConfig {
  return {
    ...('url' in place ? { connectionString: readableUrl(place.url) } : embeddedSettings(place)),
    application_name: 'hegui',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
    statement_timeout: limits.statementTimeoutMs,
    idle_in_transaction_session_timeout: limits.idleTransactionTimeoutMs,
    types: { getTypeParser },
  };
}

/** The place as a URL such as DATABASE_URL takes: `postgresql://user:password@/database?host=/folder&port=5432`. */
export function urlOfPlace(place: EmbeddedPlace): Secret {
  const login = `${encodeURIComponent(place.user)}:${encodeURIComponent(place.password.reveal())}`;
  const query = new URLSearchParams({ host: place.host, port: String(place.port) });
  return new Secret(`postgresql://${login}@/${encodeURIComponent(place.database)}?${query.toString()}`);
}

function embeddedSettings(place: EmbeddedPlace): ClientConfig {
  const { host, port, user, database } = place;
  // Said outright, so that a stray PGSSLMODE in the environment does not reach our own server.
  return { host, port, user, database, password: place.password.reveal(), ssl: false };
}

function readableUrl(url: Secret): string {
  const text = url.reveal();
  // The parser's own error would quote the URL with its password.
  if (/^postgres(ql)?:\/\/\S+$/.test(text)) return text;
  throw new HeguiError(
    'E_STORE_UNAVAILABLE',
    'DATABASE_URL: must look like postgresql://user:password@host:5432/database',
    { fields: [{ path: 'databaseUrl', message: 'not a PostgreSQL URL' }] },
  );
}

const INT8 = 20;
const INT8_ARRAY = 1016;
const DATE = 1082;

// int8 becomes a number (bigint would poison JSON), numeric and xid8 stay text, timestamptz becomes a Date; a calendar
// date stays text, because a Date at local midnight is another day elsewhere.
function getTypeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  if (format !== 'binary') {
    if (oid === INT8) return safeInteger;
    if (oid === INT8_ARRAY) return safeIntegers;
    if (oid === DATE) return keepText;
  }
  const parse: (value: string) => unknown = types.getTypeParser(oid, 'text');
  return parse;
}

const keepText = (value: string): string => value;

function safeInteger(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new HeguiError('E_INTERNAL', 'a 64-bit integer from the database is too large for a number; select it as text');
}

const safeIntegers = (text: string): (number | null)[] =>
  text === '{}'
    ? []
    : text
        .slice(1, -1)
        .split(',')
        .map((item) => (item === 'NULL' ? null : safeInteger(item)));
