import type { PersonalRecords } from '../../../evidence/index.ts';
import type { Database } from '../../../store/index.ts';
import { readChoice } from './store.ts';

/** One person's own word about training, which is kept so that it is honoured. @law measures#11 */
export const personalChoices = ({ database }: { readonly database: Database }): PersonalRecords => ({
  name: 'training-choices',
  title: { zh: '是否同意用于训练', en: 'Choice about training' },
  tables: ['training_choice'],
  search: async ({ endUser }) => {
    const found = await readChoice(database, endUser);
    const reason = { zh: '本人的选择，保留以便遵守', en: 'the person’s own choice, kept so that it is honoured' };
    return { erasable: 0, kept: found === undefined ? [] : [{ count: 1, reason, law: 'measures#11', until: null }] };
  },
  export: async function* ({ endUser }) {
    const found = await readChoice(database, endUser);
    if (found !== undefined) yield { choice: found.choice, chosenAt: found.chosenAt.toISOString() };
  },
  // A wish to be left out must outlive what it is about.
  erase: async () => 0,
});
