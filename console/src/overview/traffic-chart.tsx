import type { Overview } from '@hegui/contract';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { fontFamily, useIsDark } from '../app/index.ts';
import { Chart } from './chart.tsx';
import { chartColours } from './colours.ts';

/** Exchanges over time, stacked by how they went. */
export function TrafficChart({ series }: { series: Overview['series'] }) {
  const { t, i18n } = useTranslation('overview');
  const isDark = useIsDark();
  const option = useMemo(() => {
    const clock = new Intl.DateTimeFormat(i18n.language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const colours = chartColours(isDark);
    const layers = [
      { name: t('passed'), color: colours.passed, data: series.map(passedOf) },
      { name: t('refused'), color: colours.refused, data: series.map((row) => row.refused) },
      { name: t('cut'), color: colours.cut, data: series.map((row) => row.cut) },
      { name: t('failed'), color: colours.failed, data: series.map((row) => row.failed) },
    ];
    return {
      animation: false,
      textStyle: { fontFamily },
      grid: { left: 8, right: 16, top: 40, bottom: 4, containLabel: true },
      legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: colours.text } },
      tooltip: { trigger: 'axis', confine: true },
      xAxis: {
        type: 'category',
        boundaryGap: false,
        data: series.map((row) => clock.format(new Date(row.at))),
        axisLabel: { color: colours.text },
        axisLine: { lineStyle: { color: colours.line } },
      },
      yAxis: {
        type: 'value',
        minInterval: 1,
        axisLabel: { color: colours.text },
        splitLine: { lineStyle: { color: colours.line } },
      },
      series: layers.map((layer) => ({
        ...layer,
        type: 'line',
        stack: 'exchanges',
        symbol: 'none',
        lineStyle: { width: 1.2 },
        areaStyle: { opacity: 0.55 },
      })),
    };
  }, [series, isDark, t, i18n.language]);
  return <Chart option={option} height={260} label={t('trafficLabel')} />;
}

const passedOf = (row: Overview['series'][number]): number =>
  Math.max(0, row.exchanges - row.refused - row.cut - row.failed);
