import { SendOutlined, StopOutlined } from '@ant-design/icons';
import { Button, Flex, Input, Typography } from 'antd';
import { type KeyboardEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

interface ComposerProps {
  readonly canSend: boolean;
  readonly isStreaming: boolean;
  readonly onSend: (question: string) => void;
  readonly onStop: () => void;
}

/** Where the question is typed: Enter sends, Shift+Enter breaks the line, Esc stops. */
export function Composer({ canSend, isStreaming, onSend, onStop }: ComposerProps) {
  const { t } = useTranslation('playground');
  const [typed, setTyped] = useState('');
  const hintId = useId();
  const isReady = canSend && !isStreaming && typed.trim() !== '';

  const send = () => {
    if (!isReady) return;
    onSend(typed.trim());
    setTyped('');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <Flex vertical gap={4}>
      <Flex gap={8} align="flex-end">
        <Input.TextArea
          autoFocus
          aria-label={t('question')}
          aria-describedby={hintId}
          placeholder={t('question')}
          autoSize={{ minRows: 2, maxRows: 8 }}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {isStreaming ? (
          <Button danger icon={<StopOutlined />} onClick={onStop}>
            {t('stop')}
          </Button>
        ) : (
          <Button type="primary" icon={<SendOutlined />} disabled={!isReady} onClick={send}>
            {t('send')}
          </Button>
        )}
      </Flex>
      <Typography.Text type="secondary" id={hintId} style={{ fontSize: 12 }}>
        {t('questionHint')}
      </Typography.Text>
    </Flex>
  );
}
