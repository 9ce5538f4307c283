import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useServices } from './queries.ts';
import { ServiceCreateDrawer } from './service-create-drawer.tsx';
import { ServicesTable } from './services-table.tsx';

/** Every service: what it is called in labels, where it goes, how many keys it has. */
export function ServicesPage() {
  const { t } = useTranslation('registry');
  const mayCreate = useHasRole('administrator');
  const [isCreating, setCreating] = useState(false);
  const services = useServices();
  const all = services.data ?? [];
  const create = mayCreate && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('services.create')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('services.title')}
        description={t('services.description')}
        actions={all.length > 0 && create}
      />
      <Flex vertical gap={16}>
        {!mayCreate && <Alert type="info" showIcon title={t('needsAdministrator')} />}
        <ProblemNotice error={services.error} onRetry={() => void services.refetch()} />
        {services.isPending && <PageLoading />}
        {services.isSuccess && (
          <Card styles={{ body: { padding: '8px 16px 12px' } }}>
            {all.length === 0 ? (
              <EmptyGuide title={t('services.empty')} text={t('services.emptyText')} action={create} />
            ) : (
              <ServicesTable services={all} />
            )}
          </Card>
        )}
      </Flex>
      <ServiceCreateDrawer isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}
