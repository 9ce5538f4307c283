import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRisks } from '../app/index.ts';
import { ActionField } from './action-field.tsx';
import { FoldingField } from './folding-field.tsx';
import { RiskSelect } from './risk-select.tsx';

/** The fields that make and change a word list: name, risk, action, folding. */
export function WordListFields() {
  const { t } = useTranslation('content');
  const source = useRisks().data?.source;
  return (
    <>
      <Form.Item
        name="name"
        label={t('field.name')}
        rules={[{ required: true, whitespace: true, max: 100, message: t('field.nameRule') }]}
      >
        <Input placeholder={t('create.namePlaceholder')} maxLength={100} />
      </Form.Item>
      <Form.Item
        name="risk"
        label={t('field.risk')}
        rules={[{ required: true, message: t('field.riskRule') }]}
        extra={source && t('field.riskHelp', { standard: source.standard, annex: source.annex })}
      >
        <RiskSelect />
      </Form.Item>
      <Form.Item name="action" label={t('field.action')}>
        <ActionField />
      </Form.Item>
      <Form.Item name="folding" label={t('field.folding')} tooltip={t('field.foldingHelp')}>
        <FoldingField />
      </Form.Item>
    </>
  );
}
