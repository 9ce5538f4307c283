import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

/**
 * A text that stays the same for the life of a process and differs for a later process with the same number; null when
 * no such process runs (one that has ended but was not yet waited for counts as ended).
 */
export function processStamp(pid: number): string | null {
  if (process.platform === 'linux') return linuxStamp(pid);
  return process.platform === 'win32' ? windowsStamp(pid) : psColumn(pid, 'lstart');
}

/** The command line of a process, or null when there is none or it cannot be read. */
export function processCommand(pid: number): string | null {
  if (process.platform === 'linux') return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ') ?? null;
  return process.platform === 'win32' ? windowsProperty(pid, 'Path') : psColumn(pid, 'command');
}

/** Where process numbers are counted: two containers on one folder have different ones. */
export function processNamespace(): string {
  if (process.platform !== 'linux') return '';
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}

const STATE_FIELD = 0;
const START_TIME_FIELD = 19;

function linuxStamp(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The second field is the program's name in parentheses and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const state = fields[STATE_FIELD] ?? '';
  if (state === 'Z' || state === 'X') return null;
  const boot = readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? '';
  return `${boot}:${fields[START_TIME_FIELD] ?? ''}`;
}

function windowsStamp(pid: number): string | null {
  return windowsProperty(pid, 'StartTime.ToFileTimeUtc()');
}

function windowsProperty(pid: number, property: string): string | null {
  const script = `(Get-Process -Id ${pid} -ErrorAction Stop).${property}`;
  return outputOf('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', script]);
}

const psColumn = (pid: number, column: string): string | null =>
  outputOf('ps', ['-ww', '-o', `${column}=`, '-p', String(pid)]);

function outputOf(program: string, args: readonly string[]): string | null {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  const text = status === 0 ? stdout.trim() : '';
  return text === '' ? null : text;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
