import { type ChildProcess, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type Clock, HeguiError, MIB, SECOND_MS } from '../kernel/index.ts';
import { type ClusterContext, cannotRun } from './cluster.ts';
import { giveToFolderOwner, prepareSocketFolder } from './data-folder.ts';
import { disarmPostmasterFile, findRunningPostmaster, readPostmasterFile } from './postmaster-file.ts';
import { processStamp } from './process-identity.ts';
import { spawnAs } from './server-user.ts';

export const SOCKET_PORT = 5432;
const POLL_MS = 15;
const SLOW_START_MS = 10 * SECOND_MS;
const START_TRIES_MAX = 10;
const START_PAUSE_MS = 300;
const LOG_BYTES_MAX = 10 * MIB;
const TAIL_CHARS = 4_000;

/** How patiently a server is asked to stop, in ms, before it is made to; nothing committed is lost either way. */
export const STOP_PATIENCE_MS = { orphan: 3 * SECOND_MS, own: 20 * SECOND_MS };

/**
 * What Hegui's promises rest on, so it is given on the command line where no file can override it: durability, no way
 * in but the private socket, and a log without content (no statements, no parameters, no values from error details;
 * `log_min_messages=log` leaves out the errors that a statement gets back, whose text quotes values).
 */
const FIXED: Readonly<Record<string, string>> = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  unix_socket_permissions: '0700',
  password_encryption: 'scram-sha-256',
  timezone: 'UTC',
  log_timezone: 'UTC',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '%m [%p] ',
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_checkpoints: 'off',
};

export type Settings = Readonly<Record<string, string>>;

/** A server process that answers connections. */
export interface Postmaster {
  readonly pid: number;
  /** Settles when the process has ended, however that came about. */
  readonly ended: Promise<void>;
  /** From now on this process stays alive until the server has ended. */
  hold(): void;
}

/**
 * Starts the server and waits until it takes connections. Call it only as the owner of the folder, with no other
 * server running on it.
 *
 * @throws HeguiError E_STORE_UNAVAILABLE with the server's last words when it does not come up.
 */
export async function startPostmaster(
  context: ClusterContext,
  port: number,
  overrides: Settings,
  clock: Clock,
): Promise<Postmaster> {
  for (let tries = 1; ; tries++) {
    const started = await tryStart(context, port, overrides, clock);
    if (!('lastWords' in started)) return started;
    // Children of a killed server take a moment to notice and to let go of the shared memory.
    const mayPass = /pre-existing shared memory|already exists|still in use/.test(started.lastWords);
    if (!mayPass || tries === START_TRIES_MAX) {
      throw new HeguiError(
        'E_STORE_UNAVAILABLE',
        `the database server did not start: ${started.lastWords}; see ${context.paths.log}`,
      );
    }
    await delay(START_PAUSE_MS);
  }
}

async function tryStart(
  context: ClusterContext,
  port: number,
  overrides: Settings,
  clock: Clock,
): Promise<Postmaster | { lastWords: string }> {
  const { paths, programs, user } = context;
  disarmPostmasterFile(paths.cluster);
  if (process.platform !== 'win32') prepareSocketFolder(paths, user.account);
  const log = openLog(context);
  try {
    const settings = Object.entries({ ...FIXED, ...placeSettings(context, port), ...overrides });
    const args = ['-D', paths.cluster, ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])];
    // A session of its own: Ctrl-C in the terminal reaches us, and we stop the server when its work is done.
    const stdio: ('ignore' | number)[] = ['ignore', log.handle, log.handle];
    const child = spawnAs(user, programs.postgres, args, { stdio, detached: true });
    child.unref();
    const ended = untilEnded(child, programs.postgres);
    const isReady = await waitUntilReady(context, child, ended, clock);
    if (isReady && child.pid !== undefined) return { pid: child.pid, ended, hold: () => child.ref() };
    return { lastWords: lastWords(paths.log, log.startAt) };
  } finally {
    closeSync(log.handle);
  }
}

