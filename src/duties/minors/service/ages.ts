import type { AgeBand, AgeSource } from '../../../contract/index.ts';
import type { Evidence } from '../../../evidence/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { MinorsParts, MinorUser } from '../model.ts';
import { requireMayState, strongest } from '../rules.ts';
import { listStatements, lockUser, writeStatement } from '../store/people.ts';

/** Keeps what a source says, with its evidence; what it said before stays when it is the same. Inside a unit of work. */
export async function stateIn(
  parts: Pick<MinorsParts, 'clock'>,
  tx: Sql,
  evidence: Evidence,
  { user, source, band }: { readonly user: MinorUser; readonly source: AgeSource; readonly band: AgeBand },
): Promise<boolean> {
  await lockUser(tx, user);
  const statements = await listStatements(tx, user);
  const own = statements.find((one) => one.source === source);
  if (own?.band === band) return false;
  requireMayState(source, band, own?.band ?? null);
  const before = strongest(statements)?.band;
  await writeStatement(tx, user, { source, band, at: parts.clock.now() });
  const { serviceId: service, endUser } = user;
  evidence.append('minors.age-stated', { service, endUser, source, band, ...(before === undefined ? {} : { before }) });
  return true;
}

/**
 * What the user, the app or a check of identity says about an age. Saying the same again changes nothing.
 *
 * @throws HeguiError E_REQUEST_INVALID when somebody declares to be older than they declared before.
 */
export async function stateAge(
  parts: MinorsParts,
  user: MinorUser,
  said: { readonly source: 'declared' | 'verified'; readonly band: AgeBand },
): Promise<void> {
  const own = (await listStatements(parts.database, user)).find(({ source }) => source === said.source);
  if (own?.band === said.band) return;
  await parts.unitOfWork.run(async (tx, evidence) => {
    if (!(await stateIn(parts, tx, evidence, { user, ...said })))
      throw new HeguiError('E_CONFLICT', 'the same was said at this very moment');
  });
}
