import { type AgreementState, type Clause, type Marks, passageCharsMin } from '@hegui/contract';
import { Button, Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Sources } from '../law/sources.tsx';

interface ChecklistProps {
  readonly clauses: AgreementState['clauses'];
  readonly text: Readonly<Record<'zh' | 'en', string>>;
  readonly marks: Marks;
  readonly canMark: boolean;
  readonly onMark: (clause: Clause) => void;
  readonly onUnmark: (clause: Clause) => void;
}

const LANGUAGES = ['zh', 'en'] as const;

/** What an agreement ought to say, where it says so, and where the law asks for it. */
export function Checklist({ clauses, text, marks, canMark, onMark, onUnmark }: ChecklistProps) {
  const { t, i18n } = useTranslation('agreements');
  const word = i18n.language === 'en' ? 'en' : 'zh';
  return (
    <section>
      <h2 style={{ fontSize: 15, margin: '0 0 4px' }}>{t('checklist')}</h2>
      <p style={{ margin: '0 0 8px' }}>{t('checklistText')}</p>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0 }}>
        {clauses.map(({ clause, title, about, basis, confidence }) => {
          const passages = marks[clause];
          const missing = LANGUAGES.filter((one) => !stands(passages?.[one] ?? '', text[one]));
          const coverage = missing.length === 0 ? 'covered' : passages === undefined ? 'open' : 'lost';
          return (
            <li
              key={clause}
              className="break-anywhere"
              style={{ padding: '8px 0', borderTop: '1px solid var(--ant-color-border-secondary)' }}
            >
              <Flex gap={8} wrap align="center">
                <Tag color={coverage === 'covered' ? 'success' : coverage === 'lost' ? 'warning' : 'default'}>
                  {t(`coverage.${coverage}`)}
                </Tag>
                <strong>{title[word]}</strong>
                <Sources ids={[basis]} confidence={confidence} />
              </Flex>
              <div style={{ fontSize: 13 }}>{about[word]}</div>
              {passages?.[word] !== undefined && passages[word] !== '' && (
                <q style={{ fontSize: 13 }}>{shorten(passages[word])}</q>
              )}
              {coverage === 'lost' && (
                <div style={{ fontSize: 13 }}>
                  {t('missingIn', { languages: missing.map((one) => t(`languages.${one}`)).join(' · ') })}
                </div>
              )}
              {canMark && (
                <Flex gap={8} style={{ marginTop: 4 }}>
                  <Button size="small" aria-label={`${t('mark')}: ${title[word]}`} onClick={() => onMark(clause)}>
                    {t('mark')}
                  </Button>
                  {passages !== undefined && (
                    <Button
                      size="small"
                      type="text"
                      aria-label={`${t('unmark')}: ${title[word]}`}
                      onClick={() => onUnmark(clause)}
                    >
                      {t('unmark')}
                    </Button>
                  )}
                </Flex>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const SHOWN_CHARS = 120;
const shorten = (text: string): string => (text.length > SHOWN_CHARS ? `${text.slice(0, SHOWN_CHARS)}…` : text);
const stands = (passage: string, within: string): boolean =>
  passage.length >= passageCharsMin && within.includes(passage);
