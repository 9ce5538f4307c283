import type { CaseMeasure } from '@hegui/contract';
import { Button, Flex, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useWordLists } from '../content/queries.ts';
import { useServices } from '../registry/queries.ts';

/** What a measure says, by the names of lists and services. */
function useMeasureWords(): (measure: CaseMeasure) => string {
  const { t } = useTranslation('cases');
  const lists = useWordLists().data ?? [];
  const services = useServices().data ?? [];
  return (measure) => {
    if (measure.kind === 'other') return t('detail.measure.other', { text: measure.text });
    const named = measure.kind === 'word-list' ? lists : services;
    const name = named.find(({ id }) => id === measure.id)?.name ?? measure.id;
    return t(`detail.measure.${measure.kind}`, { name, version: measure.version });
  };
}

export const keyOfMeasure = (measure: CaseMeasure): string =>
  measure.kind === 'other' ? measure.text : `${measure.id} ${measure.version}`;

/** Measures that were taken. */
export function MeasureWords({ measures }: { measures: readonly CaseMeasure[] }) {
  const wordsOf = useMeasureWords();
  return (
    <ul style={{ margin: '4px 0', paddingInlineStart: 20 }}>
      {measures.map((measure) => (
        <li key={keyOfMeasure(measure)} className="break-anywhere">
          {wordsOf(measure)}
        </li>
      ))}
    </ul>
  );
}

interface MeasuresFieldProps {
  readonly serviceId: string;
  readonly measures: CaseMeasure[];
  readonly onChange: (measures: CaseMeasure[]) => void;
}

/** Names what stops or mends: versions as they are now, or words. */
export function MeasuresField({ serviceId, measures, onChange }: MeasuresFieldProps) {
  const { t } = useTranslation('cases');
  const wordsOf = useMeasureWords();
  const lists = useWordLists();
  const service = useServices().data?.find(({ id }) => id === serviceId);
  const [other, setOther] = useState('');
  const add = (measure: CaseMeasure) =>
    onChange([...measures.filter((one) => keyOfMeasure(one) !== keyOfMeasure(measure)), measure]);
  return (
    <Flex vertical gap={8}>
      <Flex gap={6} wrap>
        {measures.map((measure) => (
          <Tag
            key={keyOfMeasure(measure)}
            closable={{ 'aria-label': t('detail.remove') }}
            style={{ whiteSpace: 'normal' }}
            onClose={() => onChange(measures.filter((one) => one !== measure))}
          >
            {wordsOf(measure)}
          </Tag>
        ))}
      </Flex>
      <Flex gap={8} wrap>
        <Select
          aria-label={t('detail.addList')}
          placeholder={t('detail.addList')}
          style={{ minWidth: 200, flex: '1 1 200px' }}
          value={null}
          options={(lists.data ?? []).map(({ id, name, version }) => ({ value: id, label: `${name} v${version}` }))}
          onChange={(id: string | null) => {
            const list = lists.data?.find((one) => one.id === id);
            if (list !== undefined) add({ kind: 'word-list', id: list.id, version: list.version });
          }}
        />
        {service !== undefined && (
          <Button onClick={() => add({ kind: 'policy', id: service.id, version: service.policyVersion })}>
            {t('detail.addPolicy')}
          </Button>
        )}
      </Flex>
      <Flex gap={8}>
        <Input
          aria-label={t('detail.addOther')}
          placeholder={t('detail.addOther')}
          value={other}
          maxLength={500}
          onChange={(event) => setOther(event.target.value)}
        />
        <Button
          disabled={other.trim() === ''}
          onClick={() => {
            add({ kind: 'other', text: other.trim() });
            setOther('');
          }}
        >
          {t('detail.add')}
        </Button>
      </Flex>
    </Flex>
  );
}
