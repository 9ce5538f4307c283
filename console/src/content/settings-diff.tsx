import type { ListDiff } from '@hegui/contract';
import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';

const phrasesSchema = z.array(z.string()).catch([]);
/** Phrases that are named on each side; the others are counted. */
const NAMED_MAX = 20;

const SETTINGS = ['name', 'risk', 'action', 'folding', 'allow', 'enabled', 'approvalRequired'] as const;
/** Settings that there are words for. */
export const settingName = (name: string): (typeof SETTINGS)[number] => SETTINGS.find((one) => one === name) ?? 'name';

/** What differs of the list itself; of its allow phrases, which came and which went. */
export function SettingsDiff({ settings }: { readonly settings: ListDiff['settings'] }) {
  const { t } = useTranslation('content');
  if (settings.length === 0) return null;
  const names = settings.map(({ name }) => t(`versions.setting.${settingName(name)}`)).join(' · ');
  const allow = settings.find(({ name }) => name === 'allow');
  const [before, after] = [phrasesSchema.parse(allow?.before), phrasesSchema.parse(allow?.after)];
  const name = (phrases: readonly string[]): string => {
    const rest = phrases.length - NAMED_MAX;
    return [...phrases.slice(0, NAMED_MAX), ...(rest > 0 ? [`+${rest}`] : [])].join(' · ');
  };
  const came = after.filter((phrase) => !before.includes(phrase));
  const went = before.filter((phrase) => !after.includes(phrase));
  return (
    <div className="break-anywhere">
      <Typography.Text type="secondary">{t('versions.settingsChanged', { names })}</Typography.Text>
      {came.length > 0 && <div>{t('allow.came', { phrases: name(came) })}</div>}
      {went.length > 0 && <div>{t('allow.went', { phrases: name(went) })}</div>}
    </div>
  );
}
