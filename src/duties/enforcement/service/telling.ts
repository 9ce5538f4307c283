import type { MeasureRung } from '../../../contract/index.ts';
import type { Evidence } from '../../../evidence/index.ts';
import type { PreparedNotice } from '../../../notices/index.ts';
import type { Sql } from '../../../store/index.ts';
import { type EnforcementParts, subjectOf } from '../model.ts';

export type Told = 'imposed' | 'ended' | 'appealed' | 'decided';

/**
 * What the provider's own app is told, so that it tells the person: that there is something to read, by a signed webhook with ids
 * and codes. Who it is about the app learns by asking with the key of its service.
 */
export async function prepareNotices(
  { notices }: Pick<EnforcementParts, 'notices'>,
  measure: { readonly id: string; readonly serviceId: string; readonly rung: MeasureRung },
  told: Told,
  more: Readonly<Record<string, string>> = {},
): Promise<PreparedNotice[]> {
  const { id, serviceId, rung } = measure;
  const event = { measure: id, service: serviceId, rung, ...more };
  return await notices.prepareEvent({
    subjectId: id,
    sealedFor: subjectOf(id),
    template: `measure.${told}`,
    serviceId,
    event,
  });
}

/** Stores them in the unit of work of what they tell of. */
export async function queueAll(
  { notices }: Pick<EnforcementParts, 'notices'>,
  tx: Sql,
  evidence: Evidence,
  prepared: readonly PreparedNotice[],
): Promise<void> {
  for (const notice of prepared) await notices.queue(tx, evidence, notice);
}
