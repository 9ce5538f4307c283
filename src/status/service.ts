import type { z } from 'zod';
import type {
  Board,
  ComingDuty,
  comingPutSchema,
  Override,
  overrideCreateSchema,
  StatusChange,
  StatusNumbers,
  StatusNumbersKept,
  statusHistoryQuerySchema,
  Task,
  taskPutSchema,
} from '../contract/index.ts';
import type { Actor } from '../evidence/index.ts';
import {
  chinaDay,
  conflictingField,
  DAY_MS,
  HeguiError,
  invalidField,
  MINUTE_MS,
  sha256,
  sha256Hex,
  unknownId,
} from '../kernel/index.ts';
import { assembleBoard, overrideJson, readKept } from './board.ts';
import { writeCalendar } from './calendar.ts';
import { putComing, readComingDuties } from './coming.ts';
import { type ControlKind, Evaluator, endOverrideNow, type Schedule, startSchedule } from './evaluator.ts';
import { type ExportRequest, writeStatusFile } from './export.ts';
import { countOnce, type Follower, startFollower } from './follower.ts';
import type { Counted, Obligation, OverrideRow, StatusParts, TaskRow } from './model.ts';
import { effectiveStatus, failedMeasurement, staleAtOf } from './rules.ts';
import { type FoundChange, findChanges, insertChange, readControlForUpdate } from './store/controls.ts';
import { readLag, readStreaks, readSums, readUnclosed } from './store/counts.ts';
import {
  deleteFeed,
  hasAnyFeed,
  hasFeed,
  insertOverride,
  putFeed,
  putNumbers,
  putTask,
  readNumbers,
  readOverrideOf,
} from './store/people.ts';

const OVERRIDE_DAYS_MAX = 180;
const RUN_WAIT_MS_MAX = MINUTE_MS;
const CATCH_UP_STEPS_MAX = 10_000;

/** Who asks, as people know them. */
export interface Person {
  readonly actor: Actor;
  readonly name: string;
}

/** What the log was counted into, for controls. */
export const createCounted = ({ database }: Pick<StatusParts, 'database'>): Counted => ({
  sums: (from) => readSums(database, from),
  streaks: () => readStreaks(database),
  unclosed: (from, before) => readUnclosed(database, from, before),
  lag: () => readLag(database),
});

/** Where the provider stands, article by article. */
export class StatusService {
  readonly #parts: StatusParts;
  readonly #evaluator: Evaluator;
  #follower: Follower | null = null;
  #schedules: Schedule[] = [];

  constructor(parts: StatusParts) {
    this.#parts = parts;
    this.#evaluator = new Evaluator(parts);
  }

  /** Those that hold now. */
  get obligations(): readonly Obligation[] {
    return this.#parts.obligations(this.#parts.clock.now());
  }

