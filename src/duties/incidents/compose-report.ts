import type { Incident, LetterContent } from '../../contract/index.ts';
import { chinaTime } from '../../kernel/index.ts';
import { INCIDENT_GRADES, INCIDENT_KINDS, INCIDENT_OPERATORS, type IncidentTerm } from '../../law/index.ts';

type Language = 'zh-CN' | 'en';
export type ReportPurpose = 'first' | 'follow-up' | 'final' | 'notice';

const WORDS = {
  first: { 'zh-CN': '网络安全事件首次报告', en: 'First report of an incident' },
  'follow-up': { 'zh-CN': '网络安全事件续报', en: 'Further report of an incident' },
  final: { 'zh-CN': '网络安全事件总结报告', en: 'Final report of an incident' },
  notice: { 'zh-CN': '网络安全事件告知', en: 'Notice of an incident' },
  incident: { 'zh-CN': '事件', en: 'Incident' },
  operator: { 'zh-CN': '运营者类别', en: 'Kind of operator' },
  systems: { 'zh-CN': '涉事单位与系统', en: 'Unit and systems' },
  discovered: { 'zh-CN': '发现时间', en: 'Discovered' },
  occurred: { 'zh-CN': '发生时间', en: 'Began' },
  kind: { 'zh-CN': '类型', en: 'Kind' },
  grade: { 'zh-CN': '级别', en: 'Grade' },
  effect: { 'zh-CN': '影响与危害', en: 'Effect' },
  persons: { 'zh-CN': '涉及个人信息的人数', en: 'Persons whose information is concerned' },
  measures: { 'zh-CN': '已采取的措施', en: 'Measures taken' },
  cause: { 'zh-CN': '原因', en: 'Cause' },
  handled: { 'zh-CN': '处置结束时间', en: 'Handling ended' },
  crime: { 'zh-CN': '涉嫌犯罪', en: 'Suspected crime' },
  unknown: { 'zh-CN': '尚未查明', en: 'not known yet' },
  later: { 'zh-CN': '尚未查明，查明后续报', en: 'not known yet; it will be reported once it is' },
  yes: { 'zh-CN': '是', en: 'yes' },
  no: { 'zh-CN': '否', en: 'no' },
  unclear: { 'zh-CN': '尚不清楚', en: 'not clear yet' },
} as const;

/**
 * What a report says of an incident by the items of the law, with the words of whoever drafts it. People outside are told what
 * happened and what is done, not who is suspected. @law incident#7 pipl#57
 */
export function composeReport(
  { number, facts, handledAt }: Incident,
  purpose: ReportPurpose,
  language: Language,
  text: string,
): LetterContent {
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  const term = (terms: readonly IncidentTerm[], id: string): string => {
    const found = terms.find((one) => one.id === id);
    return found === undefined ? id : language === 'en' ? found.en : found.zh;
  };
  const time = (at: string | null): string => (at === null ? word('unknown') : chinaTime(new Date(at)));
  const told = (words: string): string => (words === '' ? word('unknown') : words);
  const persons = facts.leakedPersons === null ? word('unknown') : `${facts.leakedPersons}`;
  const isNotice = purpose === 'notice';
  const rows: (readonly [string, string] | null)[] = [
    [word('incident'), isNotice ? facts.title : `${facts.title} (${number})`],
    isNotice ? null : [word('operator'), term(INCIDENT_OPERATORS, facts.operator)],
    [word('systems'), facts.systems],
    [word('discovered'), time(facts.discoveredAt)],
    [word('occurred'), time(facts.occurredAt)],
    [word('kind'), term(INCIDENT_KINDS, facts.kind)],
    isNotice ? null : [word('grade'), term(INCIDENT_GRADES, facts.grade)],
    [word('effect'), told(facts.effect)],
    facts.leak === 'no' || isNotice ? null : [word('persons'), persons],
    [word('measures'), told(facts.measures)],
    [word('cause'), facts.cause === '' ? word('later') : facts.cause],
    isNotice ? null : [word('crime'), word(facts.suspectedCrime)],
    purpose === 'final' ? [word('handled'), time(handledAt)] : null,
  ];
  return { title: word(purpose), facts: rows.filter((row) => row !== null), text };
}
