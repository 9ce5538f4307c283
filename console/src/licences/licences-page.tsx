import { type Licence, type LicenceNeed, type Licences, licenceEndSchema, licenceKeepSchema } from '@hegui/contract';
import { Alert, Button, Card, Flex, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyGuide, PageHeader, PageLoading, ProblemNotice, useHasRole } from '../app/index.ts';
import { Sources } from '../law/sources.tsx';
import { useSay } from '../law/use-say.ts';
import { chinaToday } from '../registers/china-time.ts';
import { CardHeading } from '../registers/facts-list.tsx';
import { FormModal, type Values } from '../registers/form-modal.tsx';
import { StateTag } from '../registers/state-tag.tsx';
import { DaysLeft } from '../registers/time-left.tsx';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useEndLicence, useKeepLicence, useLicences } from './queries.ts';

type Deed =
  | { readonly name: 'keep'; readonly licence: Licence | null }
  | { readonly name: 'end'; readonly licence: Licence };

/** What is needed against what is held; what ends first on top. */
export function LicencesPage() {
  const { t } = useTranslation('licences');
  const licences = useLicences();
  const mayWrite = useHasRole('administrator', 'compliance-officer');
  const [deed, setDeed] = useState<Deed | null>(null);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          mayWrite && (
            <Button type="primary" onClick={() => setDeed({ name: 'keep', licence: null })}>
              {t('keep')}
            </Button>
          )
        }
      />
      <ProblemNotice error={licences.error} onRetry={() => void licences.refetch()} />
      {licences.isPending && <PageLoading />}
      {licences.data !== undefined && (
        <Flex vertical gap={16}>
          <NeedsCard licences={licences.data} />
          <HeldCard licences={licences.data} mayWrite={mayWrite} onDeed={setDeed} />
          {deed?.name === 'keep' && (
            <KeepModal kinds={licences.data.kinds} licence={deed.licence} onClose={() => setDeed(null)} />
          )}
          {deed?.name === 'end' && <EndModal licence={deed.licence} onClose={() => setDeed(null)} />}
        </Flex>
      )}
    </>
  );
}

function NeedsCard({ licences: { needs, undecided } }: { licences: Licences }) {
  const { t } = useTranslation('licences');
  const say = useSay();
  const columns: RowColumn<LicenceNeed>[] = [
    { key: 'need', title: t('need'), cell: ({ name }) => say.own(name) },
    {
      key: 'state',
      title: t('state'),
      cell: ({ isMet }) => <StateTag color={isMet ? 'success' : 'error'}>{t(isMet ? 'met' : 'missing')}</StateTag>,
    },
    { key: 'services', title: t('services'), cell: ({ services }) => services.join(' · ') },
    {
      key: 'basis',
      title: t('basis'),
      cell: ({ sources }) => (
        <Flex vertical gap={4}>
          {sources.map(({ id, confidence }) => (
            <Sources key={id} ids={[id]} confidence={confidence} />
          ))}
        </Flex>
      ),
    },
  ];
  return (
    <Card title={<CardHeading>{t('needs')}</CardHeading>}>
      <Flex vertical gap={12}>
        {undecided.length > 0 && <Alert type="warning" title={t('undecided', { names: undecided.join(' · ') })} />}
        {needs.length > 0 && <RowsTable columns={columns} rows={needs} keyOf={({ finding }) => finding} />}
        {needs.length === 0 && undecided.length === 0 && <span>{t('needsNone')}</span>}
      </Flex>
    </Card>
  );
}

const COLOURS: Readonly<Record<Licence['state'], string>> = {
  valid: 'success',
  near: 'warning',
  expired: 'error',
  'not-yet': 'default',
  ended: 'default',
};

interface HeldCardProps {
  readonly licences: Licences;
  readonly mayWrite: boolean;
  readonly onDeed: (deed: Deed) => void;
}

