import { PlusOutlined } from '@ant-design/icons';
import type { Upstream } from '@hegui/contract';
import { Alert, Button, Card, Col, Flex, Row } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useUpstreams } from './queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { UpstreamCard } from './upstream-card.tsx';
import { UpstreamDrawer } from './upstream-drawer.tsx';

/** Every upstream with its health. */
export function UpstreamsPage() {
  const { t } = useTranslation('registry');
  const mayChange = useHasRole('administrator');
  // undefined = closed, null = a new one.
  const [edited, setEdited] = useState<Upstream | null | undefined>(undefined);
  const upstreams = useUpstreams();
  const all = upstreams.data ?? [];
  const create = mayChange && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited(null)}>
      {t('upstreams.create')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('upstreams.title')}
        description={t('upstreams.description')}
        actions={all.length > 0 && create}
      />
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <Flex vertical gap={16}>
        <ProblemNotice error={upstreams.error} onRetry={() => void upstreams.refetch()} />
        {upstreams.isPending && <PageLoading />}
        {all.some((upstream) => upstream.demonstration) && (
          <Alert
            type="warning"
            showIcon
            title={t('upstreams.demonstrationTitle')}
            description={t('upstreams.demonstrationText')}
          />
        )}
        {upstreams.isSuccess && all.length === 0 && (
          <Card>
            <EmptyGuide title={t('upstreams.empty')} text={t('upstreams.emptyText')} action={create} />
          </Card>
        )}
        <Row gutter={[16, 16]}>
          {all.map((upstream) => (
            <Col key={upstream.id} xs={24} xl={12}>
              <UpstreamCard upstream={upstream} mayChange={mayChange} onEdit={() => setEdited(upstream)} />
            </Col>
          ))}
        </Row>
      </Flex>
      <UpstreamDrawer
        key={edited?.id ?? 'new'}
        upstream={edited ?? null}
        isOpen={edited !== undefined}
        onClose={() => setEdited(undefined)}
      />
    </>
  );
}
