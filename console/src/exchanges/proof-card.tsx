import { SafetyCertificateOutlined } from '@ant-design/icons';
import type { ExchangeDetail } from '@hegui/contract';
import { Alert, Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { ProofResult } from './proof-result.tsx';
import { useVerification } from './queries.ts';
import { canVerify } from './verify-proof.ts';

/** Checks the entries against the signed log, by the server and once more in this browser. */
export function ProofCard({ exchange }: { exchange: ExchangeDetail }) {
  const { t } = useTranslation('exchanges');
  const verification = useVerification(exchange);
  return (
    <Card
      title={t('proof.title')}
      size="small"
      extra={
        <Button
          type="primary"
          icon={<SafetyCertificateOutlined />}
          loading={verification.isPending}
          disabled={exchange.evidence.length === 0}
          onClick={() => verification.mutate()}
        >
          {t(verification.data === undefined ? 'proof.verify' : 'proof.again')}
        </Button>
      }
    >
      <Flex vertical gap={12} aria-live="polite">
        <Typography.Text type="secondary">{t('proof.text')}</Typography.Text>
        {!canVerify() && <Alert type="info" showIcon title={t('proof.insecure')} />}
        <ProblemNotice error={verification.error} />
        {verification.data !== undefined && <ProofResult {...verification.data} />}
      </Flex>
    </Card>
  );
}
