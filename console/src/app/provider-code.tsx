import { Flex, Tooltip, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { providerCodeParts } from './credit-code.ts';

/** The 27-character provider code in its parts, as it will stand in every label. */
export function ProviderCode({ creditCode, modelCode }: { creditCode: string; modelCode: string }) {
  const { t } = useTranslation('app');
  return (
    <figure style={{ margin: 0 }}>
      <Flex wrap gap={3} role="img" aria-label={t('providerCode.label')}>
        {providerCodeParts(creditCode, modelCode).map(({ part, text }) => (
          <Tooltip key={part} title={t(`providerCode.${part}`)}>
            <span
              className="mono"
              style={{
                padding: '3px 4px',
                borderRadius: 4,
                letterSpacing: 0.5,
                fontSize: 13,
                background: 'var(--ant-color-fill-tertiary)',
                borderBottom: `2px solid ${part === 'number' || part === 'model' ? 'var(--ant-color-primary)' : 'var(--ant-color-border)'}`,
              }}
            >
              {text}
            </span>
          </Tooltip>
        ))}
      </Flex>
      <figcaption>
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t('providerCode.caption')}
        </Typography.Text>
      </figcaption>
    </figure>
  );
}
