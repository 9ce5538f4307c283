import type { Folding } from '../../../contract/index.ts';
import { invalidField } from '../../../kernel/index.ts';
import type { Sql } from '../../../store/index.ts';
import { findTermProblem } from '../rules.ts';
import { fromValue } from '../term-value.ts';
import { nextTerms, type TermSource } from '../versions/store.ts';

const TEXTS_PER_READ = 50_000;

/**
 * A term that folds to nothing could not be compiled, and no list at all could be loaded any more.
 *
 * @throws HeguiError E_REQUEST_INVALID at `folding`, naming a term that does not fit it.
 */
export async function requireTermsFit(tx: Sql, listId: string, source: TermSource, folding: Folding): Promise<void> {
  for (let after = ''; ; ) {
    const terms = await nextTerms(tx, listId, source, after, TEXTS_PER_READ);
    for (const { text, value } of terms) {
      const problem = findTermProblem(text, folding, fromValue(value).rules);
      if (problem === null) continue;
      throw invalidField(
        'folding',
        `does not fit the term ${JSON.stringify(text.slice(0, 40))}, which then ${problem}`,
      );
    }
    if (terms.length < TEXTS_PER_READ) return;
    after = terms.at(-1)?.text ?? '';
  }
}
