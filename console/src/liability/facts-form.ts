import { orderAgencySchema, orderMeasureSchema } from '@hegui/contract';
import { useTranslation } from 'react-i18next';
import type { FormField } from '../registers/form-modal.tsx';

/** What is asked about an order, line by line. */
export function useOrderFields(): FormField[] {
  const { t } = useTranslation('liability');
  return [
    { name: 'title', label: t('facts.title'), kind: 'text' },
    {
      name: 'agency',
      label: t('facts.agency'),
      kind: 'select',
      options: orderAgencySchema.options.map((value) => ({ value, label: t(`agencies.${value}`) })),
    },
    { name: 'office', label: t('facts.office'), kind: 'text' },
    { name: 'reference', label: t('facts.reference'), kind: 'text', help: t('noReference') },
    {
      name: 'measure',
      label: t('facts.measure'),
      kind: 'select',
      options: orderMeasureSchema.options.map((value) => ({ value, label: t(`measures.${value}`) })),
    },
    { name: 'demands', label: t('facts.demands'), kind: 'area' },
    { name: 'legalBasis', label: t('facts.legalBasis'), kind: 'area' },
    { name: 'receivedOn', label: t('facts.receivedOn'), kind: 'day' },
    { name: 'deadlineOn', label: t('facts.deadlineOn'), kind: 'day' },
  ];
}
