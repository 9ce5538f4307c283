import { useQuery } from '@tanstack/react-query';
import { Alert, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { readModels } from '../api/index.ts';
import { CopyButton, FirstRequest, LinkButton } from '../app/index.ts';
import type { SetupDone } from './setup-form.tsx';

/** The key, shown this once, and how to use it. */
export function SetupDonePanel({ created }: { created: SetupDone['created'] }) {
  const { t } = useTranslation('setup');
  const apiKey = created?.apiKey ?? null;
  const models = useQuery({
    queryKey: ['models', apiKey],
    queryFn: () => readModels(apiKey ?? ''),
    enabled: apiKey !== null,
  });
  if (created === null) {
    return (
      <Flex vertical gap={16} align="start">
        <Typography.Paragraph>{t('doneNoService')}</Typography.Paragraph>
        <Flex gap={8} wrap>
          <LinkButton to="/services" type="primary">
            {t('services')}
          </LinkButton>
          <LinkButton to="/">{t('overview')}</LinkButton>
        </Flex>
      </Flex>
    );
  }
  const model = models.data?.[0] ?? 'MODEL';
  return (
    <Flex vertical gap={16}>
      <Typography.Paragraph style={{ margin: 0 }}>{t('doneText')}</Typography.Paragraph>
      <Alert
        type="warning"
        showIcon
        title={t('keyOnce')}
        description={
          <Flex vertical gap={8}>
            <span>{t('keyOnceText')}</span>
            <Flex gap={8} align="center" wrap>
              <code className="mono break-anywhere" style={{ fontSize: 13 }}>
                {created.apiKey}
              </code>
              <CopyButton text={created.apiKey} label={t('copyKey')} type="primary" />
            </Flex>
          </Flex>
        }
      />
      <Flex gap={8} align="center" wrap>
        <Typography.Text type="secondary">{t('baseUrl')}</Typography.Text>
        <code className="mono break-anywhere">{created.baseUrl}</code>
        <CopyButton text={created.baseUrl} />
      </Flex>
      <FirstRequest baseUrl={created.baseUrl} apiKey={created.apiKey} model={model} />
      <Flex gap={8} wrap>
        <LinkButton to={`/playground?service=${created.serviceId}`} type="primary">
          {t('tryIt')}
        </LinkButton>
        <LinkButton to="/">{t('overview')}</LinkButton>
      </Flex>
    </Flex>
  );
}
