import { Button, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import type { Turn } from './conversation.ts';

interface TurnViewProps {
  readonly turn: Turn;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

const bubble = { padding: '10px 14px', borderRadius: 10, whiteSpace: 'pre-wrap', lineHeight: 1.75 } as const;

/** A question and its answer, letter for letter as an application would show them. */
export function TurnView({ turn, isChosen, onChoose }: TurnViewProps) {
  const { t } = useTranslation('playground');
  return (
    <Flex vertical gap={10}>
      <div
        className="break-anywhere"
        style={{ ...bubble, alignSelf: 'flex-end', maxWidth: '86%', background: 'var(--ant-color-primary-bg)' }}
      >
        <span className="visually-hidden">{t('you')}: </span>
        {turn.question}
      </div>
      <Flex vertical gap={6} style={{ maxWidth: '94%', alignSelf: 'flex-start', minWidth: 0 }}>
        {turn.reasoning !== '' && (
          <details>
            <summary>{t('reasoning')}</summary>
            <Typography.Text type="secondary" style={{ whiteSpace: 'pre-wrap' }}>
              {turn.reasoning}
            </Typography.Text>
          </details>
        )}
        {(turn.answer !== '' || turn.state === 'streaming') && (
          <div
            className="break-anywhere"
            style={{
              ...bubble,
              background: 'var(--ant-color-fill-quaternary)',
              border: `1px solid ${isChosen ? 'var(--ant-color-primary)' : 'transparent'}`,
            }}
          >
            <span className="visually-hidden">{t('model')}: </span>
            {turn.answer}
            {turn.state === 'streaming' && turn.answer === '' && (
              <Typography.Text type="secondary">{t('waiting')}</Typography.Text>
            )}
            {turn.state === 'streaming' && turn.answer !== '' && <span aria-hidden="true">▍</span>}
          </div>
        )}
        <ProblemNotice error={turn.error} />
        <TurnFacts turn={turn} onChoose={onChoose} />
      </Flex>
    </Flex>
  );
}

function TurnFacts({ turn, onChoose }: { turn: Turn; onChoose: () => void }) {
  const { t } = useTranslation('playground');
  const cuts = turn.hegui?.cut ?? [];
  return (
    <Flex gap={6} align="center" wrap>
      {turn.state === 'stopped' && <Tag style={{ marginInlineEnd: 0 }}>{t('stopped')}</Tag>}
      {cuts.length > 0 && (
        <Tag color="error" style={{ marginInlineEnd: 0 }}>
          {t('cut', { risks: [...new Set(cuts.map((cut) => cut.risk))].join(' · ') })}
        </Tag>
      )}
      {cuts.length === 0 && turn.finishReason === 'content_filter' && (
        <Tag color="error" style={{ marginInlineEnd: 0 }}>
          {t('filtered')}
        </Tag>
      )}
      {turn.finishReason !== null && (
        <Typography.Text type="secondary" className="mono">
          {turn.finishReason}
        </Typography.Text>
      )}
      {turn.firstTextMs !== null && (
        <Typography.Text type="secondary">{t('firstText', { ms: Math.round(turn.firstTextMs) })}</Typography.Text>
      )}
      {turn.state !== 'streaming' && turn.hegui !== null && (
        <Button type="link" size="small" onClick={onChoose}>
          {t('details')}
        </Button>
      )}
    </Flex>
  );
}
