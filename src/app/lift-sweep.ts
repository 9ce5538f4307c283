import type { LiftsService } from '../duties/labelling/index.ts';
import { HOUR_MS, type Log } from '../kernel/index.ts';

/** Removes records of content without explicit label whose time is over, now and every hour until it is stopped. */
export function startLiftSweep(lifts: Pick<LiftsService, 'sweep'>, log: Log): { stop(): Promise<void> } {
  let sweeping: Promise<unknown> = Promise.resolve();
  const sweep = (): void => {
    sweeping = lifts.sweep().catch((error: unknown) => {
      const fields = error instanceof Error ? { error } : {};
      log.warn(fields, 'records of lifted labels whose time is over could not be removed; tried again in an hour');
    });
  };
  const timer = setInterval(sweep, HOUR_MS);
  timer.unref();
  sweep();
  return {
    stop: async () => {
      clearInterval(timer);
      await sweeping;
    },
  };
}
