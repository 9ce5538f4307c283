import { Card, Drawer, Flex, Grid } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide } from '../app/index.ts';
import { Composer } from './composer.tsx';
import type { Conversation } from './conversation.ts';
import { RecordPanel } from './record-panel.tsx';
import { TurnView } from './turn-view.tsx';

interface ChatPanelProps {
  readonly conversation: Conversation;
  readonly canSend: boolean;
  readonly onSend: (question: string) => void;
}

/** The conversation and, beside it or over it, the record of the chosen answer. */
export function ChatPanel({ conversation, canSend, onSend }: ChatPanelProps) {
  const { t } = useTranslation('playground');
  const { turns, isStreaming, stop } = conversation;
  const isWide = Grid.useBreakpoint().lg ?? true;
  const [chosenId, setChosenId] = useState<number | null>(null);
  const log = useRef<HTMLDivElement>(null);
  const latest = turns.at(-1) ?? null;
  const chosen = turns.find((turn) => turn.id === chosenId) ?? null;
  const shown = chosen ?? latest;

  const length = (latest?.answer.length ?? 0) + turns.length;
  useEffect(() => {
    if (length > 0) log.current?.scrollTo({ top: log.current.scrollHeight });
  }, [length]);

  return (
    <Flex gap={16} align="flex-start">
      <Card size="small" style={{ flex: 1, minWidth: 0 }}>
        <Flex vertical gap={12}>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long conversation must scroll from the keyboard. */}
          <div ref={log} role="log" aria-label={t('conversation')} tabIndex={0} style={logStyle}>
            {turns.length === 0 && <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />}
            <Flex vertical gap={24}>
              {turns.map((turn) => (
                <TurnView
                  key={turn.id}
                  turn={turn}
                  isChosen={isWide && turn.id === shown?.id}
                  onChoose={() => setChosenId(turn.id)}
                />
              ))}
            </Flex>
          </div>
          <Composer
            canSend={canSend}
            isStreaming={isStreaming}
            onStop={stop}
            onSend={(question) => {
              setChosenId(null);
              onSend(question);
            }}
          />
        </Flex>
      </Card>
      {isWide ? (
        <Card size="small" title={t('panel.title')} style={{ width: 360, flex: 'none' }}>
          <RecordPanel turn={shown} />
        </Card>
      ) : (
        <Drawer
          placement="bottom"
          size="80%"
          title={t('panel.title')}
          open={chosen !== null}
          onClose={() => setChosenId(null)}
        >
          <RecordPanel turn={chosen} />
        </Drawer>
      )}
    </Flex>
  );
}

const logStyle = {
  minHeight: 260,
  maxHeight: 'max(320px, calc(100vh - 480px))',
  overflowY: 'auto',
  padding: 4,
} as const;
