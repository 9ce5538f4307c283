import type { LawReference, lawConfidenceSchema } from '@hegui/contract';
import { Tag } from 'antd';
import type { z } from 'zod';
import { useReference } from './queries.ts';
import { type Say, useSay } from './use-say.ts';

type Confidence = z.infer<typeof lawConfidenceSchema>;

/** A word of the data in the reader's language; the word itself while it is not known. */
export function wordOf(reference: LawReference | undefined, say: Say, group: string, word: string): string {
  const found = reference?.words[group]?.[word];
  return found === undefined ? word : say.own(found);
}

const COLOURS: Readonly<Record<Confidence, string>> = {
  'official-text': 'default',
  'second-hand': 'warning',
  unverified: 'error',
};

/** How surely something was seen; never left out. */
export function ConfidenceTag({ confidence }: { confidence: Confidence }) {
  const say = useSay();
  const { data } = useReference();
  return (
    <Tag color={COLOURS[confidence]} style={{ marginInlineEnd: 0 }}>
      {wordOf(data, say, 'confidence', confidence)}
    </Tag>
  );
}

/** A text of the data in both languages, the reader's own first. */
export function BothLanguages({ text }: { text: { readonly zh: string; readonly en: string } }) {
  const say = useSay();
  return (
    <>
      <div>{say.own(text)}</div>
      {say.own(text) !== say.other(text) && (
        <div className="law-other" lang={say.otherLang}>
          {say.other(text)}
        </div>
      )}
    </>
  );
}

/** 应 or 宜, which a Chinese reader knows; marked as Chinese. */
export const Modal = ({ modal }: { modal: '应' | '宜' }) => <span lang="zh-CN">{modal}</span>;
