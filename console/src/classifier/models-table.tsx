import { DeleteOutlined, DownloadOutlined } from '@ant-design/icons';
import type { ClassifierModelInfo } from '@hegui/contract';
import { App, Button, Flex, Popconfirm, Table, type TableColumnsType, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, RiskTag, Time } from '../app/index.ts';
import { formatBytes, formatShare } from './format.ts';
import { modelFileUrl, useActivateModel, useRemoveModel } from './queries.ts';

interface ModelsTableProps {
  readonly models: readonly ClassifierModelInfo[];
  readonly shownId: string | null;
  readonly mayChange: boolean;
  readonly onShow: (id: string) => void;
}

/** Every model with its figures; one of them is in use. */
export function ModelsTable({ models, shownId, mayChange, onShow }: ModelsTableProps) {
  const { t, i18n } = useTranslation('classifier');
  const columns: TableColumnsType<ClassifierModelInfo> = [
    {
      title: t('name'),
      key: 'name',
      render: (_, model) => (
        <Flex gap={8} wrap align="center">
          <Button
            type="link"
            style={{ padding: 0 }}
            aria-current={model.id === shownId}
            aria-label={t('show', { name: model.name })}
            onClick={() => onShow(model.id)}
          >
            {model.name}
          </Button>
          {model.active && <Tag color="success">{t('active')}</Tag>}
        </Flex>
      ),
    },
    {
      title: t('risks'),
      key: 'risks',
      render: (_, { risks }) => (
        <Flex gap={4} wrap>
          {risks.map((code) => (
            <RiskTag key={code} code={code} />
          ))}
        </Flex>
      ),
    },
    { title: t('accuracy'), key: 'accuracy', render: (_, { card }) => formatShare(card.figures.accuracy) },
    { title: t('macroF1'), key: 'macroF1', render: (_, { card }) => card.figures.macroF1.toFixed(3) },
    { title: t('size'), key: 'size', render: (_, { bytes }) => formatBytes(bytes, i18n.language) },
    {
      title: t('createdAt'),
      key: 'createdAt',
      render: (_, { createdAt }) => (createdAt === null ? t('shipped') : <Time at={createdAt} />),
    },
    { title: '', key: 'operations', render: (_, model) => <Operations model={model} mayChange={mayChange} /> },
  ];
  return (
    <Table
      rowKey="id"
      size="small"
      columns={columns}
      dataSource={[...models]}
      pagination={false}
      scroll={{ x: 'max-content' }}
    />
  );
}

function Operations({ model, mayChange }: { model: ClassifierModelInfo; mayChange: boolean }) {
  const { t } = useTranslation('classifier');
  const { message } = App.useApp();
  const activate = useActivateModel();
  const remove = useRemoveModel();
  const { id, name, active, createdAt } = model;
  const mayRemove = mayChange && !active && createdAt !== null;
  return (
    <>
      <Flex gap={4} justify="flex-end">
        {mayChange && !active && (
          <Button
            size="small"
            loading={activate.isPending}
            aria-label={t('activateName', { name })}
            onClick={() => activate.mutate(id, { onSuccess: () => message.success(t('activated')) })}
          >
            {t('activate')}
          </Button>
        )}
        <Button
          type="text"
          size="small"
          icon={<DownloadOutlined />}
          href={modelFileUrl(id)}
          download={`${name}.hgcl`}
          aria-label={t('download', { name })}
        />
        {mayRemove && (
          <Popconfirm
            title={t('removeConfirm')}
            okButtonProps={{ danger: true }}
            okText={t('removeYes')}
            onConfirm={() => remove.mutate(id, { onSuccess: () => message.success(t('removed')) })}
          >
            <Button
              type="text"
              size="small"
              danger
              icon={<DeleteOutlined />}
              loading={remove.isPending}
              aria-label={t('remove', { name })}
            />
          </Popconfirm>
        )}
      </Flex>
      <ProblemNotice error={activate.error ?? remove.error} />
    </>
  );
}
