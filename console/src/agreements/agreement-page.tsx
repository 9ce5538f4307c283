import type { AgreementState } from '@hegui/contract';
import { Button, Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { SectionTabs } from '../registry/section-tabs.tsx';
import { AcceptancesTab } from './acceptances-tab.tsx';
import { AdmissionTab } from './admission-tab.tsx';
import { DraftTab } from './draft-tab.tsx';
import { useAgreements } from './queries.ts';
import { VersionsTab } from './versions-tab.tsx';

/** The agreement of one service: the draft, its versions, who must accept and who did. */
export function AgreementPage() {
  const { t } = useTranslation('agreements');
  const { id = '' } = useParams();
  const state = useAgreements(id);
  return (
    <>
      <PageHeader
        title={state.data === undefined ? t('title') : `${t('title')} · ${state.data.serviceName}`}
        actions={
          <>
            <LinkButton to="/agreements">{t('back')}</LinkButton>
            {state.data !== undefined && state.data.versions.length > 0 && (
              <Button href={`/portal/agreements/${id}`} target="_blank">
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

function Sections({ state }: { state: AgreementState }) {
  const { t } = useTranslation('agreements');
  const [search, setSearch] = useSearchParams();
  const { serviceId, draft, versions } = state;
  // A new base of the draft begins the form anew; saving one's own does not.
  const draftKey = `${serviceId} ${draft === null} ${versions.length}`;
  const tabs = [
    { key: 'draft', label: t('tabs.draft'), children: <DraftTab key={draftKey} state={state} /> },
    { key: 'versions', label: t('tabs.versions'), children: <VersionsTab state={state} /> },
    { key: 'admission', label: t('tabs.admission'), children: <AdmissionTab serviceId={serviceId} /> },
    { key: 'acceptances', label: t('tabs.acceptances'), children: <AcceptancesTab serviceId={serviceId} /> },
  ];
  return (
    <Card styles={{ body: { paddingTop: 8 } }}>
      <SectionTabs
        label={t('sections')}
        active={tabs.find(({ key }) => key === search.get('tab'))?.key ?? 'draft'}
        items={tabs}
        onChange={(key) => setSearch({ tab: key }, { replace: true })}
      />
    </Card>
  );
}
