import type { MeasureReportText } from '../../contract/index.ts';
import type { Block, DocumentFile } from '../../documents/index.ts';
import { RISKS } from '../../law/index.ts';
import { momentText } from '../../portal/index.ts';
import { rungName } from './statement.ts';

const TEXTS = {
  zh: {
    title: '违法使用处置情况报告',
    draft: '草稿 · 未签署 · 不得报出',
    to: '报送',
    provider: '提供者',
    creditCode: '统一社会信用代码',
    service: '服务（模型代码）',
    number: '处置编号',
    rung: '处置措施',
    risks: '涉及类别（GB/T 45654-2025 附录 A，经转述）',
    strikes: '未予处理的输入（次）',
    from: '开始',
    until: '截止',
    summary: '情况与处置',
    basis: '依据：《生成式人工智能服务管理暂行办法》第十四条。本报告不含内容原文和个人信息。',
    signature: '签署',
    signed: '签署人',
    signedAt: '签署时间',
    digest: '正文摘要（SHA-256）',
    none: '无',
  },
  en: {
    title: 'Report on illegal use and what was done about it',
    draft: 'DRAFT · not signed · must not be sent',
    to: 'To',
    provider: 'Provider',
    creditCode: 'Unified social credit code',
    service: 'Service (model code)',
    number: 'Number of the measure',
    rung: 'Measure',
    risks: 'Kinds of content (GB/T 45654-2025 Annex A, second-hand)',
    strikes: 'Refused inputs',
    from: 'From',
    until: 'Until',
    summary: 'What happened and what was done',
    basis:
      'Under Article 14 of the Interim Measures for generative-AI services. Holds neither content nor personal data.',
    signature: 'Signature',
    signed: 'Signed by',
    signedAt: 'Signed',
    digest: 'Digest of the text (SHA-256)',
    none: 'none',
  },
} as const;

export interface ReportSignature {
  readonly name: string;
  readonly at: Date;
  readonly digest: string;
}

/** The report as a document; without a signature it says first that it must not be sent. */
export function reportDocument(
  text: MeasureReportText,
  signature: ReportSignature | null,
  language: 'zh' | 'en',
  madeAt: Date,
): DocumentFile {
  const t = TEXTS[language];
  const reader = language === 'en' ? 'en' : 'zh-CN';
  const moment = (at: string | null): string => (at === null ? t.none : momentText(at, reader));
  const risks = text.risks.map((code) =>
    `${code} ${RISKS.find((risk) => risk.code === code)?.[language] ?? ''}`.trim(),
  );
  const blocks: Block[] = [
    ...(signature === null ? [{ kind: 'paragraph', text: t.draft, style: 'strong' } as const] : []),
    { kind: 'heading', level: 1, text: t.title },
    {
      kind: 'facts',
      rows: [
        [t.to, text.authority],
        [t.provider, text.provider?.name ?? '–'],
        [t.creditCode, text.provider?.creditCode ?? '–'],
        [t.service, `${text.service.name} (${text.service.modelCode})`],
        [t.number, String(text.number)],
        [t.rung, rungName(text.rung, reader)],
        [t.risks, risks.length === 0 ? t.none : risks.join('\n')],
        [t.strikes, String(text.strikes)],
        [t.from, moment(text.startsAt)],
        [t.until, moment(text.endsAt)],
      ],
    },
    { kind: 'heading', level: 2, text: t.summary },
    { kind: 'paragraph', text: text.summary },
    ...(signature === null ? [] : signed(signature, language, reader)),
    { kind: 'paragraph', text: t.basis, style: 'note' },
  ];
  const producer = text.provider === null ? {} : { producer: text.provider.name };
  return { title: `${t.title} ${text.number}`, language: reader, footer: t.title, madeAt, blocks, ...producer };
}

function signed({ name, at, digest }: ReportSignature, language: 'zh' | 'en', reader: 'zh-CN' | 'en'): Block[] {
  const t = TEXTS[language];
  return [
    { kind: 'heading', level: 2, text: t.signature },
    {
      kind: 'facts',
      rows: [
        [t.signed, name],
        [t.signedAt, momentText(at, reader)],
        [t.digest, digest],
      ],
    },
  ];
}
