import type { RetentionState } from '@hegui/contract';
import { App, Button, Card, Flex, InputNumber, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { LimitBasis } from '../law/limit-basis.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useChangeRetention, usePreview, useRetention } from './queries.ts';

const DAYS_MAX = 3_650;
const COUNT_MAX = 1_000;
type Kind = RetentionState['kinds'][number];

/** How long what is kept, where that comes from, and what would go now. */
export function RetentionTab() {
  const { t } = useTranslation('privacy');
  const found = useRetention();
  return (
    <Card>
      <Typography.Paragraph style={{ maxWidth: 820 }}>{t('retention.text')}</Typography.Paragraph>
      <ProblemNotice error={found.error} onRetry={() => void found.refetch()} />
      {found.isPending && <PageLoading />}
      {found.data !== undefined && <Terms key={found.data.revision} state={found.data} />}
    </Card>
  );
}

function Terms({ state }: { state: RetentionState }) {
  const { t } = useTranslation('privacy');
  const { message } = App.useApp();
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const [days, setDays] = useState(() => Object.fromEntries(state.kinds.map((kind) => [kind.kind, kind.days])));
  const preview = usePreview();
  const change = useChangeRetention();
  const save = (): void =>
    change.mutate({ days, revision: state.revision }, { onSuccess: () => void message.success(t('retention.saved')) });
  return (
    <Flex vertical gap={16}>
      <TermRows
        kinds={state.kinds}
        days={days}
        isReadOnly={!mayChange}
        preview={preview.data?.kinds}
        onChange={(kind, value) => setDays({ ...days, [kind]: value })}
      />
      <Flex gap={8} wrap>
        <Button loading={preview.isPending} onClick={() => preview.mutate({ days })}>
          {t('retention.preview')}
        </Button>
        {mayChange && (
          <Button type="primary" loading={change.isPending} onClick={save}>
            {t('retention.save')}
          </Button>
        )}
      </Flex>
      <ProblemNotice error={change.error ?? preview.error} />
    </Flex>
  );
}

function TermRows(props: {
  kinds: readonly Kind[];
  days: Readonly<Record<string, number>>;
  isReadOnly: boolean;
  preview: readonly { kind: string; count: number }[] | undefined;
  onChange: (kind: string, days: number) => void;
}) {
  const { t, i18n } = useTranslation('privacy');
  const { kinds, days, isReadOnly, preview, onChange } = props;
  const word = i18n.language === 'en' ? 'en' : 'zh';
  const columns: RowColumn<Kind>[] = [
    {
      key: 'kind',
      title: t('retention.kind'),
      cell: ({ title, about }) => (
        <div style={{ maxWidth: 420 }}>
          <strong>{title[word]}</strong>
          <Typography.Paragraph type="secondary" style={{ margin: 0, fontSize: 13 }}>
            {about[word]}
          </Typography.Paragraph>
        </div>
      ),
    },
    {
      key: 'days',
      title: t('retention.days'),
      cell: ({ kind, title, daysMin, basis }) => (
        <Flex vertical gap={4}>
          <InputNumber
            aria-label={t('retention.daysOf', { kind: title[word] })}
            min={daysMin}
            max={DAYS_MAX}
            precision={0}
            readOnly={isReadOnly}
            value={days[kind] ?? daysMin}
            onChange={(value) => onChange(kind, value ?? daysMin)}
          />
          <Typography.Text type="secondary" style={{ fontSize: 13 }}>
            {t('retention.min', { days: daysMin })}
          </Typography.Text>
          <LimitBasis basis={basis} />
        </Flex>
      ),
    },
    {
      key: 'swept',
      title: t('retention.swept'),
      cell: ({ sweptAt }) => (sweptAt === null ? t('retention.never') : <Time at={sweptAt} />),
    },
    { key: 'erased', title: t('retention.erased'), isNumber: true, cell: ({ erased }) => erased.toLocaleString() },
    ...(preview === undefined
      ? []
      : [
          {
            key: 'preview',
            title: t('retention.wouldGo'),
            isNumber: true,
            cell: ({ kind }: Kind) =>
              countText(preview.find((one) => one.kind === kind)?.count ?? 0, t('retention.none')),
          },
        ]),
  ];
  return <RowsTable columns={columns} rows={kinds} keyOf={({ kind }) => kind} />;
}

const countText = (count: number, none: string): string =>
  count === 0 ? none : count >= COUNT_MAX ? '1000+' : String(count);
