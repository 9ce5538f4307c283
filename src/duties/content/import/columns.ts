import { type Action, actionSchema, type Severity, severitySchema } from '../../../contract/index.ts';
import { RISKS } from '../../../law/index.ts';

/** What a column of an imported table may hold. */
export type Column =
  | 'term'
  | 'risk'
  | 'action'
  | 'note'
  | 'severity'
  | 'source'
  | 'validFrom'
  | 'validTo'
  | 'rules'
  | 'number';

/** The columns of a table without a heading. */
export const PLAIN_COLUMNS: readonly Column[] = ['term', 'risk', 'action', 'note'];

// What filing forms, spreadsheets and Hegui's own export head these columns with.
const NAMES: Readonly<Record<Column, readonly string[]>> = {
  term: ['term', 'text', 'word', 'keyword', '词', '词条', '关键词', '关键字', '敏感词'],
  risk: ['risk', 'category', '风险', '风险类别', '风险类型', '安全风险', '类别', '所属风险'],
  action: ['action', '动作', '处置', '处置方式', '处置动作'],
  note: ['note', 'remark', '备注', '说明'],
  severity: ['severity', 'level', '严重程度', '级别', '等级', '风险等级'],
  source: ['source', '来源'],
  validFrom: ['valid_from', 'valid from', 'from', '生效日期', '起始日期', '启用日期'],
  validTo: ['valid_to', 'valid to', 'until', '失效日期', '截止日期', '停用日期'],
  rules: ['rules', '规则'],
  number: ['no', 'no.', 'number', '#', '序号', '编号'],
};
const COLUMNS = [
  'term',
  'risk',
  'action',
  'note',
  'severity',
  'source',
  'validFrom',
  'validTo',
  'rules',
  'number',
] as const satisfies readonly Column[];
const COLUMN_OF = new Map(COLUMNS.flatMap((column) => NAMES[column].map((heading) => [heading, column] as const)));

/** The columns that a heading row names, null for one that is not known; null for a row that is no heading. */
export function readHeading(fields: readonly string[]): (Column | null)[] | null {
  const columns = fields.map((field) => COLUMN_OF.get(field.trim().toLowerCase()) ?? null);
  if (!columns.includes('term')) return null;
  const known = columns.filter((column) => column !== null).length;
  const filled = fields.filter((field) => field.trim() !== '').length;
  // A list may hold the word that heads a column; two such words in one row are a heading.
  return known === filled || known >= 2 ? columns : null;
}

const RISK_OF_NAME = new Map(
  RISKS.filter(({ group }) => group !== null).flatMap(({ code, zh, en }) => [
    [code.toLowerCase(), code],
    [zh, code],
    [en.toLowerCase(), code],
  ]),
);
const CODE = /\b(A\.[1-5]\.[a-i])\b/i;

/** The code that a field means by code, name in either language, or both together; undefined when it means none. */
export function readRisk(field: string): string | undefined {
  const named = RISK_OF_NAME.get(field) ?? RISK_OF_NAME.get(field.toLowerCase());
  if (named !== undefined) return named;
  const code = CODE.exec(field)?.[1];
  return code === undefined ? undefined : RISK_OF_NAME.get(code.toLowerCase());
}

const ACTIONS: Readonly<Record<string, Action>> = {
  拦截: 'block',
  阻断: 'block',
  拒答: 'block',
  替换: 'replace',
  打码: 'replace',
  掩码: 'replace',
  标记: 'flag',
  记录: 'flag',
  仅记录: 'flag',
};

/** The action that a field means; undefined when it means none. */
export function readAction(field: string): Action | undefined {
  const parsed = actionSchema.safeParse(field.toLowerCase());
  return parsed.success ? parsed.data : Object.hasOwn(ACTIONS, field) ? ACTIONS[field] : undefined;
}

const SEVERITIES: Readonly<Record<string, Severity>> = {
  '1': 'low',
  '2': 'medium',
  '3': 'high',
  低: 'low',
  中: 'medium',
  高: 'high',
};

/** The severity that a field means, 1 to 3 from low to high among others; undefined when it means none. */
export function readSeverity(field: string): Severity | undefined {
  const parsed = severitySchema.safeParse(field.toLowerCase());
  return parsed.success ? parsed.data : Object.hasOwn(SEVERITIES, field) ? SEVERITIES[field] : undefined;
}

const DAY = /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0?0:00(?::00(?:\.0+)?)?)?$/;
const SERIAL = /^\d{5}(?:\.0+)?$/;
const DAY_MS = 86_400_000;
/** Day 0 of the serial numbers that spreadsheets keep dates as. */
const SERIAL_START_MS = Date.UTC(1899, 11, 30);

/** The day that a field names, as 2026-11-26; a spreadsheet's serial number too. undefined when it names none. */
export function readDay(field: string): string | undefined {
  if (SERIAL.test(field)) return new Date(SERIAL_START_MS + Number(field) * DAY_MS).toISOString().slice(0, 10);
  const [, year = '', month = '', day = ''] = DAY.exec(field) ?? [];
  if (year === '') return undefined;
  const text = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : undefined;
}
