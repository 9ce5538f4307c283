import type { Overview } from '@hegui/contract';
import { Card } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

const shown = [
  'exchanges',
  'completed',
  'open',
  'refused',
  'cut',
  'failed',
  'aborted',
  'hits',
  'replaced',
  'outputChars',
] as const;
// Where a number has a list behind it, it leads there.
const lists: Partial<Record<(typeof shown)[number], string>> = {
  exchanges: '/exchanges',
  completed: '/exchanges?outcome=completed',
  open: '/exchanges?outcome=open',
  refused: '/exchanges?outcome=refused',
  cut: '/exchanges?outcome=cut',
  aborted: '/exchanges?outcome=aborted',
  failed: '/exchanges?outcome=failed',
  hits: '/exchanges?hits=any',
};

/** The window's numbers side by side. */
export function TotalsCard({ totals }: { totals: Overview['totals'] }) {
  const { t, i18n } = useTranslation('overview');
  const number = new Intl.NumberFormat(i18n.language, { notation: 'standard' });
  return (
    <Card size="small">
      <dl
        style={{
          margin: 0,
          display: 'grid',
          gap: '16px 12px',
          gridTemplateColumns: 'repeat(auto-fill, minmax(96px, 1fr))',
        }}
      >
        {shown.map((name) => {
          const to = lists[name];
          const value = number.format(totals[name]);
          return (
            <div key={name}>
              <dt style={{ color: 'var(--ant-color-text-secondary)', fontSize: 13 }}>{t(`totals.${name}`)}</dt>
              <dd style={{ margin: '2px 0 0', fontSize: 22, fontWeight: 600, lineHeight: 1.3 }}>
                {to === undefined ? value : <Link to={to}>{value}</Link>}
              </dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
