import { ReloadOutlined } from '@ant-design/icons';
import { Button, Flex, Grid, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { ExchangeCards } from './exchange-cards.tsx';
import { ExchangesFilters } from './exchanges-filters.tsx';
import { ExchangesTable } from './exchanges-table.tsx';
import { useExchanges } from './queries.ts';
import { useFilters } from './use-filters.ts';

/** Search over all exchanges, newest first. */
export function ExchangesPage() {
  const { t } = useTranslation('exchanges');
  const [filters, changeFilters, clearFilters] = useFilters();
  const exchanges = useExchanges(filters);
  const isWide = Grid.useBreakpoint().md ?? true;
  const rows = exchanges.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button icon={<ReloadOutlined />} loading={exchanges.isFetching} onClick={() => void exchanges.refetch()}>
            {t('refresh')}
          </Button>
        }
      />
      <ExchangesFilters filters={filters} onChange={changeFilters} onClear={clearFilters} />
      <Flex vertical gap={16}>
        <ProblemNotice error={exchanges.error} onRetry={() => void exchanges.refetch()} />
        {exchanges.isPending && <PageLoading />}
        {exchanges.isSuccess && rows.length === 0 && <Nothing isFiltered={Object.keys(filters).length > 0} />}
        {rows.length > 0 && (isWide ? <ExchangesTable rows={rows} /> : <ExchangeCards rows={rows} />)}
        {rows.length > 0 && (
          <Flex justify="center">
            {exchanges.hasNextPage ? (
              <Button loading={exchanges.isFetchingNextPage} onClick={() => void exchanges.fetchNextPage()}>
                {t('more')}
              </Button>
            ) : (
              <Typography.Text type="secondary">{t('end')}</Typography.Text>
            )}
          </Flex>
        )}
      </Flex>
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('exchanges');
  if (isFiltered) return <EmptyGuide title={t('noneTitle')} text={t('noneText')} />;
  return (
    <EmptyGuide
      title={t('emptyTitle')}
      text={t('emptyText')}
      action={
        <LinkButton to="/playground" type="primary">
          {t('toPlayground')}
        </LinkButton>
      }
    />
  );
}
