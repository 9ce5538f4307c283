import type { Audience } from '@hegui/contract';
import { Flex, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

export interface PlaygroundSettings {
  readonly serviceId: string | null;
  readonly model: string | null;
  readonly system: string;
  readonly endUser: string;
  readonly audience: Audience;
}

interface SettingsProps {
  readonly settings: PlaygroundSettings;
  readonly services: readonly { readonly id: string; readonly name: string }[];
  readonly models: readonly string[];
  readonly loadingModels: boolean;
  readonly onChange: (change: Partial<PlaygroundSettings>) => void;
}

/** Which service and model to ask, as whom, with which system prompt. */
export function Settings({ settings, services, models, loadingModels, onChange }: SettingsProps) {
  const { t } = useTranslation('playground');
  const half = { flex: '1 1 140px', marginBottom: 12, minWidth: 0 } as const;
  return (
    <Form layout="vertical" component="div">
      <Flex gap="0 12px" wrap>
        <Form.Item label={t('service')} htmlFor="playground-service" style={half}>
          <Select
            id="playground-service"
            value={settings.serviceId}
            options={services.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(serviceId) => onChange({ serviceId })}
          />
        </Form.Item>
        <Form.Item label={t('model')} htmlFor="playground-model" style={half}>
          <Select
            id="playground-model"
            value={settings.model}
            loading={loadingModels}
            options={models.map((model) => ({ value: model, label: model }))}
            onChange={(model) => onChange({ model })}
          />
        </Form.Item>
        <Form.Item label={t('system')} htmlFor="playground-system" style={half}>
          <Input.TextArea
            id="playground-system"
            placeholder={t('systemHint')}
            autoSize={{ minRows: 1, maxRows: 6 }}
            value={settings.system}
            onChange={(event) => onChange({ system: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={t('endUser')} htmlFor="playground-user" style={half}>
          <Input
            id="playground-user"
            placeholder={t('endUserHint')}
            maxLength={200}
            value={settings.endUser}
            onChange={(event) => onChange({ endUser: event.target.value })}
          />
        </Form.Item>
        <AudienceField audience={settings.audience} onChange={(audience) => onChange({ audience })} />
      </Flex>
    </Form>
  );
}

const AUDIENCES = ['general', 'minors'] as const;

function AudienceField({ audience, onChange }: { audience: Audience; onChange: (audience: Audience) => void }) {
  const { t } = useTranslation('audiences');
  return (
    <Form.Item
      label={t('key')}
      htmlFor="playground-audience"
      style={{ flex: '1 1 140px', marginBottom: 12, minWidth: 0 }}
    >
      <Select
        id="playground-audience"
        value={audience}
        options={AUDIENCES.map((one) => ({ value: one, label: t(one) }))}
        onChange={onChange}
      />
    </Form.Item>
  );
}
