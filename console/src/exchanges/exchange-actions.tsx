import type { ExchangeDetail } from '@hegui/contract';
import { App, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { LinkButton, ProblemNotice, useHasRole } from '../app/index.ts';
import { useSendToReview } from '../review/queries.ts';

/** What can be done about an exchange: have it reviewed, or open a case. */
export function ExchangeActions({ exchange }: { exchange: ExchangeDetail }) {
  const { t } = useTranslation('cases');
  const { message } = App.useApp();
  const send = useSendToReview();
  if (!useHasRole('administrator', 'compliance-officer', 'reviewer')) return null;
  const about = new URLSearchParams({
    exchange: exchange.id,
    service: exchange.serviceId,
    risk: exchange.risks[0] ?? '',
  });
  return (
    <>
      <Button
        loading={send.isPending}
        onClick={() => send.mutate(exchange.id, { onSuccess: () => message.success(t('exchange.reviewed')) })}
      >
        {t('exchange.review')}
      </Button>
      <LinkButton to={`/cases?${about}`}>{t('exchange.case')}</LinkButton>
      <ProblemNotice error={send.error} />
    </>
  );
}
