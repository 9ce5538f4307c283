import {
  type PersonalInformationAction,
  type PersonalInformationKind,
  type PersonalInformationPolicy,
  personalInformationActionSchema,
  personalInformationInputActionSchema,
  personalInformationKindSchema,
} from '@hegui/contract';
import { Flex, Select, Spin, Typography } from 'antd';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

// The engine comes along only where it is shown.
const Preview = lazy(() =>
  import('./personal-information-preview.tsx').then((part) => ({ default: part.PersonalInformationPreview })),
);

const GROUPS = [
  {
    name: 'identity',
    kinds: ['resident-id', 'passport', 'hk-macao-permit', 'taiwan-permit', 'foreigner-residence-id'],
  },
  { name: 'contact', kinds: ['mobile', 'landline', 'email', 'wechat', 'qq', 'address'] },
  { name: 'property', kinds: ['bank-card', 'vehicle-plate', 'credit-code'] },
  { name: 'network', kinds: ['ip-address'] },
  { name: 'name', kinds: ['name'] },
] as const;

const ACTIONS = {
  input: personalInformationInputActionSchema.options,
  output: personalInformationActionSchema.options,
} as const;
type Direction = keyof typeof ACTIONS;
const DIRECTIONS = ['input', 'output'] as const;

interface FieldsProps {
  readonly policy: PersonalInformationPolicy;
  readonly onChange: (policy: PersonalInformationPolicy) => void;
}

/** What happens to each kind of personal information, in each direction, and what a text becomes of it. */
export function PersonalInformationFields({ policy, onChange }: FieldsProps) {
  const { t } = useTranslation('personalInformation');
  const set = (direction: Direction, kinds: readonly PersonalInformationKind[], action: PersonalInformationAction) =>
    onChange(withAction(policy, direction, kinds, action));
  return (
    <Flex vertical gap={16}>
      <ul style={{ margin: 0, paddingInlineStart: 18, color: 'var(--ant-color-text-secondary)' }}>
        {(['mask', 'reversible', 'block'] as const).map((action) => (
          <li key={action}>{t(`actionMeans.${action}`)}</li>
        ))}
      </ul>
      <Row head name={<Typography.Text strong>{t('kindColumn')}</Typography.Text>}>
        {DIRECTIONS.map((direction) => (
          <Flex key={direction} vertical gap={4} justify="end">
            <Typography.Text strong>{t(direction)}</Typography.Text>
            <ActionSelect
              direction={direction}
              value={null}
              label={t('allFor', { direction: t(direction) })}
              onChange={(action) => set(direction, personalInformationKindSchema.options, action)}
            />
          </Flex>
        ))}
      </Row>
      {GROUPS.map(({ name, kinds }) => (
        <section key={name}>
          <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{t(`group.${name}`)}</h3>
          <Flex vertical gap={8}>
            {kinds.map((kind) => (
              <Row key={kind} name={t(`kind.${kind}`)}>
                {DIRECTIONS.map((direction) => (
                  <ActionSelect
                    key={direction}
                    direction={direction}
                    value={policy[direction][kind] ?? 'off'}
                    label={t('actionFor', { kind: t(`kind.${kind}`), direction: t(direction) })}
                    onChange={(action) => set(direction, [kind], action)}
                  />
                ))}
              </Row>
            ))}
          </Flex>
        </section>
      ))}
      <Suspense fallback={<Spin />}>
        <Preview policy={policy} />
      </Suspense>
    </Flex>
  );
}

/** Two columns that stay side by side on a narrow screen, where the name takes a line of its own. */
function Row({ name, children, head = false }: { name: ReactNode; children: ReactNode; head?: boolean }) {
  const align = head ? 'end' : 'center';
  return (
    <Flex
      wrap
      gap={8}
      align={align}
      style={{ paddingBottom: 8, borderBottom: head ? 'none' : '1px solid var(--ant-color-border-secondary)' }}
    >
      <div style={{ flex: '1 1 200px' }}>{name}</div>
      <div style={{ flex: '2 1 260px', display: 'grid', gap: 8, gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' }}>
        {children}
      </div>
    </Flex>
  );
}

interface ActionSelectProps {
  readonly direction: Direction;
  /** null = nothing chosen: it sets all kinds at once. */
  readonly value: PersonalInformationAction | null;
  readonly label: string;
  readonly onChange: (action: PersonalInformationAction) => void;
}

function ActionSelect({ direction, value, label, onChange }: ActionSelectProps) {
  const { t } = useTranslation('personalInformation');
  return (
    <Select<PersonalInformationAction>
      value={value}
      placeholder={t('setAll')}
      aria-label={label}
      title={label}
      options={ACTIONS[direction].map((action) => ({ value: action, label: t(`action.${action}`) }))}
      style={{ width: '100%' }}
      onChange={(action) => onChange(action)}
    />
  );
}

/** A kind that is off is left out, so that two policies that do the same are the same. */
function withAction(
  policy: PersonalInformationPolicy,
  direction: Direction,
  kinds: readonly PersonalInformationKind[],
  action: PersonalInformationAction,
): PersonalInformationPolicy {
  if (direction === 'input') {
    const input = { ...policy.input };
    for (const kind of kinds) {
      if (action === 'off') delete input[kind];
      else input[kind] = action;
    }
    return { ...policy, input };
  }
  const output = { ...policy.output };
  for (const kind of kinds) {
    const allowed = personalInformationActionSchema.parse(action);
    if (allowed === 'off') delete output[kind];
    else output[kind] = allowed;
  }
  return { ...policy, output };
}
