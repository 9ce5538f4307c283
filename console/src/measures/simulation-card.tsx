import type { MeasurePolicyVersion, MeasureSimulation } from '@hegui/contract';
import { Alert, Button, Card, Flex, InputNumber, Popconfirm, theme } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import type { PolicyDeed } from './queries.ts';

interface SimulationCardProps {
  readonly draft: MeasurePolicyVersion | null;
  readonly mayWrite: boolean;
  readonly isPending: boolean;
  readonly onDeed: (deed: PolicyDeed, done?: string) => void;
}

/** Whom the draft would have met; without it nothing goes into force. */
export function SimulationCard({ draft, mayWrite, isPending, onDeed }: SimulationCardProps) {
  const { t } = useTranslation('measures');
  const [days, setDays] = useState(30);
  const simulation = draft?.simulation ?? null;
  return (
    <Card size="small" title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('simulation.title')}</h2>}>
      <Flex vertical gap={16}>
        {simulation === null ? <span>{t('simulation.none')}</span> : <Outcome simulation={simulation} />}
        {mayWrite && draft !== null && (
          <Flex gap={8} wrap align="center">
            <InputNumber
              aria-label={t('policy.simulateDays')}
              addonBefore={t('policy.simulateDays')}
              min={1}
              max={90}
              precision={0}
              value={days}
              style={{ width: 190 }}
              onChange={(value) => setDays(value ?? 30)}
            />
            <Button loading={isPending} onClick={() => onDeed({ name: 'simulate', days })}>
              {t('policy.simulate')}
            </Button>
            {simulation !== null && (
              <Popconfirm
                title={t('policy.activateTitle', { version: draft.version })}
                onConfirm={() => onDeed({ name: 'activate', version: draft.version }, t('policy.activated'))}
              >
                <Button type="primary" loading={isPending}>
                  {t('policy.activate')}
                </Button>
              </Popconfirm>
            )}
          </Flex>
        )}
      </Flex>
    </Card>
  );
}

function Outcome({ simulation }: { simulation: MeasureSimulation }) {
  const { t } = useTranslation('measures');
  const { days, users, struck, strikes, rungs, histogram, partial } = simulation;
  const columns: RowColumn<MeasureSimulation['rungs'][number]>[] = [
    { key: 'rung', title: t('simulation.rung'), cell: ({ rung }) => t(`rungs.${rung}`) },
    { key: 'users', title: t('simulation.users'), cell: (row) => row.users, isNumber: true },
    { key: 'measures', title: t('simulation.measures'), cell: (row) => row.measures, isNumber: true },
  ];
  return (
    <>
      <span>{t('simulation.span', { days, users, struck, strikes })}</span>
      {partial && <Alert type="warning" showIcon title={t('simulation.partial')} />}
      <RowsTable columns={columns} rows={rungs} keyOf={({ rung }) => rung} />
      <Histogram histogram={histogram} />
    </>
  );
}

/** Bars of how many users had so many refusals, so that thresholds can be chosen. */
function Histogram({ histogram }: Pick<MeasureSimulation, 'histogram'>) {
  const { t } = useTranslation('measures');
  const { token } = theme.useToken();
  const most = Math.max(1, ...histogram.map(({ users }) => users));
  const last = histogram.at(-1)?.strikes;
  return (
    <div>
      <div style={{ marginBottom: 6 }}>{t('simulation.histogram')}</div>
      <dl style={{ display: 'grid', gridTemplateColumns: 'max-content 1fr', gap: '4px 12px', margin: 0 }}>
        {histogram.map(({ strikes, users }) => (
          <div key={strikes} style={{ display: 'contents' }}>
            <dt>{t(strikes === last ? 'simulation.strikesOrMore' : 'simulation.strikes', { strikes })}</dt>
            <dd style={{ margin: 0, display: 'flex', gap: 8, alignItems: 'center' }}>
              <span
                aria-hidden
                style={{
                  background: token.colorPrimary,
                  height: 10,
                  borderRadius: 2,
                  width: `${(users / most) * 70}%`,
                }}
              />
              {users}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
