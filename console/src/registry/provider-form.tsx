import { nameSchema, type providerSchema } from '@hegui/contract';
import { App, Button, Flex, Form, Input, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { checkCreditCode, normalizeCreditCode, ProblemNotice, ProviderCode, ruleOf, Time } from '../app/index.ts';
import { useChangeProvider, useServices } from './queries.ts';

interface Draft {
  readonly name: string;
  readonly creditCode: string;
}

interface ProviderFormProps {
  readonly provider: z.infer<typeof providerSchema> | null;
  readonly mayChange: boolean;
}

/** Name and credit code; the code is checked as it is typed. */
export function ProviderForm({ provider, mayChange }: ProviderFormProps) {
  const { t } = useTranslation('registry');
  const { message } = App.useApp();
  const [form] = Form.useForm<Draft>();
  const change = useChangeProvider();
  return (
    <Form<Draft>
      form={form}
      layout="vertical"
      disabled={!mayChange}
      initialValues={{ name: provider?.name ?? '', creditCode: provider?.creditCode ?? '' }}
      onFinish={(draft) => change.mutate(draft, { onSuccess: () => message.success(t('saved')) })}
    >
      <Form.Item
        name="name"
        label={t('provider.name')}
        extra={t('provider.nameHelp')}
        rules={[ruleOf(nameSchema, t('nameRule'))]}
      >
        <Input autoComplete="organization" maxLength={100} />
      </Form.Item>
      <CreditCodeField />
      <Flex vertical gap={12} align="flex-start">
        {provider !== null && (
          <Typography.Text type="secondary">
            {t('provider.since')} <Time at={provider.createdAt} />
          </Typography.Text>
        )}
        <ProblemNotice error={change.error} />
        {mayChange && (
          <>
            <Typography.Text type="secondary">{t('provider.changeNote')}</Typography.Text>
            <Button type="primary" htmlType="submit" loading={change.isPending}>
              {t('save')}
            </Button>
          </>
        )}
      </Flex>
    </Form>
  );
}

function CreditCodeField() {
  const { t } = useTranslation('registry');
  const app = useTranslation('app');
  const creditCode: string = Form.useWatch('creditCode', Form.useFormInstance()) ?? '';
  const modelCode = useServices().data?.[0]?.modelCode ?? '';
  const state = checkCreditCode(creditCode);
  const isWrong = state === 'alphabet' || state === 'long' || state === 'check-digit';
  return (
    <>
      <Form.Item
        name="creditCode"
        label={t('provider.creditCode')}
        normalize={normalizeCreditCode}
        validateStatus={state === 'ok' ? 'success' : isWrong ? 'error' : ''}
        help={`${app.t(`creditCode.${state}`)} · ${[...creditCode].length}/18`}
        rules={[
          {
            validator: async (_rule, value: string | undefined) => {
              const found = checkCreditCode(value ?? '');
              if (found !== 'ok') throw new Error(app.t(`creditCode.${found}`));
            },
          },
        ]}
      >
        <Input className="mono" spellCheck={false} autoComplete="off" maxLength={24} />
      </Form.Item>
      <Form.Item label={t('provider.preview')} style={{ marginTop: 40 }}>
        <ProviderCode creditCode={creditCode} modelCode={modelCode} />
      </Form.Item>
    </>
  );
}
