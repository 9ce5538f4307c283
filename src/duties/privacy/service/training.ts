import type { Evidence } from '../../../evidence/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { PrivacyParts } from '../model.ts';
import { insertSuppression } from '../store/erasures.ts';

/**
 * Keeps one person's words out of training from now on. What a model has learned already cannot be taken out of it: this is what
 * can be done. Saying it again changes nothing.
 */
export async function restrictTraining(
  { clock }: Pick<PrivacyParts, 'clock'>,
  tx: Sql,
  evidence: Evidence,
  given: { readonly endUser: string; readonly serviceId: string; readonly requestId: string | null },
): Promise<void> {
  const { endUser, requestId } = given;
  if (!(await insertSuppression(tx, { ...given, since: clock.now() }))) return;
  evidence.append('privacy.training-restricted', {
    ...(requestId === null ? {} : { request: requestId }),
    endUser,
  });
}
