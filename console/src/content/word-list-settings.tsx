import type { Action, Folding, WordList } from '@hegui/contract';
import { App, Button, Divider, Flex, Form, Switch, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice } from '../app/index.ts';
import { AllowSection } from './allow-section.tsx';
import { useChangeWordList, useRetireWordList } from './queries.ts';
import { WordListFields } from './word-list-fields.tsx';

interface Draft {
  readonly name: string;
  readonly risk: string;
  readonly action: Action;
  readonly folding: Folding;
  readonly approvalRequired: boolean;
}

/** Name, risk, action and folding of a list, and its end. */
export function WordListSettings({ list, mayChange }: { list: WordList; mayChange: boolean }) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const change = useChangeWordList();
  const { name, risk, action, folding, approvalRequired } = list;

  const submit = (draft: Draft) =>
    change.mutate(
      { id: list.id, change: draft },
      {
        onSuccess: () => message.success(t(list.approvalRequired ? 'list.savedInDraft' : 'list.saved')),
      },
    );
  return (
    <div style={{ maxWidth: 720 }}>
      <Form<Draft>
        layout="vertical"
        disabled={!mayChange}
        initialValues={{ name, risk, action, folding, approvalRequired }}
        onFinish={submit}
      >
        <WordListFields />
        <Form.Item
          name="approvalRequired"
          label={t('versions.approvalRequired')}
          extra={t('versions.approvalHelp')}
          valuePropName="checked"
        >
          <Switch />
        </Form.Item>
        <Flex vertical gap={12} align="flex-start">
          <ProblemNotice error={change.error} />
          {mayChange && (
            <>
              <Typography.Text type="secondary">{t('list.filled')}</Typography.Text>
              <Button type="primary" htmlType="submit" loading={change.isPending}>
                {t('list.save')}
              </Button>
            </>
          )}
        </Flex>
      </Form>
      <AllowSection list={list} mayChange={mayChange} />
      {mayChange && <RetireWordList list={list} />}
    </div>
  );
}

function RetireWordList({ list }: { list: WordList }) {
  const { t } = useTranslation('content');
  const { message, modal } = App.useApp();
  const navigate = useNavigate();
  const retire = useRetireWordList();

  const retireNow = () =>
    retire.mutate(list.id, {
      onSuccess: () => {
        message.success(t('list.retired'));
        void navigate('/lists');
      },
    });
  const ask = () =>
    modal.confirm({
      title: t('list.retireConfirm', { name: list.name }),
      content: t('list.retireText'),
      okText: t('list.retire'),
      cancelText: t('list.cancel'),
      okButtonProps: { danger: true },
      onOk: retireNow,
    });
  return (
    <>
      <Divider />
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('list.danger')}</h2>
      <Typography.Paragraph type="secondary">{t('list.retireText')}</Typography.Paragraph>
      <ProblemNotice error={retire.error} />
      <Button danger loading={retire.isPending} onClick={ask}>
        {t('list.retire')}
      </Button>
    </>
  );
}
