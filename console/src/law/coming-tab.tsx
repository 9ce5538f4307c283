import { Alert, Card, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice } from '../app/index.ts';
import { ComingList } from '../status/coming-list.tsx';
import { useComing } from '../status/queries.ts';

/** What instruments that are not in force yet will ask of these very services. */
export function ComingTab() {
  const { t } = useTranslation('law');
  const coming = useComing();
  return (
    <Flex vertical gap={16}>
      <Alert type="info" showIcon title={t('ahead.about')} />
      <ProblemNotice error={coming.error} onRetry={() => void coming.refetch()} />
      {coming.isPending && <PageLoading />}
      {coming.data !== undefined && (
        <Card size="small">
          {coming.data.items.length === 0 ? (
            <EmptyGuide title={t('ahead.none')} text={t('ahead.noneText')} />
          ) : (
            <ComingList items={coming.data.items} />
          )}
        </Card>
      )}
    </Flex>
  );
}
