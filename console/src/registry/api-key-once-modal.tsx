import type { Service } from '@hegui/contract';
import { Alert, Button, Flex, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { CopyButton, FirstRequest } from '../app/index.ts';
import { useUpstreams } from './queries.ts';

interface ApiKeyOnceModalProps {
  readonly service: Service;
  /** The new key; null when there is nothing to show. */
  readonly apiKey: string | null;
  readonly onClose: () => void;
}

/** Shows a new key this once, and how to use it. Closes only by its button, so that no stray click loses the key. */
export function ApiKeyOnceModal({ service, apiKey, onClose }: ApiKeyOnceModalProps) {
  const { t } = useTranslation('registry');
  const upstreams = useUpstreams().data ?? [];
  const model = upstreams
    .filter(({ id }) => service.upstreamIds.length === 0 || service.upstreamIds.includes(id))
    .flatMap((upstream) => Object.keys(upstream.models))[0];
  return (
    <Modal
      title={t('keys.onceTitle')}
      open={apiKey !== null}
      width={680}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('keys.done')}
        </Button>
      }
    >
      {apiKey !== null && (
        <Flex vertical gap={14}>
          <Alert type="warning" showIcon title={t('keys.onceText')} />
          <Flex gap={10} align="center" wrap>
            <code className="mono break-anywhere" style={{ flex: '1 1 300px', fontSize: 14 }}>
              {apiKey}
            </code>
            <CopyButton text={apiKey} label={t('keys.key')} type="primary" size="middle" />
          </Flex>
          <div>
            <h3 style={{ fontSize: 14, margin: '4px 0 0' }}>{t('keys.firstRequest')}</h3>
            <FirstRequest baseUrl={`${window.location.origin}/v1`} apiKey={apiKey} model={model ?? 'MODEL'} />
            {model === undefined && (
              <Typography.Paragraph type="secondary" style={{ margin: '8px 0 0' }}>
                {t('keys.modelPlaceholder')}
              </Typography.Paragraph>
            )}
          </div>
        </Flex>
      )}
    </Modal>
  );
}
