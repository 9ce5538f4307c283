import { caseCreateSchema } from '@hegui/contract';
import { Form, Input, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice, ruleOf } from '../app/index.ts';
import { RiskSelect } from '../content/risk-select.tsx';
import { useServices } from '../registry/queries.ts';
import { useOpenCase } from './queries.ts';

interface Draft {
  readonly title: string;
  readonly serviceId: string;
  readonly risk: string;
  readonly exchanges: string;
  readonly note: string;
}

export interface CasePreset {
  readonly exchangeId: string | null;
  readonly decisionId: string | null;
  readonly serviceId: string | null;
  readonly risk: string | null;
}

/** Opens a case and leads to it. */
export function CaseCreateModal({ preset, onClose }: { preset: CasePreset; onClose: () => void }) {
  const { t } = useTranslation('cases');
  const [form] = Form.useForm<Draft>();
  const navigate = useNavigate();
  const services = useServices();
  const open = useOpenCase();
  const submit = ({ title, serviceId, risk, exchanges, note }: Draft) =>
    open.mutate(
      {
        title,
        serviceId,
        risk,
        exchangeIds: exchanges.split(/\s+/).filter((id) => id !== ''),
        note,
        ...(preset.decisionId === null ? {} : { decisionId: preset.decisionId }),
      },
      { onSuccess: ({ id }) => void navigate(`/cases/${id}`) },
    );
  return (
    <Modal
      title={t('create.title')}
      open
      onCancel={onClose}
      onOk={form.submit}
      okText={t('create.submit')}
      cancelText={t('create.cancel')}
      confirmLoading={open.isPending}
    >
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{
          title: '',
          exchanges: preset.exchangeId ?? '',
          note: '',
          ...(preset.serviceId === null ? {} : { serviceId: preset.serviceId }),
          ...(preset.risk === null || preset.risk === '' ? {} : { risk: preset.risk }),
        }}
        onFinish={submit}
      >
        <Form.Item
          name="title"
          label={t('create.name')}
          rules={[ruleOf(caseCreateSchema.shape.title, t('create.nameRule'))]}
        >
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name="serviceId" label={t('service')} rules={[{ required: true, message: t('create.required') }]}>
          <Select options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="risk" label={t('risk')} rules={[{ required: true, message: t('create.required') }]}>
          <RiskSelect />
        </Form.Item>
        <Form.Item name="exchanges" label={t('create.exchange')}>
          <Input.TextArea className="mono" autoSize={{ minRows: 1, maxRows: 6 }} />
        </Form.Item>
        <Form.Item name="note" label={t('create.note')}>
          <Input.TextArea maxLength={2_000} autoSize={{ minRows: 2, maxRows: 6 }} />
        </Form.Item>
      </Form>
      <ProblemNotice error={open.error} />
    </Modal>
  );
}
