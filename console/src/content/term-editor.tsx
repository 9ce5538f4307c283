import {
  type Action,
  actionSchema,
  type Severity,
  severitySchema,
  type Term,
  termTextSchema,
  type WordList,
} from '@hegui/contract';
import { App, Button, Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useChangeTerm } from './queries.ts';
import { RiskSelect } from './risk-select.tsx';

interface Draft {
  readonly text: string;
  readonly risk?: string;
  readonly action?: Action;
  readonly note?: string;
  readonly severity?: Severity;
  readonly source?: string;
  readonly validFrom?: string;
  readonly validTo?: string;
}

const textOrNull = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
};

interface TermEditorProps {
  readonly list: WordList;
  readonly term: Term;
  readonly onDone: () => void;
}

/** Changes one term under its row; an empty risk or action means the list's. */
export function TermEditor({ list, term, onDone }: TermEditorProps) {
  const { t } = useTranslation('content');
  const { t: tApp } = useTranslation('app');
  const { message } = App.useApp();
  const change = useChangeTerm(list.id);

  const submit = ({ text, risk, action, note, severity, source, validFrom, validTo }: Draft) => {
    change.mutate(
      {
        id: term.id,
        change: {
          text,
          risk: risk ?? null,
          action: action ?? null,
          note: textOrNull(note),
          severity: severity ?? null,
          source: textOrNull(source),
          validFrom: textOrNull(validFrom),
          validTo: textOrNull(validTo),
        },
      },
      {
        onSuccess: () => {
          message.success(t(list.approvalRequired ? 'terms.changedInDraft' : 'terms.changed'));
          onDone();
        },
      },
    );
  };
  const initial = Object.fromEntries(Object.entries(term).filter(([, value]) => value !== null));
  const isTerm = (_: unknown, value: unknown) =>
    termTextSchema.safeParse(value).success ? Promise.resolve() : Promise.reject(new Error(t('terms.textRule')));
  return (
    <Form<Draft> layout="vertical" initialValues={initial} onFinish={submit} style={{ maxWidth: 1_000 }}>
      <Flex gap={12} wrap>
        <Form.Item
          name="text"
          label={t('terms.text')}
          style={{ flex: '1 1 200px', marginBottom: 12 }}
          rules={[{ validator: isTerm }]}
        >
          <Input autoFocus maxLength={200} onKeyDown={(event) => event.key === 'Escape' && onDone()} />
        </Form.Item>
        <Form.Item name="risk" label={t('terms.risk')} style={{ flex: '1 1 200px', marginBottom: 12 }}>
          <RiskSelect allowClear placeholder={`${t('terms.inherits')} (${list.risk})`} />
        </Form.Item>
        <Form.Item name="action" label={t('terms.action')} style={{ flex: '1 1 140px', marginBottom: 12 }}>
          <Select<Action>
            allowClear
            placeholder={`${t('terms.inherits')} (${tApp(`action.${list.action}`)})`}
            options={actionSchema.options.map((action) => ({ value: action, label: tApp(`action.${action}`) }))}
          />
        </Form.Item>
        <Form.Item name="note" label={t('terms.note')} style={{ flex: '1 1 200px', marginBottom: 12 }}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item name="severity" label={t('versions.field.severity')} style={{ flex: '1 1 120px', marginBottom: 12 }}>
          <Select<Severity>
            allowClear
            options={severitySchema.options.map((value) => ({ value, label: t(`versions.severity.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="source" label={t('versions.field.source')} style={{ flex: '1 1 160px', marginBottom: 12 }}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item
          name="validFrom"
          label={t('versions.field.valid_from')}
          style={{ flex: '1 1 140px', marginBottom: 12 }}
        >
          <Input type="date" />
        </Form.Item>
        <Form.Item name="validTo" label={t('versions.field.valid_to')} style={{ flex: '1 1 140px', marginBottom: 12 }}>
          <Input type="date" />
        </Form.Item>
      </Flex>
      <Flex vertical gap={8}>
        <ProblemNotice error={change.error} />
        <Flex gap={8}>
          <Button type="primary" htmlType="submit" loading={change.isPending}>
            {t('terms.save')}
          </Button>
          <Button onClick={onDone}>{t('terms.cancel')}</Button>
        </Flex>
      </Flex>
    </Form>
  );
}
