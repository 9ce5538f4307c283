import {
  FACT_NAMES,
  FACT_TEXTS,
  FINDING_TEXTS,
  type FindingName,
  type Findings,
  type Reason,
  tellSource,
  tellValue,
  valueText,
} from '@hegui/scope';
import { Alert, Card, Collapse, Flex, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useMemoLanguage } from './use-language.ts';

const isFinding = (name: string): name is FindingName => name in FINDING_TEXTS;
const NAMES = Object.keys(FINDING_TEXTS).filter(isFinding);

/** Every finding with its value; opened, with its reasons. */
export function FindingsView({ findings }: { findings: Findings }) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  return (
    <Flex vertical gap={16}>
      <Contradictions findings={findings} />
      <Card title={<h2 style={{ fontSize: 15, margin: 0 }}>{t('findings')}</h2>} styles={{ body: { padding: 0 } }}>
        <Collapse
          bordered={false}
          items={NAMES.map((name) => {
            const reasons = findings.reasons.filter(({ finding }) => finding === name);
            return {
              key: name,
              label: <Summary name={FINDING_TEXTS[name][language]} reasons={reasons} />,
              children: (
                <Flex vertical gap={16}>
                  {reasons.length === 0 && <Typography.Text type="secondary">{t('nothing')}</Typography.Text>}
                  {reasons.map((reason) => (
                    <Why key={`${String(reason.value)} ${reason.en}`} reason={reason} />
                  ))}
                </Flex>
              ),
            };
          })}
        />
      </Card>
    </Flex>
  );
}

function Contradictions({ findings }: { findings: Findings }) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const told = findings.reasons.filter(({ finding, value }) => finding === 'facts' && value === 'contradiction');
  if (told.length === 0) return null;
  return (
    <Alert
      type="warning"
      showIcon
      title={t('contradiction')}
      description={
        <>
          <ul style={{ margin: 0, paddingInlineStart: 20 }}>
            {told.map((reason) => (
              <li key={reason.en}>{reason[language]}</li>
            ))}
          </ul>
          {t('contradictionHelp')}
        </>
      }
    />
  );
}

function Summary({ name, reasons }: { name: string; reasons: readonly Reason[] }) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const values = reasons.flatMap(({ value }) => (typeof value === 'string' ? [value] : value));
  return (
    <Flex wrap gap="4px 12px" align="baseline">
      <Typography.Text strong style={{ flex: '0 0 190px' }}>
        {name}
      </Typography.Text>
      <Flex wrap gap={4} style={{ flex: '1 1 160px', minWidth: 0 }}>
        {values.length === 0 && <Typography.Text type="secondary">{t('nothing')}</Typography.Text>}
        {values.map((value) => (
          <Tag key={value} {...toneOf(value)} style={{ margin: 0, whiteSpace: 'normal' }}>
            {valueText(value)[language]}
          </Tag>
        ))}
      </Flex>
    </Flex>
  );
}

// The word says it too; the colour only helps the eye.
function toneOf(value: string): { color?: string } {
  if (value === 'uncertain') return { color: 'warning' };
  return value === 'blocked' || value === 'prohibited_feature' ? { color: 'error' } : {};
}

function Why({ reason }: { reason: Reason }) {
  const { t } = useTranslation('scope');
  const language = useMemoLanguage();
  const tell = (value: Reason['value']): string =>
    (typeof value === 'string' ? [value] : value)
      .map((one) => valueText(one)[language])
      .join(language === 'zh' ? '、' : ', ');
  const facts = FACT_NAMES.flatMap((fact) => {
    const value = reason.facts[fact];
    return value === undefined ? [] : [`${FACT_TEXTS[fact][language]}: ${tellValue(fact, value, language)}`];
  });
  return (
    <div>
      {typeof reason.value !== 'string' && <Typography.Text strong>{tell(reason.value)}</Typography.Text>}
      <Typography.Paragraph style={{ margin: '0 0 8px' }}>{reason[language]}</Typography.Paragraph>
      {reason.readings.length > 0 && (
        <Part
          title={t('readings')}
          lines={reason.readings.map((one) => `${valueText(one.value)[language]}: ${one[language]}`)}
        />
      )}
      {reason.ask !== null && (
        <Typography.Paragraph style={{ margin: '0 0 8px' }}>→ {reason.ask[language]}</Typography.Paragraph>
      )}
      {reason.later.map(({ from, value }) => (
        <Typography.Paragraph key={from} style={{ margin: '0 0 8px' }}>
          {t('later', { from, value: tell(value) })}
        </Typography.Paragraph>
      ))}
      {facts.length > 0 && <Part title={t('facts')} lines={facts} />}
      <Part title={t('sources')} lines={reason.sources.map((source) => tellSource(source, language))} />
    </div>
  );
}

function Part({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <div style={{ marginBottom: 8 }}>
      <Typography.Text type="secondary">{title}</Typography.Text>
      <ul style={{ margin: 0, paddingInlineStart: 20, overflowWrap: 'anywhere' }}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
