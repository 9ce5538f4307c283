import { type Policy, policySchema, type Service } from '@hegui/contract';
import { Divider, Form, Input, InputNumber, Typography } from 'antd';
import { type ReactNode, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { OpinionPolicy } from '../judges/opinion-policy.tsx';
import { AnswerTemplates } from './answer-templates.tsx';
import { AudienceSection } from './audience-section.tsx';
import { ClassifierFields } from './classifier-fields.tsx';
import { FilesFields } from './files-fields.tsx';
import { LabelFields } from './label-fields.tsx';
import { PersonalInformationFields } from './personal-information-fields.tsx';
import { ReadOnlyNotice } from './read-only-notice.tsx';
import { ReviewSection } from './review-section.tsx';
import { SaveBar } from './save-bar.tsx';
import { StandardAnswersField } from './standard-answers-field.tsx';
import { useServiceEdit } from './use-service-edit.ts';

/** Edits how a service treats what goes in and comes out. */
export function PolicyEditor({ service, mayChange }: { service: Service; mayChange: boolean }) {
  const { t } = useTranslation('registry');
  const { t: tClassifier } = useTranslation('classifier');
  const { t: tLabels } = useTranslation('labels');
  const edit = useServiceEdit(
    service,
    ({ policy }) => policy,
    (policy) => ({ policy }),
  );
  const policy = edit.value;
  const change = (part: Partial<Policy>) => edit.edit({ ...policy, ...part });
  return (
    <div style={{ maxWidth: 820 }}>
      <ReadOnlyNotice mayChange={mayChange} needs="officer" />
      <Typography.Paragraph type="secondary">{t('policy.versionNote')}</Typography.Paragraph>
      <Form layout="vertical" disabled={!mayChange} component="div">
        <Section title={t('policy.label')} help={t('policy.implicitNote')}>
          <LabelFields label={policy.label} onChange={(label) => change({ label })} />
        </Section>
        <Section title={tLabels('files.title')} help={tLabels('files.help')}>
          <FilesFields files={policy.files} onChange={(files) => change({ files })} />
        </Section>
        <Section title={t('policy.answers')} help={t('policy.answersHelp')}>
          {mayChange && (
            <AnswerTemplates audience="general" onApply={(standardAnswers) => change({ standardAnswers })} />
          )}
          <StandardAnswersField
            answers={policy.standardAnswers}
            mayChange={mayChange}
            onChange={(standardAnswers) => change({ standardAnswers })}
          />
        </Section>
        <Section title={t('policy.mask')} help={t('policy.maskHelp')}>
          <MaskField mask={policy.mask} onChange={(mask) => change({ mask })} />
        </Section>
        <Section title={t('policy.personalInformation')} help={t('policy.personalInformationHelp')}>
          <PersonalInformationFields
            policy={policy.personalInformation}
            onChange={(personalInformation) => change({ personalInformation })}
          />
        </Section>
        <Section title={tClassifier('policy.title')} help={tClassifier('policy.help')}>
          <ClassifierFields
            policy={policy.classifier}
            mayChange={mayChange}
            onChange={(classifier) => change({ classifier })}
          />
        </Section>
        <Section title={t('policy.length')}>
          <LengthField charsMax={policy.outputCharsMax} onChange={(outputCharsMax) => change({ outputCharsMax })} />
        </Section>
        <OpinionPolicy
          value={policy.secondOpinion}
          mayChange={mayChange}
          onChange={(secondOpinion) => change({ secondOpinion })}
        />
        <AudienceSection policy={policy} mayChange={mayChange} onChange={(audiences) => change({ audiences })} />
        <ReviewSection review={policy.review} onChange={(review) => change({ review })} />
      </Form>
      {mayChange && <SaveBar edit={edit} isValid={policySchema.safeParse(policy).success} />}
    </div>
  );
}

function Section({ title, help, children }: { title: string; help?: string; children: ReactNode }) {
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{title}</h2>
      {help !== undefined && <Typography.Paragraph type="secondary">{help}</Typography.Paragraph>}
      {children}
      <Divider style={{ margin: '20px 0' }} />
    </section>
  );
}

function MaskField({ mask, onChange }: { mask: string; onChange: (mask: string) => void }) {
  const { t } = useTranslation('registry');
  const id = useId();
  const isValid = policySchema.shape.mask.safeParse(mask).success;
  return (
    <Form.Item
      label={t('policy.mask')}
      htmlFor={id}
      validateStatus={isValid ? '' : 'error'}
      help={isValid ? undefined : t('policy.maskRule')}
      extra={
        isValid && (
          <>
            {t('policy.maskExample')}
            <span className="mono">{`…${mask.repeat(3)}…`}</span>
          </>
        )
      }
    >
      <Input
        id={id}
        className="mono"
        value={mask}
        maxLength={1}
        style={{ width: 72 }}
        onChange={(event) => onChange(event.target.value)}
      />
    </Form.Item>
  );
}

interface LengthFieldProps {
  readonly charsMax: number | null;
  readonly onChange: (charsMax: number | null) => void;
}

function LengthField({ charsMax, onChange }: LengthFieldProps) {
  const { t } = useTranslation('registry');
  const id = useId();
  return (
    <Form.Item label={t('policy.lengthLabel')} htmlFor={id} extra={t('policy.lengthHelp')}>
      <InputNumber<number>
        id={id}
        value={charsMax}
        min={1}
        precision={0}
        placeholder={t('policy.lengthNone')}
        suffix={t('policy.lengthUnit')}
        style={{ width: 240, maxWidth: '100%' }}
        onChange={onChange}
      />
    </Form.Item>
  );
}
