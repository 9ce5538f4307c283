import type { MeasurePolicy } from '../../../contract/index.ts';
import { measurePolicySchema } from '../../../contract/index.ts';
import { DAY_MS } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { EnforcementParts, StoredMeasure } from '../model.ts';
import { type Found, nextMeasure, type PastMeasure } from '../rules.ts';
import { listOfUser } from '../store/measures.ts';
import { readPolicy } from '../store/policies.ts';
import {
  insertStrike,
  lastAccepted,
  listStrikes,
  listWaiting,
  lockUser,
  markWeighed,
  readCountable,
  type StoredStrike,
} from '../store/strikes.ts';
import { imposeFound } from './impose.ts';
import { prepareNotices } from './telling.ts';

/**
 * Counts the refusal of an exchange whose closing record is stored, and does what follows. However often and on however many
 * processes it is called, a refusal is counted once; one that the policy in force does not count changes nothing.
 */
export async function countRefusal(parts: EnforcementParts, exchangeId: string): Promise<void> {
  const refused = await readCountable(parts.database, exchangeId);
  if (refused === undefined) return;
  const policy = await readPolicy(parts.database, refused.serviceId, 'active');
  if (policy === undefined) return;
  const { serviceId: service, endUser, risks } = refused;
  try {
    await parts.unitOfWork.run(async (tx, evidence) => {
      await lockUser(tx, endUser);
      if (!(await insertStrike(tx, refused, policy.version))) throw new CountedBefore();
      const told = { exchange: exchangeId, service, endUser, risks: [...risks], policyVersion: policy.version };
      evidence.append('measure.strike', told);
    });
  } catch (error) {
    if (!(error instanceof CountedBefore)) throw error;
  }
  await weigh(parts, refused);
}

/** Somebody else counted it; nothing is to be stored. */
class CountedBefore extends Error {
  override readonly name = 'CountedBefore';
}

interface User {
  readonly serviceId: string;
  readonly endUser: string;
}

/** Asks what follows on the refusals of a user, and imposes or proposes it. Whoever asks at the same moment waits and finds it done. */
export async function weigh(parts: EnforcementParts, { serviceId, endUser }: User): Promise<void> {
  const user = { serviceId, endUser };
  // Noted before asking: a refusal that is counted meanwhile is asked about by whoever counted it.
  const waiting = await listWaiting(parts.database, endUser);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const asked = await ask(parts, parts.database, user);
    if (asked === null) return await markWeighed(parts.database, waiting);
    await imposeOnce(parts, user, asked);
  }
}

// Each imposing answers the question before it; what is left then waits for the next look.
const TRIES_MAX = 3;

interface Asked {
  readonly policy: MeasurePolicy;
  readonly version: number;
  readonly found: Found<StoredStrike>;
}

async function imposeOnce(parts: EnforcementParts, user: User, { found }: Asked): Promise<void> {
  const id = parts.ids.next('msr');
  const { rung } = found.rule;
  // Sealing makes a data key, which is a unit of work of its own; so the notice is there before the decision is made anew.
  const notices = found.rule.confirm ? [] : await prepareNotices(parts, { id, ...user, rung }, 'imposed');
  try {
    await parts.unitOfWork.run(async (tx, evidence) => {
      await lockUser(tx, user.endUser);
      const now = await ask(parts, tx, user);
      if (now === null || now.found.rule.rung !== rung) throw new CountedBefore();
      const { policy, version: policyVersion } = now;
      await imposeFound(parts, tx, evidence, { id, user, policy, policyVersion, found: now.found, notices });
    });
  } catch (error) {
    if (!(error instanceof CountedBefore)) throw error;
  }
}

async function ask({ clock }: EnforcementParts, sql: Sql, { serviceId, endUser }: User): Promise<Asked | null> {
  const active = await readPolicy(sql, serviceId, 'active');
  if (active === undefined) return null;
  const policy = measurePolicySchema.parse(active.settings);
  const now = clock.now();
  const since = new Date(now.getTime() - policy.strikeDays * DAY_MS);
  const strikes = await listStrikes(sql, endUser, since);
  const [first, last] = [strikes[0], strikes.at(-1)];
  if (first === undefined || last === undefined) return null;
  const [history, acceptedAt] = [await listOfUser(sql, endUser), await lastAccepted(sql, endUser, first.at, last.at)];
  const found = nextMeasure(policy, { strikes, history: history.flatMap(pastOf), acceptedAt, now });
  return found === null ? null : { policy, version: active.version, found };
}

/** As the rules see it; what was a mistake was never there. */
function pastOf({ rung, state, imposedAt, endsAt, endedAt, endedReason }: StoredMeasure): PastMeasure[] {
  if (state === 'rejected' || endedReason === 'mistaken' || endedReason === 'overturned') return [];
  return [{ rung, state, imposedAt, until: endedAt ?? endsAt }];
}
