import { ANSWER_TEMPLATES, type Audience, type Policy } from '@hegui/contract';
import { Button, Flex, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

interface AnswerTemplatesProps {
  readonly audience: Audience;
  readonly onApply: (answers: Policy['standardAnswers']) => void;
}

/** Fills the standard answers with polite wording by risk group, in either language. */
export function AnswerTemplates({ audience, onApply }: AnswerTemplatesProps) {
  const { t } = useTranslation('audiences');
  const apply = (language: 'zh' | 'en') =>
    onApply(
      Object.fromEntries(Object.entries(ANSWER_TEMPLATES[audience]).map(([code, words]) => [code, words[language]])),
    );
  return (
    <Flex vertical gap={6} style={{ marginBottom: 12 }}>
      <Flex gap={8} wrap align="center">
        <span>{t('templates')}</span>
        {(['zh', 'en'] as const).map((language) => (
          <Button
            key={language}
            size="small"
            aria-label={`${t('templates')}: ${t(language)}`}
            onClick={() => apply(language)}
          >
            {t(language)}
          </Button>
        ))}
      </Flex>
      <Typography.Text type="secondary">{t('templatesHelp')}</Typography.Text>
    </Flex>
  );
}
