import { nameSchema } from '@hegui/contract';
import { App, Button, Drawer, Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice, ruleOf } from '../app/index.ts';
import { ModelCodeField } from './model-code-field.tsx';
import { useCreateService, useUpstreams } from './queries.ts';

interface Draft {
  readonly name: string;
  readonly modelCode: string;
  readonly upstreamIds: string[];
}

/** Makes a service with the standard policy and goes on to its keys. */
export function ServiceCreateDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { t } = useTranslation('registry');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const create = useCreateService();
  const upstreams = (useUpstreams().data ?? []).filter((upstream) => !upstream.demonstration);

  const submit = (draft: Draft) =>
    create.mutate(draft, {
      onSuccess: (service) => {
        message.success(t('services.created'));
        void navigate(`/services/${service.id}?tab=keys`);
      },
    });
  return (
    <Drawer
      title={t('services.create')}
      open={isOpen}
      onClose={onClose}
      size={520}
      styles={{ wrapper: { maxWidth: '100vw' } }}
      destroyOnHidden
      footer={
        <Flex justify="flex-end">
          <Button type="primary" loading={create.isPending} onClick={form.submit}>
            {t('services.submit')}
          </Button>
        </Flex>
      }
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        preserve={false}
        initialValues={{ modelCode: '0001', upstreamIds: [] }}
        onFinish={submit}
      >
        <Form.Item name="name" label={t('services.name')} rules={[ruleOf(nameSchema, t('nameRule'))]}>
          <Input autoFocus maxLength={100} />
        </Form.Item>
        <ModelCodeField />
        <Form.Item name="upstreamIds" label={t('services.upstreams')} extra={t('services.upstreamsHelp')}>
          <Select
            mode="multiple"
            placeholder={t('services.upstreamsPlaceholder')}
            options={upstreams.map(({ id, name }) => ({ value: id, label: name }))}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
      </Form>
      <ProblemNotice error={create.error} />
    </Drawer>
  );
}
