import type { AudiencePolicy, Policy } from '@hegui/contract';
import { Flex, Switch, Typography } from 'antd';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { OpinionPolicy } from '../judges/opinion-policy.tsx';
import {
  ENGINES,
  type Engine,
  minorsPolicyOf,
  withClassifier,
  withoutEngine,
  withPersonalInformation,
  withSecondOpinion,
} from './audience-engines.ts';
import { ClassifierFields } from './classifier-fields.tsx';
import { PersonalInformationFields } from './personal-information-fields.tsx';

interface AudienceEnginesProps {
  readonly policy: Policy;
  readonly engines: AudiencePolicy['engines'];
  readonly mayChange: boolean;
  readonly onChange: (engines: AudiencePolicy['engines']) => void;
}

/** The engines that minors have otherwise than the service; each begins as the service has it. */
export function AudienceEngines({ policy, engines, mayChange, onChange }: AudienceEnginesProps) {
  const { t } = useTranslation('audiences');
  const id = useId();
  const effective = minorsPolicyOf(policy);
  const begin: Readonly<Record<Engine, () => AudiencePolicy['engines']>> = {
    personalInformation: () => withPersonalInformation(engines, policy.personalInformation),
    classifier: () => withClassifier(policy, engines, policy.classifier),
    secondOpinion: () => withSecondOpinion(engines, policy.secondOpinion),
  };
  return (
    <fieldset style={{ border: 0, margin: '0 0 16px', padding: 0, minWidth: 0 }}>
      <legend style={{ marginBottom: 4, border: 0, fontSize: 14, fontWeight: 600 }}>{t('engines')}</legend>
      <Typography.Paragraph type="secondary">{t('enginesHelp')}</Typography.Paragraph>
      <Flex vertical gap={16}>
        {ENGINES.map((engine) => (
          <div key={engine}>
            <Flex gap={8} align="center" style={{ marginBottom: 8 }}>
              <Switch
                id={`${id}-${engine}`}
                checked={engine in engines}
                // What a service has no judges for cannot be laid over.
                disabled={!mayChange || (engine === 'secondOpinion' && policy.secondOpinion === null)}
                onChange={(isOn) => onChange(isOn ? begin[engine]() : withoutEngine(engines, engine))}
              />
              <label htmlFor={`${id}-${engine}`}>{t(`engine.${engine}`)}</label>
            </Flex>
            {engine in engines && engine === 'personalInformation' && (
              <PersonalInformationFields
                policy={effective.personalInformation}
                onChange={(next) => onChange(withPersonalInformation(engines, next))}
              />
            )}
            {engine in engines && engine === 'classifier' && (
              <ClassifierFields
                policy={effective.classifier}
                mayChange={mayChange}
                onChange={(next) => onChange(withClassifier(policy, engines, next))}
              />
            )}
            {engine in engines && engine === 'secondOpinion' && (
              <OpinionPolicy
                value={effective.secondOpinion}
                mayChange={mayChange}
                onChange={(next) => onChange(withSecondOpinion(engines, next))}
              />
            )}
          </div>
        ))}
      </Flex>
    </fieldset>
  );
}
