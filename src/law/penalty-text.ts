import type { Confidence } from './confidence.ts';
import { find, type LawBook } from './law-book.ts';
import type { Bilingual, Penalty } from './model.ts';
import { articleText, fineText, WORDS } from './words.ts';

/** The penalty with its instrument, article and tiers, each fine with its own confidence. */
export function penaltyText(book: LawBook, penalty: Penalty): Bilingual {
  const { short } = find(book.instruments, 'instrument', penalty.instrument);
  const tell = (language: keyof Bilingual): string => {
    const tiers = penalty.tiers.map((tier) => {
      const fines = [
        tier.entity === null ? null : fineText(tier.entity)[language],
        tier.persons === null
          ? null
          : `${language === 'zh' ? '个人 ' : 'persons '}${fineText(tier.persons)[language]}${sureOf(tier.personsConfidence, language)}`,
      ].filter((fine) => fine !== null);
      return `${tier.when[language]} → ${[tier.measure[language], ...fines].join(', ')}${sureOf(tier.confidence, language)}`;
    });
    const article = articleText(penalty.article)[language];
    return `${short[language]}${language === 'zh' ? '' : ', '}${article}${language === 'zh' ? `（${penalty.title.zh}）：` : ` (${penalty.title.en}): `}${tiers.join(' | ')}`;
  };
  return { zh: tell('zh'), en: tell('en') };
}

/** Said only where it is less than the text itself, so that it is seen. */
const sureOf = (confidence: Confidence | null, language: keyof Bilingual): string =>
  confidence === null || confidence === 'official-text' ? '' : ` [${WORDS.confidence[confidence][language]}]`;
