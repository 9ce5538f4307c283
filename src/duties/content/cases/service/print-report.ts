import type { CaseReportText, CaseStepName } from '../../../../contract/index.ts';
import { RISKS } from '../../../../law/index.ts';

export type PrintLanguage = 'zh' | 'en';

const TEXTS = {
  zh: {
    title: '违法内容处置情况报告',
    draft: '草稿 · 未签署 · 不得报出',
    to: '报送',
    provider: '提供者',
    creditCode: '统一社会信用代码',
    service: '服务（模型代码）',
    number: '编号',
    risk: '内容类别（GB/T 45654-2025 附录 A，经转述）',
    foundAt: '发现时间',
    spread: '涉及生成内容 / 使用者（数量）',
    summary: '情况与处置',
    steps: '处置经过',
    step: {
      found: '发现',
      stopped: '停止生成、传输',
      removed: '消除',
      fixed: '整改',
      reported: '报告',
      closed: '结案',
    },
    done: '已完成',
    skipped: '未采取（理由见卷宗）',
    basis: '依据：《生成式人工智能服务管理暂行办法》第十四条。本报告不含内容原文和个人信息。',
    signed: '签署人',
    signedAt: '签署时间',
    digest: '正文摘要（SHA-256）',
  },
  en: {
    title: 'Report on illegal content and what was done about it',
    draft: 'DRAFT · not signed · must not be sent',
    to: 'To',
    provider: 'Provider',
    creditCode: 'Unified social credit code',
    service: 'Service (model code)',
    number: 'Number',
    risk: 'Kind of content (GB/T 45654-2025 Annex A, second-hand)',
    foundAt: 'Found',
    spread: 'Generated contents / users concerned (numbers)',
    summary: 'What happened and what was done',
    steps: 'Steps',
    step: {
      found: 'Found',
      stopped: 'Stopped',
      removed: 'Removed',
      fixed: 'Mended',
      reported: 'Reported',
      closed: 'Closed',
    },
    done: 'done',
    skipped: 'not taken (the file says why)',
    basis:
      'Under Article 14 of the Interim Measures for generative-AI services. Holds neither the content nor personal data.',
    signed: 'Signed by',
    signedAt: 'Signed',
    digest: 'Digest of the text (SHA-256)',
  },
} as const satisfies Record<PrintLanguage, { step: Record<CaseStepName, string> } & Record<string, unknown>>;

const STYLE = `body{font:15px/1.7 "Noto Serif CJK SC","Songti SC",SimSun,serif;color:#111;background:#fff;max-width:720px;margin:32px auto;padding:0 20px}
h1{font-size:22px;text-align:center}h2{font-size:16px;margin:24px 0 6px}table{border-collapse:collapse;width:100%}
th,td{border:1px solid #777;padding:6px 10px;text-align:left;vertical-align:top;overflow-wrap:anywhere}th{width:34%;font-weight:600}
.draft{border:2px solid #b00;color:#b00;text-align:center;padding:8px;font-weight:700}p.text{white-space:pre-wrap}
footer{margin-top:28px;font-size:13px;color:#333}@page{margin:20mm}`;

/** The report as a page to print or keep as PDF. Every value is escaped; without a signature it says so in large letters. */
export function printReport(
  text: CaseReportText,
  signature: { readonly name: string; readonly at: Date; readonly digest: string } | null,
  language: PrintLanguage,
): string {
  const t = TEXTS[language];
  const risk = RISKS.find(({ code }) => code === text.risk);
  const rows: readonly (readonly [string, string])[] = [
    [t.to, text.authority],
    [t.provider, text.provider?.name ?? '–'],
    [t.creditCode, text.provider?.creditCode ?? '–'],
    [t.service, `${text.service.name} (${text.service.modelCode})`],
    [t.number, String(text.number)],
    [t.risk, `${text.risk} ${risk?.[language] ?? ''}`],
    [t.foundAt, inChina(text.foundAt, language)],
    [t.spread, `${text.exchanges} / ${text.endUsers}`],
  ];
  const steps = text.steps.map(
    ({ step, state, at }) =>
      [t.step[step], `${inChina(at, language)} · ${state === 'done' ? t.done : t.skipped}`] as const,
  );
  const signed: readonly (readonly [string, string])[] =
    signature === null
      ? []
      : [
          [t.signed, signature.name],
          [t.signedAt, inChina(signature.at.toISOString(), language)],
          [t.digest, signature.digest],
        ];
  return `<!doctype html><html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escapeHtml(t.title)} ${text.number}</title><style>${STYLE}</style></head><body><main>
${signature === null ? `<p class="draft">${t.draft}</p>` : ''}<h1>${t.title}</h1>
${table(rows)}<h2>${t.summary}</h2><p class="text">${escapeHtml(text.summary)}</p>
<h2>${t.steps}</h2>${table(steps)}${signed.length === 0 ? '' : `<h2>${t.signed}</h2>${table(signed)}`}
<footer>${t.basis}</footer></main></body></html>`;
}

const table = (rows: readonly (readonly [string, string])[]): string =>
  `<table><tbody>${rows
    .map(([name, value]) => `<tr><th scope="row">${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`)
    .join('')}</tbody></table>`;

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? '');

/** Days and hours as an authority in mainland China reads them. */
const inChina = (at: string, language: PrintLanguage): string =>
  new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-CA', {
    timeZone: 'Asia/Shanghai',
    dateStyle: 'medium',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).format(new Date(at));
