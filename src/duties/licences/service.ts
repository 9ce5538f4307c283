import type { z } from 'zod';
import type { Licence, LicenceKeep, Licences, licenceEndSchema } from '../../contract/index.ts';
import type { Evidence } from '../../evidence/index.ts';
import { canonicalJson, chinaDay, HeguiError, invalidField, sha256Hex, unknownId } from '../../kernel/index.ts';
import type { BoardDate } from '../../status/index.ts';
import type { Sql } from '../../store/index.ts';
import type { Doer, LicencesParts, StoredVersion } from './model.ts';
import { requireFit, requireSameKind, toLicences, toNeeds } from './rules.ts';
import { insertVersion, listVersions, readLatestForUpdate } from './store.ts';

/** Which licences the provider holds, and which its services need. @law measures#23 */
export class LicencesService {
  readonly #parts: LicencesParts;

  constructor(parts: LicencesParts) {
    this.#parts = parts;
  }

  /** Licences, what ends first on top, against what the scope memos found. */
  async read(): Promise<Licences> {
    const { law, needs } = this.#parts;
    const [items, { found, undecided }] = await Promise.all([this.list(), needs()]);
    const shortOf = (id: string) => law.agencies.find((agency) => agency.id === id)?.short ?? { zh: id, en: id };
    return {
      items,
      needs: toNeeds(found, items, law.licences),
      undecided: [...undecided],
      kinds: law.licences.map(({ id, zh, en, trigger, agency, confidence }) => ({
        id,
        name: { zh, en },
        trigger,
        agency: shortOf(agency),
        confidence,
      })),
    };
  }

  /** Every licence, what ends first on top. */
  async list(): Promise<Licence[]> {
    const { database, clock } = this.#parts;
    return toLicences(await listVersions(database), this.#nameOf, chinaDay(clock.now()));
  }

  /** Keeps a licence that was not kept before. @throws HeguiError E_REQUEST_INVALID naming the field. */
  async keep(given: LicenceKeep, by: Doer): Promise<Licence> {
    const licenceId = this.#parts.ids.next('lic');
    this.#requireFit(given);
    await this.#parts.unitOfWork.run((tx, evidence) => this.#add(tx, evidence, licenceId, 1, given, by));
    return await this.#one(licenceId);
  }

  /** A renewal or a correction: a version of its own. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async renew(licenceId: string, given: LicenceKeep, by: Doer): Promise<Licence> {
    this.#requireFit(given);
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const before = await requireHeld(tx, licenceId);
      requireSameKind(given, before);
      await this.#add(tx, evidence, licenceId, before.version + 1, given, by);
    });
    return await this.#one(licenceId);
  }

  /** From that day on it is no longer held. @throws HeguiError E_NOT_FOUND, E_CONFLICT, E_REQUEST_INVALID */
  async end(licenceId: string, { on, reason }: z.output<typeof licenceEndSchema>, by: Doer): Promise<Licence> {
    const { unitOfWork, ids, clock } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      const before = await requireHeld(tx, licenceId);
      if (on < before.validFrom) throw invalidField('on', `must not lie before ${before.validFrom}, its first day`);
      const version = before.version + 1;
      await insertVersion(tx, {
        ...before,
        id: ids.next('lcv'),
        version,
        note: reason,
        endedOn: on,
        at: clock.now(),
        by: by.actor,
        byName: by.name,
      });
      const reasonDigest = sha256Hex(reason);
      evidence.append('licence.ended', { licence: licenceId, version, on, reasonDigest, by: by.actor });
    });
    return await this.#one(licenceId);
  }

  /** Last days of licences, for calendars. */
  async dates(): Promise<BoardDate[]> {
    return (await this.list()).flatMap(({ licenceId, validTo, state, kindName, number }) =>
      validTo === null || state === 'ended'
        ? []
        : [
            {
              id: `${licenceId} ${validTo}`,
              day: validTo,
              at: null,
              title: { zh: `${kindName.zh}：有效期满`, en: `${kindName.en}: ends` },
              about: { zh: number, en: number },
              isOverdue: state === 'expired',
            },
          ],
    );
  }

  #nameOf = (kind: string, name: string): Licence['kindName'] => {
    const found = this.#parts.law.licences.find(({ id }) => id === kind);
    return found === undefined ? { zh: name, en: name } : { zh: found.zh, en: found.en };
  };

  #requireFit(given: LicenceKeep): void {
    requireFit(
      given,
      this.#parts.law.licences.map(({ id }) => id),
    );
  }

  async #add(
    tx: Sql,
    evidence: Evidence,
    licenceId: string,
    version: number,
    given: LicenceKeep,
    by: Doer,
  ): Promise<void> {
    const { ids, clock } = this.#parts;
    const { documentSha256, ...rest } = given;
    await insertVersion(tx, {
      ...rest,
      id: ids.next('lcv'),
      licenceId,
      version,
      documentSha256: documentSha256 === null ? null : Buffer.from(documentSha256, 'hex'),
      endedOn: null,
      at: clock.now(),
      by: by.actor,
      byName: by.name,
    });
    const { kind, validFrom, validTo } = given;
    evidence.append('licence.kept', {
      licence: licenceId,
      version,
      kind,
      validFrom,
      validTo,
      document: documentSha256,
      digest: sha256Hex(canonicalJson(given)),
      by: by.actor,
    });
  }

  async #one(licenceId: string): Promise<Licence> {
    const found = (await this.list()).find((licence) => licence.licenceId === licenceId);
    if (found === undefined) throw unknownId('licence');
    return found;
  }
}

/** @throws HeguiError E_NOT_FOUND; E_CONFLICT when it ended. */
async function requireHeld(tx: Sql, licenceId: string): Promise<StoredVersion> {
  const latest = await readLatestForUpdate(tx, licenceId);
  if (latest === undefined) throw unknownId('licence');
  if (latest.endedOn !== null)
    throw new HeguiError('E_CONFLICT', `the licence ended on ${latest.endedOn}; keep its successor as a new one`);
  return latest;
}
