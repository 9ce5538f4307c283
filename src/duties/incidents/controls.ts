import type { Incident } from '../../contract/index.ts';
import type { Control, Measurement } from '../../status/index.ts';
import { isPending } from './rules.ts';

/** The board's question about incidents. @law incident#4 incident#8 csl#27 */
export function incidentControls({ open }: { readonly open: () => Promise<readonly Incident[]> }): Control[] {
  return [
    {
      id: 'incidents.reports-in-time',
      kind: 'query',
      title: { zh: '安全事件按时报告', en: 'Incidents are reported in time' },
      about: {
        zh: '未关闭的安全事件：依级别、运营者类别应交的报告是否按时送达；尚未定级或不清楚的按应报告计。',
        en: 'Of incidents that are not closed: whether the reports that grade and operator ask for were delivered in time; what is not graded or not clear counts as owed.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeIncidents(await open()),
    },
  ];
}

export function judgeIncidents(open: readonly Incident[]): Measurement {
  const reports = open.flatMap((incident) => incident.reports);
  const count = (...states: Incident['reports'][number]['state'][]): number =>
    reports.filter(({ state }) => states.includes(state)).length;
  const overdue = count('overdue');
  const late = count('late');
  const pending = reports.filter(isPending).length;
  const figures = { open: open.length, pending, overdue, late };
  const measured = {
    zh: `未关闭的事件 ${open.length} 件；待送达的报告 ${pending} 份，其中超时 ${overdue} 份；迟交 ${late} 份`,
    en: `incidents not closed: ${open.length}; reports to be delivered ${pending}, overdue ${overdue}; delivered late ${late}`,
  };
  const evidence = [{ kind: 'page', id: '/incidents', label: '/incidents' }] as const;
  const common = { measured, figures, evidence };
  if (open.length === 0) return { ...common, status: 'not-applicable', code: 'none-open', next: null };
  if (overdue > 0)
    return {
      ...common,
      status: 'breached',
      code: 'overdue',
      next: {
        zh: '立即签发并送达超时的报告，写明迟交原因',
        en: 'Sign and deliver the overdue reports at once; say why they are late',
      },
    };
  if (late > 0)
    return {
      ...common,
      status: 'breached',
      code: 'late',
      next: {
        zh: '报告已迟交：在总结报告中说明原因，关闭事件',
        en: 'A report was late: explain it in the final report and close the incident',
      },
    };
  if (pending > 0 || open.some(({ state }) => state === 'open'))
    return {
      ...common,
      status: 'due',
      code: 'running',
      next: { zh: '按页面所示时限起草、签发、送达报告', en: 'Draft, sign and deliver the reports in the time shown' },
    };
  return { ...common, status: 'met', code: 'in-time', next: null };
}
