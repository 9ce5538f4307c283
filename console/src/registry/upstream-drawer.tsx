import type { Upstream } from '@hegui/contract';
import { App, Button, Drawer, Flex, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useChangeUpstream, useCreateUpstream } from './queries.ts';
import { draftOf, type UpstreamDraft, upstreamOf } from './upstream-draft.ts';
import { UpstreamFields } from './upstream-fields.tsx';

interface UpstreamDrawerProps {
  /** The one to change; null makes a new one. */
  readonly upstream: Upstream | null;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Makes or changes an upstream. */
export function UpstreamDrawer({ upstream, isOpen, onClose }: UpstreamDrawerProps) {
  const { t } = useTranslation('registry');
  const { message } = App.useApp();
  const [form] = Form.useForm<UpstreamDraft>();
  const create = useCreateUpstream();
  const change = useChangeUpstream();

  const done = (text: string) => () => {
    message.success(text);
    onClose();
  };
  const submit = (draft: UpstreamDraft) => {
    const sent = upstreamOf(draft);
    if (upstream === null) create.mutate(sent, { onSuccess: done(t('upstreams.created')) });
    else change.mutate({ id: upstream.id, change: sent }, { onSuccess: done(t('saved')) });
  };
  return (
    <Drawer
      title={upstream === null ? t('upstreams.createTitle') : t('upstreams.editTitle', { name: upstream.name })}
      open={isOpen}
      onClose={onClose}
      size={600}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
      footer={
        <Flex justify="flex-end">
          <Button type="primary" loading={create.isPending || change.isPending} onClick={form.submit}>
            {t('save')}
          </Button>
        </Flex>
      }
    >
      <Form<UpstreamDraft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={draftOf(upstream)}
        onFinish={submit}
      >
        <UpstreamFields hasApiKey={upstream?.hasApiKey ?? false} />
      </Form>
      <ProblemNotice error={create.error ?? change.error} />
    </Drawer>
  );
}
