import { CheckCircleFilled, CloseCircleFilled } from '@ant-design/icons';
import { explicitLabelSchema, filmWithoutMarkSchema, type Policy } from '@hegui/contract';
import { Flex, Form, Input, Radio, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { MarkPreview } from '../labels/mark-preview.tsx';

type Label = Policy['label'];

interface LabelFieldsProps {
  readonly label: Label;
  readonly onChange: (label: Label) => void;
}

/** Where the explicit label stands, what it says, and how that looks to a reader. */
export function LabelFields({ label, onChange }: LabelFieldsProps) {
  const { t } = useTranslation('registry');
  const { t: tLabels } = useTranslation('labels');
  const id = useId();
  return (
    <>
      <Form.Item label={<span id={`${id}-place`}>{t('policy.place')}</span>}>
        <Radio.Group
          value={label.explicit}
          aria-labelledby={`${id}-place`}
          onChange={(event) => onChange({ ...label, explicit: explicitLabelSchema.parse(event.target.value) })}
        >
          <Flex vertical gap={12}>
            {explicitLabelSchema.options.map((place) => (
              <Radio key={place} value={place} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
                {t(`policy.placeName.${place}`)}
                <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
                  {t(`policy.placeMeans.${place}`)}
                </Typography.Text>
                <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal', fontSize: 13 }}>
                  {t(`policy.placeRecord.${place}`)}
                </Typography.Text>
              </Radio>
            ))}
          </Flex>
        </Radio.Group>
      </Form.Item>
      <Typography.Paragraph type="secondary">{t('policy.structuredNote')}</Typography.Paragraph>
      <Form.Item label={t('policy.text')} htmlFor={`${id}-text`}>
        <Input
          id={`${id}-text`}
          value={label.text}
          maxLength={100}
          aria-describedby={`${id}-checks`}
          style={{ maxWidth: 420 }}
          onChange={(event) => onChange({ ...label, text: event.target.value })}
        />
        <LabelChecks id={`${id}-checks`} text={label.text} />
      </Form.Item>
      <MarkPreview label={label} text={<TextPreview label={label} />} />
      <Form.Item label={<span id={`${id}-film`}>{tLabels('files.withoutMark')}</span>} style={{ marginTop: 20 }}>
        <Radio.Group
          value={label.filmWithoutMark}
          aria-labelledby={`${id}-film`}
          onChange={(event) => onChange({ ...label, filmWithoutMark: filmWithoutMarkSchema.parse(event.target.value) })}
        >
          <Flex vertical gap={12}>
            {filmWithoutMarkSchema.options.map((choice) => (
              <Radio key={choice} value={choice} styles={{ icon: { alignSelf: 'flex-start', marginTop: 3 } }}>
                {tLabels(`files.withoutMarkName.${choice}`)}
                <Typography.Text type="secondary" style={{ display: 'block', whiteSpace: 'normal' }}>
                  {tLabels(`files.withoutMarkMeans.${choice}`)}
                </Typography.Text>
              </Radio>
            ))}
          </Flex>
        </Radio.Group>
      </Form.Item>
    </>
  );
}

/** The elements that an explicit label must hold, each with whether it does. */
function LabelChecks({ id, text }: { id: string; text: string }) {
  const { t } = useTranslation('registry');
  const checks = [
    { label: t('policy.textAi'), isMet: /人工智能|AI/.test(text) },
    { label: t('policy.textMade'), isMet: /生成|合成/.test(text) },
    { label: t('policy.textLength'), isMet: text.length > 0 && text.length <= 100 },
  ];
  return (
    <ul id={id} aria-live="polite" style={{ listStyle: 'none', margin: '8px 0 0', padding: 0 }}>
      {checks.map(({ label, isMet }) => (
        <li key={label} style={{ color: `var(--ant-color-${isMet ? 'success' : 'error'})` }}>
          {isMet ? <CheckCircleFilled aria-hidden /> : <CloseCircleFilled aria-hidden />} {label}
          <span className="visually-hidden">{t(isMet ? 'policy.met' : 'policy.unmet')}</span>
        </li>
      ))}
    </ul>
  );
}

function TextPreview({ label: { explicit, text } }: { label: Label }) {
  const { t } = useTranslation('registry');
  const body = t('policy.previewBody');
  return (
    <figure style={{ margin: 0, maxWidth: 560 }}>
      <figcaption style={{ marginBottom: 6 }}>{t('policy.preview')}</figcaption>
      <div
        style={{
          padding: '12px 16px',
          borderRadius: 10,
          background: 'var(--ant-color-fill-tertiary)',
          overflowWrap: 'anywhere',
        }}
      >
        {explicit === 'prepend' && <strong>{text}</strong>}
        {body}
        {explicit === 'append' && <strong>{text}</strong>}
      </div>
      {explicit === 'interface' && (
        <Typography.Text type="secondary">{t('policy.previewInterface', { mark: text })}</Typography.Text>
      )}
    </figure>
  );
}
