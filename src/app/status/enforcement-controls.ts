import type { EnforcementControl, EnforcementService } from '../../duties/enforcement/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

type Id = EnforcementControl['id'];
type Figures = EnforcementControl['figures'];
interface Words {
  readonly title: Control['title'];
  readonly about: Control['about'];
  readonly measured: (figures: Figures) => Measurement['measured'];
  readonly next: { readonly zh: string; readonly en: string };
}

const CONTROLS: Readonly<Record<Id, Words>> = {
  'enforcement.appeals-in-time': {
    title: { zh: '申诉按时答复', en: 'Appeals are answered in time' },
    about: {
      zh: '对处置决定的申诉，是否都在承诺的工作日内由未参与的人员答复。',
      en: 'Whether appeals against measures are answered within the promised working days, by somebody who took no part.',
    },
    measured: ({ open = 0, overdue = 0 }) => ({
      zh: `待答复 ${open} 件，超期 ${overdue} 件`,
      en: `${open} open, ${overdue} overdue`,
    }),
    next: { zh: '打开“用户处置”，先答复超期的申诉', en: 'Open Measures and decide the overdue appeals first' },
  },
  'enforcement.reasons-given': {
    title: { zh: '每项处置有理由、有期限、可申诉', en: 'Every measure has reasons, an end and an appeal' },
    about: {
      zh: '生效中的处置是否都有可查看的理由说明和申诉期限，自动作出的是否都有截止时间，终止服务是否都由人员作出。',
      en: 'Whether every measure in force can be read and appealed against, every automatic one ends, and no machine ended a service.',
    },
    measured: ({ inForce = 0, lacking = 0 }) => ({
      zh: `生效中 ${inForce} 项，不完整 ${lacking} 项`,
      en: `${inForce} in force, ${lacking} lacking something`,
    }),
    next: { zh: '打开“用户处置”，解除不完整的处置', en: 'Open Measures and lift what lacks its reasons' },
  },
  'enforcement.refusals-counted': {
    title: { zh: '违规输入已计数', en: 'Refusals are counted' },
    about: {
      zh: '24 小时内应计入处置规则、五分钟后仍未计入的违规输入有多少。',
      en: 'Of the refusals of 24 hours that a policy in force counts, how many are not counted after five minutes.',
    },
    measured: ({ uncounted = 0 }) => ({ zh: `未计入 ${uncounted} 次`, en: `${uncounted} not counted` }),
    next: {
      zh: '查看服务器日志中“refusals could not be counted”',
      en: 'See “refusals could not be counted” in the log of the server',
    },
  },
};

/** The board's questions about measures, answered by the duty itself. @law measures#14 */
export function enforcementControls(enforcement: Pick<EnforcementService, 'controls'>): Control[] {
  const ids = ['enforcement.appeals-in-time', 'enforcement.reasons-given', 'enforcement.refusals-counted'] as const;
  return ids.map((id) => ({
    id,
    kind: 'query',
    title: CONTROLS[id].title,
    about: CONTROLS[id].about,
    owner: 'compliance-officer',
    measure: async () =>
      toMeasurement(
        (await enforcement.controls()).find((one) => one.id === id),
        CONTROLS[id],
      ),
  }));
}

function toMeasurement(found: EnforcementControl | undefined, { measured, next }: Words): Measurement {
  const status = found?.state ?? 'unknown';
  const figures = found?.figures ?? {};
  return {
    status,
    code: status,
    measured: measured(figures),
    next: status === 'met' ? null : next,
    figures: { ...figures },
    evidence: [],
  };
}
