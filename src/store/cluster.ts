import { randomBytes } from 'node:crypto';
import {
  chownSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { HeguiError, type Log, Secret } from '../kernel/index.ts';
import { type DataPaths, folderError, writePrivateFile } from './data-folder.ts';
import type { Programs } from './programs.ts';
import { type Account, type ServerUser, spawnAs } from './server-user.ts';

export const DATABASE_NAME = 'hegui';
export const DATABASE_ROLE = 'hegui';
const MAINTENANCE_ROLE = 'postgres';

/** Start values that the provider may tune in `postgres/postgresql.conf`; for a machine with 2 to 8 GiB. */
const TUNABLE: Readonly<Record<string, string>> = {
  max_connections: '60',
  shared_buffers: '128MB',
  effective_cache_size: '1GB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  max_wal_size: '1GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  // Exchanges are encrypted, so their pages hardly compress: the time would be spent for nothing.
  wal_compression: 'off',
  // A long list in the console must not take the cores from the gateway, and containers have little /dev/shm.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
};

/** What a cluster for tests has otherwise; Hegui itself uses `ORDINARY`. */
export interface ClusterVariant {
  /** Server settings, also in place of the fixed ones. */
  readonly settings: Readonly<Record<string, string>>;
  /** Words of `create role`, such as `createdb`. */
  readonly roleOptions: string;
  readonly initdbOptions: readonly string[];
}
export const ORDINARY: ClusterVariant = { settings: {}, roleOptions: '', initdbOptions: [] };

export interface ClusterContext {
  readonly paths: DataPaths;
  readonly programs: Programs;
  readonly user: ServerUser;
  readonly log: Log;
}

/**
 * Makes sure that the folder holds a finished database of the programs' version that belongs to the server's user.
 *
 * @returns the password of the role `hegui`.
 * @throws HeguiError E_STORE_VERSION for a folder of another major version, E_DATA_FOLDER_UNUSABLE when it cannot be made.
 */
export async function prepareCluster(context: ClusterContext, variant: ClusterVariant): Promise<Secret> {
  const { paths, programs, user } = context;
  removeUnfinished(paths);
  if (!existsSync(paths.cluster)) {
    const password = await createCluster(context, variant);
    // One that was killed before it had made its folder makes it after all, and is at its end by now.
    removeUnfinished(paths);
    return password;
  }
  const major = readMajor(paths.cluster);
  if (major !== programs.major) throw versionMismatch(paths, major, programs.major);
  if (user.account !== null) chownTree(paths.cluster, user.account);
  const password = readPassword(paths);
  return password ?? (await replacePassword(context));
}

/** The password written beside the database, or undefined when there is none. */
export function readPassword(paths: DataPaths): Secret | undefined {
  if (!existsSync(paths.password)) return undefined;
  try {
    const text = readFileSync(paths.password, 'utf8').trim();
    return text === '' ? undefined : new Secret(text);
  } catch (error) {
    throw folderError(paths.password, error);
  }
}

// Made under another name and renamed when complete: a folder called `postgres` is always a finished one.
async function createCluster(context: ClusterContext, variant: ClusterVariant): Promise<Secret> {
  const { paths, user, log } = context;
  log.info({ folder: paths.cluster }, 'preparing the database, about 2 s');
  const folder = `${paths.cluster}.new-${process.pid}`;
  const password = newPassword();
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (user.account !== null) chownSync(folder, user.account.uid, user.account.gid);
    await runInitdb(context, folder, variant.initdbOptions);
    writeAccessRules(folder);
    await runSingleUser(context, folder, [
      `create role ${DATABASE_ROLE} login ${variant.roleOptions} password '${password.reveal()}'`,
      `create database ${DATABASE_NAME} owner ${DATABASE_ROLE}`,
    ]);
    writePrivateFile(paths, paths.password, `${password.reveal()}\n`);
    renameSync(folder, paths.cluster);
    syncFolder(paths.root);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw folderError(paths.cluster, error);
  }
  return password;
}

async function runInitdb(context: ClusterContext, folder: string, options: readonly string[]): Promise<void> {
  const settings = Object.entries(TUNABLE).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const locale = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const args = ['-D', folder, '-U', MAINTENANCE_ROLE, '--auth=reject', '--data-checksums', '--no-instructions'];
  await runToEnd(context, context.programs.initdb, [...args, ...locale, ...settings, ...options], '');
}

