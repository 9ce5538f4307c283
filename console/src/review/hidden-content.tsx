import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';
import type { ExchangeDetail, Piece } from '@hegui/contract';
import { Alert, Button, Flex, Switch, Tag, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkedText } from '../app/index.ts';

interface HiddenContentProps {
  /** undefined = not shown. */
  readonly content: ExchangeDetail['content'] | undefined;
  readonly isLoading: boolean;
  readonly onShow: () => void;
  readonly onHide: () => void;
}

/** Content that stays out of sight until someone asks for it, and can be blurred again. */
export function HiddenContent({ content, isLoading, onShow, onHide }: HiddenContentProps) {
  const { t } = useTranslation('review');
  const [isBlurred, setBlurred] = useState(false);
  const id = useId();
  if (content === undefined) {
    return (
      <Alert
        type="warning"
        showIcon
        icon={<EyeInvisibleOutlined />}
        title={t('item.hidden')}
        description={
          <Flex vertical gap={8} align="flex-start">
            <span>{t('item.hiddenText')}</span>
            <Button icon={<EyeOutlined />} loading={isLoading} onClick={onShow}>
              {t('item.show')}
            </Button>
          </Flex>
        }
      />
    );
  }
  if (content === null) return <Alert type="info" showIcon title={t('item.erased')} />;
  return (
    <section>
      <Flex gap={16} wrap align="center" style={{ marginBottom: 8 }}>
        <Button size="small" icon={<EyeInvisibleOutlined />} onClick={onHide}>
          {t('item.hide')}
        </Button>
        <Flex gap={8} align="center">
          <Switch id={id} size="small" checked={isBlurred} onChange={setBlurred} />
          <label htmlFor={id}>{t('item.blur')}</label>
        </Flex>
      </Flex>
      <div style={isBlurred ? { filter: 'blur(6px)' } : {}}>
        <Pieces title={t('item.input')} pieces={content.input} />
        <Pieces title={t('item.output')} pieces={content.output} />
      </div>
    </section>
  );
}

function Pieces({ title, pieces }: { title: string; pieces: readonly Piece[] }) {
  const { t } = useTranslation('review');
  return (
    <>
      <h3 style={{ fontSize: 14, margin: '12px 0 6px' }}>{title}</h3>
      {pieces.map((piece) => (
        <div
          key={piece.path}
          style={{ borderInlineStart: '3px solid var(--ant-color-border)', padding: '2px 12px', marginBottom: 8 }}
        >
          <Tag>{piece.role}</Tag>
          <MarkedText text={piece.text} hits={piece.hits} />
          {piece.shown !== null && piece.shown !== piece.text && (
            <Typography.Paragraph
              type="secondary"
              style={{ margin: 0, whiteSpace: 'pre-wrap' }}
              className="break-anywhere"
            >
              {t('item.shown')}
              {piece.shown}
            </Typography.Paragraph>
          )}
        </div>
      ))}
    </>
  );
}
