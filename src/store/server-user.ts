import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HeguiError } from '../kernel/index.ts';
import type { Programs } from './programs.ts';

/** As whom the server runs. PostgreSQL refuses to run as root, so root lends it another user. */
export interface ServerUser {
  /** Null: as this process's own user. */
  readonly account: Account | null;
  /** Lent when folders above the data or the programs are closed to that user; null when none is needed. */
  readonly capability: Capability | null;
}

// The first lets the server read and search everywhere, which is all it needs. Containers drop it by default and keep the
// second, which lets it write as well; the server still runs as nobody and opens only its own folder.
const CAPABILITIES = ['dac_read_search', 'dac_override'] as const;
type Capability = (typeof CAPABILITIES)[number];

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const NOBODY: Account = { uid: 65_534, gid: 65_534 };
const SEARCH_BIT = 0o1;
const READ_AND_EXECUTE_BITS = 0o5;

/**
 * Chooses the user: this process's own; when that is root, the owner of the data folder, or `nobody` when that is root
 * as well.
 *
 * @throws HeguiError E_DATA_FOLDER_UNUSABLE when that user could reach neither the data nor the programs.
 */
export function chooseServerUser(dataFolder: string, programs: Programs): ServerUser {
  if (process.getuid?.() !== 0) return { account: null, capability: null };
  const owner = statSync(dataFolder);
  const account = hasAccount(owner.uid) ? { uid: owner.uid, gid: owner.gid } : nobody();
  refuseLockedPrograms(programs, account);
  const closed = [dataFolder, join(programs.folder, 'lib'), dirname(programs.postgres)].find(
    (path) => !canReach(path, account),
  );
  return { account, capability: closed === undefined ? null : findCapability(account, closed, programs) };
}

/** Starts a program as that user, in `/`, with an environment that holds nothing of ours. */
export function spawnAs(
  user: ServerUser,
  program: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'stdio' | 'detached'>,
): ChildProcess {
  const [file, ...rest] = commandAs(user, program, args);
  const account = user.capability === null ? user.account : null;
  return spawn(file ?? program, rest, {
    ...options,
    // Our own folder may be closed to that user.
    cwd: process.platform === 'win32' ? dirname(program) : '/',
    windowsHide: true,
    env: serverEnvironment(),
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
  });
}

// setpriv becomes the program itself, so the process number is the program's. All capabilities but
// the one are dropped. Without no_setuid_fixup the kernel leaves the capability out when the
// program asks whether it may use a file, as PostgreSQL does with its own.
function commandAs(user: ServerUser, program: string, args: readonly string[]): readonly string[] {
  if (user.account === null || user.capability === null) return [program, ...args];
  const { uid, gid } = user.account;
  return [
    'setpriv',
    ...[`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'],
    ...[`--inh-caps=-all,+${user.capability}`, `--ambient-caps=-all,+${user.capability}`],
    ...['--securebits=+no_setuid_fixup', '--no-new-privs'],
    ...['--', program, ...args],
  ];
}

// Settings such as PGDATA must not reach the server, and secrets must not reach another user's process.
function serverEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'LD_LIBRARY_PATH'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function hasAccount(uid: number): boolean {
  // initdb needs a name for its user; `id` also knows users that are not in /etc/passwd.
  return uid !== 0 && spawnSync('id', ['-un', '--', String(uid)]).status === 0;
}

function nobody(): Account {
  const number = (option: string): number => {
    const { status, stdout } = spawnSync('id', [option, 'nobody'], { encoding: 'utf8' });
    const value = Number.parseInt(stdout, 10);
    return status === 0 && Number.isSafeInteger(value) && value > 0 ? value : NOBODY.uid;
  };
  return { uid: number('-u'), gid: number('-g') };
}

/** True when the account may search every folder on the way to this one and the folder itself. */
export function canReach(folder: string, account: Account): boolean {
  for (let at = realpathSync(folder); ; at = dirname(at)) {
    if (!isAllowed(statSync(at), account, SEARCH_BIT)) return false;
    if (at === dirname(at)) return true;
  }
}

// Ordinary permission bits only: where an access list allows more, the capability is asked for without need.
function isAllowed(stats: Stats, account: Account, bits: number): boolean {
  const shift = stats.uid === account.uid ? 6 : stats.gid === account.gid ? 3 : 0;
  return ((stats.mode >> shift) & bits) === bits;
}

function refuseLockedPrograms(programs: Programs, account: Account): void {
  for (const program of [programs.postgres, programs.initdb]) {
    // No capability short of root's own lets a user execute a file without the bit.
    if (isAllowed(statSync(program), account, READ_AND_EXECUTE_BITS)) continue;
    throw unusable(`${program} may not be executed by user id ${account.uid}; run: chmod -R go+rX ${programs.folder}`);
  }
}

function findCapability(account: Account, closed: string, programs: Programs): Capability {
  let isMissing = false;
  for (const capability of CAPABILITIES) {
    const [file = '', ...args] = commandAs({ account, capability }, programs.postgres, ['--version']);
    const { status, error } = spawnSync(file, args, { stdio: 'ignore', cwd: '/', env: serverEnvironment() });
    if (status === 0) return capability;
    if (error !== undefined) isMissing = true;
  }
  const lacking = isMissing
    ? 'setpriv is not installed'
    : 'neither CAP_DAC_READ_SEARCH nor CAP_DAC_OVERRIDE is given to us';
  throw unusable(
    `PostgreSQL does not run as root, and user id ${account.uid} cannot reach ${closed} (${lacking}); ` +
      'start Hegui as an ordinary user, or move it and HEGUI_DATA to folders that others may enter, ' +
      'such as /opt/hegui and /var/lib/hegui, or set DATABASE_URL',
  );
}

const unusable = (detail: string): HeguiError => new HeguiError('E_DATA_FOLDER_UNUSABLE', detail);
