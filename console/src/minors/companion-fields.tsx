import { type CompanionSettings, companionRoleSchema } from '@hegui/contract';
import { Flex, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useWordLists } from '../content/queries.ts';
import { MinutesField, SwitchField } from './fields.tsx';
import type { EditProps } from './policy-tab.tsx';

const START: CompanionSettings = {
  role: null,
  reminderMinutes: 120,
  exitPhrases: ['退出', '结束对话', 'exit', 'quit'],
  crisisListIds: [],
};

/** What Order 21 asks of companion services. */
export function CompanionFields({ settings: { companion }, mayChange, onEdit }: EditProps) {
  const { t } = useTranslation('minors');
  const lists = useWordLists();
  const edit = (more: Partial<CompanionSettings>): void => onEdit({ companion: { ...(companion ?? START), ...more } });
  return (
    <Flex vertical gap={14}>
      <SwitchField
        label={t('policy.companion')}
        isOn={companion !== null}
        isDisabled={!mayChange}
        onChange={(isOn) => onEdit({ companion: isOn ? START : null })}
      />
      {companion !== null && (
        <>
          <Flex gap={8} wrap align="center">
            <span>{t('policy.role')}</span>
            <Select
              aria-label={t('policy.role')}
              disabled={!mayChange}
              value={companion.role ?? 'ask'}
              style={{ minWidth: 240 }}
              options={[
                { value: 'ask', label: t('policy.roles.ask') },
                ...companionRoleSchema.options.map((role) => ({ value: role, label: t(`policy.roles.${role}`) })),
              ]}
              onChange={(chosen) => edit({ role: companionRoleSchema.options.find((role) => role === chosen) ?? null })}
            />
          </Flex>
          <MinutesField
            label={t('policy.reminder')}
            value={companion.reminderMinutes}
            min={5}
            isDisabled={!mayChange}
            onChange={(reminderMinutes) => edit({ reminderMinutes })}
          />
          <div>
            <span>{t('policy.exit')}</span>
            <p style={{ margin: '0 0 4px', fontSize: 13 }}>{t('policy.exitHint')}</p>
            <Select
              mode="tags"
              aria-label={t('policy.exit')}
              disabled={!mayChange}
              value={companion.exitPhrases}
              open={false}
              style={{ width: '100%' }}
              onChange={(exitPhrases) => edit({ exitPhrases })}
            />
          </div>
          <div>
            <span>{t('policy.crisis')}</span>
            <p style={{ margin: '0 0 4px', fontSize: 13 }}>{t('policy.crisisHint')}</p>
            <Select
              mode="multiple"
              aria-label={t('policy.crisis')}
              disabled={!mayChange}
              value={companion.crisisListIds}
              options={(lists.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              optionFilterProp="label"
              style={{ width: '100%' }}
              onChange={(crisisListIds) => edit({ crisisListIds })}
            />
          </div>
        </>
      )}
    </Flex>
  );
}
