import { pino } from 'pino';
import type { Secret } from './secret.ts';

/** Structured log. Never give it content, tokens or personal data: ids, codes, counts and times only. */
export interface Log {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
  child(fields: LogFields): Log;
}
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined | Error | Secret>>;

/** Writes one JSON line per event to standard error, so that standard output stays for results. */
export function createLog(level: LogLevel): Log {
  return wrap(
    pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: false })),
  );
}

export const silentLog: Log = createLog('silent');

function wrap(logger: pino.Logger): Log {
  return {
    debug: (fields, message) => logger.debug(errorAsErr(fields), message),
    info: (fields, message) => logger.info(errorAsErr(fields), message),
    warn: (fields, message) => logger.warn(errorAsErr(fields), message),
    error: (fields, message) => logger.error(errorAsErr(fields), message),
    child: (fields) => wrap(logger.child(fields)),
  };
}

// pino serialises errors only under the name `err`; messages of foreign errors may quote content, so keep name and code.
function errorAsErr(fields: LogFields): object {
  const { error, ...rest } = fields;
  if (!(error instanceof Error)) return fields;
  const code: unknown = Reflect.get(error, 'code');
  return {
    ...rest,
    error: { name: error.name, code: typeof code === 'string' ? code : undefined, stack: frames(error) },
  };
}

const frames = (error: Error): string | undefined => error.stack?.split('\n').slice(1, 6).join('\n');
