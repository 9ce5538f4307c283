import { randomFillSync } from 'node:crypto';
import { type FreshDatabase, freshDatabase } from '../../../tests/support/cluster.ts';
import { createUnitOfWork } from '../../evidence/index.ts';
import { type Clock, IdFactory, Secret } from '../../kernel/index.ts';
import type { AlsoInSetup, StaffRecord } from '../model.ts';
import { createStaffService, type StaffService } from '../service.ts';

/** A clock that stands still until it is moved. */
export class TestClock implements Clock {
  #ms = Date.parse('2026-11-23T08:00:00Z');
  now(): Date {
    return new Date(this.#ms);
  }
  monotonicMs(): number {
    return this.#ms;
  }
  advance(ms: number): void {
    this.#ms += ms;
  }
}

export const SETUP_TOKEN = 'the-token-of-the-terminal';
export const PASSWORD = 'a long enough password';

export interface StaffFixture {
  readonly fresh: FreshDatabase;
  readonly clock: TestClock;
  readonly staff: StaffService;
  /** Another process on the same database: it shares nothing in memory. */
  readonly replica: StaffService;
  addStaff(username: string, role?: StaffRecord['role']): Promise<StaffRecord>;
  /** Kinds and data of all entries, oldest transaction first. */
  entries(): Promise<{ kind: string; data: Record<string, unknown> }[]>;
  /** Sets `alsoInSetup` for the next set-ups. */
  alsoInSetup: AlsoInSetup;
}

export async function openStaffFixture(): Promise<StaffFixture> {
  const fresh = await freshDatabase();
  const { database } = fresh;
  const clock = new TestClock();
  const ids = new IdFactory(() => clock.now().getTime());
  const unitOfWork = createUnitOfWork({ database, clock, ids });
  const build = (): StaffService =>
    createStaffService({
      database,
      unitOfWork,
      clock,
      ids,
      fillRandom: (bytes) => void randomFillSync(bytes),
      setupToken: new Secret(SETUP_TOKEN),
      alsoInSetup: (tx, evidence, setup) => fixture.alsoInSetup(tx, evidence, setup),
      passwordCost: { N: 2 ** 10, r: 8, p: 1 },
    });
  const staff = build();
  const fixture: StaffFixture = {
    fresh,
    clock,
    staff,
    replica: build(),
    alsoInSetup: async () => null,
    addStaff: (username, role = 'administrator') =>
      staff.members.create('cli', { username, name: `Name of ${username}`, role, password: PASSWORD }),
    entries: async () => {
      const { rows } = await database.query<{ body: string }>('select body from evidence_entry order by tx, id');
      return rows.map(({ body }) => JSON.parse(body));
    },
  };
  return fixture;
}

/** The code of the HeguiError that the work ends in; fails when it ends well. */
export async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'no error',
    (error: unknown) => String(Reflect.get(Object(error), 'code')),
  );
}
