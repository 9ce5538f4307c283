import type { TermRules } from '@hegui/contract';
import { useTranslation } from 'react-i18next';
import { FOLD_KINDS } from './term-draft.ts';

/** Entries of a rule that are named one by one; the others are counted. */
const NAMED_MAX = 5;

/** What the rules of a term say, in words, one for each rule. */
export function useRuleWords(): (rules: TermRules) => string[] {
  const { t } = useTranslation('content');
  const name = (entries: readonly string[]): string => {
    const rest = entries.length - NAMED_MAX;
    return [...entries.slice(0, NAMED_MAX), ...(rest > 0 ? [`+${rest}`] : [])].join(' · ');
  };
  return ({ wholeWord, gap, context, combine, allow = [], fold = {} }) => {
    const kindsThatAre = (isOn: boolean): string[] =>
      FOLD_KINDS.filter((kind) => fold[kind] === isOn).map((kind) => t(`folding.${kind}`));
    const [on, off] = [kindsThatAre(true), kindsThatAre(false)];
    return [
      ...(wholeWord === undefined ? [] : [t(wholeWord ? 'term.rule.wholeWord' : 'term.rule.inWords')]),
      ...(gap === undefined ? [] : [t('term.rule.gap', { n: gap })]),
      ...(context === undefined
        ? []
        : [t(`term.rule.${context.kind}`, { n: context.within, terms: name(context.terms) })]),
      ...(combine === undefined ? [] : [t('term.rule.combine', { terms: name(combine.with) })]),
      ...(allow.length === 0 ? [] : [t('term.rule.allow', { terms: name(allow) })]),
      ...(on.length === 0 ? [] : [t('term.rule.foldOn', { kinds: on.join(' · ') })]),
      ...(off.length === 0 ? [] : [t('term.rule.foldOff', { kinds: off.join(' · ') })]),
    ];
  };
}
