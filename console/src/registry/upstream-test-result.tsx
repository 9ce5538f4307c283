import type { Upstream, upstreamTestSchema } from '@hegui/contract';
import { Alert, Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';

interface UpstreamTestResultProps {
  readonly upstream: Upstream;
  readonly result: z.infer<typeof upstreamTestSchema>;
}

/** What an upstream answered when asked for its models. */
export function UpstreamTestResult({ upstream, result }: UpstreamTestResultProps) {
  const { t } = useTranslation('registry');
  const { ok, status, models, message } = result;
  const ms = Math.round(result.ms);
  const unknown = Object.values(upstream.models).filter((name) => models.length > 0 && !models.includes(name));
  return (
    <Alert
      type={ok ? 'success' : 'error'}
      showIcon
      title={t(ok ? 'upstreams.testOk' : 'upstreams.testFailed', { ms })}
      description={
        <Flex vertical gap={6} className="break-anywhere">
          {!ok && (
            <span>
              {status !== null && `${t('upstreams.testStatus', { status })} · `}
              {message}
            </span>
          )}
          {ok && (
            <span>
              {models.length === 0 ? t('upstreams.testNoModels') : t('upstreams.testModels', { count: models.length })}
            </span>
          )}
          {models.length > 0 && (
            <Flex gap={4} wrap style={{ maxHeight: 160, overflowY: 'auto' }}>
              {models.map((model) => (
                <Tag key={model} className="mono" style={{ marginInlineEnd: 0 }}>
                  {model}
                </Tag>
              ))}
            </Flex>
          )}
          {unknown.length > 0 && <strong>{t('upstreams.testUnmapped', { names: unknown.join(', ') })}</strong>}
        </Flex>
      }
    />
  );
}
