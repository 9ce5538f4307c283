import type { MeasureDetail } from '@hegui/contract';
import { App, Button, Card, Checkbox, Flex, Form, Input, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { type Deed, useDeed } from './queries.ts';

const CHARS_MAX = 3_000;

/** Confirms or does not confirm a proposal; ends what is in force. */
export function DeedsCard({ found }: { found: MeasureDetail }) {
  const { t } = useTranslation('measures');
  const { message } = App.useApp();
  const deed = useDeed(found.id);
  const [reason, setReason] = useState('');
  const [mistaken, setMistaken] = useState(false);
  const isProposed = found.state === 'proposed';
  const send = (given: Deed): void => deed.mutate(given, { onSuccess: () => void message.success(t('deeds.done')) });
  const label = isProposed ? t('deeds.rejectText') : t('deeds.liftText');
  const title = isProposed ? t('deeds.confirmTitle') : t('deeds.liftTitle');
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{title}</h2>}>
      <Flex vertical gap={16}>
        {isProposed && (
          <Flex vertical gap={8} align="start">
            <span>{t('deeds.confirmText', { days: found.days ?? 0 })}</span>
            <Popconfirm title={t('deeds.confirmTitle')} onConfirm={() => send({ name: 'confirm', body: {} })}>
              <Button type="primary" loading={deed.isPending}>
                {t('deeds.confirm')}
              </Button>
            </Popconfirm>
          </Flex>
        )}
        <Form layout="vertical" component="div">
          <Form.Item label={label} htmlFor="measure-reason">
            <Input.TextArea
              id="measure-reason"
              value={reason}
              maxLength={CHARS_MAX}
              autoSize={{ minRows: 2, maxRows: 8 }}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
          {!isProposed && (
            <Form.Item>
              <Checkbox checked={mistaken} onChange={(event) => setMistaken(event.target.checked)}>
                {t('deeds.mistaken')}
              </Checkbox>
            </Form.Item>
          )}
          <Button
            disabled={reason.trim() === ''}
            loading={deed.isPending}
            onClick={() =>
              send(isProposed ? { name: 'reject', body: { reason } } : { name: 'lift', body: { reason, mistaken } })
            }
          >
            {isProposed ? t('deeds.reject') : t('deeds.lift')}
          </Button>
        </Form>
        <ProblemNotice error={deed.error} />
      </Flex>
    </Card>
  );
}
