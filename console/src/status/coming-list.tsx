import type { ComingDuty, comingPutSchema } from '@hegui/contract';
import { Button, Flex, Form, Input, Modal, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { usePutComing } from './queries.ts';
import { useText } from './use-text.ts';

/** What the law will ask from a later day on: of which services, who prepares for it, and whether that is done. */
export function ComingList({ items }: { items: readonly ComingDuty[] }) {
  return (
    <ul style={{ margin: 0, padding: 0, listStyle: 'none' }}>
      {items.map((item, at) => (
        <li
          key={`${item.obligation} ${item.from}`}
          style={at === 0 ? {} : { marginTop: 12, paddingTop: 12, borderTop: LINE }}
        >
          <ComingView item={item} />
        </li>
      ))}
    </ul>
  );
}

const LINE = '1px solid var(--ant-color-border-secondary)';
const COLOURS = { due: 'warning', breached: 'error', met: 'success' } as const;

function ComingView({ item }: { item: ComingDuty }) {
  const { t } = useTranslation('status');
  const text = useText();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [isEditing, setEditing] = useState(false);
  const { status, title, duty, instrumentName, article, from, isNewVersion, services, undecided, owner, doneOn, note } =
    item;
  const facts = [owner ?? t('noOwner'), ...(doneOn === null ? [] : [t('done', { day: doneOn })])];
  return (
    <>
      <Flex vertical gap={4} className="break-anywhere">
        <Flex gap={8} wrap align="center">
          <Tag color={COLOURS[status]} style={{ marginInlineEnd: 0 }}>
            {t(`coming.states.${status}`)}
          </Tag>
          <Typography.Text strong>{text(title)}</Typography.Text>
          <span>{t(status === 'breached' ? 'coming.since' : 'coming.from', { day: from })}</span>
        </Flex>
        <Typography.Text type="secondary">
          {text(instrumentName)} {article}
          {isNewVersion && ` · ${t('coming.newVersion')}`}
        </Typography.Text>
        <span>{text(duty)}</span>
        {services.length > 0 && <span>{t('coming.services', { names: services.join(', ') })}</span>}
        {undecided.length > 0 && (
          <Typography.Text type="secondary">{t('coming.undecided', { names: undecided.join(', ') })}</Typography.Text>
        )}
        <Flex gap={8} wrap align="center">
          <Typography.Text type="secondary">{facts.join(' · ')}</Typography.Text>
          {mayWrite && (
            <Button size="small" onClick={() => setEditing(true)}>
              {t('taskEdit.action')}
            </Button>
          )}
        </Flex>
        {note !== '' && <span>{note}</span>}
      </Flex>
      {isEditing && <ComingModal item={item} onClose={() => setEditing(false)} />}
    </>
  );
}

interface Draft {
  readonly owner: string;
  readonly doneOn: string;
  readonly note: string;
}

function ComingModal({ item, onClose }: { item: ComingDuty; onClose: () => void }) {
  const { t } = useTranslation('status');
  const text = useText();
  const [form] = Form.useForm<Draft>();
  const put = usePutComing(item.obligation);
  const submit = ({ owner, doneOn, note }: Draft) => {
    const given: z.input<typeof comingPutSchema> = {
      from: item.from,
      owner: owner.trim() === '' ? null : owner,
      doneOn: doneOn === '' ? null : doneOn,
      note,
    };
    put.mutate(given, { onSuccess: onClose });
  };
  return (
    <Modal
      title={t('coming.title', { name: text(item.title) })}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t('taskEdit.submit')}
      cancelText={t('override.cancel')}
      confirmLoading={put.isPending}
    >
      <Typography.Paragraph type="secondary">{t('coming.help', { day: item.from })}</Typography.Paragraph>
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{ owner: item.owner ?? '', doneOn: item.doneOn ?? '', note: item.note }}
        onFinish={submit}
      >
        <Form.Item name="owner" label={t('taskEdit.owner')}>
          <Input maxLength={100} />
        </Form.Item>
        <Form.Item name="doneOn" label={t('coming.doneOn')}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="note" label={t('taskEdit.note')}>
          <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={put.error} />
    </Modal>
  );
}
