import type { minorRecordSchema } from '@hegui/contract';
import { Button, Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { ProblemNotice, Time } from '../app/index.ts';
import { useServices } from '../registry/queries.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useMinorRecord } from './queries.ts';

type Record = z.infer<typeof minorRecordSchema>;
interface Asked {
  readonly serviceId: string;
  readonly user: string;
  readonly purpose: string;
}

/** Age and use of one person, for a purpose that is told and recorded. */
export function RecordTab() {
  const { t } = useTranslation('minors');
  const services = useServices();
  const record = useMinorRecord();
  return (
    <Flex vertical gap={16} style={{ maxWidth: 760 }}>
      <p style={{ margin: 0 }}>{t('record.lead')}</p>
      <Form<Asked> layout="vertical" requiredMark={false} onFinish={(asked) => record.mutate(asked)}>
        <Form.Item name="serviceId" label={t('service')} rules={[{ required: true }]}>
          <Select options={(services.data ?? []).map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
        <Form.Item name="user" label={t('record.user')} rules={[{ required: true }]}>
          <Input maxLength={512} autoComplete="off" />
        </Form.Item>
        <Form.Item name="purpose" label={t('record.purpose')} rules={[{ required: true, min: 4 }]}>
          <Input maxLength={200} autoComplete="off" />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={record.isPending}>
          {t('record.ask')}
        </Button>
      </Form>
      <ProblemNotice error={record.error} />
      {record.data !== undefined && <Found record={record.data} />}
    </Flex>
  );
}

function Found({ record }: { record: Record }) {
  const { t } = useTranslation('minors');
  const { band, statements, guardian, hasContact } = record;
  const days = record.days.filter(({ minutes, stops }) => minutes > 0 || stops > 0);
  const columns: RowColumn<Record['days'][number]>[] = [
    { key: 'day', title: t('day'), cell: ({ day }) => day },
    { key: 'minutes', title: t('record.minutes'), cell: ({ minutes }) => minutes, isNumber: true },
    { key: 'stops', title: t('record.stopped'), cell: ({ stops }) => stops, isNumber: true },
  ];
  return (
    <section aria-live="polite">
      <p>
        {t('record.age')}: {band === null ? t('appeals.unknown') : t(`bands.${band}`)}
      </p>
      {statements.length > 0 && (
        <>
          <span>{t('record.statements')}:</span>
          <ul>
            {statements.map(({ source, band: said, at }) => (
              <li key={source}>
                {t(`record.sources.${source}`)}: {t(`bands.${said}`)} · <Time at={at} />
              </li>
            ))}
          </ul>
        </>
      )}
      <p>
        {t('record.guardian')}:{' '}
        {guardian === null
          ? t('record.none')
          : `${t(`record.assurances.${guardian.assurance}`)}${guardian.hasConsent ? ` · ${t('record.consented')}` : ''}`}
      </p>
      <p>
        {t('record.contact')}: {hasContact ? t('record.has') : t('record.none')}
      </p>
      {days.length === 0 ? (
        <p>{t('record.noDays')}</p>
      ) : (
        <RowsTable columns={columns} rows={days} keyOf={({ day }) => day} />
      )}
    </section>
  );
}
