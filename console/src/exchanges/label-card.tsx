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
const explicits = ['append', 'prepend', 'interface'] as const;
const reasons = ['structured-output', 'no-generated-text'] as const;

/** The explicit label and the seven fields of the implicit one. */
export function LabelCard({ label }: { label: ExchangeDetail['label'] }) {
  const { t } = useTranslation('exchanges');
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
