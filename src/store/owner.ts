import { linkSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { HeguiError, SECOND_MS } from '../kernel/index.ts';
import { type DataPaths, folderError, writePrivateFile } from './data-folder.ts';
import { processNamespace, processStamp } from './process-identity.ts';

const ownerSchema = z.strictObject({
  pid: z.int().positive(),
  /** Tells the process from a later one with the same number. */
  stamp: z.string(),
  namespace: z.string(),
  /** Where its database listens. */
  host: z.string(),
  port: z.int().positive(),
});
/** The process that runs the database of a data folder, as written in its `owner.json`. */
export type Owner = z.infer<typeof ownerSchema>;

export interface OwnerClaim {
  /** Gives the folder up; does nothing when it is no longer ours. */
  release(): void;
}

const LOCK_PAUSE_MS = 20;
const LOCK_AGE_MS_MAX = 10 * SECOND_MS;
const LOCK_TRIES_MAX = 1_000;
const PROBE_MS = SECOND_MS;

/** The living owner of the folder, or null when nobody has it or the one who had it has died. */
export async function findOwner(paths: DataPaths): Promise<Owner | null> {
  const owner = readOwner(paths);
  return owner !== null && (await isAlive(owner)) ? owner : null;
}

/**
 * Makes this process the one owner of the folder. Takes over from an owner that has died.
 *
 * @returns the claim, or the living owner that has it.
 */
export async function claimOwner(paths: DataPaths, place: { host: string; port: number }): Promise<OwnerClaim | Owner> {
  const stamp = processStamp(process.pid) ?? '';
  const mine: Owner = { pid: process.pid, stamp, namespace: processNamespace(), ...place };
  await takeLock(paths.ownerLock);
  try {
    const present = await findOwner(paths);
    if (present !== null) return present;
    putOwner(paths, mine);
  } finally {
    rmSync(paths.ownerLock, { recursive: true, force: true });
  }
  return {
    release: () => {
      const present = readOwner(paths);
      if (present?.pid === mine.pid && present.stamp === mine.stamp) rmSync(paths.owner, { force: true });
    },
  };
}

/** The refusal for a folder that somebody else has. */
export const busyError = (paths: DataPaths, owner: Owner): HeguiError =>
  new HeguiError(
    'E_DATA_FOLDER_BUSY',
    `process ${owner.pid} is using ${paths.root}; stop it, or choose another folder with HEGUI_DATA`,
  );

// Written aside and linked, so that nobody ever reads half a file.
function putOwner(paths: DataPaths, owner: Owner): void {
  const aside = `${paths.owner}.${process.pid}`;
  try {
    writePrivateFile(paths, aside, `${JSON.stringify(owner)}\n`);
    rmSync(paths.owner, { force: true });
    linkSync(aside, paths.owner);
  } catch (error) {
    throw folderError(paths.owner, error);
  } finally {
    rmSync(aside, { force: true });
  }
}

function readOwner(paths: DataPaths): Owner | null {
  let text: string;
  try {
    text = readFileSync(paths.owner, 'utf8');
  } catch (error) {
    if (error instanceof Error && Reflect.get(error, 'code') === 'ENOENT') return null;
    throw folderError(paths.owner, error);
  }
  try {
    return ownerSchema.parse(JSON.parse(text));
  } catch {
    // A power cut can leave an empty file; the process that wrote it is gone with the power.
    return null;
  }
}

// Across containers a process number says nothing; there the socket has to answer.
const isAlive = async (owner: Owner): Promise<boolean> =>
  owner.namespace === processNamespace() ? processStamp(owner.pid) === owner.stamp : await isListening(owner);

async function isListening(owner: Owner): Promise<boolean> {
  const socket = owner.host.startsWith('/')
    ? createConnection(`${owner.host}/.s.PGSQL.${owner.port}`)
    : createConnection(owner.port, owner.host);
  const answer = Promise.withResolvers<boolean>();
  socket.setTimeout(PROBE_MS, () => answer.resolve(false));
  socket.once('connect', () => answer.resolve(true)).once('error', () => answer.resolve(false));
  try {
    return await answer.promise;
  } finally {
    socket.destroy();
  }
}

// Guards the moment between reading a dead owner's file and replacing it. A folder is the lock, since making one is
// atomic everywhere; it is held for milliseconds, so an old one belongs to a process that was killed.
async function takeLock(lock: string): Promise<void> {
  for (let tries = 0; tries < LOCK_TRIES_MAX; tries++) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (!(error instanceof Error) || Reflect.get(error, 'code') !== 'EEXIST') throw folderError(lock, error);
    }
    // File times are the machine's, hence its clock and not an injected one.
    const madeMs = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (madeMs !== undefined && Date.now() - madeMs > LOCK_AGE_MS_MAX) rmSync(lock, { recursive: true, force: true });
    await delay(LOCK_PAUSE_MS);
  }
  throw new HeguiError('E_DATA_FOLDER_BUSY', `${lock} stays locked; stop other Hegui processes and remove it`);
}
