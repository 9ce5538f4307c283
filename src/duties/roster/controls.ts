import type { Roster } from '../../contract/index.ts';
import type { Control, Measurement } from '../../status/index.ts';

/** The board's questions about who answers for what. @law pipl#52 algorithm#7 deep-synthesis#7 */
export function rosterControls({ read }: { readonly read: () => Promise<Roster> }): Control[] {
  return [
    {
      id: 'roster.answered-for',
      kind: 'query',
      title: { zh: '每项职责有人负责', en: 'Somebody answers for every role and duty' },
      about: {
        zh: '所需的每个岗位与义务是否有经签署、在任、未离开的负责人。',
        en: 'Whether every role and duty that is needed has somebody in office, appointed with a signature, who has not left.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeAnswered(await read()),
    },
    {
      id: 'roster.trained',
      kind: 'query',
      title: { zh: '负责人按期培训', en: 'Whoever answers is trained' },
      about: {
        zh: '在任负责人是否有有效的培训记录，到期是否已再次培训。',
        en: 'Whether whoever is in office has a training that counts, and whether trainings were repeated when due.',
      },
      owner: 'compliance-officer',
      measure: async () => judgeTrained(await read()),
    },
  ];
}

const EVIDENCE = [{ kind: 'page', id: '/roster', label: '/roster' }] as const;

export function judgeAnswered({ subjects }: Pick<Roster, 'subjects'>): Measurement {
  const needed = subjects.filter(({ isNeeded }) => isNeeded);
  const open = needed.filter(({ gap }) => gap !== null);
  const left = open.filter(({ gap }) => gap === 'left').length;
  const named = open.filter(({ isNamed }) => isNamed).length;
  const figures = { needed: needed.length, open: open.length, left, named };
  const measured = {
    zh: `所需岗位与义务 ${needed.length} 项，无人负责 ${open.length} 项（规定须指定的 ${named} 项，负责人已离开的 ${left} 项）`,
    en: `roles and duties needed ${needed.length}, unanswered ${open.length} (a text asks to name somebody: ${named}; whoever answered has left: ${left})`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  const next = { zh: '在“责任与培训”里任命并签署', en: 'Appoint somebody on the page of the roster and sign it' };
  if (subjects.every(({ appointments }) => appointments.length === 0))
    return { ...common, status: 'unknown', code: 'empty', next };
  if (named + left > 0) return { ...common, status: 'breached', code: left > 0 ? 'left' : 'unnamed', next };
  if (open.length > 0) return { ...common, status: 'due', code: 'unanswered', next };
  return { ...common, status: 'met', code: 'answered', next: null };
}

export function judgeTrained({ subjects, trainings, untrained }: Roster): Measurement {
  const count = (state: Roster['trainings'][number]['state']): number =>
    trainings.filter((training) => training.state === state).length;
  const [expired, failed, near] = [count('expired'), count('failed'), count('near')];
  const answering = subjects.flatMap(({ appointments }) => appointments).filter(({ state }) => state === 'in-force');
  const figures = { untrained: untrained.length, expired, failed, near };
  const measured = {
    zh: `没有有效培训的在任负责人 ${untrained.length} 人；过期 ${expired} 项，未通过 ${failed} 项，30 天内到期 ${near} 项`,
    en: `in office without a training that counts: ${untrained.length}; expired ${expired}, failed ${failed}, due again in 30 days ${near}`,
  };
  const common = { measured, figures, evidence: EVIDENCE };
  const next = { zh: '安排培训并登记结果', en: 'Hold the training and write down its result' };
  if (answering.length === 0 && trainings.length === 0) return { ...common, status: 'unknown', code: 'empty', next };
  if (expired + failed > 0) return { ...common, status: 'breached', code: expired > 0 ? 'expired' : 'failed', next };
  if (untrained.length + near > 0) return { ...common, status: 'due', code: near > 0 ? 'near' : 'untrained', next };
  return { ...common, status: 'met', code: 'trained', next: null };
}