// The server listens where only its own user and root can come, and still asks for the password: a second lock costs
// nothing, works the same over TCP on Windows, and holds if someone opens the folder. `peer` cannot be used, since the
// server runs as another user than we do when we are root. The maintenance role cannot sign in at all.
function writeAccessRules(folder: string): void {
  const rules = `local all ${DATABASE_ROLE} scram-sha-256\n`;
  const loopback = `host all ${DATABASE_ROLE} 127.0.0.1/32 scram-sha-256\n`;
  writeFileSync(join(folder, 'pg_hba.conf'), process.platform === 'win32' ? loopback : rules, { flush: true });
}

async function replacePassword(context: ClusterContext): Promise<Secret> {
  const { paths, log } = context;
  log.warn({ file: paths.password }, 'the password file is missing; a new password is set');
  const password = newPassword();
  await runSingleUser(context, paths.cluster, [`alter role ${DATABASE_ROLE} password '${password.reveal()}'`]);
  writePrivateFile(paths, paths.password, `${password.reveal()}\n`);
  return password;
}

/** Runs statements in a server that talks to nobody but us; each must fit on a line. */
async function runSingleUser(context: ClusterContext, folder: string, statements: readonly string[]): Promise<void> {
  // Without log_min_error_statement the failed statement, with the password in it, would be printed.
  const settings = ['-c', 'exit_on_error=on', '-c', 'log_min_error_statement=panic', '-c', 'log_checkpoints=off'];
  const args = ['--single', '-D', folder, ...settings, 'postgres'];
  await runToEnd(context, context.programs.postgres, args, statements.map((line) => `${line}\n`).join(''));
}

async function runToEnd(context: ClusterContext, program: string, args: string[], input: string): Promise<void> {
  const child = spawnAs(context.user, program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
  const ended = Promise.withResolvers<number | NodeJS.Signals | null>();
  child.once('error', ended.reject).once('close', (code, signal) => ended.resolve(code ?? signal));
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-2_000);
  });
  // A program that ends early closes its input; its exit status says why.
  child.stdin?.on('error', (error) => context.log.debug({ error }, 'a PostgreSQL program closed its input'));
  child.stdin?.end(input);
  const killChild = (): void => void child.kill('SIGKILL');
  process.prependOnceListener('exit', killChild);
  const status = await ended.promise
    .catch((error: unknown) => {
      throw cannotRun(program, error);
    })
    .finally(() => process.removeListener('exit', killChild));
  if (status === 0) return;
  const line = complaint.split('\n').find((text) => /error:|FATAL|PANIC|root|administrative/.test(text)) ?? '';
  throw new HeguiError('E_DATA_FOLDER_UNUSABLE', `${program} failed (${String(status)}): ${line.trim()}`);
}

/** The system could not even start the program: wrong C library, missing file. */
export const cannotRun = (program: string, cause: unknown): HeguiError =>
  new HeguiError(
    'E_STORE_UNAVAILABLE',
    `${program} does not run on this system (${process.platform}-${process.arch}; musl systems such as Alpine are not ` +
      'supported); set DATABASE_URL to a PostgreSQL 15 or newer',
    { cause },
  );

function readMajor(cluster: string): number {
  try {
    return Number.parseInt(readFileSync(join(cluster, 'PG_VERSION'), 'utf8'), 10);
  } catch (error) {
    throw folderError(join(cluster, 'PG_VERSION'), error);
  }
}

const versionMismatch = (paths: DataPaths, found: number, wanted: number): HeguiError =>
  new HeguiError(
    'E_STORE_VERSION',
    `${paths.cluster} was written by PostgreSQL ${found}, this Hegui brings ${wanted}, and one cannot read the other's ` +
      `files. Either go back to the Hegui that brings PostgreSQL ${found}; or upgrade the folder with pg_upgrade of an ` +
      `installed PostgreSQL ${wanted}; or, with PostgreSQL ${found} installed, start it on the folder, copy the database ` +
      `"${DATABASE_NAME}" with pg_dump and pg_restore to a server of version 15 or newer and set DATABASE_URL`,
  );

function removeUnfinished(paths: DataPaths): void {
  for (const name of readdirSync(paths.root)) {
    // A killed start may have left its initdb running; it loses its folder and ends, and ours has another name.
    // Until then it may put a file into a folder that was just emptied.
    if (name.startsWith('postgres.new-'))
      rmSync(join(paths.root, name), { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  }
}

// A folder restored by root, or used before under another user.
function chownTree(folder: string, account: Account): void {
  if (lstatSync(folder).uid === account.uid) return;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isSymbolicLink()) chownSync(join(entry.parentPath, entry.name), account.uid, account.gid);
  }
  chownSync(folder, account.uid, account.gid);
}

// The new name must survive a power cut before the first row is promised to anyone. Windows cannot sync a folder.
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

const newPassword = (): Secret => new Secret(randomBytes(32).toString('base64url'));
