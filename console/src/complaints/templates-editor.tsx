import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import type { ComplaintTemplate } from '@hegui/contract';
import { Button, Flex, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';

const PURPOSES = ['acknowledgement', 'question', 'answer'] as const;

interface TemplatesEditorProps {
  readonly templates: readonly ComplaintTemplate[];
  readonly mayWrite: boolean;
  readonly onChange: (templates: ComplaintTemplate[]) => void;
}

/** The provider's own templates, each in both languages. */
export function TemplatesEditor({ templates, mayWrite, onChange }: TemplatesEditorProps) {
  const { t } = useTranslation('complaints');
  const put = (at: number, change: Partial<ComplaintTemplate>): void =>
    onChange(templates.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <Flex vertical gap={16}>
      <h3 style={{ fontSize: 14, margin: 0 }}>{t('form.templates')}</h3>
      {templates.map((template, at) => (
        // Templates have no ids; their place in the list is what they are known by.
        <Flex key={at} vertical gap={8}>
          <Flex gap={8} wrap>
            <Input
              aria-label={`${t('form.templateName')} ${at + 1}`}
              value={template.name}
              disabled={!mayWrite}
              maxLength={60}
              style={{ width: 240, maxWidth: '100%' }}
              onChange={(event) => put(at, { name: event.target.value })}
            />
            <Select
              aria-label={`${t('deeds.deed')} ${at + 1}`}
              value={template.purpose}
              disabled={!mayWrite}
              style={{ width: 140 }}
              options={PURPOSES.map((one) => ({ value: one, label: t(`content.purposesOf.${one}`) }))}
              onChange={(purpose) => put(at, { purpose })}
            />
            {mayWrite && (
              <Button
                icon={<DeleteOutlined />}
                aria-label={t('form.remove', { name: at + 1 })}
                onClick={() => onChange(templates.filter((_, index) => index !== at))}
              />
            )}
          </Flex>
          {(['zh', 'en'] as const).map((language) => (
            <Input.TextArea
              key={language}
              aria-label={`${t(language === 'zh' ? 'form.templateZh' : 'form.templateEn')} ${at + 1}`}
              value={template[language]}
              disabled={!mayWrite}
              maxLength={2_000}
              autoSize={{ minRows: 1, maxRows: 6 }}
              onChange={(event) => put(at, { [language]: event.target.value })}
            />
          ))}
        </Flex>
      ))}
      {mayWrite && (
        <Flex>
          <Button
            icon={<PlusOutlined />}
            onClick={() => onChange([...templates, { name: '', purpose: 'answer', zh: '', en: '' }])}
          >
            {t('form.add')}
          </Button>
        </Flex>
      )}
    </Flex>
  );
}
