import { Alert, App, Button, Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import type { ServiceEdit } from './use-service-edit.ts';

/** Saves an edited part of a service, and explains a conflict with someone else's change. */
export function SaveBar<T>({ edit, isValid = true }: { edit: ServiceEdit<T>; isValid?: boolean }) {
  const { t } = useTranslation('registry');
  const { message } = App.useApp();
  const save = (overwrite: boolean) => edit.save(() => message.success(t('saved')), overwrite);
  return (
    <Flex vertical gap={12} style={{ marginTop: 20 }} aria-live="polite">
      <ProblemNotice error={edit.error} />
      {edit.conflict !== null && (
        <Alert
          type="warning"
          showIcon
          title={t('conflict.title')}
          description={
            <Flex vertical gap={10}>
              <span>{t('conflict.text', edit.conflict)}</span>
              <Flex gap={8} wrap>
                <Button onClick={edit.discard}>{t('conflict.load')}</Button>
                <Button danger loading={edit.isSaving} onClick={() => save(true)}>
                  {t('conflict.overwrite')}
                </Button>
              </Flex>
            </Flex>
          }
        />
      )}
      {edit.conflict === null && (
        <Flex gap={8}>
          <Button
            type="primary"
            disabled={!edit.isChanged || !isValid}
            loading={edit.isSaving}
            onClick={() => save(false)}
          >
            {t('save')}
          </Button>
          {edit.isChanged && (
            <Button disabled={edit.isSaving} onClick={edit.discard}>
              {t('cancel')}
            </Button>
          )}
        </Flex>
      )}
    </Flex>
  );
}
