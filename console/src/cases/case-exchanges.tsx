import type { CaseDetail, Recall } from '@hegui/contract';
import { Button, Card, Flex, Input, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemNotice, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useAddExchange } from './queries.ts';

/** The exchanges of a case, and who had their content. */
export function CaseExchanges({ found, mayChange }: { found: CaseDetail; mayChange: boolean }) {
  const { t } = useTranslation('cases');
  const add = useAddExchange(found.id);
  const [id, setId] = useState('');
  const columns: RowColumn<Recall>[] = [
    {
      key: 'content',
      title: t('recalls.content'),
      cell: (row) => <span className="mono break-anywhere">{row.contentId}</span>,
    },
    { key: 'user', title: t('recalls.endUser'), cell: (row) => row.endUser?.slice(0, 12) ?? t('recalls.nobody') },
    { key: 'shown', title: t('recalls.shown'), cell: (row) => <Time at={row.shownFrom} /> },
    { key: 'at', title: t('recalls.at'), cell: (row) => <Time at={row.recalledAt} /> },
  ];
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('detail.exchanges')}</h2>}>
      <Flex vertical gap={10}>
        <Flex gap={8} wrap>
          {found.exchangeIds.map((exchangeId) => (
            <Link key={exchangeId} to={`/exchanges/${exchangeId}`} className="mono">
              {exchangeId.slice(-8)}
            </Link>
          ))}
        </Flex>
        {mayChange && (
          <Flex gap={8}>
            <Input
              className="mono"
              aria-label={t('detail.addExchange')}
              placeholder={t('detail.addExchange')}
              value={id}
              onChange={(event) => setId(event.target.value.trim())}
            />
            <Button
              disabled={id === ''}
              loading={add.isPending}
              onClick={() => add.mutate(id, { onSuccess: () => setId('') })}
            >
              {t('detail.add')}
            </Button>
          </Flex>
        )}
        <ProblemNotice error={add.error} />
        <h3 style={{ fontSize: 14, margin: '6px 0 0' }}>{t('recalls.title')}</h3>
        <Typography.Text type="secondary">{t('recalls.text')}</Typography.Text>
        {found.recalls.length === 0 ? (
          <span>{t('recalls.none')}</span>
        ) : (
          <RowsTable columns={columns} rows={found.recalls} keyOf={(row) => row.id} />
        )}
      </Flex>
    </Card>
  );
}
