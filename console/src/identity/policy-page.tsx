import { confirmedLevelSchema, type IdentityFunctionRow, type IdentityPolicy, type Service } from '@hegui/contract';
import { Card, Flex, Input, InputNumber, Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { LinkButton, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { useService } from '../registry/queries.ts';
import { SaveBar } from '../registry/save-bar.tsx';
import { useServiceEdit } from '../registry/use-service-edit.ts';
import { beginOfChinaDay, chinaDayOf } from './grace-day.ts';
import { useIdentity } from './queries.ts';

/** What one service needs to know before what; a part of its policy. */
export function IdentityPolicyPage() {
  const { t } = useTranslation('identity');
  const { id = '' } = useParams();
  const service = useService(id);
  const overview = useIdentity();
  return (
    <>
      <PageHeader
        title={service.data === undefined ? t('title') : t('policyTitle', { name: service.data.name })}
        actions={<LinkButton to="/identity">{t('back')}</LinkButton>}
      />
      <Card>
        <ProblemNotice error={service.error ?? overview.error} onRetry={() => void service.refetch()} />
        {(service.isPending || overview.isPending) && <PageLoading />}
        {service.data !== undefined && overview.data !== undefined && (
          <Fields service={service.data} functions={overview.data.functions} />
        )}
      </Card>
    </>
  );
}

const LEVELS = ['none', ...confirmedLevelSchema.options] as const;

function Fields({ service, functions }: { service: Service; functions: readonly IdentityFunctionRow[] }) {
  const { t } = useTranslation('identity');
  const mayChange = useHasRole('administrator', 'compliance-officer');
  const edit = useServiceEdit<IdentityPolicy>(
    service,
    ({ policy }) => policy.identity,
    (identity) => ({ policy: { ...service.policy, identity } }),
  );
  const { value } = edit;
  const set = (change: Partial<IdentityPolicy>): void => edit.edit({ ...value, ...change });
  const choose = <V extends string>(
    label: string,
    chosen: V,
    options: readonly { value: V; label: string }[],
    onChange: (next: V) => void,
  ) => (
    <Select<V>
      aria-label={label}
      disabled={!mayChange}
      value={chosen}
      style={{ minWidth: 220, maxWidth: '100%' }}
      options={[...options]}
      onChange={onChange}
    />
  );
  return (
    <section style={{ maxWidth: 760 }}>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('policy')}</h2>
      <p>{t('policyText')}</p>
      <Needs functions={functions} value={value} mayChange={mayChange} onChange={(needs) => set({ needs })} />
      <Row label={t('unnamed')}>
        {choose(
          t('unnamed'),
          value.unnamed,
          (['refuse', 'admit'] as const).map((one) => ({ value: one, label: t(`unnamedBy.${one}`) })),
          (unnamed) => set({ unnamed }),
        )}
      </Row>
      <Row label={t('graceUntil')} help={t('graceHelp')}>
        <Input
          type="date"
          aria-label={t('graceUntil')}
          disabled={!mayChange}
          style={{ width: 200 }}
          value={value.graceUntil === null ? '' : chinaDayOf(value.graceUntil)}
          onChange={(event) => set({ graceUntil: beginOfChinaDay(event.target.value) })}
        />
      </Row>
      <Row label={t('email')} help={t('emailHelp')}>
        {choose(
          t('email'),
          value.email,
          (['off', 'counts'] as const).map((one) => ({ value: one, label: t(`emailBy.${one}`) })),
          (email) => set({ email }),
        )}
      </Row>
      <Row label={t('validDays')}>
        <Flex gap={12} wrap>
          {confirmedLevelSchema.options.map((level) => (
            <span key={level}>
              {t(`levels.${level}`)}{' '}
              <InputNumber<number>
                aria-label={`${t('validDays')}: ${t(`levels.${level}`)}`}
                disabled={!mayChange}
                min={1}
                max={3_650}
                value={value.validDays[level]}
                onChange={(days) => set({ validDays: { ...value.validDays, [level]: days ?? 1 } })}
              />
            </span>
          ))}
        </Flex>
      </Row>
      {mayChange ? <SaveBar edit={edit} /> : <p>{t('readOnly')}</p>}
    </section>
  );
}

interface NeedsProps {
  readonly functions: readonly IdentityFunctionRow[];
  readonly value: IdentityPolicy;
  readonly mayChange: boolean;
  readonly onChange: (needs: IdentityPolicy['needs']) => void;
}

/** Each function with the law that asks, how sure its text is known, and the level that is needed. */
function Needs({ functions, value, mayChange, onChange }: NeedsProps) {
  const { t, i18n } = useTranslation('identity');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <ul style={{ listStyle: 'none', margin: '0 0 8px', padding: 0 }}>
      {functions.map(({ function: fn, title, reason, bases }) => (
        <li key={fn} style={{ padding: '10px 0', borderTop: '1px solid var(--ant-color-border-secondary)' }}>
          <Flex justify="space-between" align="center" gap={12} wrap>
            <div style={{ flex: '1 1 320px', minWidth: 0 }}>
              <strong>{title[word]}</strong>
              <div style={{ fontSize: 13 }}>{reason[word]}</div>
              <Flex gap="0 12px" wrap style={{ fontSize: 13 }}>
                {bases.length === 0 && <span>{t('own')}</span>}
                {bases.map(({ id, confidence }) => (
                  <Flex key={id} gap={6}>
                    <Link to={`/law?article=${id}`}>{id}</Link>
                    <span>{confidenceText(confidence, t)}</span>
                  </Flex>
                ))}
              </Flex>
            </div>
            <Select
              aria-label={t('level', { name: title[word] })}
              disabled={!mayChange}
              value={value.needs[fn] ?? 'none'}
              style={{ width: 180 }}
              options={LEVELS.map((level) => ({ value: level, label: t(`levels.${level}`) }))}
              onChange={(level) => {
                const { [fn]: _before, ...others } = value.needs;
                onChange(level === 'none' ? others : { ...others, [fn]: level });
              }}
            />
          </Flex>
        </li>
      ))}
    </ul>
  );
}

function Row({ label, help, children }: { label: string; help?: string; children: ReactNode }) {
  return (
    <div style={{ padding: '10px 0', borderTop: '1px solid var(--ant-color-border-secondary)' }}>
      <div style={{ marginBottom: 6 }}>{label}</div>
      {children}
      {help !== undefined && <div style={{ fontSize: 13, marginTop: 4 }}>{help}</div>}
    </div>
  );
}

function confidenceText(confidence: string, t: ReturnType<typeof useTranslation<'identity'>>['t']): string {
  const known = (['official-text', 'second-hand', 'unverified'] as const).find((one) => one === confidence);
  return known === undefined ? confidence : t(`confidence.${known}`);
}
