import type { ScopeState } from '@hegui/contract';
import {
  FACT_NAMES,
  FACT_TEXTS,
  type FactName,
  type FactValue,
  FINDING_TEXTS,
  type FindingName,
  tellValue,
  valueText,
} from '@hegui/scope';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMemoLanguage } from './use-language.ts';

const isFact = (name: string): name is FactName => FACT_NAMES.some((fact) => fact === name);
const isFinding = (name: string): name is FindingName => name in FINDING_TEXTS;

/** What no longer holds of the latest memo, and why. */
export function ChangeNotice({ state }: { state: ScopeState }) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const { change, latest } = state;
  if (change === null || latest === null) return null;
  const and = language === 'zh' ? '、' : ', ';
  const tellFact = (fact: string, value: FactValue | null): string =>
    value === null ? t('toldNothing') : isFact(fact) ? tellValue(fact, value, language) : String(value);
  const tellFinding = (value: string | readonly string[]): string => {
    const values = (typeof value === 'string' ? [value] : value).map((one) => valueText(one)[language]);
    return values.length === 0 ? t('nothing') : values.join(and);
  };
  return (
    <Alert
      type="warning"
      showIcon
      title={t('changed', { number: latest.number })}
      description={
        <>
          <div>{t('causes', { causes: change.causes.map((cause) => t(`cause.${cause}`)).join(and) })}</div>
          <ul style={{ margin: '4px 0', paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
            {change.observed.map(({ fact, told, seen }) => (
              <li key={fact}>
                {t('observed', {
                  fact: isFact(fact) ? FACT_TEXTS[fact][language] : fact,
                  told: tellFact(fact, told),
                  seen: tellFact(fact, seen),
                })}
              </li>
            ))}
            {change.changed.map(({ finding, before, after }) => (
              <li key={finding}>
                {t('becomes', {
                  finding: isFinding(finding) ? FINDING_TEXTS[finding][language] : finding,
                  before: tellFinding(before),
                  after: tellFinding(after),
                })}
              </li>
            ))}
          </ul>
          {t('changedHelp')}
        </>
      }
    />
  );
}
