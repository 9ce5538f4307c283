import type { Service } from '@hegui/contract';
import { Alert, Flex, Radio, Select, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { useWordLists } from '../content/queries.ts';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { SaveBar } from './save-bar.tsx';
import { useServiceEdit } from './use-service-edit.ts';

/** Chooses the word lists of a service: every enabled one, or some. */
export function ServiceLists({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { t } = useTranslation('registry');
  const lists = useWordLists();
  const edit = useServiceEdit(
    service,
    ({ wordListIds }) => wordListIds,
    (wordListIds) => ({ wordListIds }),
  );
  const ids = edit.value;
  // No ids means every list, so choosing "some" before any is chosen has to be remembered here.
  const [isSome, setSome] = useState(false);
  const isAll = ids.length === 0 && !isSome;
  const choose = (all: boolean) => {
    setSome(!all);
    edit.edit([]);
  };
  if (lists.isPending) return <PageLoading />;
  return (
    <div style={{ maxWidth: 820 }}>
      <ReadOnlyNotice mayChange={mayChange} needs="officer" />
      <ProblemNotice error={lists.error} onRetry={() => void lists.refetch()} />
      <Typography.Paragraph type="secondary">
        {t('serviceLists.help')}{' '}
        <Link to="/lists" style={{ textDecoration: 'underline' }}>
          {t('serviceLists.toLists')}
        </Link>
      </Typography.Paragraph>
      <Radio.Group
        value={isAll ? 'all' : 'some'}
        disabled={!mayChange}
        aria-label={t('service.tabLists')}
        onChange={(event) => choose(event.target.value === 'all')}
      >
        <Flex vertical gap={12}>
          {(['all', 'some'] as const).map((choice) => (
            <Radio key={choice} value={choice} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
              {t(`serviceLists.${choice}`)}
              <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
                {t(`serviceLists.${choice}Help`)}
              </Typography.Text>
            </Radio>
          ))}
        </Flex>
      </Radio.Group>
      <div style={{ margin: '16px 0 0' }}>
        {isAll ? (
          <EnabledNow />
        ) : (
          <Select
            mode="multiple"
            value={ids}
            disabled={!mayChange}
            style={{ width: '100%', maxWidth: 560 }}
            placeholder={t('serviceLists.placeholder')}
            aria-label={t('serviceLists.placeholder')}
            showSearch={{ optionFilterProp: 'label' }}
            options={(lists.data ?? []).map((list) => ({
              value: list.id,
              label: `${list.name}${list.enabled ? '' : t('serviceLists.off')}`,
            }))}
            onChange={edit.edit}
          />
        )}
        {!isAll && ids.length === 0 && (
          <Typography.Text type="danger" style={{ display: 'block', marginTop: 6 }}>
            {t('serviceLists.someRule')}
          </Typography.Text>
        )}
      </div>
      {mayChange && <SaveBar edit={edit} isValid={isAll || ids.length > 0} />}
    </div>
  );
}

function EnabledNow() {
  const { t, i18n } = useTranslation('registry');
  const enabled = (useWordLists().data ?? []).filter((list) => list.enabled);
  if (enabled.length === 0) return <Alert type="warning" showIcon title={t('serviceLists.noneEnabled')} />;
  const terms = enabled.reduce((sum, list) => sum + list.terms, 0).toLocaleString(i18n.language);
  return <Alert type="info" showIcon title={t('serviceLists.now', { lists: enabled.length, terms })} />;
}
