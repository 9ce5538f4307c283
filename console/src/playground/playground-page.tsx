import { Button, Flex } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { GatewayProblem } from '../api/index.ts';
import { EmptyGuide, LinkButton, PageHeader, PageLoading, ProblemNotice } from '../app/index.ts';
import { ChatPanel } from './chat-panel.tsx';
import { useConversation } from './conversation.ts';
import { useModels, usePlaygroundKey, useServices } from './queries.ts';
import { type PlaygroundSettings, Settings } from './settings.tsx';

/** A chat through the real gateway, with the record of each answer beside it. */
export function PlaygroundPage() {
  const { t } = useTranslation('playground');
  const [search] = useSearchParams();
  const [chosen, setChosen] = useState<PlaygroundSettings>({
    serviceId: search.get('service'),
    model: null,
    system: '',
    endUser: '',
    audience: 'general',
  });
  const conversation = useConversation();
  const services = useServices();
  const all = services.data ?? [];
  const serviceId = all.find(({ id }) => id === chosen.serviceId)?.id ?? all[0]?.id ?? null;
  const key = usePlaygroundKey(serviceId);
  const models = useModels(key.data?.key);
  const model = models.data?.find((one) => one === chosen.model) ?? models.data?.[0] ?? null;
  const { stop, clear, isStreaming } = conversation;

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stop();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [stop]);
  // Leaving the page stops what is still streaming.
  useEffect(() => stop, [stop]);

  const send = async (question: string) => {
    const apiKey = await key.freshKey();
    if (apiKey === null || model === null) return;
    const error = await conversation.ask({
      apiKey,
      model,
      question,
      system: chosen.system,
      endUser: chosen.endUser.trim(),
      audience: chosen.audience,
    });
    // A newer playground key of the same person, made in another window, ends this one: take a new one for the next try.
    if (error instanceof GatewayProblem && error.code === 'E_KEY_UNKNOWN') await key.refetch();
  };
  const error = services.error ?? key.error ?? models.error;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <Button disabled={conversation.turns.length === 0} onClick={clear}>
            {t('clear')}
          </Button>
        }
      />
      <Flex vertical gap={12}>
        <ProblemNotice error={error} onRetry={() => void (services.isError ? services : key).refetch()} />
        {services.isPending && <PageLoading />}
        {services.isSuccess && serviceId === null && (
          <EmptyGuide
            title={t('noServiceTitle')}
            text={t('noServiceText')}
            action={
              <LinkButton to="/services" type="primary">
                {t('toServices')}
              </LinkButton>
            }
          />
        )}
        {serviceId !== null && (
          <>
            <Settings
              settings={{ ...chosen, serviceId, model }}
              services={all}
              models={models.data ?? []}
              loadingModels={key.isLoading || models.isLoading}
              onChange={(change) => setChosen((current) => ({ ...current, ...change }))}
            />
            {models.data?.length === 0 && (
              <EmptyGuide
                title={t('noModels')}
                text=""
                action={<LinkButton to="/upstreams">{t('toUpstreams')}</LinkButton>}
              />
            )}
            <ChatPanel
              conversation={conversation}
              canSend={model !== null && !isStreaming}
              onSend={(question) => void send(question)}
            />
          </>
        )}
      </Flex>
    </>
  );
}
