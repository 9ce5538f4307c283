import type { JudgeRow } from '@hegui/contract';
import { App, Button, Card, Descriptions, Flex, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice } from '../app/index.ts';
import { JudgeTest } from './judge-test.tsx';
import { useRetireJudge } from './queries.ts';

interface JudgeCardProps {
  readonly judge: JudgeRow;
  readonly mayChange: boolean;
  readonly mayTest: boolean;
  readonly onEdit: () => void;
}

/** One judge: what it is, who asks it; try, change, end it. */
export function JudgeCard({ judge, mayChange, mayTest, onEdit }: JudgeCardProps) {
  const { t, i18n } = useTranslation('judges');
  const { modal, message } = App.useApp();
  const retire = useRetireJudge();
  const [isTesting, setIsTesting] = useState(false);
  const { name, settings, hasSecret, yuanPerCall, services } = judge;
  const askRetire = () =>
    modal.confirm({
      title: t('retireConfirm', { name }),
      content: t('retireText'),
      okText: t('retire'),
      cancelText: t('cancel'),
      okButtonProps: { danger: true },
      onOk: () => retire.mutate(judge.id, { onSuccess: () => message.success(t('retired')) }),
    });
  const facts = [
    { label: t('field.baseUrl'), children: <span className="mono break-anywhere">{settings.baseUrl}</span> },
    ...('model' in settings
      ? [{ label: t('field.model'), children: <span className="mono break-anywhere">{settings.model}</span> }]
      : []),
    { label: t(`field.secret.${settings.kind}`), children: t(hasSecret ? 'secretSet' : 'secretNone') },
    { label: t('yuanPerCall'), children: yuanPerCall },
  ].map((fact) => ({ key: fact.label, ...fact }));
  return (
    <Card
      style={{ height: '100%' }}
      title={
        <Flex gap={8} align="center" wrap style={{ padding: '8px 0' }}>
          <h2 style={{ fontSize: 15, margin: 0, whiteSpace: 'normal' }} className="break-anywhere">
            {name}
          </h2>
          <Tag style={{ marginInlineEnd: 0, whiteSpace: 'normal' }}>{t(`kinds.${settings.kind}`)}</Tag>
        </Flex>
      }
    >
      <Flex vertical gap={14}>
        <Descriptions size="small" column={1} items={facts} />
        <Typography.Text type="secondary">
          {services.length === 0
            ? t('unused')
            : t('usedBy', { names: new Intl.ListFormat(i18n.language).format(services) })}
        </Typography.Text>
        <Flex gap={8} wrap>
          {mayTest && (
            <Button aria-expanded={isTesting} onClick={() => setIsTesting(!isTesting)}>
              {t('test')}
            </Button>
          )}
          {mayChange && <Button onClick={onEdit}>{t('edit')}</Button>}
          {mayChange && (
            <Button danger loading={retire.isPending} onClick={askRetire}>
              {t('retire')}
            </Button>
          )}
        </Flex>
        <ProblemNotice error={retire.error} />
        {isTesting && <JudgeTest judgeId={judge.id} />}
      </Flex>
    </Card>
  );
}
