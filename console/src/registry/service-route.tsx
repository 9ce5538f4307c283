import type { Service } from '@hegui/contract';
import { Alert, Select, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { useUpstreams } from './queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { RouteList } from './route-list.tsx';
import { SaveBar } from './save-bar.tsx';
import { useServiceEdit } from './use-service-edit.ts';

/** The upstreams of a service in the order of failover. */
export function ServiceRoute({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { t } = useTranslation('registry');
  const upstreams = useUpstreams();
  const edit = useServiceEdit(
    service,
    ({ upstreamIds }) => upstreamIds,
    (upstreamIds) => ({ upstreamIds }),
  );
  const ids = edit.value;
  if (upstreams.isPending) return <PageLoading />;
  const all = upstreams.data ?? [];
  const rest = all.filter((upstream) => !upstream.demonstration && !ids.includes(upstream.id));
  const isDemonstrated = ids.length === 0 && all.some((upstream) => upstream.demonstration);
  return (
    <div style={{ maxWidth: 820 }}>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <ProblemNotice error={upstreams.error} onRetry={() => void upstreams.refetch()} />
      <Typography.Paragraph type="secondary">
        {t('route.help')}{' '}
        <Link to="/upstreams" style={{ textDecoration: 'underline' }}>
          {t('route.toUpstreams')}
        </Link>
      </Typography.Paragraph>
      {isDemonstrated && (
        <Alert
          type="warning"
          showIcon
          title={t('upstreams.demonstrationTitle')}
          description={t('upstreams.demonstrationText')}
        />
      )}
      {ids.length === 0 && !isDemonstrated && <EmptyGuide title={t('route.none')} text={t('route.noneText')} />}
      <RouteList ids={ids} upstreams={all} mayChange={mayChange} onChange={edit.edit} />
      {mayChange && rest.length > 0 && (
        <Select
          // A new box after each choice, so that it is empty again.
          key={ids.length}
          style={{ width: 320, maxWidth: '100%', marginTop: 12 }}
          placeholder={t('route.add')}
          aria-label={t('route.add')}
          showSearch={{ optionFilterProp: 'label' }}
          options={rest.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id: string) => edit.edit([...ids, id])}
        />
      )}
      {mayChange && <SaveBar edit={edit} />}
    </div>
  );
}
