import type { MinorPolicyState } from '@hegui/contract';
import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Sources } from '../law/sources.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';

type Rule = MinorPolicyState['rules'][number];
const SETTINGS = [
  'dailyMinutes-under-8',
  'dailyMinutes-8-13',
  'dailyMinutes-14-15',
  'dailyMinutes-16-17',
  'curfew',
  'restMinutes',
  'consentUnder14',
  'companion-reminderMinutes',
] as const;

/** What the rules say, from where, and how sure that is. */
export function RulesTable({ rules }: { rules: readonly Rule[] }) {
  const { t, i18n } = useTranslation('minors');
  const nameOf = (setting: string): string => {
    const known = SETTINGS.find((one) => one === setting.replace('.', '-'));
    return known === undefined ? setting : t(`policy.settings.${known}`);
  };
  const columns: RowColumn<Rule>[] = [
    {
      key: 'rule',
      title: t('policy.rule'),
      cell: (rule) => (
        <Flex gap={6} wrap>
          <span>{nameOf(rule.setting)}</span>
          {rule.isLooser && <Tag color="warning">{t('policy.looser')}</Tag>}
        </Flex>
      ),
    },
    { key: 'text', title: t('policy.value'), cell: ({ text }) => text[i18n.language === 'en' ? 'en' : 'zh'] },
    {
      key: 'basis',
      title: t('policy.basis'),
      cell: ({ basis, confidence }) => <Sources ids={[basis]} confidence={confidence} />,
    },
  ];
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '8px 0' }}>{t('policy.rules')}</h2>
      <RowsTable columns={columns} rows={rules} keyOf={({ setting }) => setting} />
    </section>
  );
}
