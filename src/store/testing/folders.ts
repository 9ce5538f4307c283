import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import { silentLog, systemClock } from '../../kernel/index.ts';
import { type Database, openDatabase } from '../database.ts';
import { type EmbeddedServer, openEmbedded } from '../embedded.ts';
import { findRunningPostmaster } from '../postmaster-file.ts';

const END_POLLS_MAX = 300;
const END_POLL_MS = 20;

const endings = new WeakMap<TestContext, (() => unknown)[]>();

/** Runs after the test, the latest first: what was opened last is closed first. */
export function afterTest(t: TestContext, end: () => unknown): void {
  const known = endings.get(t);
  if (known !== undefined) {
    known.push(end);
    return;
  }
  const stack = [end];
  endings.set(t, stack);
  t.after(async () => {
    for (const step of stack.reverse()) await step();
  });
}

/** An empty folder that is removed after the test, with any server that still runs in it. */
export function temporaryFolder(t: TestContext, mode = 0o711): string {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-store-'));
  chmodSync(folder, mode);
  afterTest(t, () => removeFolder(folder));
  return folder;
}

let prepared: Promise<string> | undefined;

/** As `temporaryFolder`, with a database already in it: a copy, which is faster than initdb. */
export async function preparedFolder(t: TestContext): Promise<string> {
  prepared ??= prepare();
  const folder = join(temporaryFolder(t), 'data');
  copyFolder(await prepared, folder);
  return folder;
}

/** With owners and modes. */
export function copyFolder(from: string, to: string): void {
  const { status, stderr } = spawnSync('cp', ['-a', from, to], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

async function prepare(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hegui-store-'));
  chmodSync(folder, 0o711);
  process.once('exit', () => removeFolder(folder));
  const server = await openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'own' });
  await server.close();
  return folder;
}

/** Also at the exit of the process, hence blocking: an immediate stop, then the files. */
function removeFolder(folder: string): void {
  const cluster = join(folder, 'postgres');
  const postmaster = findRunningPostmaster(cluster);
  if (postmaster !== null) process.kill(postmaster, 'SIGQUIT');
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  // A server that is still ending would put files back.
  for (let polls = 0; polls < END_POLLS_MAX && findRunningPostmaster(cluster) !== null; polls++) {
    Atomics.wait(sleeper, 0, 0, END_POLL_MS);
  }
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

/** A server of the folder that is stopped after the test at the latest. */
export async function ownServer(t: TestContext, folder: string): Promise<EmbeddedServer> {
  const server = await openEmbedded({ folder, log: silentLog, clock: systemClock, mode: 'own' });
  afterTest(t, () => server.close());
  return server;
}

/** Connections to a server that are closed after the test at the latest. */
export function databaseOf(t: TestContext, server: EmbeddedServer): Database {
  const database = openDatabase(server.place, { log: silentLog });
  afterTest(t, () => database.close());
  return database;
}

/** Another process that owns the folder and inserts rows 1, 2, 3 … into `row_of_test`, each in its own commit. */
export interface WritingOwner {
  readonly process: ChildProcess;
  /** Number of the last row whose commit was acknowledged. */
  acknowledged(): number;
  /** Resolves when that many rows are acknowledged. */
  untilAcknowledged(rows: number): Promise<void>;
  /** Ends the process at once, as a power cut would, and resolves when it is gone. */
  kill(): Promise<void>;
}

export function startWritingOwner(t: TestContext, folder: string): WritingOwner {
  const script = fileURLToPath(new URL('./writing-owner.ts', import.meta.url));
  const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  let acknowledged = 0;
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    acknowledged = Number(chunk.toString('utf8').trim().split('\n').at(-1) ?? acknowledged);
    wake();
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await ended;
  };
  afterTest(t, kill);
  return {
    process: child,
    acknowledged: () => acknowledged,
    untilAcknowledged: async (rows) => {
      while (acknowledged < rows && child.exitCode === null && child.signalCode === null) {
        await Promise.race([ended, new Promise<void>((resolve) => (wake = resolve))]);
      }
      if (acknowledged < rows) throw new Error('the owner process ended early');
    },
    kill,
  };
}
