import type { LabelAgreement, LabelAgreementCreate } from '../../../contract/index.ts';
import type { Actor, UnitOfWork } from '../../../evidence/index.ts';
import { type Clock, conflictingField } from '../../../kernel/index.ts';
import { type Database, sqlStateOf } from '../../../store/index.ts';
import type { Agreement, AgreementRegister } from './model.ts';
import { digestAgreement } from './rules.ts';
import { insertAgreement, listAgreements, readAgreement } from './store.ts';

const UNIQUE_VIOLATION = '23505';

/** Texts of the labelling agreement by version. A text is never changed: another text is another version. */
export class LabelAgreements implements AgreementRegister {
  readonly #database: Database;
  readonly #unitOfWork: UnitOfWork;
  readonly #clock: Clock;

  constructor(parts: { readonly database: Database; readonly unitOfWork: UnitOfWork; readonly clock: Clock }) {
    this.#database = parts.database;
    this.#unitOfWork = parts.unitOfWork;
    this.#clock = parts.clock;
  }

  list(): Promise<readonly Agreement[]> {
    return listAgreements(this.#database);
  }

  find(version: string): Promise<Agreement | undefined> {
    return readAgreement(this.#database, version);
  }

  /** @throws HeguiError E_CONFLICT for a version that is there. */
  async add({ version, zh, en, validFrom }: LabelAgreementCreate, by: Actor): Promise<LabelAgreement> {
    const createdAt = this.#clock.now();
    const agreement: Agreement = {
      version,
      zh,
      en,
      digest: digestAgreement({ version, zh, en }),
      validFrom: validFrom === undefined ? createdAt : new Date(validFrom),
      createdAt,
      createdBy: by,
    };
    try {
      await this.#unitOfWork.run(async (tx, evidence) => {
        await insertAgreement(tx, agreement);
        const digest = agreement.digest.toString('hex');
        evidence.append('label-agreement.added', {
          agreement: version,
          digest,
          validFrom: agreement.validFrom.toISOString(),
          by,
        });
      });
    } catch (error) {
      if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
      throw conflictingField('version', 'is taken; a text is never changed, so give this one another version');
    }
    return describeAgreement(agreement);
  }
}

export const describeAgreement = ({ digest, validFrom, createdAt, ...text }: Agreement): LabelAgreement => ({
  ...text,
  digest: digest.toString('hex'),
  validFrom: validFrom.toISOString(),
  createdAt: createdAt.toISOString(),
});
