import type { ExchangeDetail, Piece } from '@hegui/contract';
import { Alert, Card, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, MarkedText } from '../app/index.ts';

const roles = ['system', 'developer', 'user', 'assistant', 'tool', 'content', 'reasoning', 'standard-answer'] as const;

/** The texts of an exchange with their hits; for output also what the user was shown. */
export function ContentCard({ content }: { content: ExchangeDetail['content'] }) {
  const { t } = useTranslation('exchanges');
  if (content === null) {
    return (
      <Card title={t('content.title')} size="small">
        <EmptyGuide title={t('content.erased')} text={t('content.erasedText')} />
      </Card>
    );
  }
  return (
    <Card
      title={t('content.title')}
      size="small"
      extra={<Typography.Text type="secondary">{t('content.viewed')}</Typography.Text>}
    >
      <Flex vertical gap={20}>
        <Pieces title={t('content.input')} pieces={content.input} none={t('content.noInput')} isOutput={false} />
        <Pieces title={t('content.output')} pieces={content.output} none={t('content.noOutput')} isOutput />
      </Flex>
    </Card>
  );
}

interface PiecesProps {
  readonly title: string;
  readonly pieces: readonly Piece[];
  readonly none: string;
  readonly isOutput: boolean;
}

function Pieces({ title, pieces, none, isOutput }: PiecesProps) {
  return (
    <section>
      <Typography.Title level={2} style={{ fontSize: 14, margin: '0 0 8px' }}>
        {title}
      </Typography.Title>
      <Flex vertical gap={12}>
        {pieces.length === 0 && <Typography.Text type="secondary">{none}</Typography.Text>}
        {pieces.map((piece) => (
          <PieceView key={piece.path} piece={piece} isOutput={isOutput} />
        ))}
      </Flex>
    </section>
  );
}

function PieceView({ piece, isOutput }: { piece: Piece; isOutput: boolean }) {
  const { t } = useTranslation('exchanges');
  const role = roles.find((one) => one === piece.role);
  const isSame = !isOutput || piece.shown === piece.text;
  return (
    <div style={{ border: '1px solid var(--ant-color-border-secondary)', borderRadius: 6, padding: '10px 12px' }}>
      <Flex gap={8} align="center" wrap style={{ marginBottom: 6 }}>
        <Tag style={{ marginInlineEnd: 0 }}>{role === undefined ? piece.role : t(`roles.${role}`)}</Tag>
        <Typography.Text type="secondary" className="mono break-anywhere">
          {piece.path}
        </Typography.Text>
        {piece.hits.length > 0 && <Tag color="error">{t('content.hits', { count: piece.hits.length })}</Tag>}
      </Flex>
      {isSame ? (
        <>
          <MarkedText text={piece.text} hits={piece.hits} />
          {isOutput && <Typography.Text type="secondary">{t('content.same')}</Typography.Text>}
        </>
      ) : (
        <SideBySide piece={piece} />
      )}
    </div>
  );
}

function SideBySide({ piece }: { piece: Piece }) {
  const { t } = useTranslation('exchanges');
  return (
    <div style={{ display: 'grid', gap: 12, gridTemplateColumns: 'repeat(auto-fit, minmax(min(260px, 100%), 1fr))' }}>
      <div>
        <Typography.Text strong>{t('content.cameIn')}</Typography.Text>
        <MarkedText text={piece.text} hits={piece.hits} />
      </div>
      <div style={{ background: 'var(--ant-color-fill-quaternary)', borderRadius: 6, padding: '0 10px' }}>
        <Typography.Text strong>{t('content.shown')}</Typography.Text>
        {piece.shown === null || piece.shown === '' ? (
          <Alert type="info" title={t('content.nothingShown')} style={{ margin: '4px 0 8px' }} />
        ) : (
          <div style={{ whiteSpace: 'pre-wrap', lineHeight: 1.9 }} className="break-anywhere">
            {piece.shown}
          </div>
        )}
      </div>
    </div>
  );
}
