import type { Actor } from '../evidence/index.ts';
import { HeguiError, SECOND_MS } from '../kernel/index.ts';
import type { DedicatedConnection } from '../store/index.ts';
import { noticeComing } from './coming.ts';
import type { Control, Measurement, OverrideRow, StatusParts } from './model.ts';
import { failedMeasurement, isDue, isLive } from './rules.ts';
import {
  insertChange,
  keepMeasurements,
  type Measured,
  putMeasurement,
  readControlForUpdate,
  readControls,
} from './store/controls.ts';
import { lockRound, unlockRound } from './store/lock.ts';
import { endOverride, readOverrideForUpdate, readOverrides } from './store/people.ts';

export type ControlKind = Control['kind'];

const LOCK_WAIT_MS = 250;

export interface Round {
  readonly kind: ControlKind;
  /** Only these; null = all of the kind. */
  readonly only: readonly string[] | null;
  /** Also what was measured a moment ago. */
  readonly isForced: boolean;
  /** How long to wait while another process measures; 0 = leave it to that one. */
  readonly waitMs: number;
}

/**
 * Measures controls. Of each kind one round at a time runs on a database, by an advisory lock on a connection of its own, however
 * many processes there are; what another process measured a moment ago is not measured again.
 */
export class Evaluator {
  readonly #parts: StatusParts;
  #isStopping = false;

  constructor(parts: StatusParts) {
    this.#parts = parts;
  }

  /** Nothing more is measured, and what is being asked is not kept: an answer from a closing server says nothing about the service. */
  stop(): void {
    this.#isStopping = true;
  }

  /** True when this process measured, false when another did. */
  async run(round: Round): Promise<boolean> {
    const connection = await this.#parts.database.dedicatedConnection();
    try {
      if (!(await this.#isElected(connection, round))) return false;
      await this.#measureDue(round);
      await this.#endExpired();
      if (round.kind === 'query') await noticeComing(this.#parts);
      await unlockRound(connection, round.kind);
      return true;
    } finally {
      // The session's end frees the lock in any case.
      await connection.close();
    }
  }

  async #isElected(connection: DedicatedConnection, { kind, waitMs }: Round): Promise<boolean> {
    for (let waitedMs = 0; ; waitedMs += LOCK_WAIT_MS) {
      if (await lockRound(connection, kind)) return true;
      if (waitedMs >= waitMs) return false;
      await new Promise<void>((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
    }
  }

  async #measureDue({ kind, only, isForced }: Round): Promise<void> {
    const { controls, clock, database, pace } = this.#parts;
    const rows = new Map((await readControls(database)).map((row) => [row.controlId, row]));
    const now = clock.now();
    const due = controls.filter(
      (control) =>
        control.kind === kind &&
        (only === null || only.includes(control.id)) &&
        (isForced || isDue(rows.get(control.id), kind, pace, now)),
    );
    const measured: Measured[] = [];
    // One after the other: the board must never be what slows the gateway's database down.
    for (const control of due) {
      if (this.#isStopping) break;
      const measurement = await this.#measure(control);
      if (!this.#isStopping) measured.push({ controlId: control.id, measurement, at: clock.now() });
    }
    const kept = new Set(await keepMeasurements(database, measured));
    for (const one of measured) if (!kept.has(one.controlId)) await this.#change(one);
  }

  async #measure(control: Control): Promise<Measurement> {
    try {
      return await control.measure(this.#parts.clock.now());
    } catch (error) {
      const fields = { control: control.id, error: error instanceof Error ? error : new Error('unknown') };
      this.#parts.log.warn(fields, 'a control could not be measured');
      return failedMeasurement(error instanceof HeguiError ? error.code : 'E_INTERNAL');
    }
  }

  /** Keeps a measurement that changes the status, with the change and its evidence. */
  async #change({ controlId, measurement, at }: Measured): Promise<void> {
    const { unitOfWork, ids } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      const was = (await readControlForUpdate(tx, controlId))?.status ?? 'unknown';
      await putMeasurement(tx, controlId, measurement, at);
      const { status, ...rest } = measurement;
      const { code, figures } = rest;
      await insertChange(tx, {
        id: ids.next('chg'),
        controlId,
        at,
        was,
        status,
        cause: 'measured',
        measurement: rest,
      });
      evidence.append('status.changed', {
        control: controlId,
        was,
        status,
        cause: 'measured',
        code,
        figures: { ...figures },
      });
    });
  }

  async #endExpired(): Promise<void> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    for (const override of await readOverrides(database))
      if (!isLive(override, now)) await endOverrideNow(this.#parts, override.id, 'expired', 'system');
  }
}

/** Ends an override: the data speak again. Returns the override; undefined when it had ended before. */
export async function endOverrideNow(
  { unitOfWork, clock, ids, database }: StatusParts,
  id: string,
  cause: 'expired' | 'by-hand',
  by: Actor,
): Promise<OverrideRow | undefined> {
  // A unit of work without evidence is refused, so what is gone is found out first.
  if (!(await readOverrides(database)).some((override) => override.id === id)) return undefined;
  return await unitOfWork.run(async (tx, evidence) => {
    const override = await readOverrideForUpdate(tx, id);
    if (override === undefined) throw new HeguiError('E_CONFLICT', 'someone else ended this override; reload');
    const at = clock.now();
    await endOverride(tx, id, at, by);
    const control = await readControlForUpdate(tx, override.control);
    const status = control?.status ?? 'unknown';
    const measurement = control?.measurement ?? failedMeasurement('E_NOT_FOUND');
    await insertChange(tx, {
      id: ids.next('chg'),
      controlId: override.control,
      at,
      was: override.status,
      status,
      cause: 'override-ended',
      measurement,
    });
    evidence.append('status.override-ended', { override: id, control: override.control, cause, by });
    evidence.append('status.changed', {
      control: override.control,
      was: override.status,
      status,
      cause: 'override-ended',
      code: measurement.code,
      figures: { ...measurement.figures },
      override: id,
    });
    return override;
  });
}

export interface Schedule {
  stop(): Promise<void>;
}

/** Measures for as long as it is not stopped; failures are logged and tried again with the next round. */
export function startSchedule(
  evaluator: Evaluator,
  { log }: Pick<StatusParts, 'log'>,
  kind: ControlKind,
  everyMs: number,
  firstAfterMs = SECOND_MS,
): Schedule {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running = Promise.resolve();
  const turn = async (): Promise<void> => {
    try {
      await evaluator.run({ kind, only: null, isForced: false, waitMs: 0 });
    } catch (error) {
      log.warn({ kind, error: error instanceof Error ? error : new Error('unknown') }, 'the board was not measured');
    }
    schedule(everyMs);
  };
  const schedule = (ms: number): void => {
    if (isStopped) return;
    timer = setTimeout(() => {
      running = turn();
    }, ms);
    timer.unref();
  };
  schedule(firstAfterMs);
  return {
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
