import { type DocumentFile, writeDocx, writePdf } from '../../documents/index.ts';
import { chinaTime } from '../../kernel/index.ts';
import type { LetterFormat, SignedLetter } from './model.ts';

export const LETTER_TYPES: Readonly<Record<LetterFormat, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
};

const WORDS = {
  to: { 'zh-CN': '致', en: 'To' },
  from: { 'zh-CN': '报送单位', en: 'From' },
  number: { 'zh-CN': '内部编号', en: 'Our number' },
  signed: { 'zh-CN': '签发', en: 'Signed' },
  digest: { 'zh-CN': '内容摘要（SHA-256）', en: 'Digest of the content (SHA-256)' },
  seal: { 'zh-CN': '单位盖章', en: 'Seal' },
  date: { 'zh-CN': '日期', en: 'Date' },
} as const;

/** A signed letter as a file to print, seal and hand in. */
export async function writeLetterFile(
  letter: SignedLetter,
  provider: string,
  format: LetterFormat,
): Promise<Uint8Array> {
  const document = letterDocument(letter, provider);
  return format === 'pdf' ? await writePdf(document) : await writeDocx(document);
}

function letterDocument(
  { number, recipient, language, content, digest, signature }: SignedLetter,
  provider: string,
): DocumentFile {
  const word = (name: keyof typeof WORDS): string => WORDS[name][language];
  const to = language === 'en' ? recipient.en : recipient.zh;
  const signedAt = new Date(signature.at);
  return {
    title: content.title,
    language,
    producer: provider,
    footer: `${provider} · ${word('number')} ${number} · ${digest.slice(0, 16)}`,
    madeAt: signedAt,
    blocks: [
      {
        kind: 'facts',
        rows: [
          [word('to'), to],
          [word('from'), provider],
          [word('number'), `${number}`],
        ],
      },
      { kind: 'facts', rows: content.facts },
      ...content.text
        .split('\n')
        .filter((line) => line.trim() !== '')
        .map((text) => ({ kind: 'paragraph', text }) as const),
      {
        kind: 'facts',
        rows: [
          [word('signed'), `${signature.name} · ${chinaTime(signedAt)}`],
          [word('digest'), digest],
        ],
      },
      { kind: 'signature', lines: [word('seal'), word('date')] },
    ],
  };
}
