import type { LicenceKeep, LicenceNeed } from '../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../evidence/index.ts';
import type { Clock, IdFactory } from '../../kernel/index.ts';
import type { LawBook } from '../../law/index.ts';
import type { Database } from '../../store/index.ts';

/** Who does it, as colleagues know them. */
export interface Doer {
  readonly actor: Actor;
  readonly name: string;
}

export interface StoredVersion extends Omit<LicenceKeep, 'documentSha256'> {
  readonly id: string;
  readonly licenceId: string;
  readonly version: number;
  readonly documentSha256: Buffer | null;
  /** From then on it is no longer held. */
  readonly endedOn: string | null;
  readonly at: Date;
  readonly by: string;
  readonly byName: string;
}

/** A licence that the scope engine found for one service. */
export interface FoundNeed {
  /** As the scope engine calls it, such as `ICP_record`. */
  readonly finding: string;
  readonly serviceName: string;
  readonly sources: LicenceNeed['sources'];
}

/** What scope memos say about licences. */
export interface LicenceNeeds {
  readonly found: readonly FoundNeed[];
  /** Services for which nobody can say yet: no memo, or an open question about licences. */
  readonly undecided: readonly string[];
}

export interface LicencesParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly law: Pick<LawBook, 'licences' | 'agencies'>;
  readonly needs: () => Promise<LicenceNeeds>;
}
