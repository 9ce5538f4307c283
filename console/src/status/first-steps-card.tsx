import type { Board } from '@hegui/contract';
import { Button, Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { LinkButton } from '../app/index.ts';
import { chinaToday } from '../law/today.ts';
import { firstSteps, type Step } from './first-steps.ts';
import { StatusTag } from './status-tag.tsx';
import { useText } from './use-text.ts';

/** As many as fit a morning. */
const SHOWN_MAX = 5;

/** What to do first, before anybody reads the law; nothing where nothing is to be done. */
export function FirstStepsCard({ board, onShowBreached }: { board: Board; onShowBreached: () => void }) {
  const { t } = useTranslation('status');
  const steps = firstSteps(board, chinaToday());
  if (steps.length === 0) return null;
  const rest = steps.length - SHOWN_MAX;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('first.title')}</h2>}>
      <ol style={{ margin: 0, padding: 0, listStyle: 'none' }}>
        {steps.slice(0, SHOWN_MAX).map((step) => (
          <StepRow key={step.key} step={step} />
        ))}
      </ol>
      {rest > 0 && (
        <Flex gap={8} wrap align="center">
          <Typography.Text type="secondary">{t('first.more', { count: rest })}</Typography.Text>
          <Button size="small" onClick={onShowBreached}>
            {t('first.showBreached')}
          </Button>
        </Flex>
      )}
    </Card>
  );
}

function StepRow({ step }: { step: Step }) {
  const { t } = useTranslation('status');
  const text = useText();
  const { status, title, found, next, day, owner, to } = step;
  const aside = [...(day === null ? [] : [t('due', { day })]), ...(owner === null ? [] : [owner])].join(' · ');
  return (
    <li style={{ paddingBottom: 12 }}>
      <Flex gap={10} align="flex-start" wrap>
        <StatusTag status={status} />
        <div style={{ flex: '1 1 220px', minWidth: 0 }} className="break-anywhere">
          <Typography.Text strong>{text(title)}</Typography.Text>
          {aside !== '' && <Typography.Text type="secondary"> {aside}</Typography.Text>}
          {found !== null && <div>{text(found)}</div>}
          {next !== null && (
            <Typography.Text type="secondary">
              {t('next')}: {text(next)}
            </Typography.Text>
          )}
        </div>
        {to !== null && (
          <LinkButton to={to} size="small">
            {t('first.go')}
          </LinkButton>
        )}
      </Flex>
    </li>
  );
}