  /** In a server: counts the log and measures, for as long as it runs. Commands need not. */
  start(): void {
    const { database, log, pace } = this.#parts;
    this.#follower = startFollower({ database, log, everyMs: pace.countMs });
    this.#schedules = [
      startSchedule(this.#evaluator, this.#parts, 'query', pace.queryMs),
      // A probe is looked for more often than it runs, so that one that is due never waits for a whole pace.
      startSchedule(this.#evaluator, this.#parts, 'probe', Math.min(pace.probeMs, MINUTE_MS)),
    ];
  }

  async stop(): Promise<void> {
    this.#evaluator.stop();
    await Promise.all(this.#schedules.map((schedule) => schedule.stop()));
    await this.#follower?.stop();
  }

  /** The board as it stands; nothing is measured for it. `article` narrows it, such as `15`. */
  async read(article?: string): Promise<Board> {
    const { controls, pace, clock, reader } = this.#parts;
    const { obligations } = this;
    const versions = this.#parts.versions();
    const [kept, head] = await Promise.all([readKept(this.#parts), reader.head()]);
    const log = { size: head.size, root: head.root, at: head.at?.toISOString() ?? null };
    const board = assembleBoard({ ...kept, controls, obligations, versions, pace, log, now: clock.now() });
    return article === undefined ? board : narrow(board, article);
  }

  /** The board as a file, with the head of the log that it was read at; that it left the house is evidence. */
  async export(request: ExportRequest, by: Actor): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const board = await this.read();
    const bytes = await writeStatusFile(board, request);
    await this.#parts.unitOfWork.run(async (_tx, evidence) => {
      const { size, root } = board.log;
      evidence.append('status.exported', { format: request.format, size, root, digest: sha256Hex(bytes), by });
    });
    const view = request.view === null ? '' : `-${request.view}`;
    return { name: `hegui-status${view}-${chinaDay(this.#parts.clock.now())}.${request.format}`, bytes };
  }

  /**
   * Measures now, waiting for a round under way elsewhere.
   *
   * @throws HeguiError E_REQUEST_INVALID for a control that is not there; E_CONFLICT when another round does not end.
   */
  async run(only: readonly string[] | null = null, kinds: readonly ControlKind[] = ['query', 'probe']): Promise<Board> {
    const known = new Set<string>(this.#parts.controls.map(({ id }) => id));
    const stranger = only?.find((id) => !known.has(id));
    if (stranger !== undefined) throw invalidField('controls', `has no control ${stranger}; see GET /api/status`);
    await this.catchUp();
    for (const kind of kinds) {
      const isDone = await this.#evaluator.run({ kind, only, isForced: true, waitMs: RUN_WAIT_MS_MAX });
      if (!isDone) throw new HeguiError('E_CONFLICT', 'another round has not ended; try again in a minute');
    }
    return await this.read();
  }

  /** Measures what was not measured for a while; for commands, beside a server or without one. */
  async refresh(): Promise<void> {
    await this.catchUp();
    await this.#evaluator.run({ kind: 'query', only: null, isForced: false, waitMs: 0 });
  }

  /** Counts what is in the tree now. */
  async catchUp(): Promise<void> {
    for (let step = 0; step < CATCH_UP_STEPS_MAX && (await countOnce(this.#parts.database)); step++);
  }

  /** Changes, newest first. @throws HeguiError E_REQUEST_INVALID for a cursor that is none. */
  async history(
    query: z.output<typeof statusHistoryQuerySchema>,
  ): Promise<{ items: StatusChange[]; next: string | null }> {
    const filter = {
      controlIds: this.#controlsOf(query.control, query.article),
      from: query.from === undefined ? null : new Date(query.from),
      before: parseCursor(query.cursor),
    };
    const rows = await findChanges(this.#parts.database, filter, query.limit + 1);
    const shown = rows.slice(0, query.limit);
    const last = shown.at(-1);
    return {
      items: shown.map(changeJson),
      next: rows.length > query.limit && last !== undefined ? last.seq : null,
    };
  }

  #controlsOf(control: string | undefined, article: string | undefined): readonly string[] | null {
    if (control !== undefined) return [control];
    if (article === undefined) return null;
    return this.obligations.filter((one) => isOf(one, article)).flatMap(({ controls }) => controls);
  }

  /**
   * A person answers for a status until a day; it shows as theirs. One that was there before ends.
   *
   * @throws HeguiError E_REQUEST_INVALID naming the field.
   */
  async override(given: z.output<typeof overrideCreateSchema>, by: Person): Promise<Override> {
    const { controls, clock, ids, unitOfWork, pace } = this.#parts;
    const control = controls.find(({ id }) => id === given.control);
    if (control === undefined) throw invalidField('control', `has no control ${given.control}; see GET /api/status`);
    const at = clock.now();
    const expiresAt = new Date(given.expiresAt);
    if (expiresAt <= at || expiresAt.getTime() - at.getTime() > OVERRIDE_DAYS_MAX * DAY_MS)
      throw invalidField('expiresAt', `must lie in the next ${OVERRIDE_DAYS_MAX} days`);
    const row: OverrideRow = {
      id: ids.next('ovr'),
      control: control.id,
      status: given.status,
      reason: given.reason,
      by: by.actor,
      byName: by.name,
      at,
      expiresAt,
    };
    const before = await readOverrideOf(this.#parts.database, control.id);
    if (before !== undefined) await endOverrideNow(this.#parts, before.id, 'by-hand', by.actor);
    await unitOfWork.run(async (tx, evidence) => {
      const kept = await readControlForUpdate(tx, control.id);
      if ((await readOverrideOf(tx, control.id)) !== undefined)
        throw conflictingField('control', 'was overridden by someone else a moment ago; reload');
      await insertOverride(tx, row);
      const measured =
        kept === undefined ? null : { status: kept.status, staleAt: staleAtOf(kept.measuredAt, control.kind, pace) };
      const was = effectiveStatus(measured, undefined, at);
      const measurement = kept?.measurement ?? failedMeasurement('E_NOT_FOUND');
      await insertChange(tx, {
        id: ids.next('chg'),
        controlId: control.id,
        at,
        was,
        status: row.status,
        cause: 'overridden',
        measurement,
      });
      const { id, status } = row;
      evidence.append('status.overridden', {
        override: id,
        control: control.id,
        status,
        reasonDigest: sha256(row.reason).toString('hex'),
        expiresAt: expiresAt.toISOString(),
        by: by.actor,
      });
      evidence.append('status.changed', {
        control: control.id,
        was,
        status,
        cause: 'overridden',
        code: measurement.code,
        figures: { ...measurement.figures },
        override: id,
      });
    });
    return overrideJson(row);
  }

  /** The data speak again. @throws HeguiError E_NOT_FOUND */
  async endOverride(id: string, by: Actor): Promise<void> {
    if ((await endOverrideNow(this.#parts, id, 'by-hand', by)) === undefined) throw unknownId('override in force');
  }

  /** Numbers that authorities gave. */
  async numbers(): Promise<StatusNumbersKept> {
    const row = await readNumbers(this.#parts.database);
    return row === undefined
      ? { numbers: {}, at: null, by: null }
      : { numbers: row.numbers, at: row.at.toISOString(), by: row.by };
  }

  async putNumbers(numbers: StatusNumbers, by: Actor): Promise<StatusNumbersKept> {
    const { clock, unitOfWork } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      await putNumbers(tx, { numbers, at: clock.now(), by });
      const given = Object.entries(numbers).filter((pair): pair is [string, string] => (pair[1] ?? '') !== '');
      evidence.append('status.numbers-kept', { numbers: Object.fromEntries(given), by });
    });
    return await this.numbers();
  }

  /**
   * Who does what software cannot, and when. @throws HeguiError E_NOT_FOUND for an obligation without a task, E_REQUEST_INVALID for
   * dates that do not fit.
   */
  async putTask(obligation: string, given: z.output<typeof taskPutSchema>, by: Actor): Promise<Task> {
    const { clock, unitOfWork } = this.#parts;
    const found = this.obligations.find(({ id }) => id === obligation);
    if (found === undefined || found.task === null) throw unknownId('obligation with a task');
    const now = clock.now();
    if (given.doneOn !== null && given.doneOn > chinaDay(now)) throw invalidField('doneOn', 'must not lie ahead');
    if (given.validUntil !== null && (given.doneOn === null || given.validUntil < given.doneOn))
      throw invalidField('validUntil', 'needs a day on which it was done, before it');
    const row: TaskRow = { obligation, ...given, changedAt: now, changedBy: by };
    await unitOfWork.run(async (tx, evidence) => {
      await putTask(tx, row);
      const { dueOn, doneOn, validUntil, note } = given;
      const noteDigest = sha256(note).toString('hex');
      evidence.append('status.task-changed', { obligation, dueOn, doneOn, validUntil, noteDigest, by });
    });
    return { ...given, obligation, changedAt: now.toISOString(), changedBy: by };
  }

  /** What the law will ask from a later day on. */
  coming(): Promise<ComingDuty[]> {
    return readComingDuties(this.#parts);
  }

  /** See `putComing`. */
  putComing(obligation: string, given: z.output<typeof comingPutSchema>, by: Actor): Promise<ComingDuty[]> {
    return putComing(this.#parts, obligation, given, by);
  }

  /** A secret address for calendars, which cannot sign in; shown this once, and the one of before ends. */
  async makeCalendar(by: Actor): Promise<{ readonly path: string }> {
    const { clock, unitOfWork, fillRandom } = this.#parts;
    const bytes = Buffer.alloc(TOKEN_BYTES);
    fillRandom(bytes);
    const token = bytes.toString('base64url');
    await unitOfWork.run(async (tx, evidence) => {
      await putFeed(tx, sha256(token), clock.now(), by);
      evidence.append('status.calendar-made', { by });
    });
    return { path: `/api/status/calendar.ics?token=${token}` };
  }

  /** @throws HeguiError E_NOT_FOUND when there is none. */
  async endCalendar(by: Actor): Promise<void> {
    if (!(await hasAnyFeed(this.#parts.database))) throw unknownId('calendar address');
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      await deleteFeed(tx);
      evidence.append('status.calendar-ended', { by });
    });
  }

  /** The dates of the board for whoever knows the token. @throws HeguiError E_NOT_FOUND for a token that opens nothing. */
  async calendar(token: string, language: 'zh-CN' | 'en'): Promise<string> {
    if (!(await hasFeed(this.#parts.database, sha256(token)))) throw unknownId('calendar address');
    return writeCalendar(await this.read(), language, await this.#parts.dates());
  }
}

/** As many random bytes as nobody can guess. */
const TOKEN_BYTES = 32;

/** Is the obligation one of this article, such as `15` or `labelling-measures:4`? Without an instrument the Measures are meant. */
function isOf({ instrument, article }: Pick<Obligation, 'instrument' | 'article'>, wanted: string): boolean {
  const [one, other] = wanted.split(':');
  return other === undefined ? instrument === 'measures' && article === one : instrument === one && article === other;
}

/** @throws HeguiError E_NOT_FOUND for an article without an obligation. */
function narrow(board: Board, wanted: string): Board {
  const articles = board.articles.filter((article) => isOf(article, wanted));
  if (articles.length === 0)
    throw new HeguiError('E_NOT_FOUND', `article: there is no obligation of article ${wanted}`);
  const ids = new Set(articles.flatMap(({ obligations }) => obligations.flatMap(({ controls }) => controls)));
  const coming = board.coming.filter((one) => isOf(one, wanted));
  return { ...board, articles, coming, controls: board.controls.filter(({ id }) => ids.has(id)) };
}

const changeJson = ({ id, controlId, at, was, status, cause, measurement, endedAt }: FoundChange): StatusChange => ({
  id,
  control: controlId,
  at: at.toISOString(),
  was,
  status,
  cause,
  measured: measurement.measured,
  lasted: endedAt === null ? null : Math.round((endedAt.getTime() - at.getTime()) / 1_000),
});

const CURSOR = /^\d{1,18}$/;

function parseCursor(text: string | undefined): string | null {
  if (text === undefined || text === '') return null;
  if (!CURSOR.test(text)) throw invalidField('cursor', 'is not a cursor of this list; start again without it');
  return text;
}
