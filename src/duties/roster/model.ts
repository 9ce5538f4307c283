import type { AppointmentMake, TrainingKeep } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

export interface StoredAppointment extends AppointmentMake {
  readonly id: string;
  readonly madeAt: Date;
  readonly madeBy: string;
  readonly signedAt: Date | null;
  readonly signedBy: string | null;
  readonly signedName: string | null;
  readonly endedOn: string | null;
  readonly endReason: string | null;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}

export interface StoredTraining extends Omit<TrainingKeep, 'materialSha256'> {
  readonly id: string;
  readonly materialSha256: Buffer | null;
  readonly at: Date;
  readonly by: Actor;
  readonly withdrawnAt: Date | null;
  readonly withdrawnBy: string | null;
  readonly withdrawnReason: string | null;
}

/** What scope memos say about who is needed. */
export interface RosterNeeds {
  /** Articles of the Measures that bind some service. */
  readonly articles: ReadonlySet<string>;
  /** Other duties that were found for some service, in the scope engine's words. */
  readonly otherDuties: ReadonlySet<string>;
  /** Services for which nobody can say yet; what they may need is needed. */
  readonly undecided: readonly string[];
}

export interface RosterParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly needs: () => Promise<RosterNeeds>;
}
