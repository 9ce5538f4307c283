import { ArrowLeftOutlined } from '@ant-design/icons';
import type { Service } from '@hegui/contract';
import { Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { CopyButton, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { WebhooksSection } from '../webhooks/index.ts';
import { ApiKeys } from './api-keys.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { useService } from './queries.ts';
import { SectionTabs } from './section-tabs.tsx';
import { ServiceDanger } from './service-danger.tsx';
import { ServiceIdentity } from './service-identity.tsx';
import { ServiceLists } from './service-lists.tsx';
import { ServiceRoute } from './service-route.tsx';

/** One service: its keys, policy, word lists, upstreams, name, and its end. */
export function ServicePage() {
  const { t } = useTranslation('registry');
  const { id = '' } = useParams();
  const service = useService(id);
  return (
    <>
      <p style={{ margin: '0 0 8px' }}>
        <Link to="/services">
          <ArrowLeftOutlined /> {t('service.back')}
        </Link>
      </p>
      <ProblemNotice error={service.error} onRetry={() => void service.refetch()} />
      {service.isPending && <PageLoading />}
      {service.data !== undefined && <Content key={id} service={service.data} />}
    </>
  );
}

function Content({ service }: { service: Service }) {
  const { t } = useTranslation('registry');
  const { t: tEvents } = useTranslation('webhooks');
  const mayServe = useHasRole('administrator');
  const mayPolicy = useHasRole('administrator', 'compliance-officer');
  const [search, setSearch] = useSearchParams();
  const tabs = [
    { key: 'keys', label: t('service.tabKeys'), children: <ApiKeys service={service} mayChange={mayServe} /> },
    {
      key: 'policy',
      label: t('service.tabPolicy'),
      children: <PolicyEditor service={service} mayChange={mayPolicy} />,
    },
    { key: 'lists', label: t('service.tabLists'), children: <ServiceLists service={service} mayChange={mayPolicy} /> },
    {
      key: 'upstreams',
      label: t('service.tabUpstreams'),
      children: <ServiceRoute service={service} mayChange={mayServe} />,
    },
    {
      key: 'webhooks',
      label: tEvents('tab'),
      children: <WebhooksSection service={service} mayChange={mayServe} maySend={mayPolicy} />,
    },
    {
      key: 'identity',
      label: t('service.tabIdentity'),
      children: <ServiceIdentity service={service} mayChange={mayServe} />,
    },
    ...(mayServe
      ? [{ key: 'danger', label: t('service.tabDanger'), children: <ServiceDanger service={service} /> }]
      : []),
  ];
  const tab = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'keys';
  const { providerCode, policyVersion, keys } = service;
  return (
    <>
      <PageHeader
        title={service.name}
        description={
          <Flex gap={12} wrap align="center" component="span">
            {providerCode !== null && (
              <Flex align="center" component="span">
                <span className="mono break-anywhere">{providerCode}</span>
                <CopyButton text={providerCode} />
              </Flex>
            )}
            <span>{t('service.facts', { version: policyVersion, keys })}</span>
          </Flex>
        }
      />
      <Card styles={{ body: { paddingTop: 8 } }}>
        <SectionTabs
          label={t('service.sections')}
          active={tab}
          items={tabs}
          onChange={(key) => setSearch({ tab: key }, { replace: true })}
        />
      </Card>
    </>
  );
}
