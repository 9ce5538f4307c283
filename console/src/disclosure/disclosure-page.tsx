import type { DisclosureState } from '@hegui/contract';
import { Alert, Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, Time } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { useDisclosure } from './queries.ts';
import { TrainingTab } from './training-tab.tsx';
import { WriteTab } from './write-tab.tsx';

/** What one service discloses: words, facts, versions, and training. */
export function DisclosurePage() {
  const { t } = useTranslation('disclosure');
  const { id = '' } = useParams();
  const state = useDisclosure(id);
  return (
    <>
      <PageHeader
        title={state.data === undefined ? t('title') : `${t('title')} · ${state.data.serviceName}`}
        actions={
          <>
            <LinkButton to="/disclosure">{t('back')}</LinkButton>
            {state.data !== undefined && state.data.versions.length > 0 && (
              <Button href={`/portal/disclosures/${id}`} target="_blank">
                {t('portal')}
              </Button>
            )}
          </>
        }
      />
      <ProblemNotice error={state.error} onRetry={() => void state.refetch()} />
      {state.isPending && <PageLoading />}
      {state.data !== undefined && <Sections state={state.data} />}
    </>
  );
}

function Sections({ state }: { state: DisclosureState }) {
  const { t, i18n } = useTranslation('disclosure');
  const [search, setSearch] = useSearchParams();
  const and = i18n.language === 'en' ? ', ' : '、';
  const tabs = [
    {
      key: 'write',
      label: t('tabs.write'),
      children: <WriteTab key={`${state.serviceId} ${state.versions.length}`} state={state} />,
    },
    { key: 'training', label: t('tabs.training'), children: <TrainingTab state={state} /> },
    { key: 'versions', label: t('tabs.versions'), children: <Versions state={state} /> },
  ];
  return (
    <>
      {state.changed.length > 0 && (
        <Alert
          type="warning"
          showIcon
          style={{ marginBottom: 16 }}
          title={t('changedTitle', { facts: state.changed.map((fact) => t(`facts.${fact}`)).join(and) })}
          description={t('changedText')}
        />
      )}
      <Card styles={{ body: { paddingTop: 8 } }}>
        <SectionTabs
          label={t('sections')}
          active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'write'}
          items={tabs}
          onChange={(key) => setSearch({ tab: key }, { replace: true })}
        />
      </Card>
    </>
  );
}

function Versions({ state }: { state: DisclosureState }) {
  const { t, i18n } = useTranslation('disclosure');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const and = word === 'en' ? ', ' : '、';
  const nameOf = (gap: string): string => state.items.find(({ id }) => id === gap)?.title[word] ?? gap;
  if (state.versions.length === 0) return <p>{t('noVersions')}</p>;
  return (
    <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {state.versions.map((row) => (
        <li
          key={row.id}
          className="break-anywhere"
          style={{ padding: '10px 0', borderBottom: '1px solid var(--ant-color-border-secondary)' }}
        >
          <strong>{t('version', { number: row.number })}</strong> · <Time at={row.publishedAt} /> ·{' '}
          {t('by', { name: row.publishedAs })}
          {row.gapReason !== null && (
            <div>{t('gapsOf', { gaps: row.gaps.map(nameOf).join(and), reason: row.gapReason })}</div>
          )}
          <div style={{ fontSize: 13 }}>
            SHA-256 <code>{row.digest}</code>
          </div>
          <Button size="small" href={`/portal/${word}/disclosures/${state.serviceId}/${row.number}`} target="_blank">
            {t('read')}
          </Button>
        </li>
      ))}
    </ul>
  );
}
