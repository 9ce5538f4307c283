import type { z } from 'zod';
import {
  defaultPolicy,
  type Policy,
  policyFor,
  policySchema,
  type Service,
  type serviceCreateSchema,
} from '../../contract/index.ts';
import type { Actor, Evidence } from '../../evidence/index.ts';
import { conflictingField, invalidField, unknownId } from '../../kernel/index.ts';
import { type Sql, sqlStateOf } from '../../store/index.ts';
import type { RegistryParts } from '../model.ts';
import { readProvider } from '../provider/store.ts';
import {
  applyChange,
  digestPolicy,
  providerCodeOf,
  requireDistinct,
  type ServiceChange,
  type ServiceState,
} from './rules.ts';
import {
  insertService,
  listServices,
  liveJudgeIds,
  liveListIds,
  liveUpstreamIds,
  readService,
  readServiceForUpdate,
  replaceUpstreams,
  replaceWordLists,
  retireService,
  type ServiceRow,
  updateService,
} from './store.ts';

export type ServiceCreate = z.infer<typeof serviceCreateSchema>;

const UNIQUE_VIOLATION = '23505';

/** The services offered to the public, and how each is screened, labelled and routed. */
export class ServicesService {
  readonly #parts: RegistryParts;

  constructor(parts: RegistryParts) {
    this.#parts = parts;
  }

  /** Every service that is not retired, oldest first. */
  async list(): Promise<Service[]> {
    const provider = await readProvider(this.#parts.database);
    return (await listServices(this.#parts.database)).map((row) => toService(row, provider?.creditCode));
  }

  /** @throws HeguiError E_NOT_FOUND */
  async read(id: string): Promise<Service> {
    const row = await readService(this.#parts.database, id);
    if (row === undefined) throw unknownId('service');
    return toService(row, (await readProvider(this.#parts.database))?.creditCode);
  }

  /** @throws HeguiError E_CONFLICT for a taken name, E_REQUEST_INVALID for an upstream or list that is not there. */
  async create(given: ServiceCreate, by: Actor): Promise<Service> {
    const id = await this.#parts.unitOfWork.run((tx, evidence) => this.createIn(tx, evidence, given, by));
    return await this.read(id);
  }

  /** The same inside a unit of work of the caller's; returns the id. */
  async createIn(tx: Sql, evidence: Evidence, given: ServiceCreate, by: Actor): Promise<string> {
    const id = this.#parts.ids.next('svc');
    const { name, modelCode, policy = defaultPolicy, upstreamIds, wordListIds } = given;
    const state = { name, modelCode, policy, policyVersion: 1, upstreamIds, wordListIds };
    await requireParts(tx, state);
    await refuseTakenName(insertService(tx, { id, ...state, at: this.#parts.clock.now() }));
    await replaceUpstreams(tx, id, upstreamIds);
    await replaceWordLists(tx, id, wordListIds);
    evidence.append('service.created', evidenceOf(id, state, by));
    return id;
  }

  /** Changes what is given; nothing is written when nothing differs. @throws HeguiError as `create`, and E_CONFLICT. */
  async change(id: string, change: ServiceChange, by: Actor): Promise<Service> {
    const before = toState(await this.#require(id));
    if (applyChange(before, change) === null) return await this.read(id);
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      const row = await readServiceForUpdate(tx, id);
      if (row === undefined) throw unknownId('service');
      // Someone else may have saved meanwhile; the version decides again, now under the lock.
      const next = applyChange(toState(row), { ...change, policyVersion: change.policyVersion ?? row.policyVersion });
      if (next === null)
        throw conflictingField('policyVersion', 'the same change was just saved by someone else; reload');
      await requireParts(tx, next);
      await refuseTakenName(updateService(tx, { id, ...next, at: this.#parts.clock.now() }));
      if (change.upstreamIds !== undefined) await replaceUpstreams(tx, id, next.upstreamIds);
      if (change.wordListIds !== undefined) await replaceWordLists(tx, id, next.wordListIds);
      evidence.append('service.changed', evidenceOf(id, next, by));
    });
    return await this.read(id);
  }

  /** The service is no longer served; its keys stop working. @throws HeguiError E_NOT_FOUND */
  async retire(id: string, by: Actor): Promise<void> {
    await this.#require(id);
    await this.#parts.unitOfWork.run(async (tx, evidence) => {
      if (!(await retireService(tx, id, this.#parts.clock.now()))) throw unknownId('service');
      evidence.append('service.retired', { service: id, by });
    });
  }

  async #require(id: string): Promise<ServiceRow> {
    const row = await readService(this.#parts.database, id);
    if (row === undefined) throw unknownId('service');
    return row;
  }
}

async function requireParts(tx: Sql, { upstreamIds, wordListIds, policy }: ServiceState): Promise<void> {
  requireDistinct(upstreamIds, 'upstreamIds');
  requireDistinct(wordListIds, 'wordListIds');
  const upstreams = await liveUpstreamIds(tx, upstreamIds);
  const lists = await liveListIds(tx, wordListIds);
  requireKnown(upstreamIds, upstreams, 'upstreamIds', 'upstream');
  requireKnown(wordListIds, lists, 'wordListIds', 'word list');
  for (const direction of ['input', 'output'] as const) {
    const judges = policy.secondOpinion?.[direction]?.judges ?? [];
    const path = `policy.secondOpinion.${direction}.judges`;
    requireKnown(judges, await liveJudgeIds(tx, judges), path, 'judge');
  }
  await requireAudiences(tx, policy);
}

/** What an audience lays over the policy must fit it now: at load it is too late to ask anyone. */
async function requireAudiences(tx: Sql, policy: Policy): Promise<void> {
  const { minors } = policy.audiences;
  if (minors === undefined) return;
  const path = 'policy.audiences.minors.wordListIds';
  requireDistinct(minors.wordListIds, path);
  requireKnown(minors.wordListIds, await liveListIds(tx, minors.wordListIds), path, 'word list');
  const effective = policyFor(policy, 'minors');
  if (!effective.ok) throw invalidField(`policy.${effective.path}`, effective.why);
}

function requireKnown(ids: readonly string[], known: ReadonlySet<string>, path: string, what: string): void {
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0) throw invalidField(`${path}.${missing}`, `names no ${what} in use; reload and choose again`);
}

async function refuseTakenName(write: Promise<void>): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (sqlStateOf(error) !== UNIQUE_VIOLATION) throw error;
    throw conflictingField('name', 'another service has this name, perhaps a retired one; choose another');
  }
}

const toState = (row: ServiceRow): ServiceState => ({ ...row, policy: policySchema.parse(row.policy) });

function toService(row: ServiceRow, creditCode: string | undefined): Service {
  return {
    id: row.id,
    name: row.name,
    modelCode: row.modelCode,
    providerCode: providerCodeOf(creditCode, row.modelCode),
    policy: policySchema.parse(row.policy),
    policyVersion: row.policyVersion,
    upstreamIds: row.upstreamIds,
    wordListIds: row.wordListIds,
    keys: row.keys,
    createdAt: row.createdAt.toISOString(),
  };
}

const evidenceOf = (service: string, state: ServiceState, by: Actor) => ({
  service,
  name: state.name,
  modelCode: state.modelCode,
  policyVersion: state.policyVersion,
  policyDigest: digestPolicy(state.policy),
  upstreams: [...state.upstreamIds],
  wordLists: [...state.wordListIds],
  by,
});
