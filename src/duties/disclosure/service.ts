import type { z } from 'zod';
import type {
  DisclosureContent,
  DisclosureState,
  disclosureDraftChangeSchema,
  disclosureOverviewSchema,
  disclosurePublishSchema,
  disclosureVersionSchema,
  publicDisclosureSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { canonicalJson, HeguiError, type Language, sha256Hex, unknownId } from '../../kernel/index.ts';
import type { DisclosedService, DisclosureParts, DisclosureRow } from './model.ts';
import { changedFacts, checkReason, digestOf, gapsOf, ITEMS, suggestionOf } from './rules.ts';
import { countChoices, deleteDraft, listNewest, listPublished, publishDraft, readDraft, writeDraft } from './store.ts';
import { TrainingChoices } from './training-choices.ts';

/** What each service says about itself, from its draft to what the public reads. @law measures#10 measures#4 */
export class DisclosureService {
  readonly #parts: DisclosureParts;
  /** Whether what end users enter may be used for training. */
  readonly choices: TrainingChoices;

  constructor(parts: DisclosureParts) {
    this.#parts = parts;
    this.choices = new TrainingChoices(parts);
  }

  async overview(): Promise<z.infer<typeof disclosureOverviewSchema>> {
    const stands = await this.stands();
    return {
      services: stands.map(({ service, newest, changed }) => ({
        serviceId: service.id,
        serviceName: service.name,
        published: newest?.number ?? null,
        publishedAt: newest?.publishedAt.toISOString() ?? null,
        gaps: newest?.gaps.length ?? 0,
        changed,
        address: newest === null ? null : this.address(service.id, 'zh'),
      })),
    };
  }

  /** For every service what it published last, and what of that is no longer so. */
  async stands() {
    const { database, services, factsOf } = this.#parts;
    const [all, newest] = await Promise.all([services(), listNewest(database)]);
    const rows = [...all.values()].map(async (service) => {
      const found = newest.find(({ serviceId }) => serviceId === service.id) ?? null;
      const changed = found === null ? [] : changedFacts(found.facts, await factsOf(service));
      return { service, newest: found, changed };
    });
    return await Promise.all(rows);
  }

  async state(serviceId: string): Promise<DisclosureState> {
    const { database, factsOf, confidenceOf } = this.#parts;
    const service = await this.#service(serviceId);
    const [versions, draft, facts, choices] = await Promise.all([
      listPublished(database, serviceId),
      readDraft(database, serviceId),
      factsOf(service),
      countChoices(database, serviceId),
    ]);
    const [newest] = versions;
    const content = draft?.content ?? newest?.content ?? suggestionOf(facts);
    return {
      serviceId,
      serviceName: service.name,
      facts,
      changed: newest === undefined ? [] : changedFacts(newest.facts, facts),
      versions: versions.map(describe),
      published: newest?.content ?? null,
      draft:
        draft === undefined
          ? null
          : { content: draft.content, revision: draft.revision, changedAt: draft.changedAt.toISOString() },
      suggestion: suggestionOf(facts),
      items: ITEMS.map(({ isMet, ...item }) => ({
        ...item,
        confidence: confidenceOf(item.basis),
        isMet: isMet(content, facts),
      })),
      address: this.address(serviceId, 'zh'),
      choices,
    };
  }

  /** @throws HeguiError E_CONFLICT when somebody else wrote since `revision` was read. */
  async saveDraft(
    serviceId: string,
    { content, revision }: z.output<typeof disclosureDraftChangeSchema>,
    by: Actor,
  ): Promise<DisclosureState> {
    const { database, unitOfWork, ids, clock } = this.#parts;
    await this.#service(serviceId);
    const id = (await readDraft(database, serviceId))?.id ?? ids.next('dsc');
    await unitOfWork.run(async (tx, evidence) => {
      const draft = { id, serviceId, content, revision: revision + 1, changedAt: clock.now(), changedBy: by };
      if (!(await writeDraft(tx, draft))) throw changedMeanwhile();
      const digest = sha256Hex(canonicalJson(content));
      evidence.append('disclosure.drafted', { disclosure: id, service: serviceId, revision: revision + 1, digest, by });
    });
    return await this.state(serviceId);
  }

  async discardDraft(serviceId: string, by: Actor): Promise<void> {
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const id = await deleteDraft(tx, serviceId);
      if (id === undefined) throw unknownId('draft');
      evidence.append('disclosure.discarded', { disclosure: id, service: serviceId, by });
    });
  }

  /** Publishes the draft, with what the product knows now, as the next version. @throws HeguiError as `checkReason`; E_CONFLICT. */
  async publish(
    serviceId: string,
    given: z.output<typeof disclosurePublishSchema>,
    by: Actor,
  ): Promise<DisclosureState> {
    const { unitOfWork, clock, factsOf } = this.#parts;
    const facts = await factsOf(await this.#service(serviceId));
    await unitOfWork.run(async (tx, evidence) => {
      const draft = await readDraft(tx, serviceId, true);
      if (draft === undefined) throw unknownId('draft');
      if (draft.revision !== given.revision) throw changedMeanwhile();
      const gaps = gapsOf(draft.content, facts);
      checkReason(gaps, given.gapReason);
      const number = ((await listPublished(tx, serviceId))[0]?.number ?? 0) + 1;
      const digest = digestOf({ serviceId, number, content: draft.content, facts });
      const { publishedAs, gapReason } = given;
      const published = { publishedAt: clock.now(), publishedBy: by, publishedAs };
      await publishDraft(tx, { id: draft.id, number, ...published, facts, gaps, gapReason, digest });
      evidence.append('disclosure.published', {
        disclosure: draft.id,
        service: serviceId,
        number,
        digest,
        gaps,
        ...(gapReason === null ? {} : { reasonDigest: sha256Hex(gapReason) }),
        by,
      });
    });
    return await this.state(serviceId);
  }

  /** What the public is shown: the newest version, or the one with this number; null when there is none. */
  async shown(serviceId: string, number: number | null): Promise<ShownDisclosure | null> {
    const service = (await this.#parts.services()).get(serviceId);
    if (service === undefined) return null;
    const versions = await listPublished(this.#parts.database, serviceId);
    const version = number === null ? versions[0] : versions.find((row) => row.number === number);
    return version === undefined ? null : { service, version, versions };
  }

  /** Services that have something to show. */
  async listShown(): Promise<readonly DisclosedService[]> {
    return (await this.stands()).flatMap(({ service, newest }) => (newest === null ? [] : [service]));
  }

  /** As JSON, for documentation of an API. @throws HeguiError E_NOT_FOUND */
  async published(serviceId: string): Promise<z.infer<typeof publicDisclosureSchema>> {
    const shown = await this.shown(serviceId, null);
    if (shown === null) throw unknownId('service that published anything');
    const { number, publishedAt, publishedAs, content, facts } = shown.version;
    const { portalAddress } = this.#parts;
    const at = (path: string) => ({ zh: `${portalAddress}/zh${path}`, en: `${portalAddress}/en${path}` });
    return {
      serviceId,
      number,
      publishedAt: publishedAt.toISOString(),
      publishedAs,
      ...content,
      facts,
      addresses: {
        disclosure: at(`/disclosures/${serviceId}`),
        agreement: at(`/agreements/${serviceId}`),
        complaints: at('/complaints'),
      },
    };
  }

  async nameOf(serviceId: string): Promise<string> {
    return (await this.#service(serviceId)).name;
  }

  address(serviceId: string, language: Language): string {
    return `${this.#parts.portalAddress}/${language}/disclosures/${serviceId}`;
  }

  async #service(id: string): Promise<DisclosedService> {
    const service = (await this.#parts.services()).get(id);
    if (service === undefined) throw unknownId('service');
    return service;
  }
}

export interface ShownDisclosure {
  readonly service: DisclosedService;
  readonly version: DisclosureRow & { readonly content: DisclosureContent };
  /** Newest first. */
  readonly versions: readonly DisclosureRow[];
}

const changedMeanwhile = (): HeguiError =>
  new HeguiError('E_CONFLICT', 'revision: the draft was changed meanwhile; reload');

const describe = (row: DisclosureRow): z.infer<typeof disclosureVersionSchema> => ({
  id: row.id,
  number: row.number,
  publishedAt: row.publishedAt.toISOString(),
  publishedAs: row.publishedAs,
  gaps: [...row.gaps],
  gapReason: row.gapReason,
  digest: row.digest,
});
