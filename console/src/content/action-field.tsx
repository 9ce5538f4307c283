import type { Action } from '@hegui/contract';
import { actionSchema } from '@hegui/contract';
import { Flex, Radio, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface ActionFieldProps {
  readonly id?: string;
  readonly value?: Action;
  readonly onChange?: (action: Action) => void;
}

/** Chooses an action; each says what it does. A field of antd's Form. */
export function ActionField({ id, value, onChange }: ActionFieldProps) {
  const { t: tApp } = useTranslation('app');
  const { t } = useTranslation('content');
  return (
    <Radio.Group
      id={id ?? ''}
      value={value ?? null}
      onChange={(event) => onChange?.(actionSchema.parse(event.target.value))}
      style={{ width: '100%' }}
    >
      <Flex vertical gap={10}>
        {actionSchema.options.map((action) => (
          <Radio key={action} value={action} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
            {tApp(`action.${action}`)}
            <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
              {t(`actionMeans.${action}`)}
            </Typography.Text>
          </Radio>
        ))}
      </Flex>
    </Radio.Group>
  );
}
