import type { Coverage } from '../../../contract/index.ts';
import { chinaDay } from '../../../kernel/index.ts';
import type { ContentParts } from '../model.ts';
import { judgeCoverage } from './rules.ts';
import { countByRisk, countTexts, readFreshness } from './store.ts';

/** What the enabled lists cover of the standard now, counting terms that are valid today. */
export async function readCoverage({ database, clock }: Pick<ContentParts, 'database' | 'clock'>): Promise<Coverage> {
  const at = clock.now();
  const day = chinaDay(at);
  const [byRisk, total, lists] = [
    await countByRisk(database, day),
    await countTexts(database, day),
    await readFreshness(database),
  ];
  return judgeCoverage({ byRisk, total, lists, at });
}
