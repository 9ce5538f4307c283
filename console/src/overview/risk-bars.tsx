import type { Overview } from '@hegui/contract';
import { Flex } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { RiskTag, useIsDark, useRiskName } from '../app/index.ts';
import { chartColours } from './colours.ts';

const SHOWN_MAX = 8;

/** The risks met most often; each bar leads to its exchanges. */
export function RiskBars({ risks }: { risks: Overview['risks'] }) {
  const { i18n } = useTranslation('overview');
  const colour = chartColours(useIsDark()).refused;
  const nameOf = useRiskName();
  const number = new Intl.NumberFormat(i18n.language);
  const rows = [...risks].sort((left, right) => right.exchanges - left.exchanges).slice(0, SHOWN_MAX);
  const most = rows[0]?.exchanges ?? 1;
  return (
    <Flex component="ul" vertical gap={12} style={{ listStyle: 'none', margin: 0, padding: 0 }}>
      {rows.map(({ code, exchanges }) => (
        <li key={code}>
          <Flex align="center" gap={8}>
            <RiskTag code={code} />
            <span style={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>
              {nameOf(code)}
            </span>
            <Link to={`/exchanges?risk=${code}`}>{number.format(exchanges)}</Link>
          </Flex>
          <div style={{ height: 6, marginTop: 5, borderRadius: 3, background: 'var(--ant-color-fill-secondary)' }}>
            <div
              style={{ height: '100%', width: `${(exchanges / most) * 100}%`, borderRadius: 3, background: colour }}
            />
          </div>
        </li>
      ))}
    </Flex>
  );
}
