import { type listTestedSchema, listTestSchema } from '@hegui/contract';
import { Button, Card, Flex, Form, Input, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ProblemNotice } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { ListTestInBrowser } from './list-test-in-browser.tsx';
import { ListTestResult } from './list-test-result.tsx';
import { useTestText } from './queries.ts';

const charsMax = listTestSchema.shape.text.maxLength ?? 100_000;

interface Draft {
  readonly text: string;
  readonly serviceId?: string;
}

type Place = 'server' | 'browser';

/** Tries a text on the lists: what is found and what a reader would see. */
export function ListTestPanel() {
  const { t } = useTranslation('content');
  const [place, setPlace] = useState<Place>('server');
  return (
    <Card
      title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('test.title')}</h2>}
      extra={
        <Segmented<Place>
          aria-label={t('browserTest.where')}
          value={place}
          onChange={setPlace}
          options={[
            { value: 'server', label: t('browserTest.onServer') },
            { value: 'browser', label: t('browserTest.inBrowser') },
          ]}
        />
      }
    >
      {place === 'server' ? <ListTestOnServer /> : <ListTestInBrowser />}
    </Card>
  );
}

function ListTestOnServer() {
  const { t } = useTranslation('content');
  const services = useServices();
  const test = useTestText();
  // Offsets belong to the text that was sent, not to what is typed since.
  const [tested, setTested] = useState<{ text: string; found: z.infer<typeof listTestedSchema> } | null>(null);

  const submit = ({ text, serviceId }: Draft) =>
    test.mutate(serviceId === undefined ? { text } : { text, serviceId }, {
      onSuccess: (found) => setTested({ text, found }),
      onError: () => setTested(null),
    });
  return (
    <>
      <p style={{ marginTop: 0, color: 'var(--ant-color-text-secondary)' }}>{t('test.description')}</p>
      <Form<Draft> layout="vertical" onFinish={submit}>
        <Form.Item name="text" label={t('test.text')} rules={[{ required: true, message: t('test.placeholder') }]}>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 12 }}
            placeholder={t('test.placeholder')}
            maxLength={charsMax}
          />
        </Form.Item>
        <Flex gap={12} wrap align="flex-end">
          <Form.Item
            name="serviceId"
            label={t('test.service')}
            style={{ flex: '0 1 300px', minWidth: 200, marginBottom: 16 }}
          >
            <Select
              allowClear
              placeholder={t('test.allLists')}
              options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          <Form.Item style={{ marginBottom: 16 }}>
            <Button type="primary" htmlType="submit" loading={test.isPending}>
              {t('test.run')}
            </Button>
          </Form.Item>
        </Flex>
      </Form>
      <ProblemNotice error={test.error} />
      <div aria-live="polite">{tested !== null && <ListTestResult text={tested.text} found={tested.found} />}</div>
    </>
  );
}
