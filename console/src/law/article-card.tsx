import type { LawArticle, LawObligation, LawReference } from '@hegui/contract';
import { Card, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ObligationView } from './obligation-view.tsx';
import { useInstruments } from './queries.ts';
import { chinaToday } from './today.ts';
import { useSay } from './use-say.ts';
import { BothLanguages, ConfidenceTag } from './words.tsx';

interface ArticleCardProps {
  readonly article: LawArticle;
  readonly obligations: readonly LawObligation[];
  readonly reference: LawReference;
  /** The id that the address points at. */
  readonly target: string;
}

/** One article: what it says, what it asks, what is often said wrongly of it. */
export function ArticleCard({ article, obligations, reference, target }: ArticleCardProps) {
  const { t } = useTranslation('law');
  const say = useSay();
  const instrument = useInstruments(chinaToday()).data?.instruments.find(({ id }) => id === article.instrument);
  const misreadings = reference.misreadings.filter(({ articles }) => articles.includes(article.id));
  const number = /^\d+$/.test(article.number) ? t('article', { number: article.number }) : article.number;
  const place = `${instrument === undefined ? article.instrument : say.own(instrument.short)} ${number === '–' ? '' : number}`;
  // Where an obligation is the whole article, the anchor is its own.
  const isOwnAnchor = obligations.every(({ id }) => id !== article.id);
  return (
    <Card className="law-article" {...(isOwnAnchor ? { id: article.id } : {})}>
      <Flex gap={8} wrap align="baseline" style={{ marginBottom: 12 }}>
        <h2>
          <span className="law-place">{place.trim()}</span> {say.own(article.heading)}
        </h2>
        <span className="law-other" lang={say.otherLang}>
          {say.other(article.heading)}
        </span>
        <ConfidenceTag confidence={article.confidence} />
      </Flex>
      {article.parts.map((part) => (
        <div key={part.id} className="law-part">
          <BothLanguages text={part} />
        </div>
      ))}
      {obligations.map((one) => (
        <ObligationView
          key={`${one.id} ${one.from}`}
          obligation={one}
          reference={reference}
          isTarget={one.id === target}
        />
      ))}
      {misreadings.length > 0 && (
        <section className="law-misread">
          <h3>{t('misread')}</h3>
          {misreadings.map((one) => (
            <dl key={one.id} className="law-facts">
              <dt>{t('wrong')}</dt>
              <dd>
                <Typography.Text delete>{say.own(one.claim)}</Typography.Text>
              </dd>
              <dt>{t('right')}</dt>
              <dd>
                {say.own(one.fact)} <ConfidenceTag confidence={one.confidence} />
              </dd>
            </dl>
          ))}
        </section>
      )}
    </Card>
  );
}
