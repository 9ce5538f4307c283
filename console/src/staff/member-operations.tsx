import type { StaffMember } from '@hegui/contract';
import { App, Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { isLocked } from './is-locked.ts';
import type { useChangeMember } from './queries.ts';

interface MemberOperationsProps {
  readonly member: StaffMember;
  readonly isSelf: boolean;
  readonly change: ReturnType<typeof useChangeMember>;
  readonly onEdit: () => void;
  readonly onReset: () => void;
}

/** What an administrator can do to an account; nobody disables their own. */
export function MemberOperations({ member, isSelf, change, onEdit, onReset }: MemberOperationsProps) {
  const { t } = useTranslation('staff');
  const { message, modal } = App.useApp();
  const { id, name } = member;
  const isDisabled = member.disabledAt !== null;
  const isBusy = change.isPending && change.variables.id === id;

  const apply = (part: { disabled?: boolean; unlock?: true }, text: string) =>
    change.mutate({ id, change: part }, { onSuccess: () => message.success(text) });
  const askDisable = () =>
    modal.confirm({
      title: t('disableConfirm', { name }),
      content: t('disableText'),
      okText: t('disable'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => apply({ disabled: true }, t('disabledNow')),
    });
  return (
    <Flex gap={6} wrap>
      <Button size="small" aria-label={t('editOf', { name })} onClick={onEdit}>
        {t('edit')}
      </Button>
      <Button size="small" aria-label={t('resetOf', { name })} onClick={onReset}>
        {t('reset')}
      </Button>
      {isLocked(member.lockedUntil) && (
        <Button
          size="small"
          loading={isBusy}
          aria-label={t('unlockOf', { name })}
          onClick={() => apply({ unlock: true }, t('unlocked'))}
        >
          {t('unlock')}
        </Button>
      )}
      {isDisabled ? (
        <Button
          size="small"
          loading={isBusy}
          aria-label={t('enableOf', { name })}
          onClick={() => apply({ disabled: false }, t('enabledNow'))}
        >
          {t('enable')}
        </Button>
      ) : (
        !isSelf && (
          <Button size="small" danger loading={isBusy} aria-label={t('disableOf', { name })} onClick={askDisable}>
            {t('disable')}
          </Button>
        )
      )}
    </Flex>
  );
}
