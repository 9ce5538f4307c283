import type { UpstreamHealth } from '@hegui/contract';
import { Tag, Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';

const colours: Readonly<Record<UpstreamHealth['circuit'], string>> = {
  closed: 'success',
  open: 'error',
  'half-open': 'warning',
};

/** Is an upstream used, left out, or being tried? */
export function CircuitTag({ health }: { health: UpstreamHealth }) {
  const { t } = useTranslation('registry');
  return (
    <Tooltip title={t(`upstreams.circuitMeans.${health.circuit}`)}>
      <Tag color={colours[health.circuit]} style={{ marginInlineEnd: 0 }}>
        {t(`upstreams.circuit.${health.circuit}`)}
      </Tag>
    </Tooltip>
  );
}
