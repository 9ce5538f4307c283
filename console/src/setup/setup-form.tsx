import type { Setup, setupDoneSchema } from '@hegui/contract';
import { setupDoneSchema as doneSchema } from '@hegui/contract';
import { useMutation } from '@tanstack/react-query';
import { Button, Flex, Form } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { api } from '../api/index.ts';
import { ProblemNotice } from '../app/index.ts';
import { AdministratorStep } from './administrator-step.tsx';
import { ProviderStep } from './provider-step.tsx';
import { ServiceStep } from './service-step.tsx';

export type SetupDone = z.infer<typeof setupDoneSchema>;

interface SetupFields {
  readonly administrator: Setup['administrator'];
  readonly provider: Setup['provider'];
  readonly service: { readonly name: string; readonly modelCode: string };
  readonly makesService: boolean;
}

interface SetupFormProps {
  readonly token: string;
  readonly step: number;
  readonly onStep: (step: number) => void;
  readonly onDone: (done: SetupDone) => void;
}

const steps = [AdministratorStep, ProviderStep, ServiceStep];

/** The three steps as one form; nothing is sent before the last. */
export function SetupForm({ token, step, onStep, onDone }: SetupFormProps) {
  const { t } = useTranslation('setup');
  const [form] = Form.useForm<SetupFields>();
  const send = useMutation({
    mutationFn: ({ administrator, provider, service, makesService }: SetupFields): Promise<SetupDone> => {
      const setup: Setup = { token, administrator, provider, ...(makesService ? { service } : {}) };
      return api.post('/api/setup', setup, doneSchema);
    },
    onSuccess: onDone,
  });
  const Step = steps[step] ?? ServiceStep;
  const isLast = step === steps.length - 1;

  // Only the fields of this step are on the page, so only they were checked.
  const advance = () => {
    if (isLast) send.mutate(form.getFieldsValue(true));
    else onStep(step + 1);
  };

  return (
    <Form<SetupFields>
      form={form}
      layout="vertical"
      requiredMark={false}
      preserve
      scrollToFirstError
      initialValues={{ makesService: true, service: { name: t('serviceNameDefault'), modelCode: '0001' } }}
      onFinish={advance}
    >
      <Step />
      <Flex vertical gap={16} style={{ marginTop: 24 }}>
        <ProblemNotice error={send.error} />
        <Flex justify="space-between" gap={8}>
          {step > 0 ? (
            <Button disabled={send.isPending} onClick={() => onStep(step - 1)}>
              {t('back')}
            </Button>
          ) : (
            <span />
          )}
          <Button type="primary" htmlType="submit" loading={send.isPending}>
            {isLast ? t('finish') : t('next')}
          </Button>
        </Flex>
      </Flex>
    </Form>
  );
}
