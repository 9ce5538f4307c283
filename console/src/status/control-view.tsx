import type { ControlState } from '@hegui/contract';
import { Alert, Button, Flex, Tag, Tooltip, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { ProblemNotice, Time, useHasRole } from '../app/index.ts';
import { HistoryStrip } from './history-strip.tsx';
import { OverrideModal } from './override-modal.tsx';
import { pageOf } from './page-of.ts';
import { useEndOverride } from './queries.ts';
import { StatusTag } from './status-tag.tsx';
import { useText } from './use-text.ts';

/** One control whole: what was measured, since when, what to do, where to look, and who answers for it otherwise. */
export function ControlView({ control }: { control: ControlState }) {
  const { t } = useTranslation('status');
  const { t: app } = useTranslation('app');
  const text = useText();
  const mayOverride = useHasRole('administrator', 'compliance-officer');
  const [isOverriding, setOverriding] = useState(false);
  return (
    <Flex vertical gap={8} component="section" aria-label={text(control.title)}>
      <Flex gap={8} wrap align="center">
        <StatusTag status={control.status} />
        <Typography.Text strong>{text(control.title)}</Typography.Text>
        {control.kind === 'probe' && <Tag style={{ marginInlineEnd: 0 }}>{t('probe')}</Tag>}
        {control.isStale && <Tag style={{ marginInlineEnd: 0 }}>{t('stale')}</Tag>}
      </Flex>
      <span className="break-anywhere">{control.measured === null ? t('never') : text(control.measured)}</span>
      {control.override !== null && <OverrideNotice control={control} mayEnd={mayOverride} />}
      {control.next !== null && (
        <Alert
          type={control.measuredStatus === 'breached' ? 'error' : 'info'}
          title={`${t('next')}: ${text(control.next)}`}
        />
      )}
      {control.evidence.length > 0 && (
        <Flex gap={8} wrap>
          <Typography.Text type="secondary">{t('evidence')}</Typography.Text>
          {control.evidence.map((link) => (
            <Link key={`${link.kind} ${link.id}`} to={pageOf(link)} className="break-anywhere">
              {link.kind === 'exchange' && Number.isFinite(Date.parse(link.label)) ? (
                <Time at={link.label} />
              ) : (
                link.label
              )}
            </Link>
          ))}
        </Flex>
      )}
      <HistoryStrip control={control} />
      <Flex gap={12} wrap align="center">
        <Meta name={t('measuredAt')}>
          <Time at={control.measuredAt} />
        </Meta>
        <Meta name={t('since')}>
          <Time at={control.changedAt} />
        </Meta>
        <Meta name={t('owner')}>{app(`role.${control.owner}`)}</Meta>
        <Tooltip title={text(control.about)}>
          <Button type="link" size="small" style={{ padding: 0 }}>
            {t('about')}
          </Button>
        </Tooltip>
        {mayOverride && (
          <Button size="small" onClick={() => setOverriding(true)}>
            {t('override.action')}
          </Button>
        )}
      </Flex>
      {isOverriding && <OverrideModal control={control} onClose={() => setOverriding(false)} />}
    </Flex>
  );
}

function Meta({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <Typography.Text type="secondary">
      {name} {children}
    </Typography.Text>
  );
}

function OverrideNotice({ control, mayEnd }: { control: ControlState; mayEnd: boolean }) {
  const { t } = useTranslation('status');
  const end = useEndOverride();
  const { override } = control;
  if (override === null) return null;
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={
          <>
            {t('override.shown', { name: override.byName, status: t(`status.${override.status}`) })}{' '}
            <Time at={override.expiresAt} />
          </>
        }
        description={
          <Flex vertical gap={4}>
            <span className="break-anywhere">{override.reason}</span>
            <span>{t('override.measured', { status: t(`status.${control.measuredStatus}`) })}</span>
          </Flex>
        }
        action={
          mayEnd && (
            <Button size="small" loading={end.isPending} onClick={() => end.mutate(override.id)}>
              {t('override.end')}
            </Button>
          )
        }
      />
      <ProblemNotice error={end.error} />
    </>
  );
}
