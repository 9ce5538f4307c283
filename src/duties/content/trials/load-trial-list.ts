import { setImmediate } from 'node:timers/promises';
import { chinaDay } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import type { TrialList, TrialTerm } from '../model.ts';
import type { ListRow } from '../store.ts';
import { nextTerms, type TermSource } from '../versions/store.ts';

const TERMS_PER_READ = 50_000;

/** A list with the terms of a source that are valid on the day, ready to be compiled. */
export async function loadTrialList(sql: Sql, list: ListRow, source: TermSource, at: Date): Promise<TrialList> {
  const day = chinaDay(at);
  const terms: TrialTerm[] = [];
  for (let after = ''; ; ) {
    const part = await nextTerms(sql, list.id, source, after, TERMS_PER_READ);
    for (const { text, value } of part) {
      if ((value.valid_from ?? day) > day || (value.valid_to ?? day) < day) continue;
      terms.push({ text, risk: value.risk ?? null, action: value.action ?? null, rules: value.rules ?? null });
    }
    if (part.length < TERMS_PER_READ) break;
    after = part.at(-1)?.text ?? '';
    await setImmediate();
  }
  const { id, name, risk, action, folding, allow, version } = list;
  return { id, name, risk, action, folding, allow, version, terms };
}
