import { type Audience, audienceSchema, type listTestedSchema, listTestSchema } from '@hegui/contract';
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

const DIRECTIONS = ['output', 'input'] as const;
type Direction = (typeof DIRECTIONS)[number];

interface Draft {
  readonly text: string;
  readonly serviceId?: string;
  readonly audience?: Audience;
  readonly direction: Direction;
}

interface Tested {
  readonly text: string;
  readonly direction: Direction;
  readonly found: z.infer<typeof listTestedSchema>;
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
  const [form] = Form.useForm<Draft>();
  const serviceId: string | undefined = Form.useWatch('serviceId', form);
  // Offsets belong to the text that was sent, not to what is typed since.
  const [tested, setTested] = useState<Tested | null>(null);

  const submit = ({ text, serviceId: id, audience, direction }: Draft) =>
    test.mutate(
      { text, direction, ...(id === undefined ? {} : { serviceId: id, audience: audience ?? 'general' }) },
      { onSuccess: (found) => setTested({ text, direction, found }), onError: () => setTested(null) },
    );
  const place = { flex: '0 1 260px', minWidth: 200, marginBottom: 16 };
  return (
    <>
      <p style={{ marginTop: 0, color: 'var(--ant-color-text-secondary)' }}>{t('test.description')}</p>
      <Form<Draft>
        form={form}
        layout="vertical"
        initialValues={{ direction: 'output', audience: 'general' }}
        onFinish={submit}
      >
        <Form.Item name="text" label={t('test.text')} rules={[{ required: true, message: t('test.placeholder') }]}>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 12 }}
            placeholder={t('test.placeholder')}
            maxLength={charsMax}
          />
        </Form.Item>
        <Flex gap={12} wrap align="flex-end">
          <Form.Item name="serviceId" label={t('test.service')} style={place}>
            <Select
              allowClear
              placeholder={t('test.allLists')}
              options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            />
          </Form.Item>
          {serviceId !== undefined && (
            <Form.Item name="audience" label={t('test.audience')} style={place}>
              <Select
                options={audienceSchema.options.map((value) => ({ value, label: t(`test.audienceAs.${value}`) }))}
              />
            </Form.Item>
          )}
          <Form.Item name="direction" label={t('test.direction')} style={place}>
            <Select options={DIRECTIONS.map((value) => ({ value, label: t(`test.directionAs.${value}`) }))} />
          </Form.Item>
          <Form.Item style={{ marginBottom: 16 }}>
            <Button type="primary" htmlType="submit" loading={test.isPending}>
              {t('test.run')}
            </Button>
          </Form.Item>
        </Flex>
      </Form>
      <ProblemNotice error={test.error} />
      <div aria-live="polite">{tested !== null && <ListTestResult {...tested} />}</div>
    </>
  );
}
