import { ArrowLeftOutlined, DownloadOutlined } from '@ant-design/icons';
import type { WordList } from '@hegui/contract';
import { Alert, Button, Card, Dropdown, Flex, Tabs, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import { api } from '../api/index.ts';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, RiskTag, useHasRole } from '../app/index.ts';
import { ActionTag } from './action-tag.tsx';
import { DraftPanel } from './draft-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { useWordLists } from './queries.ts';
import { TermsImport } from './terms-import.tsx';
import { TermsTable } from './terms-table.tsx';
import { WordListSettings } from './word-list-settings.tsx';

/** One word list: its terms, adding to them, its settings. */
export function WordListPage() {
  const { t } = useTranslation('content');
  const { id } = useParams();
  const lists = useWordLists();
  const list = lists.data?.find((one) => one.id === id);
  return (
    <>
      <p style={{ margin: '0 0 8px' }}>
        <Link to="/lists">
          <ArrowLeftOutlined /> {t('list.back')}
        </Link>
      </p>
      <ProblemNotice error={lists.error} onRetry={() => void lists.refetch()} />
      {lists.isPending && <PageLoading />}
      {lists.isSuccess && list === undefined && <EmptyGuide title={t('list.missing')} text={t('list.missingText')} />}
      {list !== undefined && <Content key={list.id} list={list} />}
    </>
  );
}

function Content({ list }: { list: WordList }) {
  const { t, i18n } = useTranslation('content');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const [search, setSearch] = useSearchParams();
  const show = (tab: string) => setSearch({ tab }, { replace: true });
  const tabs = [
    {
      key: 'terms',
      label: t('list.tabTerms'),
      children: <TermsTable list={list} mayChange={mayChange} onAdd={() => show('import')} />,
    },
    ...(mayChange
      ? [
          {
            key: 'import',
            label: t('list.tabImport'),
            children: <TermsImport list={list} onShowTerms={() => show('terms')} onShowDraft={() => show('draft')} />,
          },
        ]
      : []),
    {
      key: 'draft',
      label: t('versions.tabDraft'),
      children: <DraftPanel list={list} mayChange={mayChange} onImport={() => show('import')} />,
    },
    {
      key: 'history',
      label: t('versions.tabHistory'),
      children: <HistoryPanel list={list} mayChange={mayChange} />,
    },
    {
      key: 'settings',
      label: t('list.tabSettings'),
      children: <WordListSettings list={list} mayChange={mayChange} />,
    },
  ];
  const tab = tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'terms';
  return (
    <>
      <PageHeader
        title={list.name}
        description={
          <Flex gap={8} wrap align="center" component="span">
            <RiskTag code={list.risk} showName />
            <ActionTag action={list.action} />
            <Tag style={{ marginInlineEnd: 0 }} color={list.enabled ? 'success' : 'default'}>
              {t(list.enabled ? 'lists.on' : 'lists.off')}
            </Tag>
            {list.draftId !== null && (
              <Tag style={{ marginInlineEnd: 0 }} color="processing">
                {t('versions.openDraft')}
              </Tag>
            )}
            <span>{t('list.facts', { terms: list.terms.toLocaleString(i18n.language), version: list.version })}</span>
          </Flex>
        }
        actions={<ExportButton list={list} />}
      />
      {!mayChange && <Alert type="info" showIcon title={t('readOnly')} style={{ marginBottom: 16 }} />}
      <Card styles={{ body: { paddingTop: 8 } }}>
        <Tabs activeKey={tab} onChange={show} items={tabs} destroyOnHidden />
      </Card>
    </>
  );
}

const FORMATS = ['xlsx', 'csv', 'txt'] as const;

function ExportButton({ list }: { list: WordList }) {
  const { t } = useTranslation('content');
  const items = FORMATS.map((format) => ({
    key: format,
    label: (
      <a href={api.downloadUrl(`/api/word-lists/${list.id}/export`, { format })} download>
        {format.toUpperCase()}
      </a>
    ),
  }));
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button icon={<DownloadOutlined />}>{t('versions.export')}</Button>
    </Dropdown>
  );
}
