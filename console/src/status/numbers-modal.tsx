import { Button, Form, Input, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { useNumbers, usePutNumbers } from './queries.ts';

const NUMBERS = ['generativeFiling', 'algorithmFiling', 'upstreamFiling'] as const;
type Draft = Readonly<Record<(typeof NUMBERS)[number], string>>;

/** The numbers that authorities gave, seen and changed in one place. */
export function NumbersButton() {
  const { t } = useTranslation('status');
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('numbers.action')}</Button>
      {isOpen && <NumbersModal onClose={() => setOpen(false)} />}
    </>
  );
}

function NumbersModal({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('status');
  const [form] = Form.useForm<Draft>();
  const kept = useNumbers();
  const put = usePutNumbers();
  const numbers = kept.data?.numbers;
  return (
    <Modal
      title={t('numbers.title')}
      open
      loading={kept.isPending}
      onCancel={onClose}
      onOk={form.submit}
      okText={t('numbers.submit')}
      cancelText={t('override.cancel')}
      confirmLoading={put.isPending}
    >
      <Typography.Paragraph type="secondary">{t('numbers.help')}</Typography.Paragraph>
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={Object.fromEntries(NUMBERS.map((name) => [name, numbers?.[name] ?? '']))}
        onFinish={(given) => put.mutate(given, { onSuccess: onClose })}
      >
        {NUMBERS.map((name) => (
          <Form.Item key={name} name={name} label={t(`numbers.${name}`)}>
            <Input maxLength={100} />
          </Form.Item>
        ))}
      </Form>
      <ProblemNotice error={kept.error ?? put.error} />
    </Modal>
  );
}
