import { Alert, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { ProviderForm } from './provider-form.tsx';
import { isProblem, useProvider } from './queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';

/** Who answers for the services: name, credit code, and the provider code that follows. */
export function ProviderPage() {
  const { t } = useTranslation('registry');
  const mayChange = useHasRole('administrator');
  const provider = useProvider();
  const isMissing = isProblem(provider.error, 'E_NOT_FOUND');
  return (
    <>
      <PageHeader title={t('provider.title')} description={t('provider.description')} />
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <Flex vertical gap={16} style={{ maxWidth: 760 }}>
        {!isMissing && <ProblemNotice error={provider.error} onRetry={() => void provider.refetch()} />}
        {provider.isPending && <PageLoading />}
        {isMissing && (
          <Alert type="warning" showIcon title={t('provider.missing')} description={t('provider.missingText')} />
        )}
        {(provider.isSuccess || isMissing) && (
          <Card>
            <ProviderForm provider={provider.data ?? null} mayChange={mayChange} />
          </Card>
        )}
      </Flex>
    </>
  );
}
