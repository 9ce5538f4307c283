import type { LimitBasis as Basis } from '@hegui/contract';
import { Flex, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Citation } from './citation.tsx';
import { useSay } from './use-say.ts';
import { ConfidenceTag } from './words.tsx';

/** Where a time limit comes from, and how sure that is. */
export function LimitBasis({ basis: { articles, confidence, note } }: { basis: Basis }) {
  const { t } = useTranslation('law');
  const say = useSay();
  return (
    <Flex vertical gap={4}>
      <Flex gap={8} wrap align="center">
        <span>
          <Citation articles={articles} />
        </span>
        {confidence === 'own-default' ? <Tag>{t('ownDefault')}</Tag> : <ConfidenceTag confidence={confidence} />}
      </Flex>
      {note !== null && <span style={{ opacity: 0.75, fontSize: 13 }}>{say.own(note)}</span>}
    </Flex>
  );
}
