import type { ListDraft, WordList } from '@hegui/contract';
import { Alert, App, Button, Flex, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole, useSession } from '../app/index.ts';
import { useActorName, useDraftChange, usePublish } from './version-queries.ts';

/** Approval by a second person, and going live; in an emergency alone, with a reason. */
export function DraftRelease({ list, draft }: { list: WordList; draft: ListDraft }) {
  const { t } = useTranslation('content');
  const { message } = App.useApp();
  const mayAct = useHasRole('administrator', 'compliance-officer');
  const { approve } = useDraftChange(list.id);
  const publish = usePublish(list.id);
  const [isEmergency, setEmergency] = useState(false);
  const needsApproval = list.approvalRequired && draft.approved === null;
  const tell = (version: number) => message.success(t('versions.published', { version }));
  return (
    <Flex vertical gap={8}>
      <Approval list={list} draft={draft} />
      <ProblemNotice error={approve.error ?? publish.error} />
      {mayAct && (
        <Flex gap={8} wrap align="center">
          <ApproveButton draft={draft} isPending={approve.isPending} onApprove={() => approve.mutate()} />
          <Button
            type="primary"
            disabled={needsApproval}
            loading={publish.isPending}
            onClick={() => publish.mutate({}, { onSuccess: ({ version }) => void tell(version) })}
          >
            {t('versions.publish')}
          </Button>
          {needsApproval && (
            <Button danger onClick={() => setEmergency(true)}>
              {t('versions.emergency')}
            </Button>
          )}
        </Flex>
      )}
      <Typography.Text type="secondary">{t('versions.publishHelp')}</Typography.Text>
      <EmergencyModal
        isOpen={isEmergency}
        isPending={publish.isPending}
        onClose={() => setEmergency(false)}
        onConfirm={(reason) =>
          publish.mutate({ emergency: true, reason }, { onSuccess: ({ version }) => void tell(version) })
        }
      />
    </Flex>
  );
}

function Approval({ list, draft }: { list: WordList; draft: ListDraft }) {
  const { t } = useTranslation('content');
  const nameOf = useActorName((kind) => t(`versions.${kind}`));
  if (draft.approved !== null)
    return <Alert type="success" showIcon title={t('versions.approved', { by: nameOf(draft.approved.by) })} />;
  if (!list.approvalRequired) return <Alert type="info" showIcon title={t('versions.notRequired')} />;
  return <Alert type="warning" showIcon title={t('versions.notApproved')} description={t('versions.approveHelp')} />;
}

interface ApproveButtonProps {
  readonly draft: ListDraft;
  readonly isPending: boolean;
  readonly onApprove: () => void;
}

function ApproveButton({ draft, isPending, onApprove }: ApproveButtonProps) {
  const { t } = useTranslation('content');
  const me = `staff:${useSession().staff.id}`;
  if (draft.approved !== null) return null;
  if (draft.authors.includes(me)) return <Typography.Text>{t('versions.youChanged')}</Typography.Text>;
  return (
    <Button loading={isPending} onClick={onApprove}>
      {t('versions.approve')}
    </Button>
  );
}

interface EmergencyModalProps {
  readonly isOpen: boolean;
  readonly isPending: boolean;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string) => void;
}

function EmergencyModal({ isOpen, isPending, onClose, onConfirm }: EmergencyModalProps) {
  const { t } = useTranslation('content');
  const [form] = Form.useForm<{ reason: string }>();
  return (
    <Modal
      open={isOpen}
      title={t('versions.emergencyTitle')}
      okText={t('versions.emergency')}
      cancelText={t('versions.cancel')}
      okButtonProps={{ danger: true, loading: isPending }}
      onOk={form.submit}
      onCancel={onClose}
      destroyOnHidden
    >
      <p>{t('versions.emergencyText')}</p>
      <Form form={form} layout="vertical" preserve={false} onFinish={({ reason }) => onConfirm(reason)}>
        <Form.Item
          name="reason"
          label={t('versions.reason')}
          rules={[{ required: true, whitespace: true, message: t('versions.reasonRule') }]}
        >
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
