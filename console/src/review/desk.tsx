import { QuestionCircleOutlined } from '@ant-design/icons';
import { App, Button, Col, Flex, Row, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageLoading, ProblemNotice, useSession } from '../app/index.ts';
import { DeskFilters } from './desk-filters.tsx';
import { DeskItem } from './desk-item.tsx';
import { KeysHelp } from './keys-help.tsx';
import { type QueueFilter, type ReviewItem, useQueue, useRelease, useTake, useTakeNext } from './queries.ts';
import { QueueList } from './queue-list.tsx';
import { useKeys } from './use-keys.ts';

/** The queue on one side, the item in hand on the other; everything can be done from the keyboard. */
export function Desk({ mayDecide }: { mayDecide: boolean }) {
  const { t } = useTranslation('review');
  const { message } = App.useApp();
  const me = useSession().staff.id;
  const [filter, setFilter] = useState<QueueFilter>({});
  const [chosen, setChosen] = useState<ReviewItem | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const queue = useQueue(filter);
  const next = useTakeNext();
  const take = useTake();
  const release = useRelease();
  const items = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const isMine = chosen?.lockedBy?.id === me;

  const takeNext = () =>
    next.mutate(filter, {
      onSuccess: ({ item }) => {
        setChosen(item);
        if (item === null) message.info(t('emptyTitle'));
      },
    });
  const takeChosen = () => chosen !== null && !isMine && take.mutate(chosen.id, { onSuccess: setChosen });
  const putBack = (then?: () => void) =>
    chosen !== null &&
    release.mutate(chosen.id, {
      onSuccess: () => {
        setChosen(null);
        then?.();
      },
    });
  const move = (step: number) => {
    const at = items.findIndex(({ id }) => id === chosen?.id);
    setChosen(items[Math.max(0, Math.min(items.length - 1, at + step))] ?? null);
  };
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    '?': () => setHelpOpen(true),
    ...(mayDecide ? { n: takeNext, o: () => void takeChosen(), s: () => void putBack(takeNext) } : {}),
  });

  return (
    <Flex vertical gap={16}>
      <Flex gap={8} wrap justify="space-between">
        <DeskFilters filter={filter} onChange={setFilter} />
        <Flex gap={8}>
          <Button icon={<QuestionCircleOutlined />} onClick={() => setHelpOpen(true)}>
            {t('help')}
          </Button>
          {mayDecide && (
            <Button type="primary" loading={next.isPending} onClick={takeNext}>
              {t('next')}
            </Button>
          )}
        </Flex>
      </Flex>
      <ProblemNotice error={queue.error ?? next.error ?? take.error ?? release.error} />
      {queue.isPending && <PageLoading />}
      {queue.isSuccess && items.length === 0 && chosen === null && (
        <Nothing isFiltered={Object.values(filter).some((value) => value !== undefined)} />
      )}
      {(items.length > 0 || chosen !== null) && (
        <Row gutter={[16, 16]}>
          <Col xs={24} lg={9} xl={8}>
            <QueueList
              items={items}
              chosenId={chosen?.id ?? null}
              me={me}
              onChoose={setChosen}
              {...(queue.hasNextPage ? { onMore: () => void queue.fetchNextPage() } : {})}
            />
          </Col>
          <Col xs={24} lg={15} xl={16}>
            {chosen === null ? (
              <Typography.Text type="secondary">{t('pick')}</Typography.Text>
            ) : (
              <DeskItem
                key={chosen.id}
                item={chosen}
                isMine={isMine}
                mayDecide={mayDecide}
                isTaking={take.isPending}
                onTake={() => void takeChosen()}
                onRelease={() => void putBack()}
                onDecided={takeNext}
              />
            )}
          </Col>
        </Row>
      )}
      <KeysHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
    </Flex>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation('review');
  return isFiltered ? (
    <EmptyGuide title={t('noneTitle')} text={t('noneText')} />
  ) : (
    <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />
  );
}
