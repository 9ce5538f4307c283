import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useIsDark } from '../app/index.ts';

use([LineChart, GridComponent, TooltipComponent, LegendComponent, AriaComponent, SVGRenderer]);

interface ChartProps {
  readonly option: EChartsCoreOption;
  readonly height: number;
  readonly label: string;
}

/** One echarts picture that follows its option, its width and the appearance. */
export function Chart({ option, height, label }: ChartProps) {
  const holder = useRef<HTMLDivElement>(null);
  const latest = useRef(option);
  const redraw = useRef<(option: EChartsCoreOption) => void>(null);
  const isDark = useIsDark();

  useEffect(() => {
    if (holder.current === null) return undefined;
    const chart = init(holder.current, isDark ? 'dark' : undefined, { renderer: 'svg' });
    const observer = new ResizeObserver(() => chart.resize());
    observer.observe(holder.current);
    redraw.current = (next) => chart.setOption({ backgroundColor: 'transparent', ...next });
    redraw.current(latest.current);
    return () => {
      observer.disconnect();
      redraw.current = null;
      chart.dispose();
    };
  }, [isDark]);

  useEffect(() => {
    latest.current = option;
    redraw.current?.(option);
  }, [option]);

  return <div ref={holder} role="img" aria-label={label} style={{ height, width: '100%' }} />;
}
