import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { ListTestPanel } from './list-test-panel.tsx';
import { useWordLists } from './queries.ts';
import { WordListCreateDrawer } from './word-list-create-drawer.tsx';
import { WordListsGuide } from './word-lists-guide.tsx';
import { WordListsTable } from './word-lists-table.tsx';

/** Every word list, and a place to try a text on them. */
export function WordListsPage() {
  const { t, i18n } = useTranslation('content');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const mayTest = useHasRole('administrator', 'compliance-officer', 'reviewer');
  const [isCreating, setCreating] = useState(false);
  const lists = useWordLists();
  const create = (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setCreating(true)}>
      {t('lists.create')}
    </Button>
  );
  const all = lists.data ?? [];
  const terms = all.reduce((sum, list) => sum + list.terms, 0).toLocaleString(i18n.language);
  return (
    <>
      <PageHeader
        title={t('lists.title')}
        description={t('lists.description')}
        actions={mayChange && all.length > 0 && create}
      />
      <Flex vertical gap={16}>
        {!mayChange && <Alert type="info" showIcon title={t('readOnly')} />}
        <ProblemNotice error={lists.error} onRetry={() => void lists.refetch()} />
        {lists.isPending && <PageLoading />}
        {lists.isSuccess && all.length === 0 && <WordListsGuide action={mayChange && create} />}
        {all.length > 0 && (
          <Card
            title={t('lists.summary', { lists: all.length, terms })}
            styles={{ body: { padding: '8px 16px 12px' } }}
          >
            <WordListsTable lists={all} mayChange={mayChange} />
          </Card>
        )}
        {all.length > 0 && mayTest && <ListTestPanel />}
      </Flex>
      <WordListCreateDrawer isOpen={isCreating} onClose={() => setCreating(false)} />
    </>
  );
}
