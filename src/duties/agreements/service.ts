import type { z } from 'zod';
import type {
  AgreementState,
  agreementDiffSchema,
  agreementDraftChangeSchema,
  agreementOverviewSchema,
  agreementPublishSchema,
  agreementRowSchema,
  agreementSchema,
  agreementTextsSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { HeguiError, sha256Hex, unknownId } from '../../kernel/index.ts';
import { Acceptances } from './acceptances.ts';
import { CLAUSES } from './clauses.ts';
import type { AgreedService, AgreementParts, DraftRow, LinkedAgreement, PublishedRow } from './model.ts';
import {
  agreementAddress,
  checkPublication,
  coverageOf,
  diffLines,
  digestOf,
  digestOfDraft,
  gapsOf,
  numberToAccept,
  versionsAt,
} from './rules.ts';
import {
  countAccepted,
  deleteDraft,
  listDraftServices,
  listPublished,
  type PublishedWithTexts,
  publishDraft,
  readDraft,
  readNumbered,
  readPublished,
  writeDraft,
} from './store.ts';

/** Service agreements by version, from their draft to what the public reads. @law measures#9 labelling-measures#8 */
export class AgreementsService {
  readonly #parts: AgreementParts;
  /** Who accepted which version. */
  readonly acceptances: Acceptances;

  constructor(parts: AgreementParts) {
    this.#parts = parts;
    this.acceptances = new Acceptances(parts);
  }

  async overview(): Promise<z.infer<typeof agreementOverviewSchema>> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const [services, all, drafts] = await Promise.all([
      this.#parts.services(),
      listPublished(database, null),
      listDraftServices(database),
    ]);
    const rows = [...services.values()].map(async ({ id, name, policy }) => {
      const versions = all.filter(({ serviceId }) => serviceId === id);
      const { inForce, upcoming } = versionsAt(versions, now);
      const least = numberToAccept(versions, now);
      return {
        serviceId: id,
        serviceName: name,
        policy: policy.agreements,
        inForce: inForce?.number ?? null,
        upcoming: upcoming?.number ?? null,
        hasDraft: drafts.includes(id),
        accepted: least === null ? 0 : await countAccepted(database, id, least),
        address: inForce === null ? null : this.#address(id),
      };
    });
    return { services: await Promise.all(rows) };
  }

  /** For every service what its agreement in force leaves open; null for one without. */
  async inForceByService(): Promise<
    readonly { readonly serviceId: string; readonly gaps: readonly string[] | null }[]
  > {
    const { database, clock } = this.#parts;
    const [services, all] = await Promise.all([this.#parts.services(), listPublished(database, null)]);
    return [...services.keys()].map((serviceId) => {
      const { inForce } = versionsAt(
        all.filter((row) => row.serviceId === serviceId),
        clock.now(),
      );
      return { serviceId, gaps: inForce?.gaps ?? null };
    });
  }

  async state(serviceId: string): Promise<AgreementState> {
    const { database, clock, confidenceOf } = this.#parts;
    const service = await this.#service(serviceId);
    const [versions, draft] = await Promise.all([listPublished(database, serviceId), readDraft(database, serviceId)]);
    return {
      serviceId,
      serviceName: service.name,
      clauses: CLAUSES.map((row) => ({
        ...row,
        confidence: confidenceOf(row.basis),
        coverage: draft === undefined ? null : coverageOf(row.clause, draft),
      })),
      inForce: versionsAt(versions, clock.now()).inForce?.number ?? null,
      versions: versions.map(describe),
      draft: draft === undefined ? null : describeDraft(draft),
      address: this.#address(serviceId),
    };
  }

  /** @throws HeguiError E_CONFLICT when somebody else wrote since `revision` was read. */
  async saveDraft(
    serviceId: string,
    { revision, ...given }: z.output<typeof agreementDraftChangeSchema>,
    by: Actor,
  ): Promise<AgreementState> {
    const { database, unitOfWork, ids, clock } = this.#parts;
    await this.#service(serviceId);
    const id = (await readDraft(database, serviceId))?.id ?? ids.next('agr');
    await unitOfWork.run(async (tx, evidence) => {
      const draft = { ...given, id, serviceId, revision: revision + 1, changedAt: clock.now(), changedBy: by };
      if (!(await writeDraft(tx, draft))) throw changedMeanwhile();
      const digest = digestOfDraft(given);
      evidence.append('agreement.drafted', { agreement: id, service: serviceId, revision: revision + 1, digest, by });
    });
    return await this.state(serviceId);
  }

  async discardDraft(serviceId: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const id = await deleteDraft(tx, serviceId);
      if (id === undefined) throw unknownId('draft');
      evidence.append('agreement.discarded', { agreement: id, service: serviceId, by });
    });
  }

  /** Publishes the draft as the next version. @throws HeguiError as `checkPublication`; E_CONFLICT. */
  async publish(serviceId: string, given: z.output<typeof agreementPublishSchema>, by: Actor): Promise<AgreementState> {
    const { unitOfWork, clock } = this.#parts;
    await this.#service(serviceId);
    await unitOfWork.run(async (tx, evidence) => {
      const draft = await readDraft(tx, serviceId, true);
      if (draft === undefined) throw unknownId('draft');
      if (draft.revision !== given.revision) throw changedMeanwhile();
      const before = await listPublished(tx, serviceId);
      const now = clock.now();
      const gaps = gapsOf(draft);
      const number = (before[0]?.number ?? 0) + 1;
      const of = { serviceId, number };
      const row = {
        number,
        effectiveAt: checkPublication(given, gaps, before, now),
        isMaterial: given.isMaterial || before.length === 0,
        publishedAt: now,
        publishedBy: by,
        publishedAs: given.publishedAs,
        gaps,
        gapReason: given.gapReason,
        digest: { zh: digestOf(of, draft, 'zh'), en: digestOf(of, draft, 'en') },
      };
      await publishDraft(tx, draft.id, row);
      evidence.append('agreement.published', {
        agreement: draft.id,
        service: serviceId,
        number,
        effectiveAt: row.effectiveAt.toISOString(),
        material: row.isMaterial,
        digestZh: row.digest.zh,
        digestEn: row.digest.en,
        gaps,
        ...(given.gapReason === null ? {} : { reasonDigest: sha256Hex(given.gapReason) }),
        by,
      });
    });
    this.acceptances.forgetVersions(serviceId);
    return await this.state(serviceId);
  }

  async read(id: string): Promise<z.infer<typeof agreementSchema>> {
    const found = await readPublished(this.#parts.database, id);
    if (found === undefined) throw unknownId('version of an agreement');
    return { ...describe(found), serviceId: found.serviceId, text: found.text };
  }

  /** From `against` to the version; from the version to the draft of its service where that is named. */
  async diff(id: string, against: string): Promise<z.infer<typeof agreementDiffSchema>> {
    const version = await this.read(id);
    const other =
      against === 'draft' ? await readDraft(this.#parts.database, version.serviceId) : await this.read(against);
    if (other === undefined) throw unknownId('draft');
    const [from, to] = against === 'draft' ? [version, other] : [other, version];
    return { zh: diffLines(from.text.zh, to.text.zh), en: diffLines(from.text.en, to.text.en) };
  }

  /** What the public is shown: the version in force, or the one with this number; null when there is none. */
  async shown(serviceId: string, number: number | null): Promise<ShownAgreement | null> {
    const { database, clock } = this.#parts;
    const service = (await this.#parts.services()).get(serviceId);
    if (service === undefined) return null;
    const versions = await listPublished(database, serviceId);
    const { inForce, upcoming } = versionsAt(versions, clock.now());
    const wanted = number ?? inForce?.number ?? upcoming?.number;
    const version = wanted === undefined ? undefined : await readNumbered(database, serviceId, wanted);
    if (version === undefined) return null;
    return {
      service,
      version,
      versions,
      inForce: inForce?.number ?? null,
      linked: await this.#parts.labelAgreements(serviceId),
    };
  }

  /** Services that have an agreement to show. */
  async listShown(): Promise<readonly { readonly service: AgreedService; readonly title: PublishedRow['title'] }[]> {
    const { database, clock } = this.#parts;
    const [services, all] = await Promise.all([this.#parts.services(), listPublished(database, null)]);
    return [...services.values()].flatMap((service) => {
      const { inForce, upcoming } = versionsAt(
        all.filter(({ serviceId }) => serviceId === service.id),
        clock.now(),
      );
      const title = (inForce ?? upcoming)?.title;
      return title === undefined ? [] : [{ service, title }];
    });
  }

  #address(serviceId: string): string {
    return agreementAddress(this.#parts.portalAddress, serviceId, 'zh');
  }

  async #service(id: string): Promise<AgreedService> {
    const service = (await this.#parts.services()).get(id);
    if (service === undefined) throw unknownId('service');
    return service;
  }
}

export interface ShownAgreement {
  readonly service: AgreedService;
  readonly version: PublishedWithTexts;
  /** Newest first. */
  readonly versions: readonly PublishedRow[];
  readonly inForce: number | null;
  readonly linked: readonly LinkedAgreement[];
}

const changedMeanwhile = (): HeguiError =>
  new HeguiError('E_CONFLICT', 'revision: the draft was changed meanwhile; reload');

const describe = ({ effectiveAt, publishedAt, gaps, ...row }: PublishedRow): z.infer<typeof agreementRowSchema> => ({
  id: row.id,
  number: row.number,
  title: row.title,
  effectiveAt: effectiveAt.toISOString(),
  isMaterial: row.isMaterial,
  publishedAt: publishedAt.toISOString(),
  publishedAs: row.publishedAs,
  gaps: [...gaps],
  gapReason: row.gapReason,
  digest: row.digest,
});

const describeDraft = ({
  title,
  text,
  marks,
  revision,
  changedAt,
}: DraftRow): z.infer<typeof agreementTextsSchema> & Pick<DraftRow, 'marks' | 'revision'> & { changedAt: string } => ({
  title,
  text,
  marks,
  revision,
  changedAt: changedAt.toISOString(),
});
