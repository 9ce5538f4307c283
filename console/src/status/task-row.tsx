import type { ObligationState } from '@hegui/contract';
import { Button, Flex, Form, Input, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { usePutTask } from './queries.ts';
import { useText } from './use-text.ts';

interface Draft {
  readonly owner: string;
  readonly dueOn: string;
  readonly doneOn: string;
  readonly validUntil: string;
  readonly note: string;
}

type Task = NonNullable<ObligationState['task']>;

/** What software cannot do: who does it, by when, and what they say about it. */
export function TaskRow({ task }: { task: Task }) {
  const { t } = useTranslation('status');
  const text = useText();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [isEditing, setEditing] = useState(false);
  const { owner, dueOn, doneOn, validUntil } = task;
  const facts = [
    owner ?? t('noOwner'),
    ...(dueOn === null ? [] : [t('due', { day: dueOn })]),
    ...(doneOn === null ? [] : [t('done', { day: doneOn })]),
    ...(validUntil === null ? [] : [t('valid', { day: validUntil })]),
  ];
  return (
    <Flex vertical gap={4}>
      <Flex gap={8} align="flex-start">
        <Tag style={{ marginInlineEnd: 0 }}>{t('task')}</Tag>
        <span className="break-anywhere">{text(task.text)}</span>
      </Flex>
      <Flex gap={8} wrap align="center">
        <Typography.Text type="secondary">{facts.join(' · ')}</Typography.Text>
        {mayWrite && (
          <Button size="small" onClick={() => setEditing(true)}>
            {t('taskEdit.action')}
          </Button>
        )}
      </Flex>
      {task.note !== '' && <span className="break-anywhere">{task.note}</span>}
      {isEditing && <TaskModal task={task} onClose={() => setEditing(false)} />}
    </Flex>
  );
}

const DAY = /^(\d{4}-\d{2}-\d{2})?$/;
const dayOrNull = (text: string): string | null => (text === '' ? null : text);

function TaskModal({ task, onClose }: { task: Task; onClose: () => void }) {
  const { t } = useTranslation('status');
  const [form] = Form.useForm<Draft>();
  const put = usePutTask(task.obligation);
  const submit = ({ owner, dueOn, doneOn, validUntil, note }: Draft) =>
    put.mutate(
      {
        owner: owner.trim() === '' ? null : owner,
        dueOn: dayOrNull(dueOn),
        doneOn: dayOrNull(doneOn),
        validUntil: dayOrNull(validUntil),
        note,
      },
      { onSuccess: onClose },
    );
  return (
    <Modal
      title={t('taskEdit.title')}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t('taskEdit.submit')}
      cancelText={t('override.cancel')}
      confirmLoading={put.isPending}
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{
          owner: task.owner ?? '',
          dueOn: task.dueOn ?? '',
          doneOn: task.doneOn ?? '',
          validUntil: task.validUntil ?? '',
          note: task.note,
        }}
        onFinish={submit}
      >
        <Form.Item name="owner" label={t('taskEdit.owner')}>
          <Input maxLength={100} />
        </Form.Item>
        {(['dueOn', 'doneOn', 'validUntil'] as const).map((name) => (
          <Form.Item
            key={name}
            name={name}
            label={t(`taskEdit.${name}`)}
            rules={[{ pattern: DAY, message: t('taskEdit.dates') }]}
          >
            <Input type="date" />
          </Form.Item>
        ))}
        <Form.Item name="note" label={t('taskEdit.note')}>
          <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={put.error} />
    </Modal>
  );
}
