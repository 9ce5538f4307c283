import type { Upstream } from '@hegui/contract';
import { App, Button, Card, Descriptions, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time } from '../app/index.ts';
import { CircuitTag } from './circuit-tag.tsx';
import { useRetireUpstream, useServices, useTestUpstream } from './queries.ts';
import { UpstreamTestResult } from './upstream-test-result.tsx';

interface UpstreamCardProps {
  readonly upstream: Upstream;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

/** One upstream: where it is, how it does, who uses it; test, change, end it. */
export function UpstreamCard({ upstream, mayChange, onEdit }: UpstreamCardProps) {
  const { t } = useTranslation('registry');
  const { modal, message } = App.useApp();
  const test = useTestUpstream();
  const retire = useRetireUpstream();
  const { name, demonstration, health } = upstream;

  const askRetire = () =>
    modal.confirm({
      title: t('upstreams.retireConfirm', { name }),
      content: t('upstreams.retireText'),
      okText: t('upstreams.retire'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => retire.mutate(upstream.id, { onSuccess: () => message.success(t('upstreams.retired')) }),
    });
  return (
    <Card
      style={{ height: '100%' }}
      title={
        <Flex gap={8} align="center" wrap style={{ padding: '8px 0' }}>
          <h2 style={{ fontSize: 15, margin: 0, whiteSpace: 'normal' }} className="break-anywhere">
            {demonstration ? t('upstreams.demonstrationName') : name}
          </h2>
          {demonstration && <Tag color="warning">{t('upstreams.demonstration')}</Tag>}
          <CircuitTag health={health} />
        </Flex>
      }
    >
      <Flex vertical gap={14}>
        <Facts upstream={upstream} />
        {mayChange && (
          <Flex gap={8} wrap>
            <Button loading={test.isPending} onClick={() => test.mutate(upstream.id)}>
              {t('upstreams.test')}
            </Button>
            {!demonstration && <Button onClick={onEdit}>{t('upstreams.edit')}</Button>}
            {!demonstration && (
              <Button danger loading={retire.isPending} onClick={askRetire}>
                {t('upstreams.retire')}
              </Button>
            )}
          </Flex>
        )}
        <ProblemNotice error={test.error ?? retire.error} />
        <div aria-live="polite">
          {test.data !== undefined && <UpstreamTestResult upstream={upstream} result={test.data} />}
        </div>
      </Flex>
    </Card>
  );
}

function Facts({ upstream }: { upstream: Upstream }) {
  const { t, i18n } = useTranslation('registry');
  const { id, health, models } = upstream;
  const users = (useServices().data ?? []).filter(
    ({ upstreamIds }) => upstreamIds.length === 0 || upstreamIds.includes(id),
  );
  const names = new Intl.ListFormat(i18n.language);
  const mapped = Object.entries(models);
  const facts = [
    {
      label: t('upstreams.baseUrl'),
      children: <span className="mono break-anywhere">{upstream.baseUrl}</span>,
    },
    { label: t('upstreams.apiKey'), children: t(upstream.hasApiKey ? 'upstreams.apiKeySet' : 'upstreams.apiKeyNone') },
    {
      label: t('upstreams.models'),
      children:
        mapped.length === 0 ? (
          t('upstreams.modelsPassed')
        ) : (
          <Flex vertical>
            {mapped.map(([ours, theirs]) => (
              <span key={ours} className="mono break-anywhere">{`${ours} → ${theirs}`}</span>
            ))}
          </Flex>
        ),
    },
    {
      label: t('upstreams.lastOkAt'),
      children: health.lastOkAt === null ? t('upstreams.never') : <Time at={health.lastOkAt} />,
    },
    ...(health.failures > 0 || health.lastError !== null
      ? [{ label: t('upstreams.lastError'), children: <Failure upstream={upstream} /> }]
      : []),
    ...(health.retryAt === null ? [] : [{ label: t('upstreams.retryAt'), children: <Time at={health.retryAt} /> }]),
  ].map((fact) => ({ key: fact.label, ...fact }));
  return (
    <>
      <Descriptions size="small" column={1} items={facts} styles={{ label: { minWidth: 110 } }} />
      {!upstream.demonstration && (
        <Typography.Text type="secondary">
          {users.length === 0
            ? t('upstreams.unused')
            : t('upstreams.usedBy', { names: names.format(users.map((service) => service.name)) })}
        </Typography.Text>
      )}
    </>
  );
}

function Failure({ upstream: { health } }: { upstream: Upstream }) {
  const { t } = useTranslation('registry');
  return (
    <Flex vertical>
      <span className="break-anywhere">{health.lastError ?? '–'}</span>
      {health.failures > 0 && (
        <Typography.Text type="secondary">{t('upstreams.failures', { count: health.failures })}</Typography.Text>
      )}
    </Flex>
  );
}
