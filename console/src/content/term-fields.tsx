import { type Action, actionSchema, type Severity, severitySchema, type WordList } from '@hegui/contract';
import { Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { RiskSelect } from './risk-select.tsx';
import type { TermDraft } from './term-draft.ts';
import { useDraftRule } from './use-draft-rule.ts';

/** The fields of a term beside its rules; an empty risk or action means the list's. */
export function TermFields({ list }: { readonly list: WordList }) {
  const { t } = useTranslation('content');
  const { t: tApp } = useTranslation('app');
  const ruleOf = useDraftRule(list);
  const half = { flex: '1 1 220px', marginBottom: 12 };
  return (
    <>
      <h3 style={{ fontSize: 14, margin: '0 0 8px' }}>{t('term.about')}</h3>
      <Form.Item<TermDraft>
        name="text"
        label={t('terms.text')}
        extra={t('term.textHelp')}
        required
        rules={[ruleOf('text')]}
        dependencies={['foldOn', 'foldOff', 'gap']}
      >
        <Input autoFocus maxLength={200} />
      </Form.Item>
      <Flex gap="0 12px" wrap>
        <Form.Item<TermDraft> name="risk" label={t('terms.risk')} style={half}>
          <RiskSelect allowClear placeholder={`${t('terms.inherits')} (${list.risk})`} />
        </Form.Item>
        <Form.Item<TermDraft> name="action" label={t('terms.action')} style={half}>
          <Select<Action>
            allowClear
            placeholder={`${t('terms.inherits')} (${tApp(`action.${list.action}`)})`}
            options={actionSchema.options.map((action) => ({ value: action, label: tApp(`action.${action}`) }))}
          />
        </Form.Item>
        <Form.Item<TermDraft> name="severity" label={t('term.severity')} style={half}>
          <Select<Severity>
            allowClear
            options={severitySchema.options.map((value) => ({ value, label: t(`versions.severity.${value}`) }))}
          />
        </Form.Item>
        <Form.Item<TermDraft> name="source" label={t('term.source')} style={half}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item<TermDraft> name="validFrom" label={t('term.validFrom')} style={half}>
          <Input type="date" />
        </Form.Item>
        <Form.Item<TermDraft>
          name="validTo"
          label={t('term.validTo')}
          style={half}
          rules={[ruleOf('validTo')]}
          dependencies={['validFrom']}
        >
          <Input type="date" />
        </Form.Item>
        <Form.Item<TermDraft> name="note" label={t('terms.note')} style={{ ...half, flexBasis: '100%' }}>
          <Input maxLength={500} />
        </Form.Item>
      </Flex>
    </>
  );
}
