import type { StatusNumbers } from '../contract/index.ts';
import { DAY_MS } from '../kernel/index.ts';
import type { Findings } from '../scope/index.ts';
import type { Sql } from '../store/index.ts';
import { findingsOf, isCurrent } from './board.ts';
import type { Control, Counted, FactsRow, Measurement } from './model.ts';
import { readFactsRow } from './store/people.ts';

/** Facts about a service change; what was said so long ago must be looked at again. */
const FACTS_DAYS_MAX = 180;
const SCOPE_LINK = [{ kind: 'page', id: '/scope', label: '/scope' }] as const;

/** The board's own questions: what the provider said about its service, and the numbers that authorities gave. */
export function statusControls({ database }: { readonly database: Sql }): Control[] {
  const ask = (judge: (facts: FactsRow | undefined, findings: Findings | null, now: Date) => Measurement) => {
    return async (now: Date): Promise<Measurement> => {
      const facts = await readFactsRow(database);
      return judge(facts, findingsOf(facts, now), now);
    };
  };
  return [
    {
      id: 'scope.decided',
      kind: 'query',
      title: { zh: '适用范围已判定', en: 'What applies was decided' },
      about: {
        zh: '是否记下了服务的事实，有没有仍会改变结论的问题，以及距上次确认的天数（至多 180 天）。',
        en: 'Whether facts about the service are kept, whether a question is open that would change a finding, and how long ago they were confirmed (180 days at most).',
      },
      owner: 'compliance-officer',
      measure: ask(judgeScope),
    },
    {
      id: 'registry.filing-number',
      kind: 'query',
      title: { zh: '已取得并记下服务的备案或登记号', en: 'The filing or registration number of the service is held' },
      about: {
        zh: '适用范围要求备案或登记时，是否记下了编号；编号须在显著位置公示。',
        en: 'Where filing or registration is called for, whether its number is kept; the number must be shown in a prominent place.',
      },
      owner: 'compliance-officer',
      measure: ask((facts, findings) =>
        judgeNumber(facts, 'generativeFiling', findings === null ? null : routeNeedsNumber(findings.genai_route)),
      ),
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
      measure: ask((facts, findings) =>
        judgeNumber(
          facts,
          'algorithmFiling',
          findings === null ? null : algorithmNeedsNumber(findings.algorithm_filing),
        ),
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
      measure: ask((facts, findings) =>
        judgeNumber(facts, 'upstreamFiling', findings === null ? null : findings.genai_route === 'registration'),
      ),
    },
  ];
}

export function judgeScope(facts: FactsRow | undefined, findings: Findings | null, now: Date): Measurement {
  if (facts === undefined || findings === null)
    return {
      status: 'unknown',
      code: 'no-facts',
      measured: {
        zh: '还没有记下服务的事实，暂按全部义务适用',
        en: 'no facts are kept; every obligation is taken to apply',
      },
      next: {
        zh: '在“适用范围”里回答问题并保存为本机的事实',
        en: 'Answer the questions on the scope page and keep them as the facts of this provider',
      },
      figures: {},
      evidence: SCOPE_LINK,
    };
  const days = Math.floor((now.getTime() - facts.at.getTime()) / DAY_MS);
  const open = findings.questions.length;
  const measured = {
    zh: `事实于 ${days} 天前确认；仍会改变结论的问题 ${open} 个`,
    en: `facts confirmed ${days} days ago; ${open} open questions that would change a finding`,
  };
  const common = { measured, figures: { days, open }, evidence: SCOPE_LINK };
  if (days > FACTS_DAYS_MAX || open > 0)
    return {
      ...common,
      status: 'due',
      code: open > 0 ? 'open-questions' : 'old',
      next: {
        zh: '在“适用范围”里核对事实，回答仍未决的问题，再保存一次',
        en: 'Check the facts on the scope page, answer what is open, and keep them again',
      },
    };
  return { ...common, status: 'met', code: 'decided', next: null };
}

/** null while nobody can say. */
const routeNeedsNumber = (route: Findings['genai_route']): boolean | null =>
  route === 'uncertain' ? null : route !== 'none';
const algorithmNeedsNumber = (filing: Findings['algorithm_filing']): boolean | null =>
  filing === 'uncertain' ? null : filing !== 'not_required';

export function judgeNumber(
  facts: FactsRow | undefined,
  which: keyof StatusNumbers,
  isNeeded: boolean | null,
): Measurement {
  const number = facts?.numbers[which] ?? '';
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
      zh: '取得编号后在“适用范围”里填写；尚未取得的，公开提供服务前须先办理',
      en: 'Enter the number on the scope page once you have it; without it the service must not be offered to the public',
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
