import type { StaffMember } from '@hegui/contract';
import { Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, Time, useSession } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { isLocked } from './is-locked.ts';
import { MemberOperations } from './member-operations.tsx';
import { useChangeMember } from './queries.ts';

interface StaffTableProps {
  readonly members: readonly StaffMember[];
  readonly mayChange: boolean;
  readonly onEdit: (member: StaffMember) => void;
  readonly onReset: (member: StaffMember) => void;
}

/** The members with their roles and states. */
export function StaffTable({ members, mayChange, onEdit, onReset }: StaffTableProps) {
  const { t } = useTranslation('staff');
  const { t: tApp } = useTranslation('app');
  const { staff: self } = useSession();
  const change = useChangeMember();
  const columns: RowColumn<StaffMember>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: ({ id, name, username }) => (
        <>
          <Flex gap={6} align="center" wrap>
            <span style={{ fontWeight: 500 }}>{name}</span>
            {id === self.id && <Tag style={{ marginInlineEnd: 0 }}>{t('you')}</Tag>}
          </Flex>
          <Typography.Text type="secondary" className="mono break-anywhere">
            {username}
          </Typography.Text>
        </>
      ),
    },
    { key: 'role', title: t('role'), cell: ({ role }) => tApp(`role.${role}`) },
    { key: 'state', title: t('state'), cell: (member) => <MemberState member={member} /> },
    { key: 'createdAt', title: t('createdAt'), cell: ({ createdAt }) => <Time at={createdAt} /> },
  ];
  const operations: RowColumn<StaffMember> = {
    title: t('operations'),
    key: 'operations',
    cell: (member) => (
      <MemberOperations
        member={member}
        isSelf={member.id === self.id}
        change={change}
        onEdit={() => onEdit(member)}
        onReset={() => onReset(member)}
      />
    ),
  };
  return (
    <>
      {change.error !== null && (
        <div style={{ padding: 16 }}>
          <ProblemNotice error={change.error} />
        </div>
      )}
      <RowsTable
        columns={mayChange ? [...columns, operations] : columns}
        rows={members}
        keyOf={(member) => member.id}
      />
    </>
  );
}

function MemberState({ member: { disabledAt, lockedUntil } }: { member: StaffMember }) {
  const { t } = useTranslation('staff');
  if (disabledAt !== null) return <Tag>{t('disabled')}</Tag>;
  if (!isLocked(lockedUntil)) return <Tag color="success">{t('live')}</Tag>;
  return (
    <Flex gap={6} align="center" wrap>
      <Tag color="warning" style={{ marginInlineEnd: 0 }}>
        {t('locked')}
      </Tag>
      <Time at={lockedUntil} />
    </Flex>
  );
}
