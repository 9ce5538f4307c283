import type { WordList } from '@hegui/contract';
import { App, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemNotice, RiskTag, Time } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { ActionTag } from './action-tag.tsx';
import { useChangeWordList } from './queries.ts';

/** The lists with their switches. */
export function WordListsTable({ lists, mayChange }: { lists: readonly WordList[]; mayChange: boolean }) {
  const { t, i18n } = useTranslation('content');
  const { message } = App.useApp();
  const change = useChangeWordList();

  const turn = (list: WordList, enabled: boolean) =>
    change.mutate(
      { id: list.id, change: { enabled } },
      {
        onSuccess: () =>
          list.approvalRequired
            ? message.info(t('terms.changedInDraft'))
            : message.success(t(enabled ? 'lists.turnedOn' : 'lists.turnedOff')),
      },
    );
  const columns: RowColumn<WordList>[] = [
    {
      key: 'name',
      title: t('lists.name'),
      cell: (list) => (
        <Link to={`/lists/${list.id}`} style={{ fontWeight: 500 }}>
          {list.name}
        </Link>
      ),
    },
    { key: 'risk', title: t('lists.risk'), cell: (list) => <RiskTag code={list.risk} showName /> },
    { key: 'action', title: t('lists.action'), cell: (list) => <ActionTag action={list.action} /> },
    {
      key: 'terms',
      title: t('lists.terms'),
      isNumber: true,
      cell: (list) => list.terms.toLocaleString(i18n.language),
    },
    { key: 'version', title: t('lists.version'), isNumber: true, cell: (list) => list.version },
    { key: 'changedAt', title: t('lists.changedAt'), cell: (list) => <Time at={list.changedAt} /> },
    {
      key: 'enabled',
      title: t('lists.enabled'),
      cell: (list) => (
        <Switch
          checked={list.enabled}
          disabled={!mayChange}
          loading={change.isPending && change.variables.id === list.id}
          aria-label={t(list.enabled ? 'lists.disable' : 'lists.enable', { name: list.name })}
          onChange={(isOn) => turn(list, isOn)}
        />
      ),
    },
  ];
  return (
    <>
      {change.error !== null && (
        <div style={{ marginBottom: 12 }}>
          <ProblemNotice error={change.error} />
        </div>
      )}
      <RowsTable columns={columns} rows={lists} keyOf={(list) => list.id} />
    </>
  );
}
