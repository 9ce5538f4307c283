import type { LawReference } from '@hegui/contract';
import { Card, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { PageLoading, ProblemNotice } from '../app/index.ts';
import { type RowColumn, RowsTable } from '../registry/rows-table.tsx';
import { useReference } from './queries.ts';
import { useSay } from './use-say.ts';
import { BothLanguages, ConfidenceTag } from './words.tsx';

type Agency = LawReference['agencies'][number];
type Licence = LawReference['licences'][number];

/** Who supervises and how to reach them, which licences there are, what a sector adds. */
export function PlacesTab() {
  const { t } = useTranslation('law');
  const reference = useReference();
  if (reference.data === undefined)
    return reference.isPending ? <PageLoading /> : <ProblemNotice error={reference.error} />;
  const { agencies, licences, sectors } = reference.data;
  return (
    <Flex vertical gap={16}>
      <Card title={<h2 className="law-title">{t('agencies')}</h2>}>
        <Typography.Paragraph type="secondary">{t('agenciesNote')}</Typography.Paragraph>
        <Agencies agencies={agencies} />
      </Card>
      <Card title={<h2 className="law-title">{t('licences')}</h2>}>
        <Typography.Paragraph type="secondary">{t('licencesNote')}</Typography.Paragraph>
        <Licences licences={licences} agencies={agencies} />
      </Card>
      <Card title={<h2 className="law-title">{t('sectors')}</h2>}>
        {sectors.map((sector) => (
          <SectorView key={sector.id} sector={sector} licences={licences} />
        ))}
      </Card>
    </Flex>
  );
}

function Agencies({ agencies }: { agencies: readonly Agency[] }) {
  const { t } = useTranslation('law');
  const say = useSay();
  const columns: RowColumn<Agency>[] = [
    {
      key: 'name',
      title: t('name'),
      cell: (row) => (
        <>
          <BothLanguages text={row} />
          {row.isIssuer && <Tag>{t('issuerOfMeasures')}</Tag>}
        </>
      ),
    },
    { key: 'role', title: t('role'), cell: ({ role }) => say.own(role) },
    {
      key: 'channels',
      title: t('channels'),
      cell: ({ channels }) =>
        channels.length === 0
          ? '–'
          : channels.map((channel) => (
              <div key={channel.zh}>
                {say.own(channel)} {channel.address !== null && <span className="mono">{channel.address}</span>} (
                {say.own(channel.purpose)}) <ConfidenceTag confidence={channel.confidence} />
              </div>
            )),
    },
  ];
  return <RowsTable columns={columns} rows={agencies} keyOf={({ id }) => id} />;
}

function Licences({ licences, agencies }: { licences: readonly Licence[]; agencies: readonly Agency[] }) {
  const { t } = useTranslation('law');
  const say = useSay();
  const columns: RowColumn<Licence>[] = [
    { key: 'name', title: t('name'), cell: (row) => <BothLanguages text={row} /> },
    { key: 'trigger', title: t('trigger'), cell: ({ trigger }) => say.own(trigger) },
    {
      key: 'agency',
      title: t('issuers'),
      cell: ({ agency }) => {
        const found = agencies.find(({ id }) => id === agency);
        return found === undefined ? agency : say.own(found.short);
      },
    },
    { key: 'foreign', title: t('foreign'), cell: ({ foreign }) => (foreign === null ? '–' : say.own(foreign)) },
    {
      key: 'confidence',
      title: t('confidence'),
      cell: ({ confidence }) => <ConfidenceTag confidence={confidence} />,
    },
  ];
  return <RowsTable columns={columns} rows={licences} keyOf={({ id }) => id} />;
}

interface SectorViewProps {
  readonly sector: LawReference['sectors'][number];
  readonly licences: readonly Licence[];
}

function SectorView({ sector, licences }: SectorViewProps) {
  const { t } = useTranslation('law');
  const say = useSay();
  const usual = licences.filter(({ id }) => sector.licences.includes(id));
  return (
    <section className="law-duty" aria-label={say.own(sector)}>
      <h3>{say.own(sector)}</h3>
      <ul className="law-list">
        {sector.rules.map((rule) => (
          <li key={rule.zh}>
            {say.own(rule)} {rule.source !== null && <span className="mono law-other">{rule.source}</span>}{' '}
            <ConfidenceTag confidence={rule.confidence} />
            {rule.task !== null && (
              <div className="law-other">
                {t('task')}: {say.own(rule.task.who)}: {say.own(rule.task.what)}
              </div>
            )}
          </li>
        ))}
      </ul>
      <div className="law-other">
        {t('licences')}: {usual.map(say.own).join(', ')}
      </div>
    </section>
  );
}
