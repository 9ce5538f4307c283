import type { ClassifierModelInfo } from '@hegui/contract';
import { Alert, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { ModelCard } from './model-card.tsx';
import { ModelsTable } from './models-table.tsx';
import { useClassifierModels } from './queries.ts';
import { ThresholdCard } from './threshold-card.tsx';
import { TryText } from './try-text.tsx';
import { UploadModel } from './upload-model.tsx';

const THRESHOLD_DEFAULT = 0.8;

/** The models of the statistical classifier: which is in use, how good they are, and a place to try a text. */
export function ClassifierPage() {
  const { t } = useTranslation('classifier');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const models = useClassifierModels();
  const [shownId, setShownId] = useState<string | null>(null);
  const all = models.data ?? [];
  const shown = all.find(({ id }) => id === shownId) ?? all.find(({ active }) => active);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <Flex vertical gap={16}>
        {!mayChange && <Alert type="info" showIcon title={t('readOnly')} />}
        <ProblemNotice error={models.error} onRetry={() => void models.refetch()} />
        {models.isPending && <PageLoading />}
        {models.isSuccess && (
          <>
            <Alert
              type="info"
              showIcon
              title={t('offNote')}
              action={
                <Link to="/services" style={{ textDecoration: 'underline' }}>
                  {t('toServices')}
                </Link>
              }
            />
            <Card title={<Heading text={t('models')} />} styles={{ body: { padding: '8px 16px 12px' } }}>
              <ModelsTable models={all} shownId={shown?.id ?? null} mayChange={mayChange} onShow={setShownId} />
            </Card>
          </>
        )}
        {shown !== undefined && <ShownModel key={shown.digest} model={shown} />}
        {mayChange && (
          <Card title={<Heading text={t('upload.title')} />}>
            <UploadModel />
          </Card>
        )}
      </Flex>
    </>
  );
}

/** One model with the threshold that is tried on it. */
function ShownModel({ model }: { model: ClassifierModelInfo }) {
  const { t } = useTranslation('classifier');
  const [threshold, setThreshold] = useState(THRESHOLD_DEFAULT);
  return (
    <>
      <Card title={<Heading text={t('threshold.title')} />}>
        <ThresholdCard curve={model.card.figures.curve} threshold={threshold} onChange={setThreshold} />
      </Card>
      <Card title={<Heading text={t('try.title')} />}>
        <TryText model={model} threshold={threshold} />
      </Card>
      <Card title={<Heading text={t('card.title', { name: model.name })} />}>
        <ModelCard model={model} />
      </Card>
    </>
  );
}

const Heading = ({ text }: { text: string }) => (
  <h2 style={{ fontSize: 15, margin: 0, whiteSpace: 'normal' }} className="break-anywhere">
    {text}
  </h2>
);
