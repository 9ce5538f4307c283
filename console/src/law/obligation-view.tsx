import type { LawObligation, LawReference } from '@hegui/contract';
import { Flex, Tag } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type Say, useSay } from './use-say.ts';
import { BothLanguages, ConfidenceTag, Modal, wordOf } from './words.tsx';

interface ObligationViewProps {
  readonly obligation: LawObligation;
  readonly reference: LawReference;
  readonly isTarget: boolean;
}

/** One duty with everything that is known of it; its id is the anchor. */
export function ObligationView({ obligation, reference, isTarget }: ObligationViewProps) {
  const { t } = useTranslation('law');
  const say = useSay();
  const { id, kind, modal } = obligation;
  return (
    <section id={id} className={isTarget ? 'law-duty law-target' : 'law-duty'} aria-label={say.own(obligation.title)}>
      <Flex gap={8} wrap align="center">
        <h3>{say.own(obligation.title)}</h3>
        <a href={`#${id}`} aria-label={t('link', { id })} className="mono break-anywhere">
          {id}
        </a>
        <Tag style={{ marginInlineEnd: 0 }}>{wordOf(reference, say, 'kind', kind)}</Tag>
        {modal !== null && (
          <Tag style={{ marginInlineEnd: 0 }}>
            <Modal modal={modal} /> · {t(modal === '应' ? 'must' : 'should')}
          </Tag>
        )}
        <ConfidenceTag confidence={obligation.confidence} />
      </Flex>
      <div style={{ margin: '6px 0 8px' }}>
        <BothLanguages text={obligation.duty} />
      </div>
      <dl className="law-facts">
        {factsOf(obligation, reference, say).map(([name, value]) => (
          <Fact key={name} name={t(name)}>
            {value}
          </Fact>
        ))}
        <Fact name={t('holds')}>
          {obligation.from === null
            ? t('unknownFrom')
            : obligation.to === null
              ? t('since', { from: obligation.from })
              : t('between', { from: obligation.from, to: obligation.to })}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

type FactName =
  | 'who'
  | 'when'
  | 'trigger'
  | 'deadline'
  | 'evidence'
  | 'numbers'
  | 'penalties'
  | 'controls'
  | 'task'
  | 'note';

/** What there is to say, in the order in which one asks. */
function factsOf(one: LawObligation, reference: LawReference, say: Say): readonly [FactName, ReactNode][] {
  const separator = say.otherLang === 'en' ? '；' : '; ';
  const conditions = reference.conditions.filter(({ id }) => one.when.includes(id));
  const thresholds = reference.thresholds.filter(({ id }) => one.thresholds.includes(id));
  const penalties = reference.penalties.filter(({ id }) => one.penalties.includes(id));
  const facts: (readonly [FactName, ReactNode] | null)[] = [
    ['who', one.bound.map((word) => wordOf(reference, say, 'bound', word)).join(separator)],
    conditions.length === 0 ? null : ['when', conditions.map(say.own).join(separator)],
    ['trigger', say.own(one.trigger)],
    one.deadline === null
      ? null
      : [
          'deadline',
          <>
            {say.own(one.deadline)}{' '}
            {one.deadline.confidence !== null && <ConfidenceTag confidence={one.deadline.confidence} />}
          </>,
        ],
    one.evidence.length === 0 ? null : ['evidence', one.evidence.map(say.own).join(separator)],
    thresholds.length === 0
      ? null
      : [
          'numbers',
          thresholds.map((threshold) => (
            <div key={threshold.id}>
              {say.own(threshold)} ({threshold.standard}, <Modal modal={threshold.modal} />){' '}
              <ConfidenceTag confidence={threshold.confidence} />
            </div>
          )),
        ],
    penalties.length === 0
      ? null
      : ['penalties', penalties.map((penalty) => <div key={penalty.id}>{say.own(penalty.line)}</div>)],
    one.controls.length === 0
      ? null
      : ['controls', <span className="mono break-anywhere">{one.controls.join(separator)}</span>],
    one.task === null ? null : ['task', `${say.own(one.task.who)}: ${say.own(one.task.what)}`],
    one.note === null ? null : ['note', say.own(one.note)],
  ];
  return facts.filter((fact) => fact !== null).map(([name, value]) => [name, value]);
}
