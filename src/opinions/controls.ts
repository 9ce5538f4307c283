import { countText, HOUR_MS } from '../kernel/index.ts';
import type { Control, Measurement } from '../status/index.ts';
import type { Sql } from '../store/index.ts';
import { countGaps, type GapCounts, listAskingServices } from './store.ts';

/** A text that passed unjudged should be judged within a day. */
const WAIT_MS_MAX = 24 * HOUR_MS;

/** The board's question about texts that passed without a second opinion. @law measures#4 */
export function opinionControls({ database }: { readonly database: Sql }): Control[] {
  return [
    {
      id: 'opinions.gaps-rejudged',
      kind: 'query',
      title: { zh: '未获评审即放行的内容已补评', en: 'What passed unjudged was judged after all' },
      about: {
        zh: '因评审不可用而放行的内容，应在 24 小时内补评；超过的计为超期。',
        en: 'What passed because no judge could tell is to be judged within 24 hours; what waits longer is overdue.',
      },
      owner: 'administrator',
      measure: async (now) =>
        judgeGaps(
          await countGaps(database, new Date(now.getTime() - WAIT_MS_MAX)),
          (await listAskingServices(database)).filter(({ judgeIds }) => judgeIds.length > 0).length,
        ),
    },
  ];
}

export function judgeGaps({ waiting, overdue }: GapCounts, asking: number): Measurement {
  const common = {
    measured: {
      zh: `待补评 ${countText(waiting)}，其中超过 24 小时 ${countText(overdue)}；使用评审的服务 ${asking} 个`,
      en: `${countText(waiting)} wait to be judged, ${countText(overdue)} for over 24 h; ${asking} services ask judges`,
    },
    figures: { waiting, overdue, asking },
    evidence: [{ kind: 'page', id: '/judges', label: '/judges' }],
  } as const;
  if (overdue > 0)
    return {
      ...common,
      status: 'breached',
      code: 'overdue',
      next: {
        zh: '检查评审是否可用；积压多时提高每小时补评数（HEGUI_REJUDGE_PER_HOUR）',
        en: 'See whether the judges answer; for a long queue raise HEGUI_REJUDGE_PER_HOUR',
      },
    };
  if (waiting > 0) return { ...common, status: 'due', code: 'waiting', next: null };
  return {
    ...common,
    status: asking === 0 ? 'not-applicable' : 'met',
    code: asking === 0 ? 'unused' : 'none',
    next: null,
  };
}
