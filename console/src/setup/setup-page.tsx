import { setupStateSchema } from '@hegui/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { api } from '../api/index.ts';
import { EmptyGuide, Entrance, LinkButton, PageLoading, ProblemNotice, useAdoptSession } from '../app/index.ts';
import { SetupDonePanel } from './setup-done.tsx';
import { type SetupDone, SetupForm } from './setup-form.tsx';

/** First run: administrator, provider, first service. The token stands in the hash, which never reaches a log. */
export function SetupPage() {
  const { t } = useTranslation('setup');
  const token = useLocation().hash.slice(1);
  const adoptSession = useAdoptSession();
  const client = useQueryClient();
  const [step, setStep] = useState(0);
  const [done, setDone] = useState<SetupDone | null>(null);
  const setup = useQuery({ queryKey: ['setup'], queryFn: () => api.get('/api/setup', setupStateSchema) });

  if (done !== null) {
    return (
      <Entrance title={t('doneTitle')} width={760}>
        <SetupDonePanel created={done.created} />
      </Entrance>
    );
  }
  return (
    <Entrance title={t('title')} description={t('description')} width={620}>
      {setup.isPending && <PageLoading />}
      {setup.isError && <ProblemNotice error={setup.error} onRetry={() => void setup.refetch()} />}
      {setup.data?.needed === false && (
        <EmptyGuide
          title={t('already')}
          text={t('alreadyText')}
          action={
            <LinkButton to="/sign-in" type="primary">
              {t('signIn')}
            </LinkButton>
          }
        />
      )}
      {setup.data?.needed === true && token === '' && <EmptyGuide title={t('noToken')} text={t('noTokenText')} />}
      {setup.data?.needed === true && token !== '' && (
        <>
          <Steps
            size="small"
            responsive={false}
            titlePlacement="vertical"
            current={step}
            style={{ margin: '12px 0 28px' }}
            items={[{ title: t('steps.administrator') }, { title: t('steps.provider') }, { title: t('steps.service') }]}
          />
          <SetupForm
            token={token}
            step={step}
            onStep={setStep}
            onDone={(answer) => {
              adoptSession(answer);
              client.setQueryData(['setup'], { needed: false });
              setDone(answer);
            }}
          />
        </>
      )}
    </Entrance>
  );
}
