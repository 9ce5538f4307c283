import { DatePicker, Empty, Flex, Input, Select, Typography } from 'antd';
import dayjs from 'dayjs';
import { useDeferredValue, useEffect, useId, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { ArticleCard } from './article-card.tsx';
import { useArticles, useInstruments, useObligations, useReference } from './queries.ts';
import { type LawFilter, selectObligations } from './select-obligations.ts';
import { chinaToday, DAY_FIRST } from './today.ts';
import { useSay } from './use-say.ts';

/** Every article with what it asks; an address with `#measures:14.2` opens there. */
export function DutiesTab() {
  const { t } = useTranslation('law');
  const { hash } = useLocation();
  const target = decodeURIComponent(hash.slice(1));
  const [filter, setFilter] = useState<LawFilter>(() => ({
    instrument: target === '' ? 'measures' : (target.split(':')[0] ?? null),
    words: '',
    // A link may point at what does not hold today.
    date: target === '' ? chinaToday() : null,
  }));
  const articles = useArticles();
  const obligations = useObligations();
  const reference = useReference();
  const applied = useDeferredValue(filter);
  const groups = useMemo(
    () => selectObligations(articles.data?.articles ?? [], obligations.data?.obligations ?? [], applied),
    [articles.data, obligations.data, applied],
  );
  const isReady = articles.data !== undefined && obligations.data !== undefined && reference.data !== undefined;
  useEffect(() => {
    if (isReady && target !== '') document.getElementById(target)?.scrollIntoView();
  }, [isReady, target]);
  const count = groups.reduce((sum, group) => sum + group.obligations.length, 0);
  return (
    <Flex vertical gap={16}>
      <FilterBar filter={filter} onFilter={setFilter} />
      <ProblemNotice error={articles.error ?? obligations.error ?? reference.error} />
      {!isReady && articles.error === null && obligations.error === null && <PageLoading />}
      {isReady && (
        <>
          <Typography.Text type="secondary" role="status">
            {t('found', { n: count })}
          </Typography.Text>
          {groups.length === 0 && <Empty description={t('nothing')} />}
          {groups.map(({ article, obligations: rows }) => (
            <ArticleCard
              key={article.id}
              article={article}
              obligations={rows}
              reference={reference.data}
              target={target}
            />
          ))}
        </>
      )}
    </Flex>
  );
}

function FilterBar({ filter, onFilter }: { filter: LawFilter; onFilter: (filter: LawFilter) => void }) {
  const { t } = useTranslation('law');
  const say = useSay();
  const dayId = useId();
  const instruments = useInstruments(chinaToday()).data?.instruments ?? [];
  const options = [
    { value: '', label: t('all') },
    ...instruments.map((one) => ({ value: one.id, label: say.own(one.short) })),
  ];
  return (
    <Flex gap={12} wrap align="center">
      <Input.Search
        allowClear
        aria-label={t('searchLabel')}
        placeholder={t('search')}
        value={filter.words}
        onChange={({ target }) => onFilter({ ...filter, words: target.value })}
        style={{ flex: '1 1 280px', maxWidth: 520 }}
      />
      <Select
        aria-label={t('instrument')}
        showSearch={{ optionFilterProp: 'label' }}
        options={options}
        value={filter.instrument ?? ''}
        onChange={(value) => onFilter({ ...filter, instrument: value === '' ? null : value })}
        style={{ flex: '1 1 180px', maxWidth: 280 }}
      />
      <Flex gap={8} align="center">
        <label htmlFor={dayId}>{t('day')}</label>
        <DatePicker
          id={dayId}
          value={filter.date === null ? null : dayjs(filter.date)}
          minDate={dayjs(DAY_FIRST)}
          onChange={(day) => onFilter({ ...filter, date: day === null ? null : day.format('YYYY-MM-DD') })}
        />
      </Flex>
    </Flex>
  );
}
