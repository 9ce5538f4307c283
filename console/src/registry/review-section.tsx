import type { Policy } from '@hegui/contract';
import { Divider, Flex, Form, InputNumber, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

const PER_MILLE_MAX = 1_000;

/** What people look at of a service, and what readers may see before anything is cut. */
export function ReviewSection({
  review,
  onChange,
}: {
  review: Policy['review'];
  onChange: (review: Policy['review']) => void;
}) {
  const { t } = useTranslation('audiences');
  const sampleId = useId();
  const flaggedId = useId();
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('review')}</h2>
      <Form.Item label={t('sample')} htmlFor={sampleId} extra={t('sampleHelp')}>
        <InputNumber<number>
          id={sampleId}
          value={review.samplePerMille}
          min={0}
          max={PER_MILLE_MAX}
          precision={0}
          suffix={t('sampleUnit')}
          style={{ width: 240, maxWidth: '100%' }}
          onChange={(samplePerMille) => onChange({ ...review, samplePerMille: samplePerMille ?? 0 })}
        />
      </Form.Item>
      <Flex gap={8} align="center">
        <Switch id={flaggedId} checked={review.flagged} onChange={(flagged) => onChange({ ...review, flagged })} />
        <label htmlFor={flaggedId}>{t('flagged')}</label>
      </Flex>
      <Divider style={{ margin: '20px 0' }} />
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('leak')}</h2>
      <Typography.Paragraph style={{ marginBottom: 4 }}>{t('leakWords')}</Typography.Paragraph>
      <Typography.Paragraph type="secondary">{t('leakEngines')}</Typography.Paragraph>
      <Divider style={{ margin: '20px 0' }} />
    </section>
  );
}
