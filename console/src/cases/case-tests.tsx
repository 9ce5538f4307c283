import type { CaseDetail, CaseRetest } from '@hegui/contract';
import { App, Button, Card, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemNotice, Time } from '../app/index.ts';
import { useExportCase, useJudgeRetest, useRetest } from './queries.ts';

interface CaseTestsProps {
  readonly found: CaseDetail;
  readonly mayChange: boolean;
  readonly mayExport: boolean;
}

/** Proof that the remedy holds, and material to train with. */
export function CaseTests({ found, mayChange, mayExport }: CaseTestsProps) {
  const { t } = useTranslation('cases');
  const { message } = App.useApp();
  const retest = useRetest(found.id);
  const exporting = useExportCase(found.id);
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('retests.title')}</h2>}>
      <Flex vertical gap={10}>
        <Typography.Text type="secondary">{t('retests.text')}</Typography.Text>
        {found.retests.length === 0 && <span>{t('retests.none')}</span>}
        {found.retests.map((row) => (
          <RetestRow key={row.id} found={found} row={row} mayChange={mayChange} />
        ))}
        {mayChange && (
          <Flex gap={8} wrap>
            {found.exchangeIds.map((exchangeId) => (
              <Button
                key={exchangeId}
                loading={retest.isPending && retest.variables === exchangeId}
                onClick={() => retest.mutate(exchangeId, { onSuccess: () => message.success(t('retests.done')) })}
              >
                {t('retests.run')} <span className="mono">{exchangeId.slice(-8)}</span>
              </Button>
            ))}
          </Flex>
        )}
        <ProblemNotice error={retest.error} />
        <h3 style={{ fontSize: 14, margin: '6px 0 0' }}>{t('exports.title')}</h3>
        <Typography.Text type="secondary">{t('exports.text')}</Typography.Text>
        {found.exports.map((row) => (
          <span key={row.id}>
            {t('exports.row', { count: row.exchanges, name: row.by.name })} · <Time at={row.at} />
          </span>
        ))}
        {mayExport && found.exchangeIds.length > 0 && (
          <div>
            <Button loading={exporting.isPending} onClick={() => exporting.mutate()}>
              {t('exports.run')}
            </Button>
          </div>
        )}
        <ProblemNotice error={exporting.error} />
      </Flex>
    </Card>
  );
}

const TONES = { stopped: 'success', clean: 'success', unjudged: 'warning', violates: 'error' } as const;

function RetestRow({ found, row, mayChange }: { found: CaseDetail; row: CaseRetest; mayChange: boolean }) {
  const { t } = useTranslation('cases');
  const judge = useJudgeRetest(found.id);
  return (
    <Flex gap={8} wrap align="center">
      <Tag color={TONES[row.verdict]}>{t(`retests.verdict.${row.verdict}`)}</Tag>
      <Link to={`/exchanges/${row.retestId}`}>{t('retests.see')}</Link>
      <Time at={row.at} />
      <span>{row.judgedBy?.name ?? row.by.name}</span>
      {mayChange && row.verdict === 'unjudged' && (
        <>
          <Button size="small" onClick={() => judge.mutate({ retestId: row.id, verdict: 'clean' })}>
            {t('retests.clean')}
          </Button>
          <Button size="small" danger onClick={() => judge.mutate({ retestId: row.id, verdict: 'violates' })}>
            {t('retests.violates')}
          </Button>
        </>
      )}
      <ProblemNotice error={judge.error} />
    </Flex>
  );
}
