import { PlusOutlined } from '@ant-design/icons';
import type { StaffMember } from '@hegui/contract';
import { Alert, Button, Card, Flex } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { MemberDrawer } from './member-drawer.tsx';
import { PasswordModal } from './password-modal.tsx';
import { useStaff } from './queries.ts';
import { RolesGuide } from './roles-guide.tsx';
import { StaffTable } from './staff-table.tsx';

/** Who can enter the console, as what. */
export function StaffPage() {
  const { t } = useTranslation('staff');
  const mayChange = useHasRole('administrator');
  // undefined = closed, null = a new member.
  const [edited, setEdited] = useState<StaffMember | null | undefined>(undefined);
  const [reset, setReset] = useState<StaffMember | null>(null);
  const staff = useStaff();
  const all = staff.data ?? [];
  const administrators = all.filter((member) => member.role === 'administrator' && member.disabledAt === null);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayChange && (
            <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited(null)}>
              {t('create')}
            </Button>
          )
        }
      />
      <Flex vertical gap={16}>
        {!mayChange && <Alert type="info" showIcon title={t('readOnly')} />}
        <ProblemNotice error={staff.error} onRetry={() => void staff.refetch()} />
        {staff.isPending && <PageLoading />}
        {mayChange && administrators.length === 1 && (
          <Alert type="info" showIcon title={t('alone')} description={t('aloneText')} />
        )}
        {all.length > 0 && (
          <Card styles={{ body: { padding: '8px 16px 12px' } }}>
            <StaffTable members={all} mayChange={mayChange} onEdit={setEdited} onReset={setReset} />
          </Card>
        )}
        <RolesGuide />
      </Flex>
      <MemberDrawer
        key={edited?.id ?? 'new'}
        member={edited ?? null}
        isOpen={edited !== undefined}
        onClose={() => setEdited(undefined)}
      />
      <PasswordModal member={reset} onClose={() => setReset(null)} />
    </>
  );
}
