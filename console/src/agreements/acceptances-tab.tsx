import type { acceptanceSchema } from '@hegui/contract';
import { Button, Flex, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { api } from '../api/index.ts';
import { saveFile } from '../api/save-file.ts';
import { PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useAcceptances } from './queries.ts';

type Row = z.infer<typeof acceptanceSchema>;

/** Who accepted which version, newest first. */
export function AcceptancesTab({ serviceId }: { serviceId: string }) {
  const { t } = useTranslation('agreements');
  const [search, setSearch] = useState('');
  const [error, setError] = useState<unknown>(null);
  const mayExport = useHasRole('administrator', 'compliance-officer', 'inspector');
  const found = useAcceptances(serviceId, search);
  const rows = found.data?.pages.flatMap((page) => page.items) ?? [];
  const columns: RowColumn<Row>[] = [
    { key: 'endUser', title: t('endUser'), cell: (row) => <code className="break-anywhere">{row.endUser}</code> },
    { key: 'version', title: t('tabs.versions'), cell: (row) => t('version', { number: row.number }) },
    { key: 'at', title: t('acceptedAt'), cell: (row) => <Time at={row.acceptedAt} /> },
    {
      key: 'how',
      title: t('how'),
      cell: (row) => `${t(`channels.${row.channel}`)} · ${t(`languages.${row.language}`)}`,
    },
    {
      key: 'state',
      title: t('state'),
      cell: ({ withdrawnAt }) =>
        withdrawnAt === null ? (
          <Tag color="success">{t('standing')}</Tag>
        ) : (
          <>
            {t('withdrawn')} <Time at={withdrawnAt} />
          </>
        ),
    },
  ];
  const download = (): void =>
    void api.file('/api/agreements/acceptances/export', { serviceId }).then(saveFile).catch(setError);
  return (
    <Flex vertical gap={12}>
      <Flex gap={8} wrap>
        <Input.Search
          aria-label={t('find')}
          placeholder={t('find')}
          allowClear
          style={{ width: 280, maxWidth: '100%' }}
          onSearch={setSearch}
        />
        {mayExport && <Button onClick={download}>{t('export')}</Button>}
      </Flex>
      <ProblemNotice error={found.error ?? error} />
      {found.isPending && <PageLoading />}
      {found.isSuccess && rows.length === 0 && <p>{t('noAcceptances')}</p>}
      {rows.length > 0 && <RowsTable columns={columns} rows={rows} keyOf={(row) => row.id} />}
      {found.hasNextPage && (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
    </Flex>
  );
}
