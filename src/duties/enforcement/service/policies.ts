import type {
  MeasurePolicy,
  MeasurePolicyState,
  MeasurePolicyVersion,
  MeasureSimulation,
} from '../../../contract/index.ts';
import { limitBasisSchema, measurePolicySchema, measureSimulationSchema } from '../../../contract/index.ts';
import type { Actor } from '../../../evidence/index.ts';
import { canonicalJson, DAY_MS, HeguiError, sha256Hex, unknownId } from '../../../kernel/index.ts';
import { MEASURE_SOURCE } from '../../../law/index.ts';
import type { EnforcementParts } from '../model.ts';
import { RUNGS, requireSoundPolicy, rungRow, startPolicy } from '../rules.ts';
import { simulate } from '../simulate.ts';
import { namesOf } from '../store/measures.ts';
import {
  activateDraft,
  endActive,
  lockPolicies,
  readPolicy,
  readServiceName,
  type StoredPolicy,
  writeDraft,
  writeSimulation,
} from '../store/policies.ts';
import { countUsers, listRequests } from '../store/strikes.ts';

// So much is played at once; a service with more sees its newest.
const REQUESTS_MAX = 200_000;

const digestOf = (settings: MeasurePolicy): string => sha256Hex(canonicalJson(settings));

/** What is in force and what is drafted for a service. @throws HeguiError E_NOT_FOUND */
export async function readPolicyState(
  { database }: Pick<EnforcementParts, 'database'>,
  serviceId: string,
): Promise<MeasurePolicyState> {
  const serviceName = await readServiceName(database, serviceId);
  if (serviceName === undefined) throw unknownId('service');
  const [active, draft] = await Promise.all([
    readPolicy(database, serviceId, 'active'),
    readPolicy(database, serviceId, 'draft'),
  ]);
  const actors = [active, draft].flatMap((one) => (one === undefined ? [] : [one.createdBy, one.activatedBy ?? '']));
  const names = await namesOf(database, actors);
  const { basis, confidence, note } = MEASURE_SOURCE;
  return {
    serviceId,
    serviceName,
    active: active === undefined ? null : toVersion(active, names),
    draft: draft === undefined ? null : toVersion(draft, names),
    start: startPolicy(),
    automaticDaysMax: Object.fromEntries(RUNGS.map((rung) => [rung, rungRow(rung).automaticDaysMax])),
    basis: limitBasisSchema.parse({ articles: basis, confidence, note }),
  };
}

function toVersion(row: StoredPolicy, names: ReadonlyMap<string, string>): MeasurePolicyVersion {
  const personOf = (actor: string) => ({ id: actor.replace(/^staff:/, ''), name: names.get(actor) ?? actor });
  return {
    version: row.version,
    state: row.state,
    settings: measurePolicySchema.parse(row.settings),
    createdAt: row.createdAt.toISOString(),
    createdBy: personOf(row.createdBy),
    simulation: row.simulation === null ? null : measureSimulationSchema.parse(row.simulation),
    simulatedAt: row.simulatedAt?.toISOString() ?? null,
    activatedAt: row.activatedAt?.toISOString() ?? null,
    activatedBy: row.activatedBy === null ? null : personOf(row.activatedBy),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** Drafts what follows on refusals; nothing is in force by it. @throws HeguiError E_REQUEST_INVALID naming what is not sound. */
export async function draftPolicy(
  parts: EnforcementParts,
  serviceId: string,
  settings: MeasurePolicy,
  by: Actor,
): Promise<void> {
  requireSoundPolicy(settings);
  await parts.unitOfWork.run(async (tx, evidence) => {
    if ((await lockPolicies(tx, serviceId)) === undefined) throw unknownId('service');
    const version = await writeDraft(tx, serviceId, { settings, at: parts.clock.now(), by });
    evidence.append('measure.policy-drafted', { service: serviceId, version, digest: digestOf(settings), by });
  });
}

/** Plays the draft against the requests of so many days, and keeps what came out with it. */
export async function simulateDraft(
  parts: EnforcementParts,
  serviceId: string,
  days: number,
  by: Actor,
): Promise<MeasureSimulation> {
  const { database, clock } = parts;
  const draft = await requireDraft(parts, serviceId);
  const settings = measurePolicySchema.parse(draft.settings);
  const to = clock.now();
  const from = new Date(to.getTime() - days * DAY_MS);
  const [requests, users] = await Promise.all([
    listRequests(database, serviceId, from, REQUESTS_MAX),
    countUsers(database, serviceId, from),
  ]);
  const partial = requests.length === REQUESTS_MAX;
  const span = { days, from: from.toISOString(), to: to.toISOString(), users, partial };
  const simulation = simulate(settings, requests, span);
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockPolicies(tx, serviceId);
    requireVersion(await readPolicy(tx, serviceId, 'draft'), draft.version);
    await writeSimulation(tx, serviceId, draft.version, { simulation, at: to });
    const { struck } = simulation;
    const told = { service: serviceId, version: draft.version, days, users, struck, digest: digestOf(settings), by };
    evidence.append('measure.policy-simulated', told);
  });
  return simulation;
}

/**
 * A named person puts the draft into force; only refusals from then on count.
 *
 * @throws HeguiError E_CONFLICT when it changed since it was read, or was not simulated.
 */
export async function activatePolicy(
  parts: EnforcementParts,
  serviceId: string,
  version: number,
  by: Actor,
): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockPolicies(tx, serviceId);
    const draft = requireVersion(await readPolicy(tx, serviceId, 'draft'), version);
    if (draft.simulatedAt === null)
      throw new HeguiError('E_CONFLICT', 'simulate the draft first, so that it is known whom it will meet');
    const at = parts.clock.now();
    await endActive(tx, serviceId, at, 'replaced');
    await activateDraft(tx, serviceId, version, { at, by });
    const digest = digestOf(measurePolicySchema.parse(draft.settings));
    evidence.append('measure.policy-activated', { service: serviceId, version, digest, by });
  });
}

/** Switches the policy off; measures that are in force go on. @throws HeguiError E_CONFLICT when none is in force. */
export async function endPolicy(parts: EnforcementParts, serviceId: string, by: Actor): Promise<void> {
  await parts.unitOfWork.run(async (tx, evidence) => {
    await lockPolicies(tx, serviceId);
    const version = await endActive(tx, serviceId, parts.clock.now(), 'off');
    if (version === null) throw new HeguiError('E_CONFLICT', 'no policy is in force for this service');
    evidence.append('measure.policy-ended', { service: serviceId, version, by });
  });
}

async function requireDraft({ database }: EnforcementParts, serviceId: string): Promise<StoredPolicy> {
  const draft = await readPolicy(database, serviceId, 'draft');
  if (draft === undefined) throw new HeguiError('E_CONFLICT', 'there is no draft; save one first');
  return draft;
}

function requireVersion(draft: StoredPolicy | undefined, version: number): StoredPolicy {
  if (draft?.version !== version)
    throw new HeguiError('E_CONFLICT', `version: ${version} is not the draft any more; reload and read it`);
  return draft;
}