function HeldCard({ licences: { items }, mayWrite, onDeed }: HeldCardProps) {
  const { t } = useTranslation('licences');
  const say = useSay();
  const columns: RowColumn<Licence>[] = [
    {
      key: 'need',
      title: t('need'),
      cell: ({ kindName, name }) => (
        <>
          <div>{name}</div>
          {say.own(kindName) !== name && <Typography.Text type="secondary">{say.own(kindName)}</Typography.Text>}
        </>
      ),
    },
    {
      key: 'until',
      title: t('until'),
      cell: ({ state, daysLeft, validTo, warning }) =>
        state === 'ended' ? '–' : <DaysLeft days={daysLeft} day={validTo} near={warning ?? 0} />,
    },
    {
      key: 'state',
      title: t('state'),
      cell: ({ state }) => <StateTag color={COLOURS[state]}>{t(`states.${state}`)}</StateTag>,
    },
    { key: 'number', title: t('numberAndIssuer'), cell: ({ number, issuer }) => `${number} · ${issuer}` },
    {
      key: 'deeds',
      title: '',
      cell: (licence) =>
        mayWrite &&
        licence.endedOn === null && (
          <Flex gap={8} wrap>
            <Button size="small" onClick={() => onDeed({ name: 'keep', licence })}>
              {t('renew')}
            </Button>
            <Button size="small" onClick={() => onDeed({ name: 'end', licence })}>
              {t('end')}
            </Button>
          </Flex>
        ),
    },
  ];
  const beneath = ({ earlier }: Licence) =>
    earlier.length === 0 ? null : (
      <details>
        <summary>{t('earlier', { count: earlier.length })}</summary>
        {earlier.map(({ id, version, number, validFrom, validTo, byName }) => (
          <div key={id} className="break-anywhere">
            {t('version', { version, number, from: validFrom, to: validTo ?? t('noEnd'), name: byName })}
          </div>
        ))}
      </details>
    );
  return (
    <Card title={<CardHeading>{t('held')}</CardHeading>}>
      {items.length === 0 ? (
        <EmptyGuide title={t('emptyTitle')} text={t('emptyText')} />
      ) : (
        <RowsTable columns={columns} rows={items} keyOf={({ licenceId }) => licenceId} beneath={beneath} />
      )}
    </Card>
  );
}

interface KeepModalProps {
  readonly kinds: Licences['kinds'];
  /** null: one that was not kept before. */
  readonly licence: Licence | null;
  readonly onClose: () => void;
}

function KeepModal({ kinds, licence, onClose }: KeepModalProps) {
  const { t } = useTranslation('licences');
  const say = useSay();
  const save = useKeepLicence(licence?.licenceId ?? null);
  const known = kinds.map(({ id, name }) => ({ value: id, label: say.own(name) }));
  const options = [...known, { value: 'other', label: t('other') }];
  const initial: Values =
    licence === null
      ? { kind: 'icp-record', validFrom: chinaToday() }
      : { ...licence, validTo: licence.validTo ?? '', documentSha256: null, note: '' };
  return (
    <FormModal
      title={t(licence === null ? 'keep' : 'renew')}
      fields={[
        {
          name: 'kind',
          label: t('fields.kind'),
          kind: 'select',
          options: licence === null ? options : options.filter(({ value }) => value === licence.kind),
        },
        { name: 'name', label: t('fields.name'), kind: 'text' },
        { name: 'number', label: t('fields.number'), kind: 'text' },
        { name: 'holder', label: t('fields.holder'), kind: 'text' },
        { name: 'issuer', label: t('fields.issuer'), kind: 'text' },
        { name: 'validFrom', label: t('fields.validFrom'), kind: 'day' },
        { name: 'validTo', label: t('fields.validTo'), kind: 'day', isNullable: true },
        { name: 'documentSha256', label: t('fields.documentSha256'), kind: 'hash', isNullable: true },
        { name: 'note', label: t('fields.note'), kind: 'area' },
      ]}
      initial={initial}
      schema={licenceKeepSchema}
      save={save}
      onClose={onClose}
    />
  );
}

function EndModal({ licence, onClose }: { licence: Licence; onClose: () => void }) {
  const { t } = useTranslation('licences');
  const save = useEndLicence(licence.licenceId);
  return (
    <FormModal
      title={`${t('end')} · ${licence.name}`}
      fields={[
        { name: 'on', label: t('fields.on'), kind: 'day' },
        { name: 'reason', label: t('fields.reason'), kind: 'area' },
      ]}
      initial={{ on: chinaToday() }}
      schema={licenceEndSchema}
      save={save}
      onClose={onClose}
    />
  );
}
