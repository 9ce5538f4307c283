import { type Folding, foldingSchema } from '@hegui/contract';
import { Flex, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';

const foldings = foldingSchema.keyof().options;

interface FoldingFieldProps {
  readonly value?: Folding;
  readonly onChange?: (folding: Folding) => void;
}

/** Chooses the spellings that screening treats as the same. A field of antd's Form. */
export function FoldingField({ value, onChange }: FoldingFieldProps) {
  const { t } = useTranslation('content');
  const labels = useId();
  const folding = value ?? foldingSchema.parse({});
  return (
    <Flex vertical gap={12}>
      {foldings.map((one) => (
        <Flex key={one} gap={12} align="flex-start">
          <Switch
            size="small"
            style={{ marginTop: 4, flex: 'none' }}
            checked={folding[one]}
            aria-labelledby={`${labels}-${one}`}
            onChange={(isOn) => onChange?.({ ...folding, [one]: isOn })}
          />
          <div>
            <span id={`${labels}-${one}`}>{t(`folding.${one}`)}</span>
            <Typography.Text type="secondary" style={{ display: 'block' }}>
              {t(`folding.${one}Example`)}
              <br />
              {t('field.foldingCost', { cost: t(`folding.${one}Cost`) })}
            </Typography.Text>
          </div>
        </Flex>
      ))}
    </Flex>
  );
}
