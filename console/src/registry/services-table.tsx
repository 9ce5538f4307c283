import type { Service } from '@hegui/contract';
import { Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { CopyButton } from '../app/index.ts';
import { useUpstreams } from './queries.ts';
import { type RowColumn, RowsTable } from './rows-table.tsx';

/** The services in a table. */
export function ServicesTable({ services }: { services: readonly Service[] }) {
  const { t } = useTranslation('registry');
  const columns: RowColumn<Service>[] = [
    {
      key: 'name',
      title: t('services.name'),
      cell: ({ id, name }) => (
        <Link to={`/services/${id}`} style={{ fontWeight: 500 }}>
          {name}
        </Link>
      ),
    },
    { key: 'code', title: t('services.providerCode'), cell: ({ providerCode }) => <Code code={providerCode} /> },
    {
      key: 'upstreams',
      title: t('services.upstreams'),
      cell: ({ upstreamIds }) => <UpstreamNames ids={upstreamIds} />,
    },
    { key: 'label', title: t('services.label'), cell: ({ policy }) => t(`policy.placeName.${policy.label.explicit}`) },
    { key: 'version', title: t('services.policyVersion'), isNumber: true, cell: ({ policyVersion }) => policyVersion },
    {
      key: 'keys',
      title: t('services.keys'),
      isNumber: true,
      cell: ({ id, keys }) => <Link to={`/services/${id}?tab=keys`}>{keys}</Link>,
    },
  ];
  return <RowsTable columns={columns} rows={services} keyOf={(service) => service.id} />;
}

function Code({ code }: { code: string | null }) {
  const { t } = useTranslation('registry');
  if (code === null) return <Link to="/provider">{t('services.noProviderCode')}</Link>;
  return (
    <Flex align="center" gap={2}>
      <span className="mono break-anywhere">{code}</span>
      <CopyButton text={code} />
    </Flex>
  );
}

function UpstreamNames({ ids }: { ids: readonly string[] }) {
  const { t } = useTranslation('registry');
  const upstreams = useUpstreams().data ?? [];
  // With none chosen the service uses every one, in the order of their making.
  const used = ids.length === 0 ? upstreams.map((one) => one.id) : ids;
  if (used.length === 0) return <Typography.Text type="secondary">{t('services.noUpstreams')}</Typography.Text>;
  return (
    <Flex gap={4} align="center" wrap>
      {used.map((id, index) => {
        const upstream = upstreams.find((one) => one.id === id);
        return (
          <span key={id}>
            {index > 0 && <span aria-hidden="true">→ </span>}
            <Tag style={{ marginInlineEnd: 0 }} color={upstream?.demonstration === true ? 'warning' : 'default'}>
              {upstream?.demonstration === true ? t('upstreams.demonstrationName') : (upstream?.name ?? id)}
            </Tag>
          </span>
        );
      })}
    </Flex>
  );
}
