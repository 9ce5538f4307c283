import { DAY_MS } from '../../kernel/index.ts';
import type { Control, Measurement, ServiceScope } from '../../status/index.ts';

/** Facts about a service change; what was decided so long ago must be looked at again. */
const DAYS_MAX = 180;

/** The board's question about what applies at all. @law measures#2 */
export function scopingControls({ latest }: { readonly latest: () => Promise<readonly ServiceScope[]> }): Control[] {
  return [
    {
      id: 'scope.decided',
      kind: 'query',
      title: { zh: '适用范围已判定', en: 'What applies was decided' },
      about: {
        zh: '每个服务是否有签了名的范围备忘；有无仍会改变结论的问题、与现状不符之处；距判定至多 180 天。',
        en: 'Whether every service has a signed scope memo; whether a question is open or a finding would now be another; 180 days old at most.',
      },
      owner: 'compliance-officer',
      measure: async (now) => judgeScope(await latest(), now),
    },
  ];
}

export function judgeScope(services: readonly ServiceScope[], now: Date): Measurement {
  const decided = services.flatMap(({ memo }) => memo ?? []);
  const unsigned = decided.filter(({ isSigned }) => !isSigned).length;
  const changed = services.filter(({ hasChanged }) => hasChanged).length;
  const open = decided.filter(({ findings }) => findings.questions.length > 0).length;
  const old = decided.filter(({ madeAt }) => now.getTime() - madeAt.getTime() > DAYS_MAX * DAY_MS).length;
  const figures = { services: services.length, decided: decided.length, unsigned, changed, open, old };
  const measured = {
    zh: `有范围备忘的服务 ${decided.length} / ${services.length}；未签名 ${unsigned}，与现状不符 ${changed}，有未决问题 ${open}，超过 ${DAYS_MAX} 天 ${old}`,
    en: `services with a scope memo ${decided.length} of ${services.length}; unsigned ${unsigned}, no longer true ${changed}, with open questions ${open}, older than ${DAYS_MAX} days ${old}`,
  };
  const common = { measured, figures, evidence: [{ kind: 'page', id: '/scope', label: '/scope' }] } as const;
  const next = {
    zh: '在“适用范围”里回答问题，做出备忘并签名',
    en: 'Answer the questions on the scope page, make the memo and sign it',
  };
  if (services.length === 0) return { ...common, status: 'not-applicable', code: 'no-service', next: null };
  if (decided.length < services.length) return { ...common, status: 'unknown', code: 'undecided', next };
  if (unsigned + changed + open + old > 0) return { ...common, status: 'due', code: 'must-be-renewed', next };
  return { ...common, status: 'met', code: 'decided', next: null };
}
