import type { ReviewItem } from '@hegui/contract';
import { Alert, Button, Card, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemNotice, RiskTag, Time, useHasRole } from '../app/index.ts';
import { DecideForm } from './decide-form.tsx';
import { HiddenContent } from './hidden-content.tsx';
import { useLook } from './queries.ts';
import { SeverityTag } from './queue-list.tsx';
import { useKeys } from './use-keys.ts';

interface DeskItemProps {
  readonly item: ReviewItem;
  readonly isMine: boolean;
  readonly mayDecide: boolean;
  readonly isTaking: boolean;
  readonly onTake: () => void;
  readonly onRelease: () => void;
  readonly onDecided: () => void;
}

/** One item: why it is here, its content once asked for, and the decision. */
export function DeskItem({ item, isMine, mayDecide, isTaking, onTake, onRelease, onDecided }: DeskItemProps) {
  const { t } = useTranslation('review');
  const isOfficer = useHasRole('administrator', 'compliance-officer');
  const look = useLook();
  const [isShown, setShown] = useState(false);
  const show = () => {
    if (look.data === undefined && !look.isPending) look.mutate(item.id);
    setShown(true);
  };
  const toggle = () => (isShown ? setShown(false) : show());
  useKeys(mayDecide ? { c: toggle } : {});
  return (
    <Card
      size="small"
      title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('item.title', { id: item.id.slice(-8) })}</h2>}
      extra={
        mayDecide &&
        (isMine ? (
          <Button size="small" onClick={onRelease}>
            {t('item.release')}
          </Button>
        ) : (
          <Button size="small" type="primary" loading={isTaking} onClick={onTake}>
            {t('item.take')}
          </Button>
        ))
      }
    >
      <Flex vertical gap={16}>
        <ItemFacts item={item} />
        {mayDecide && (
          <HiddenContent
            content={isShown && look.isSuccess ? look.data.content : undefined}
            isLoading={look.isPending}
            onShow={show}
            onHide={() => setShown(false)}
          />
        )}
        <ProblemNotice error={look.error} />
        {mayDecide && item.state === 'escalated' && !isOfficer && (
          <Alert type="info" showIcon title={t('decide.onlyOfficer')} />
        )}
        {mayDecide && isMine && (item.state !== 'escalated' || isOfficer) && (
          <DecideForm item={item} onDecided={onDecided} />
        )}
        {mayDecide && !isMine && <Typography.Text type="secondary">{t('item.takeFirst')}</Typography.Text>}
      </Flex>
    </Card>
  );
}

const REASONS = [
  'sampled',
  'flagged-term',
  'classifier',
  'second-opinion',
  'disagreement',
  'gap',
  'complaint',
  'requested',
  'escalated',
] as const;

function ItemFacts({ item }: { item: ReviewItem }) {
  const { t } = useTranslation('review');
  return (
    <Flex vertical gap={8}>
      <Flex gap={6} wrap align="center">
        <SeverityTag severity={item.severity} />
        {item.state === 'escalated' && <Tag color="purple">{t('state.escalated')}</Tag>}
        {item.risks.map((code) => (
          <RiskTag key={code} code={code} showName />
        ))}
      </Flex>
      <span>
        {item.serviceName} · <Time at={item.createdAt} /> ·{' '}
        <Link to={`/exchanges/${item.exchangeId}`} style={{ textDecoration: 'underline' }}>
          {t('item.exchange')} <span className="mono">{item.exchangeId.slice(-8)}</span>
        </Link>
      </span>
      <div>
        <Typography.Text strong>{t('item.why')}</Typography.Text>
        <ul style={{ margin: '4px 0 0', paddingInlineStart: 20 }}>
          {item.details.map(({ reason, detail, at }) => {
            const known = REASONS.find((one) => one === reason);
            return (
              <li key={`${reason} ${at}`} className="break-anywhere">
                {known === undefined ? reason : t(`reason.${known}`)}
                {detail !== '' && `: ${detail}`}
              </li>
            );
          })}
        </ul>
      </div>
    </Flex>
  );
}
