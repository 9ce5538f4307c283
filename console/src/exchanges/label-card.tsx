import type { ExchangeDetail } from '@hegui/contract';
import { Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../app/index.ts';

const fields = [
  'Label',
  'ContentProducer',
  'ProduceID',
  'ReservedCode1',
  'ContentPropagator',
  'PropagateID',
  'ReservedCode2',
] as const;
const explicits = ['append', 'prepend', 'interface', 'none'] as const;
const reasons = ['structured-output', 'no-generated-text', 'lifted'] as const;

/** The explicit label and the seven fields of the implicit one, or the files that carry labels of their own. */
export function LabelCard({ label, produced }: Pick<ExchangeDetail, 'label' | 'produced'>) {
  const { t } = useTranslation('exchanges');
  if (produced.length > 0) return <ProducedCard produced={produced} />;
  if (label === null) {
    return (
      <Card title={t('label.title')} size="small">
        <Typography.Text type="secondary">{t('label.none')}</Typography.Text>
      </Card>
    );
  }
  const explicit = explicits.find((one) => one === label.explicit);
  const reason = reasons.find((one) => one === label.explicitReason);
  return (
    <Card title={t('label.title')} size="small" extra={<CopyButton text={JSON.stringify(label.aigc)} label="JSON" />}>
      <Flex vertical gap={8}>
        <span>
          {t(label.explicitReason === null ? 'label.explicitLine' : 'label.explicitWhy', {
            where: explicit === undefined ? label.explicit : t(`label.explicits.${explicit}`),
            why: reason === undefined ? (label.explicitReason ?? '') : t(`label.reasons.${reason}`),
          })}
        </span>
        <Typography.Text type="secondary">{t('label.implicit')}</Typography.Text>
        <dl style={{ margin: 0, display: 'grid', gap: 8 }}>
          {fields.map((field) => (
            <div key={field}>
              <dt style={{ fontSize: 12, color: 'var(--ant-color-text-secondary)' }}>
                <span className="mono">{field}</span> · {t(`label.fields.${field}`)}
              </dt>
              <dd className="mono break-anywhere" style={{ margin: 0 }}>
                {label.aigc.AIGC[field] === '' ? (
                  <Typography.Text type="secondary">{t('label.empty')}</Typography.Text>
                ) : (
                  label.aigc.AIGC[field]
                )}
              </dd>
            </div>
          ))}
        </dl>
      </Flex>
    </Card>
  );
}

/** Files that were made: each with its number, and where its mark for people stands. */
function ProducedCard({ produced }: Pick<ExchangeDetail, 'produced'>) {
  const { t } = useTranslation('exchanges');
  return (
    <Card title={t('label.title')} size="small">
      <Typography.Text type="secondary">{t('label.files')}</Typography.Text>
      <dl style={{ margin: '8px 0 0', display: 'grid', gap: 8 }}>
        {produced.map(({ produceId, kind, format, explicit, explicitReason }) => (
          <div key={produceId}>
            <dt style={{ fontSize: 12, color: 'var(--ant-color-text-secondary)' }}>
              {t(`label.kinds.${kind}`)} · <span className="mono">{format}</span> ·{' '}
              {t(explicit ? 'label.inFile' : `label.fileReasons.${explicitReason ?? 'interface'}`)}
            </dt>
            <dd className="mono break-anywhere" style={{ margin: 0 }}>
              {produceId}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
