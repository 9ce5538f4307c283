import { PlusOutlined } from '@ant-design/icons';
import type { IdentityProviderRow } from '@hegui/contract';
import { Alert, App, Button, Card, Col, Descriptions, Flex, Row, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { ProviderDrawer } from './provider-drawer.tsx';
import { useIdentity, useProviders, useRetireProvider, useTestProvider } from './queries.ts';

/** Everybody who confirms identities: how they answer, try, change, end. */
export function ProvidersTab() {
  const { t } = useTranslation('identity');
  const mayChange = useHasRole('administrator');
  // undefined = closed, null = a new one.
  const [edited, setEdited] = useState<IdentityProviderRow | null | undefined>(undefined);
  const providers = useProviders();
  const all = providers.data ?? [];
  const create = mayChange && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited(null)}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <Flex vertical gap={16}>
        <Channels />
        {all.length > 0 && create !== false && <Flex justify="flex-end">{create}</Flex>}
        <ProblemNotice error={providers.error} onRetry={() => void providers.refetch()} />
        {providers.isPending && <PageLoading />}
        {providers.isSuccess && all.length === 0 && (
          <EmptyGuide title={t('noProviders')} text={t('noProvidersText')} action={create} />
        )}
        <Row gutter={[16, 16]}>
          {all.map((provider) => (
            <Col key={provider.id} xs={24} xl={12}>
              <ProviderCard provider={provider} mayChange={mayChange} onEdit={() => setEdited(provider)} />
            </Col>
          ))}
        </Row>
      </Flex>
      <ProviderDrawer
        key={edited === undefined ? 'closed' : (edited?.id ?? 'new')}
        provider={edited ?? null}
        isOpen={edited !== undefined}
        onClose={() => setEdited(undefined)}
      />
    </>
  );
}

function Channels() {
  const { t } = useTranslation('identity');
  const { data } = useIdentity();
  if (data === undefined) return null;
  const state = (isOn: boolean) => (
    <Tag color={isOn ? 'success' : 'default'}>{t(isOn ? 'channelOn' : 'channelOff')}</Tag>
  );
  return (
    <Flex gap={12} wrap align="center">
      <span>{t('channels')}:</span>
      <span>
        {t('channelSms')} {state(data.channels.sms)}
      </span>
      <span>
        {t('channelEmail')} {state(data.channels.email)}
      </span>
    </Flex>
  );
}

interface ProviderCardProps {
  readonly provider: IdentityProviderRow;
  readonly mayChange: boolean;
  readonly onEdit: () => void;
}

function ProviderCard({ provider, mayChange, onEdit }: ProviderCardProps) {
  const { t } = useTranslation('identity');
  const { modal, message } = App.useApp();
  const retire = useRetireProvider();
  const test = useTestProvider(provider.id);
  const faultName = useFaultName();
  const { name, settings, hasSecret, health } = provider;
  const askRetire = () =>
    modal.confirm({
      title: t('retireConfirm', { name }),
      content: t('retireText'),
      okText: t('retire'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => retire.mutate(provider.id, { onSuccess: () => message.success(t('retired')) }),
    });
  const address = settings.kind === 'oidc' ? settings.issuer : settings.baseUrl;
  const facts = [
    {
      label: settings.kind === 'oidc' ? t('field.issuer') : t('field.baseUrl'),
      children: <span className="mono break-anywhere">{address}</span>,
    },
    { label: t('secret'), children: t(hasSecret ? 'secretSet' : 'secretNone') },
    {
      label: t('health'),
      children: (
        <Flex vertical>
          <span>{t('healthText', { answered: health.answered, failed: health.failed })}</span>
          {health.lastFault !== null && (
            <span>
              {t('lastFault', { reason: faultName(health.lastFault) })} <Time at={health.lastFaultAt} />
            </span>
          )}
        </Flex>
      ),
    },
  ].map((fact) => ({ key: fact.label, ...fact }));
  return (
    <Card
      style={{ height: '100%' }}
      title={
        <Flex gap={8} align="center" wrap style={{ padding: '8px 0' }}>
          <h2 style={{ fontSize: 15, margin: 0, whiteSpace: 'normal' }} className="break-anywhere">
            {name}
          </h2>
          <Tag style={{ marginInlineEnd: 0, whiteSpace: 'normal' }}>{t(`kinds.${settings.kind}`)}</Tag>
        </Flex>
      }
    >
      <Flex vertical gap={14}>
        <Descriptions size="small" column={1} items={facts} />
        {mayChange && (
          <Flex gap={8} wrap>
            <Button loading={test.isPending} onClick={() => test.mutate()}>
              {t('test')}
            </Button>
            <Button onClick={onEdit}>{t('edit')}</Button>
            <Button danger loading={retire.isPending} onClick={askRetire}>
              {t('retire')}
            </Button>
          </Flex>
        )}
        <ProblemNotice error={retire.error ?? test.error} />
        <div aria-live="polite">
          {test.data !== undefined && (
            <Alert
              type={test.data.ok ? 'success' : 'error'}
              showIcon
              title={test.data.ok ? t('testOk') : t('testFailed', { reason: faultName(test.data.failure ?? '') })}
              {...(test.data.ok ? {} : { description: test.data.message })}
            />
          )}
        </div>
      </Flex>
    </Card>
  );
}

/** What a fault is called; one that this console does not know is shown as it is. */
function useFaultName(): (reason: string) => string {
  const { i18n } = useTranslation('identity');
  return (reason) => String(i18n.t(`identity:fault.${reason}`, { defaultValue: reason }));
}
