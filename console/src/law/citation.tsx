import { useTranslation } from 'react-i18next';
import { useInstruments } from './queries.ts';
import { chinaToday } from './today.ts';
import { useSay } from './use-say.ts';

/**
 * Articles as people cite them: `暂行办法第 15 条` for `measures#15` and for an obligation of it, `measures:15.2`; the reference
 * itself while its instrument is not known, and only the instrument where no article has a number.
 */
export function Citation({ articles }: { articles: readonly string[] }) {
  const { t } = useTranslation('law');
  const say = useSay();
  const { data } = useInstruments(chinaToday());
  const cited = articles.map((reference) => {
    const [id, place = ''] = reference.split(/[#:]/);
    const number = reference.includes('#') ? place : (/^\d+/.exec(place)?.[0] ?? '');
    const instrument = data?.instruments.find((one) => one.id === id);
    if (instrument === undefined) return reference;
    const short = say.own(instrument.short);
    return number === '' ? short : t('citation', { instrument: short, number });
  });
  return cited.join(t('citationComma'));
}
