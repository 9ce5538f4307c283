import type { Constraint } from './constraints.ts';
import type { Facts } from './facts.ts';
import type { Reason } from './findings.ts';

/** Reasons about the facts themselves: what contradicts itself, and what was not used. */
export function tellAboutFacts(facts: Facts, contradictions: readonly Constraint[]): Reason[] {
  const told = contradictions.map(({ first, second, zh, en }) =>
    about('contradiction', [first.fact, second.fact], facts, `事实矛盾：${zh}。`, `Contradiction: ${en}.`),
  );
  const { audienceDetail: detail } = facts;
  if (detail !== '')
    told.push(
      about(
        'audience_detail',
        [],
        facts,
        `关于服务对象的说明（不参与判断）：${detail}`,
        `Said about the audience (decides nothing): ${detail}`,
      ),
    );
  if (facts.unusedExtras.length === 0) return told;
  const names = facts.unusedExtras.map((name) => `extra.${name}`).join(', ');
  return [
    ...told,
    about('not_used', [], facts, `没有规则用到这些事实：${names}。`, `No rule uses these facts: ${names}.`),
  ];
}

function about(
  value: string,
  names: readonly Facts['unsure'][number][],
  { known }: Facts,
  zh: string,
  en: string,
): Reason {
  const facts = Object.fromEntries(
    names.flatMap((name) => {
      const one = known.get(name);
      return one === undefined ? [] : [[name, one]];
    }),
  );
  return { finding: 'facts', value, facts, unknown: [], sources: [], readings: [], ask: null, zh, en, later: [] };
}
