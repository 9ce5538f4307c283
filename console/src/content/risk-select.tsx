import { Select, type SelectProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { useRisks } from '../app/index.ts';

interface RiskSelectProps extends Pick<SelectProps<string>, 'id' | 'allowClear' | 'size' | 'placeholder' | 'disabled'> {
  readonly value?: string;
  readonly onChange?: (code: string | undefined) => void;
  /** Offers the five groups as well as the 31 risks. */
  readonly withGroups?: boolean;
  /** Codes that are offered; all when left out. */
  readonly only?: readonly string[];
  /** Codes that are not offered. */
  readonly without?: readonly string[];
  readonly ariaLabel?: string;
}

/** Chooses a risk, found by code or name. A field of antd's Form. */
export function RiskSelect(props: RiskSelectProps) {
  const { value, onChange, withGroups = false, only, without = [], ariaLabel, ...rest } = props;
  const { t, i18n } = useTranslation('content');
  const { data, isPending } = useRisks();
  const risks = data?.risks ?? [];
  const labelOf = (risk: { code: string; zh: string; en: string }) =>
    `${risk.code} ${i18n.language === 'en' ? risk.en : risk.zh}`;
  const options = risks
    .filter((risk) => risk.group === null)
    .map((group) => ({
      label: labelOf(group),
      options: risks
        .filter((risk) => risk.group === group.code || (withGroups && risk === group))
        .filter((risk) => !without.includes(risk.code) && (only?.includes(risk.code) ?? true))
        .map((risk) => ({ value: risk.code, label: labelOf(risk) })),
    }))
    .filter((group) => group.options.length > 0);
  return (
    <Select<string>
      placeholder={t('field.riskPlaceholder')}
      {...rest}
      style={{ width: '100%' }}
      loading={isPending}
      options={options}
      showSearch={{ optionFilterProp: 'label' }}
      popupMatchSelectWidth={360}
      {...(value === undefined ? {} : { value })}
      {...(ariaLabel === undefined ? {} : { 'aria-label': ariaLabel })}
      onChange={(code: string | undefined) => onChange?.(code)}
    />
  );
}
