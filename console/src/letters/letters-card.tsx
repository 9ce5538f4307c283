import { type Letter, letterDeliverSchema, letterSignSchema } from '@hegui/contract';
import type { QueryKey } from '@tanstack/react-query';
import { Button, Card, Collapse, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemNotice, useHasRole } from '../app/index.ts';
import { useSay } from '../law/use-say.ts';
import { chinaInput } from '../registers/china-time.ts';
import { CardHeading, FactsList } from '../registers/facts-list.tsx';
import { FormModal } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { ChinaTime } from '../registers/time-left.tsx';
import { useDeliverLetter, useSignLetter, useTakeLetter } from './queries.ts';

interface LettersCardProps {
  readonly letters: readonly Letter[];
  /** What is read anew once a letter changed. */
  readonly subjectKey: QueryKey;
}

/** Letters about something, newest first, from draft to delivery. */
export function LettersCard({ letters, subjectKey }: LettersCardProps) {
  const { t } = useTranslation('letters');
  return (
    <Card size="small" title={<CardHeading>{t('title')}</CardHeading>}>
      <Flex vertical gap={16}>
        <Typography.Text type="secondary">{letters.length === 0 ? t('empty') : t('help')}</Typography.Text>
        {letters.toReversed().map((letter) => (
          <LetterView key={letter.id} letter={letter} subjectKey={subjectKey} />
        ))}
      </Flex>
    </Card>
  );
}

const stateOf = ({ delivery, exportedAt, signature, isSuperseded }: Letter) => {
  if (delivery !== null) return 'delivered' as const;
  if (exportedAt !== null) return 'exported' as const;
  if (signature !== null) return 'signed' as const;
  return isSuperseded ? ('superseded' as const) : ('draft' as const);
};
const COLOURS = {
  draft: 'warning',
  superseded: 'default',
  signed: 'processing',
  exported: 'processing',
  delivered: 'success',
} as const;

function LetterView({ letter, subjectKey }: { letter: Letter; subjectKey: QueryKey }) {
  const { t } = useTranslation('letters');
  const say = useSay();
  const maySign = useHasRole('administrator', 'compliance-officer');
  const state = stateOf(letter);
  const { signature, delivery, content, digest } = letter;
  return (
    <Flex vertical gap={6} component="section" aria-label={t('number', { number: letter.number })}>
      <Flex gap={8} wrap align="center">
        <strong>
          {t('number', { number: letter.number })} · {content.title}
        </strong>
        <StateTag color={COLOURS[state]}>{t(`states.${state}`)}</StateTag>
      </Flex>
      <span className="break-anywhere">
        {t('to')} {say.own(letter.recipient)} · <ChinaTime at={delivery?.at ?? signature?.at ?? letter.draftedAt} />
      </span>
      {signature !== null && (
        <span className="break-anywhere">{t('signedBy', { name: signature.name, reason: signature.reason })}</span>
      )}
      {delivery !== null && (
        <span className="break-anywhere">
          {t('deliveredBy', { channel: delivery.channel, receipt: delivery.receipt })}
        </span>
      )}
      <Collapse
        size="small"
        ghost
        items={[
          {
            key: 'content',
            label: t('show'),
            children: (
              <FactsList
                rows={[
                  ...content.facts,
                  ...(content.text === '' ? [] : [['', content.text] as const]),
                  [t('digest'), digest],
                ]}
              />
            ),
          },
        ]}
      />
      {maySign && <Deeds letter={letter} state={state} subjectKey={subjectKey} />}
    </Flex>
  );
}

interface DeedsProps {
  readonly letter: Letter;
  readonly state: ReturnType<typeof stateOf>;
  readonly subjectKey: QueryKey;
}

function Deeds({ letter, state, subjectKey }: DeedsProps) {
  const { t } = useTranslation('letters');
  const [open, setOpen] = useState<'sign' | 'deliver' | null>(null);
  const sign = useSignLetter(letter.id, subjectKey);
  const deliver = useDeliverLetter(letter.id, subjectKey);
  const take = useTakeLetter(letter.id, subjectKey);
  const { number } = letter;
  const close = (): void => setOpen(null);
  return (
    <Flex gap={8} wrap>
      {state === 'draft' && (
        <Button size="small" type="primary" onClick={() => setOpen('sign')}>
          {t('sign')}
        </Button>
      )}
      {letter.signature !== null &&
        (['docx', 'pdf'] as const).map((format) => (
          <Button
            key={format}
            size="small"
            loading={take.isPending && take.variables === format}
            onClick={() => take.mutate(format)}
          >
            {t('take', { format: format.toUpperCase() })}
          </Button>
        ))}
      {state === 'exported' && (
        <Button size="small" type="primary" onClick={() => setOpen('deliver')}>
          {t('deliver')}
        </Button>
      )}
      <ProblemNotice error={take.error} />
      {open === 'sign' && (
        <FormModal
          title={t('signTitle', { number })}
          help={t('signHelp')}
          fields={[
            { name: 'name', label: t('signName'), kind: 'text' },
            { name: 'reason', label: t('signReason'), kind: 'text' },
          ]}
          initial={{}}
          schema={letterSignSchema}
          save={sign}
          submit={t('sign')}
          onClose={close}
        />
      )}
      {open === 'deliver' && (
        <FormModal
          title={t('deliverTitle', { number })}
          fields={[
            { name: 'at', label: t('deliverAt'), kind: 'instant' },
            { name: 'channel', label: t('channel'), kind: 'text' },
            { name: 'receipt', label: t('receipt'), kind: 'text' },
          ]}
          initial={{ at: chinaInput(new Date()) }}
          schema={letterDeliverSchema}
          save={deliver}
          onClose={close}
        />
      )}
    </Flex>
  );
}
