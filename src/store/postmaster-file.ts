import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processCommand, processStamp } from './process-identity.ts';

/** What PostgreSQL writes into `postmaster.pid`. */
export interface PostmasterFile {
  readonly pid: number;
  readonly isReady: boolean;
}

const STATUS_LINE = 7;

/** Reads it; null when no server runs or ran there, or the file is not complete yet. */
export function readPostmasterFile(cluster: string): PostmasterFile | null {
  const lines = readLines(cluster);
  const pid = Number.parseInt(lines[0] ?? '', 10);
  return Number.isSafeInteger(pid) && pid > 0 ? { pid, isReady: lines[STATUS_LINE]?.trim() === 'ready' } : null;
}

/** The process number of a server that still runs on this folder, or null. */
export function findRunningPostmaster(cluster: string): number | null {
  const file = readPostmasterFile(cluster);
  if (file === null || processStamp(file.pid) === null) return null;
  // The number may belong to somebody else by now; the server's command line names the folder.
  const command = processCommand(file.pid) ?? '';
  const isServer = process.platform === 'win32' ? command.includes('postgres') : command.includes(cluster);
  return isServer ? file.pid : null;
}

/**
 * Makes a left-over file harmless. PostgreSQL refuses to start while the number in it belongs to any living process,
 * but never minds its parent's; the other lines stay, since by them it finds out whether old children still use its
 * shared memory.
 */
export function disarmPostmasterFile(cluster: string): void {
  const lines = readLines(cluster);
  if (lines.length === 0) return;
  writeFileSync(join(cluster, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'));
}

function readLines(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return [];
    throw error;
  }
}
