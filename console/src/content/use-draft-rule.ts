import type { WordList } from '@hegui/contract';
import type { FormRule } from 'antd';
import { useTranslation } from 'react-i18next';
import { type DraftFault, EMPTY_DRAFT, findDraftFaults, type TermDraft } from './term-draft.ts';

const ENTRY_SHOWN_CHARS = 20;

/** The form rule of a field: what the engine or the server would not take of it. Dates and lists depend on one another. */
export function useDraftRule(list: WordList): (field: keyof TermDraft) => FormRule {
  const wordOf = useFaultWords();
  return (field) =>
    ({ getFieldsValue }) => ({
      validator: async () => {
        const draft: TermDraft = { ...EMPTY_DRAFT, ...getFieldsValue(true) };
        const fault = findDraftFaults(draft, list.folding).find((one) => one.field === field);
        if (fault !== undefined) throw new Error(wordOf(fault));
      },
    });
}

function useFaultWords(): (fault: DraftFault) => string {
  const { t } = useTranslation('content');
  return ({ field, kind, entry = '', max = 0 }) =>
    t(field === 'text' && kind === 'tooLong' ? 'term.fault.textTooLong' : `term.fault.${kind}`, {
      entry: entry.slice(0, ENTRY_SHOWN_CHARS),
      max,
    });
}
