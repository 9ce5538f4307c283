import type { Service } from '@hegui/contract';
import { App, Button, Flex, Input, Typography } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { ProblemNotice } from '../app/index.ts';
import { useRetireService } from './queries.ts';

/** Stops a service; its name has to be typed, because every app that uses it fails from then on. */
export function ServiceDanger({ service }: { service: Service }) {
  const { t } = useTranslation('registry');
  const { message } = App.useApp();
  const navigate = useNavigate();
  const id = useId();
  const [typed, setTyped] = useState('');
  const retire = useRetireService();

  const stop = () =>
    retire.mutate(service.id, {
      onSuccess: () => {
        message.success(t('danger.done'));
        void navigate('/services');
      },
    });
  return (
    <Flex vertical gap={12} align="flex-start" style={{ maxWidth: 640 }}>
      <h2 style={{ fontSize: 15, margin: 0 }}>{t('danger.title')}</h2>
      <Typography.Text type="secondary">{t('danger.text')}</Typography.Text>
      <label htmlFor={id}>{t('danger.typeName', { name: service.name })}</label>
      <Input
        id={id}
        value={typed}
        autoComplete="off"
        style={{ maxWidth: 320 }}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ProblemNotice error={retire.error} />
      <Button danger type="primary" disabled={typed.trim() !== service.name} loading={retire.isPending} onClick={stop}>
        {t('danger.action')}
      </Button>
    </Flex>
  );
}
