import { type AudiencePolicy, audiencePolicySchema, type Policy } from '@hegui/contract';
import { Divider, Flex, Form, InputNumber, Select, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useWordLists } from '../content/queries.ts';
import { AnswerTemplates } from './answer-templates.tsx';
import { AudienceEngines } from './audience-engines-fields.tsx';
import { StandardAnswersField } from './standard-answers-field.tsx';

interface AudienceSectionProps {
  readonly policy: Policy;
  readonly mayChange: boolean;
  readonly onChange: (audiences: Policy['audiences']) => void;
}

/** What differs for minors: more lists, stricter actions, other words, other engines, shorter answers. */
export function AudienceSection({ policy, mayChange, onChange }: AudienceSectionProps) {
  const { t } = useTranslation('audiences');
  const switchId = useId();
  const { minors } = policy.audiences;
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('title')}</h2>
      <Typography.Paragraph type="secondary">{t('help')}</Typography.Paragraph>
      <Flex gap={8} align="center" style={{ marginBottom: 12 }}>
        <Switch
          id={switchId}
          checked={minors !== undefined}
          onChange={(isOn) => onChange(isOn ? { minors: audiencePolicySchema.parse({}) } : {})}
        />
        <label htmlFor={switchId}>{t('on')}</label>
      </Flex>
      {minors !== undefined && (
        <MinorsFields
          policy={policy}
          minors={minors}
          fallback={policy.standardAnswers.default ?? ''}
          mayChange={mayChange}
          onChange={(next) => onChange({ minors: next })}
        />
      )}
      <Divider style={{ margin: '20px 0' }} />
    </section>
  );
}

interface MinorsFieldsProps {
  readonly policy: Policy;
  readonly minors: AudiencePolicy;
  /** The service's own default answer, shown until there is one for minors. */
  readonly fallback: string;
  readonly mayChange: boolean;
  readonly onChange: (minors: AudiencePolicy) => void;
}

function MinorsFields({ policy, minors, fallback, mayChange, onChange }: MinorsFieldsProps) {
  const { t } = useTranslation('audiences');
  const lists = useWordLists();
  const lengthId = useId();
  const change = (part: Partial<AudiencePolicy>) => onChange({ ...minors, ...part });
  return (
    <>
      <Form.Item label={t('lists')} extra={t('listsHelp')}>
        <Select
          mode="multiple"
          value={minors.wordListIds}
          aria-label={t('lists')}
          placeholder={t('listsPlaceholder')}
          showSearch={{ optionFilterProp: 'label' }}
          options={(lists.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(wordListIds) => change({ wordListIds })}
        />
      </Form.Item>
      <Form.Item label={t('action')} extra={t('actionHelp')}>
        <Select<'none' | 'replace' | 'block'>
          value={minors.actionMin === null || minors.actionMin === 'flag' ? 'none' : minors.actionMin}
          aria-label={t('action')}
          style={{ width: 240, maxWidth: '100%' }}
          options={(['none', 'replace', 'block'] as const).map((one) => ({ value: one, label: t(`actions.${one}`) }))}
          onChange={(one) => change({ actionMin: one === 'none' ? null : one })}
        />
      </Form.Item>
      <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{t('answers')}</h3>
      {mayChange && <AnswerTemplates audience="minors" onApply={(standardAnswers) => change({ standardAnswers })} />}
      <StandardAnswersField
        answers={{ default: fallback, ...minors.standardAnswers }}
        mayChange={mayChange}
        onChange={(standardAnswers) => change({ standardAnswers })}
      />
      <AudienceEngines
        policy={policy}
        engines={minors.engines}
        mayChange={mayChange}
        onChange={(engines) => change({ engines })}
      />
      <Form.Item label={t('length')} htmlFor={lengthId}>
        <InputNumber<number>
          id={lengthId}
          value={minors.outputCharsMax}
          min={1}
          precision={0}
          placeholder={t('lengthNone')}
          style={{ width: 240, maxWidth: '100%' }}
          onChange={(outputCharsMax) => change({ outputCharsMax })}
        />
      </Form.Item>
    </>
  );
}
