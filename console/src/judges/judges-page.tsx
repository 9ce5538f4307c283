import { PlusOutlined } from '@ant-design/icons';
import type { JudgeRow } from '@hegui/contract';
import { Button, Card, Col, Flex, Row } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { ReadOnlyNotice } from '../registry/read-only-notice.tsx';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { GapsTab } from './gaps-tab.tsx';
import { JudgeCard } from './judge-card.tsx';
import { JudgeDrawer } from './judge-drawer.tsx';
import { useJudges } from './queries.ts';
import { ScorecardTab } from './scorecard-tab.tsx';

/** Judges, their scorecards, and the texts that passed unjudged. */
export function JudgesPage() {
  const { t } = useTranslation('judges');
  const [search, setSearch] = useSearchParams();
  const tabs = [
    { key: 'judges', label: t('tabs.judges'), children: <JudgesTab /> },
    { key: 'scorecard', label: t('tabs.scorecard'), children: <ScorecardTab /> },
    { key: 'gaps', label: t('tabs.gaps'), children: <GapsTab /> },
  ];
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <SectionTabs
        label={t('tabs.label')}
        active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'judges'}
        items={tabs}
        onChange={(tab) => setSearch({ tab }, { replace: true })}
      />
    </>
  );
}

function JudgesTab() {
  const { t } = useTranslation('judges');
  const mayChange = useHasRole('administrator');
  const mayTest = useHasRole('administrator', 'compliance-officer');
  // undefined = closed, null = a new one.
  const [edited, setEdited] = useState<JudgeRow | null | undefined>(undefined);
  const judges = useJudges();
  const all = judges.data ?? [];
  const create = mayChange && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited(null)}>
      {t('create')}
    </Button>
  );
  return (
    <>
      <ReadOnlyNotice mayChange={mayChange} needs="administrator" />
      <Flex vertical gap={16}>
        {all.length > 0 && create !== false && <Flex justify="flex-end">{create}</Flex>}
        <ProblemNotice error={judges.error} onRetry={() => void judges.refetch()} />
        {judges.isPending && <PageLoading />}
        {judges.isSuccess && all.length === 0 && (
          <Card>
            <EmptyGuide title={t('empty')} text={t('emptyText')} action={create} />
          </Card>
        )}
        <Row gutter={[16, 16]}>
          {all.map((judge) => (
            <Col key={judge.id} xs={24} xl={12}>
              <JudgeCard judge={judge} mayChange={mayChange} mayTest={mayTest} onEdit={() => setEdited(judge)} />
            </Col>
          ))}
        </Row>
      </Flex>
      <JudgeDrawer
        key={edited === undefined ? 'closed' : (edited?.id ?? 'new')}
        judge={edited ?? null}
        isOpen={edited !== undefined}
        onClose={() => setEdited(undefined)}
      />
    </>
  );
}
