import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';

/** A draft names its machine and process, so that one whose process was killed is known as nobody's. */
const MACHINE = createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
const DRAFT = /^\.hegui-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.tmp$/;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const swept = new Set<string>();

/**
 * Gives `work` the path of a draft beside the place, which is gone afterwards unless `work` has moved it: also when it fails, and
 * when a person or the system stops the process. What only a killed process can leave, the next one in that folder takes away.
 */
export async function withDraft(place: string, work: (draft: string) => Promise<void>): Promise<void> {
  const folder = dirname(place);
  sweepDrafts(folder);
  const draft = join(folder, `.hegui-${MACHINE}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  const remove = (): void => rmSync(draft, { force: true });
  const stop = (signal: NodeJS.Signals): void => {
    remove();
    process.kill(process.pid, signal);
  };
  for (const signal of SIGNALS) process.once(signal, stop);
  try {
    await work(draft);
  } catch (error) {
    remove();
    throw error;
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop);
  }
}

/** Removes the drafts of processes of this machine that are no more; looks into each folder once. */
function sweepDrafts(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  for (const name of readdirSync(folder)) {
    const [, machine, process] = DRAFT.exec(name) ?? [];
    if (machine === MACHINE && !isRunning(Number(process))) rmSync(join(folder, name), { force: true });
  }
}

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    // Somebody else's process may not be asked, but is there.
    return error instanceof Error && Reflect.get(error, 'code') !== 'ESRCH';
  }
}
