import type { StatusNumbers } from '../contract/index.ts';
import type { Findings } from '../scope/index.ts';
import { isCurrent } from './board.ts';
import type { Control, Counted, Measurement, ServiceScope, StatusParts } from './model.ts';
import { readNumbers } from './store/people.ts';

const SCOPE_LINK = [{ kind: 'page', id: '/board', label: '/board' }] as const;

/** The board's own questions: the numbers that authorities gave. */
export function statusControls({ database, scope }: Pick<StatusParts, 'database' | 'scope'>): Control[] {
  const ask =
    (which: keyof StatusNumbers, isNeeded: (findings: Findings) => boolean | null) =>
    async (): Promise<Measurement> => {
      const [row, scopes] = await Promise.all([readNumbers(database), scope()]);
      return judgeNumber(row?.numbers[which], neededBy(scopes, isNeeded));
    };
  return [
    {
      id: 'registry.filing-number',
      kind: 'query',
      title: { zh: '已取得并记下服务的备案或登记号', en: 'The filing or registration number of the service is held' },
      about: {
        zh: '适用范围要求备案或登记时，是否记下了编号；编号须在显著位置公示。',
        en: 'Where filing or registration is called for, whether its number is kept; the number must be shown in a prominent place.',
      },
      owner: 'compliance-officer',
      measure: ask('generativeFiling', ({ genai_route: route }) => (route === 'uncertain' ? null : route !== 'none')),
    },
    {
      id: 'filing.algorithm-number-held',
      kind: 'query',
      title: { zh: '已取得并记下算法备案号', en: 'The number of the algorithm filing is held' },
      about: {
        zh: '具有舆论属性或社会动员能力的服务，是否记下了算法备案号。',
        en: 'For a service with public-opinion attribute or capacity to mobilise, whether the number of the algorithm filing is kept.',
      },
      owner: 'compliance-officer',
      measure: ask('algorithmFiling', ({ algorithm_filing: filing }) =>
        filing === 'uncertain' ? null : filing !== 'not_required',
      ),
    },
    {
      id: 'filing.model-number-held',
      kind: 'query',
      title: { zh: '所用基础模型的备案号已记下', en: 'The filing number of the base model is held' },
      about: {
        zh: '调用他人已备案模型时，是否记下了该模型的备案号。',
        en: 'Where a model that others had filed is called, whether its filing number is kept.',
      },
      owner: 'compliance-officer',
      measure: ask('upstreamFiling', ({ genai_route: route }) =>
        route === 'uncertain' ? null : route === 'registration',
      ),
    },
  ];
}

/** Does some service need it? null while nobody can say: a service without a memo, or an open finding. */
export function neededBy(
  scopes: readonly ServiceScope[],
  isNeeded: (findings: Findings) => boolean | null,
): boolean | null {
  const answers = scopes.map(({ memo }) => (memo === null ? null : isNeeded(memo.findings)));
  if (answers.includes(true)) return true;
  return answers.includes(null) || answers.length === 0 ? null : false;
}

export function judgeNumber(given: string | null | undefined, isNeeded: boolean | null): Measurement {
  const number = given ?? '';
  const isHeld = number !== '';
  const common = { figures: { held: isHeld ? 1 : 0 }, evidence: SCOPE_LINK };
  if (isHeld)
    return {
      ...common,
      status: 'met',
      code: 'held',
      measured: { zh: `编号 ${number}`, en: `number ${number}` },
      next: null,
    };
  const measured = { zh: '没有编号', en: 'no number is kept' };
  if (isNeeded === false) return { ...common, status: 'not-applicable', code: 'not-needed', measured, next: null };
  return {
    ...common,
    status: isNeeded === null ? 'unknown' : 'breached',
    code: isNeeded === null ? 'unsure' : 'missing',
    measured,
    next: {
      zh: '取得编号后在“合规状态”里填写；尚未取得的，公开提供服务前须先办理',
      en: 'Enter the number on the board once you have it; without it the service must not be offered to the public',
    },
  };
}

/** A control over counts, which answers `unknown` while counting is behind the log: old counts must not look like news. */
export function onlyWhenCounted(control: Control, counted: Pick<Counted, 'lag'>): Control {
  return {
    ...control,
    measure: async (now) => {
      const lag = await counted.lag();
      if (isCurrent(lag, now)) return await control.measure(now);
      const left = lag.of - lag.leaf;
      return {
        status: 'unknown',
        code: 'counting',
        measured: { zh: `证据日志还有 ${left} 条未统计`, en: `${left} entries of the log are not counted yet` },
        next: { zh: '统计完成后自动更新，无需操作', en: 'Updates by itself once they are counted' },
        figures: { left },
        evidence: [],
      };
    },
  };
}
