import { calendarMadeSchema } from '@hegui/contract';
import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Flex, Modal, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/index.ts';
import { CopyButton, ProblemNotice } from '../app/index.ts';

/** Makes the secret address at which a calendar program fetches the dates; it is shown once. */
export function CalendarButton() {
  const { t, i18n } = useTranslation('status');
  const [isOpen, setOpen] = useState(false);
  const make = useMutation({ mutationFn: () => api.post('/api/status/calendar', {}, calendarMadeSchema) });
  const end = useMutation({ mutationFn: () => api.delete('/api/status/calendar'), onSuccess: () => make.reset() });
  const language = i18n.language === 'en' ? '&language=en' : '';
  const address = make.data === undefined ? null : `${location.origin}${make.data.path}${language}`;
  const close = () => {
    setOpen(false);
    make.reset();
    end.reset();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('calendar.action')}</Button>
      <Modal title={t('calendar.title')} open={isOpen} onCancel={close} footer={null}>
        <Typography.Paragraph type="secondary">{t('calendar.help')}</Typography.Paragraph>
        {address !== null && (
          <Alert
            type="warning"
            title={t('calendar.once')}
            description={
              <Flex gap={8} align="center">
                <code className="break-anywhere">{address}</code>
                <CopyButton text={address} />
              </Flex>
            }
            style={{ marginBottom: 16 }}
          />
        )}
        <Flex gap={8} wrap>
          <Button type="primary" loading={make.isPending} onClick={() => make.mutate()}>
            {t('calendar.make')}
          </Button>
          <Button loading={end.isPending} onClick={() => end.mutate()}>
            {t('calendar.end')}
          </Button>
        </Flex>
        <ProblemNotice error={make.error ?? end.error} />
      </Modal>
    </>
  );
}
