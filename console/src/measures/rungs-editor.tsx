import { type MeasureRungRule, measureFunctionSchema } from '@hegui/contract';
import { Checkbox, Flex, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';

const LADDER = ['warning', 'restriction', 'suspension'] as const;

interface RungsEditorProps {
  readonly rungs: readonly MeasureRungRule[];
  /** What a step begins with when it is taken in. */
  readonly start: readonly MeasureRungRule[];
  readonly daysMax: Readonly<Record<string, number>>;
  readonly mayWrite: boolean;
  readonly onChange: (rungs: MeasureRungRule[]) => void;
}

/** The ladder: the mildest first, each step with what leads to it and how long it lasts. */
export function RungsEditor({ rungs, start, daysMax, mayWrite, onChange }: RungsEditorProps) {
  const { t } = useTranslation('measures');
  const replace = (rule: MeasureRungRule): void => onChange(rungs.map((one) => (one.rung === rule.rung ? rule : one)));
  const toggle = (rung: (typeof LADDER)[number], isUsed: boolean): void => {
    const added = start.find((one) => one.rung === rung);
    const kept = rungs.filter((one) => one.rung !== rung);
    const all = isUsed && added !== undefined ? [...kept, added] : kept;
    onChange(LADDER.flatMap((name) => all.filter((one) => one.rung === name)));
  };
  return LADDER.map((rung, index) => {
    const rule = rungs.find((one) => one.rung === rung);
    return (
      <fieldset key={rung} style={{ margin: 0, minWidth: 0, border: '1px solid #8884', borderRadius: 6, padding: 12 }}>
        <legend style={{ fontWeight: 500, padding: '0 6px' }}>
          {t('policy.rung', { step: index + 1, name: t(`rungs.${rung}`) })}
        </legend>
        <Flex vertical gap={10}>
          {index > 0 && (
            <Checkbox
              checked={rule !== undefined}
              disabled={!mayWrite}
              onChange={(event) => toggle(rung, event.target.checked)}
            >
              {t('policy.use')}
            </Checkbox>
          )}
          {rule !== undefined && (
            <RungFields rule={rule} daysMax={daysMax[rung] ?? 0} mayWrite={mayWrite} onChange={replace} />
          )}
        </Flex>
      </fieldset>
    );
  });
}

interface RungFieldsProps {
  readonly rule: MeasureRungRule;
  readonly daysMax: number;
  readonly mayWrite: boolean;
  readonly onChange: (rule: MeasureRungRule) => void;
}

function RungFields({ rule, daysMax, mayWrite, onChange }: RungFieldsProps) {
  const { t } = useTranslation('measures');
  const name = t(`rungs.${rule.rung}`);
  const number = (label: string, value: number | null, set: (value: number | null) => void, min = 2, max = 100) => (
    <div style={{ display: 'grid', gap: 4 }}>
      <span>{label}</span>
      <InputNumber
        aria-label={`${name}: ${label}`}
        min={min}
        max={max}
        precision={0}
        disabled={!mayWrite}
        value={value}
        style={{ width: 110 }}
        onChange={set}
      />
    </div>
  );
  const { inRow, within, days, endpoints, confirm } = rule;
  return (
    <>
      <Flex gap={16} wrap align="end">
        {number(t('policy.inRow'), inRow, (value) => onChange({ ...rule, inRow: value }), 2, 20)}
        {number(t('policy.within'), within?.strikes ?? null, (value) =>
          onChange({ ...rule, within: value === null ? null : { strikes: value, hours: within?.hours ?? 24 } }),
        )}
        {within !== null &&
          number(
            t('policy.hours'),
            within.hours,
            (value) => onChange({ ...rule, within: { ...within, hours: value ?? 24 } }),
            1,
            720,
          )}
        {number(t('policy.days'), days, (value) => onChange({ ...rule, days: value ?? 1 }), 1, confirm ? 365 : daysMax)}
      </Flex>
      <Checkbox
        checked={confirm}
        disabled={!mayWrite}
        onChange={(event) =>
          onChange({
            ...rule,
            confirm: event.target.checked,
            days: event.target.checked ? days : Math.min(days, daysMax),
          })
        }
      >
        {t('policy.confirm')} · {t('policy.max', { days: daysMax })}
      </Checkbox>
      {rule.rung === 'restriction' && (
        <Select
          mode="multiple"
          aria-label={t('policy.functions')}
          placeholder={t('policy.functions')}
          disabled={!mayWrite}
          value={endpoints}
          style={{ width: '100%' }}
          options={measureFunctionSchema.options.map((one) => ({ value: one, label: t(`functions.${one}`) }))}
          onChange={(chosen) => onChange({ ...rule, endpoints: chosen })}
        />
      )}
    </>
  );
}
