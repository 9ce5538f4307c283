import { type Hit, type listTestedSchema, personalInformationKindSchema } from '@hegui/contract';
import { Alert, Flex, Table, type TableColumnsType, Tooltip, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { MarkedText, RiskTag } from '../app/index.ts';
import { ActionTag } from './action-tag.tsx';

interface ListTestResultProps {
  readonly text: string;
  readonly direction: 'input' | 'output';
  readonly found: z.infer<typeof listTestedSchema>;
}

/** What was found in a text that was tried. */
export function ListTestResult({ text, direction, found }: ListTestResultProps) {
  const { t } = useTranslation('content');
  const { t: tApp } = useTranslation('app');
  if (found.hits.length === 0) {
    return <Alert type="success" showIcon title={t('test.none')} description={t('test.noneText')} />;
  }
  const title =
    found.action === null
      ? t('test.foundPlain', { total: found.hits.length })
      : t('test.found', { total: found.hits.length, action: tApp(`action.${found.action}`) });
  return (
    <Flex vertical gap={16}>
      <Alert
        type={found.action === 'block' ? 'error' : found.action === 'replace' ? 'warning' : 'info'}
        showIcon
        title={title}
        description={found.action === null ? undefined : t(`actionMeans.${found.action}`)}
      />
      <Shown title={t('test.marked')}>
        <MarkedText text={text} hits={found.hits} />
      </Shown>
      <HitsTable hits={found.hits} />
      <Shown title={t(found.action === 'block' ? 'test.answered' : `test.shownTo.${direction}`)}>
        <div style={{ whiteSpace: 'pre-wrap' }} className="break-anywhere">
          {found.output === '' ? (
            <Typography.Text type="secondary">{t('test.shownEmpty')}</Typography.Text>
          ) : (
            found.output
          )}
        </div>
      </Shown>
    </Flex>
  );
}

/** A part of the result under its own heading. */
export function Shown({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 style={{ fontSize: 14, margin: '0 0 6px' }}>{title}</h3>
      <div
        style={{
          padding: '10px 14px',
          borderRadius: 6,
          border: '1px solid var(--ant-color-border-secondary)',
          background: 'var(--ant-color-fill-quaternary)',
        }}
      >
        {children}
      </div>
    </section>
  );
}

function HitsTable({ hits }: { hits: readonly Hit[] }) {
  const { t } = useTranslation('content');
  const columns: TableColumnsType<Hit> = [
    {
      title: (
        <Tooltip title={t('test.offsetsHelp')}>
          <span>{t('test.offsets')}</span>
        </Tooltip>
      ),
      key: 'offsets',
      render: (_, hit) => <span className="mono">{`${hit.start}–${hit.end}`}</span>,
    },
    { title: t('test.term'), key: 'term', render: (_, hit) => <Found hit={hit} /> },
    { title: t('lists.risk'), dataIndex: 'risk', render: (code: string) => <RiskTag code={code} showName /> },
    { title: t('lists.action'), key: 'action', render: (_, hit) => <ActionTag action={hit.action} /> },
    { title: t('test.list'), key: 'by', render: (_, hit) => <By hit={hit} /> },
  ];
  return (
    <Table
      rowKey={(hit) => `${hit.start} ${hit.end} ${hit.listId} ${hit.term}`}
      size="small"
      columns={columns}
      dataSource={[...hits]}
      pagination={hits.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      scroll={{ x: 'max-content' }}
    />
  );
}

/** The term, the kind of personal information, or how sure the classifier was. */
function Found({ hit }: { readonly hit: Hit }) {
  const { t } = useTranslation('content');
  const { t: tKind } = useTranslation('personalInformation');
  const kind = personalInformationKindSchema.safeParse(hit.term);
  if (hit.source === 'personal-information' && kind.success) return tKind(`kind.${kind.data}`);
  if (hit.source === 'classifier') return t('test.sure', { percent: Math.floor(100 * (hit.probability ?? 0)) });
  return hit.term;
}

/** What found it: a word list by its name, or the engine. */
function By({ hit }: { readonly hit: Hit }) {
  const { t } = useTranslation('content');
  if (hit.source === 'personal-information') return t('test.byPersonalInformation');
  if (hit.source === 'classifier') return t('test.byClassifier', { name: hit.listName });
  return hit.listName;
}
