import { DownloadOutlined, ReloadOutlined } from '@ant-design/icons';
import type { Board, ChecklistView, Status } from '@hegui/contract';
import { Alert, Button, Card, Dropdown, Flex, Segmented, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { sectionsByArticle, sectionsByDuty } from './arrange.ts';
import { CalendarButton } from './calendar-button.tsx';
import { ComingList } from './coming-list.tsx';
import { FirstStepsCard } from './first-steps-card.tsx';
import { NumbersButton } from './numbers-modal.tsx';
import { ObligationsList } from './obligations-list.tsx';
import { useBoard, useRun } from './queries.ts';
import { STATUSES, StatusTag } from './status-tag.tsx';
import { useText } from './use-text.ts';

const FORMATS = ['xlsx', 'docx', 'pdf', 'json'] as const;
const VIEWS = ['all', 'developer', 'deployer'] as const;
type View = (typeof VIEWS)[number];

/** Where the provider stands: what a compliance officer opens every morning. */
export function BoardPage() {
  const { t } = useTranslation('status');
  const board = useBoard();
  const [view, setView] = useState<View>('all');
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} actions={<Actions view={view} />} />
      {board.isPending && <PageLoading />}
      <ProblemNotice error={board.error} onRetry={() => void board.refetch()} />
      {board.data !== undefined && <BoardView board={board.data} view={view} onView={setView} />}
    </>
  );
}

function Actions({ view }: { view: View }) {
  const { t, i18n } = useTranslation('status');
  const mayRun = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const run = useRun();
  const language = i18n.language === 'en' ? 'en' : 'zh-CN';
  const query = { language, ...(view === 'all' ? {} : { view }) };
  return (
    <>
      {mayRun && (
        <Button type="primary" icon={<ReloadOutlined />} loading={run.isPending} onClick={() => run.mutate(undefined)}>
          {t('run')}
        </Button>
      )}
      {mayWrite && <NumbersButton />}
      {mayWrite && <CalendarButton />}
      <LinkButton to="/board/digest">{t('digest.action')}</LinkButton>
      <Dropdown
        menu={{
          items: FORMATS.map((format) => ({
            key: format,
            label: (
              <a href={api.downloadUrl('/api/status/export', { format, ...query })} download>
                {t(`exports.${format}`)}
              </a>
            ),
          })),
        }}
      >
        <Button icon={<DownloadOutlined />}>{t('export')}</Button>
      </Dropdown>
      <ProblemNotice error={run.error} />
    </>
  );
}

interface BoardViewProps {
  readonly board: Board;
  readonly view: View;
  readonly onView: (view: View) => void;
}

function BoardView({ board, view, onView }: BoardViewProps) {
  const { t } = useTranslation('status');
  const text = useText();
  const [by, setBy] = useState<'article' | 'duty'>('article');
  const [only, setOnly] = useState<Status | 'all'>('all');
  const chosen = { view: view === 'all' ? null : (view satisfies ChecklistView), status: only === 'all' ? null : only };
  const sections =
    by === 'article'
      ? sectionsByArticle(board, chosen, text, (instrument, article) =>
          article === '–' ? null : instrument === 'measures' ? t('article', { article }) : t('clause', { article }),
        )
      : sectionsByDuty(board, chosen, t('unnamedDuty'), text);
  return (
    <Flex vertical gap={16}>
      <Summary board={board} />
      <FirstStepsCard board={board} onShowBreached={() => setOnly('breached')} />
      <Coming board={board} />
      <Flex gap={12} wrap>
        <Segmented
          aria-label={t('arrange')}
          value={by}
          options={(['article', 'duty'] as const).map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={setBy}
        />
        <Select
          aria-label={t('view')}
          value={view}
          style={{ minWidth: 200 }}
          options={VIEWS.map((value) => ({ value, label: t(`views.${value}`) }))}
          onChange={onView}
        />
        <Select
          aria-label={t('filter')}
          value={only}
          style={{ minWidth: 140 }}
          options={[
            { value: 'all' as const, label: t('filterAll') },
            ...STATUSES.map((value) => ({ value, label: t(`status.${value}`) })),
          ]}
          onChange={setOnly}
        />
      </Flex>
      {sections.length === 0 ? (
        <Card>
          <EmptyGuide title={t('none')} text="" />
        </Card>
      ) : (
        <ObligationsList sections={sections} board={board} />
      )}
    </Flex>
  );
}

function Coming({ board }: { board: Board }) {
  const { t } = useTranslation('status');
  if (board.coming.length === 0) return null;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('coming.heading')}</h2>}>
      <ComingList items={board.coming} />
    </Card>
  );
}

function Summary({ board }: { board: Board }) {
  const { t, i18n } = useTranslation('status');
  const number = new Intl.NumberFormat(i18n.language);
  const undecided = board.scope.filter(({ decidedAt }) => decidedAt === null).map(({ name }) => name);
  return (
    <Card size="small">
      <Flex vertical gap={12}>
        <dl
          style={{
            margin: 0,
            display: 'grid',
            gap: '12px 16px',
            gridTemplateColumns: 'repeat(auto-fill, minmax(110px, 1fr))',
          }}
        >
          {STATUSES.map((status) => (
            <div key={status}>
              <dt>
                <StatusTag status={status} />
              </dt>
              <dd style={{ margin: '4px 0 0', fontSize: 24, fontWeight: 600, lineHeight: 1.3 }}>
                {number.format(board.totals[status] ?? 0)}{' '}
                <Typography.Text type="secondary" style={{ fontSize: 13, fontWeight: 400 }}>
                  {t('articles')}
                </Typography.Text>
              </dd>
            </div>
          ))}
        </dl>
        <Typography.Text type="secondary">
          {t('log', { size: number.format(board.log.size) })} · <Time at={board.at} />
        </Typography.Text>
        {!board.counted.isCurrent && <Alert type="info" showIcon title={t('counting')} />}
        {undecided.length > 0 && (
          <Alert
            type="warning"
            showIcon
            title={t('scopeMissing', { names: undecided.join(', ') })}
            action={
              <LinkButton to="/scope" size="small">
                {t('toScope')}
              </LinkButton>
            }
          />
        )}
      </Flex>
    </Card>
  );
}