function placeSettings({ paths }: ClusterContext, port: number): Settings {
  return process.platform === 'win32'
    ? { listen_addresses: '127.0.0.1', port: String(port) }
    : { listen_addresses: '', unix_socket_directories: paths.socket, port: String(port) };
}

function untilEnded(child: ChildProcess, program: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  child.once('exit', () => resolve()).once('error', (error) => reject(cannotRun(program, error)));
  return promise;
}

/** False when the process ended instead. */
async function waitUntilReady(
  { paths, log }: ClusterContext,
  child: ChildProcess,
  ended: Promise<void>,
  clock: Clock,
): Promise<boolean> {
  const startMs = clock.monotonicMs();
  let nextNoticeMs = SLOW_START_MS;
  while (child.exitCode === null && child.signalCode === null) {
    const file = readPostmasterFile(paths.cluster);
    if (file?.pid === child.pid && file?.isReady === true) return true;
    // Replaying the log after a crash may take minutes; it ends by itself, so there is no time-out.
    if (clock.monotonicMs() - startMs > nextNoticeMs) {
      log.info({ waitedMs: Math.round(clock.monotonicMs() - startMs) }, 'the database server is still recovering');
      nextNoticeMs += SLOW_START_MS;
    }
    await Promise.race([ended, delay(POLL_MS)]);
  }
  return false;
}

/** Stops a server that a dead owner left behind on this folder, if there is one. */
export async function stopOrphan({ paths, programs, log }: ClusterContext, clock: Clock): Promise<void> {
  const pid = existsSync(paths.cluster) ? findRunningPostmaster(paths.cluster) : null;
  if (pid === null) return;
  log.warn({ pid }, 'stopping the database server that an earlier process left behind');
  await stopPostmaster(programs.pgCtl, pid, STOP_PATIENCE_MS.orphan, clock);
}

/**
 * Stops a server: its connections are ended and its data written; after `patienceMs` it is told to leave at once, which
 * costs a recovery at the next start but no committed row.
 *
 * @throws HeguiError E_STORE_UNAVAILABLE when the process cannot be ended.
 */
export async function stopPostmaster(pgCtl: string, pid: number, patienceMs: number, clock: Clock): Promise<void> {
  for (const [signal, waitMs] of [
    ['INT', patienceMs],
    ['QUIT', STOP_PATIENCE_MS.own],
  ] as const) {
    sendSignal(pgCtl, pid, signal);
    const startMs = clock.monotonicMs();
    while (clock.monotonicMs() - startMs < waitMs) {
      if (processStamp(pid) === null) return;
      await delay(POLL_MS);
    }
  }
  throw new HeguiError('E_STORE_UNAVAILABLE', `the database server, process ${pid}, does not stop; end it by hand`);
}

function sendSignal(pgCtl: string, pid: number, signal: 'INT' | 'QUIT'): void {
  // Windows has no signals; PostgreSQL listens for them on a pipe that pg_ctl knows.
  if (process.platform === 'win32') {
    spawnSync(pgCtl, ['kill', signal, String(pid)], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(pid, `SIG${signal}`);
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ESRCH') return;
    throw new HeguiError(
      'E_STORE_UNAVAILABLE',
      `the database server, process ${pid}, belongs to another user; stop it as that user`,
      { cause: error },
    );
  }
}

function openLog(context: ClusterContext): { handle: number; startAt: number } {
  const { paths } = context;
  if ((statSync(paths.log, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MAX) {
    renameSync(paths.log, `${paths.log}.1`);
  }
  const handle = openSync(paths.log, 'a', 0o600);
  giveToFolderOwner(paths, paths.log);
  return { handle, startAt: statSync(paths.log).size };
}

/** The server's own reason for giving up, without time and process number. */
function lastWords(log: string, startAt: number): string {
  const text = readFileSync(log).subarray(startAt).toString('utf8').slice(-TAIL_CHARS);
  const lines = text.split('\n').filter((line) => /FATAL|PANIC|ERROR|error|root|administrative/.test(line));
  return (lines.at(-1) ?? text.trim().split('\n').at(-1) ?? '').replace(/^.*?\] (?=[A-Z]+:)/, '').trim();
}
