import type { Confidence } from './confidence.ts';
import type { Bilingual, Bound, Comparison, Fine, Instrument, Obligation, Weight } from './model.ts';
import type { InstrumentStatus } from './time.ts';

/** How people call the words of the data, in both languages; one place for command line, documentation and console. */
export const WORDS: {
  readonly confidence: Readonly<Record<Confidence, Bilingual>>;
  readonly status: Readonly<Record<InstrumentStatus, Bilingual>>;
  readonly weight: Readonly<Record<Weight, Bilingual>>;
  readonly kind: Readonly<Record<Obligation['kind'], Bilingual>>;
  readonly bound: Readonly<Record<Bound, Bilingual>>;
  readonly change: Readonly<Record<Comparison['change'], Bilingual>>;
  readonly ending: Readonly<Record<NonNullable<Instrument['ending']>, Bilingual>>;
} = {
  confidence: {
    'official-text': { zh: '见过官方文本', en: 'official text seen' },
    'second-hand': { zh: '据他人转述', en: 'second-hand' },
    unverified: { zh: '未核实', en: 'UNVERIFIED' },
  },
  status: {
    unissued: { zh: '尚未公布', en: 'not issued yet' },
    draft: { zh: '征求意见', en: 'draft' },
    never: { zh: '从未施行', en: 'never came into force' },
    pending: { zh: '已公布，未施行', en: 'issued, not yet in force' },
    'in-force': { zh: '施行中', en: 'in force' },
    ended: { zh: '已失效', en: 'no longer in force' },
    undated: { zh: '无单一施行日', en: 'no single day' },
  },
  weight: {
    law: { zh: '法律', en: 'law' },
    'administrative-regulation': { zh: '行政法规', en: 'administrative regulation' },
    'department-rule': { zh: '部门规章', en: 'departmental rule' },
    'normative-document': { zh: '规范性文件', en: 'normative document' },
    'mandatory-standard': { zh: '强制性国家标准', en: 'mandatory national standard' },
    'recommended-standard': { zh: '推荐性国家标准', en: 'recommended national standard' },
    'technical-document': { zh: '技术文件', en: 'technical document' },
    policy: { zh: '政策或指南', en: 'policy or guidance' },
    notice: { zh: '公告', en: 'notice' },
    practice: { zh: '实务', en: 'practice' },
  },
  kind: {
    duty: { zh: '义务', en: 'duty' },
    ban: { zh: '禁止', en: 'ban' },
    right: { zh: '权利', en: 'right' },
    power: { zh: '职权', en: 'power' },
    penalty: { zh: '罚则', en: 'penalty' },
    scope: { zh: '适用', en: 'scope' },
    definition: { zh: '定义', en: 'definition' },
    purpose: { zh: '目的', en: 'purpose' },
    policy: { zh: '政策', en: 'policy' },
    commencement: { zh: '施行', en: 'commencement' },
  },
  bound: {
    provider: { zh: '提供者', en: 'provider' },
    user: { zh: '使用者', en: 'user' },
    state: { zh: '国家', en: 'the State' },
    authorities: { zh: '主管部门', en: 'authorities' },
    assessor: { zh: '评估检查人员', en: 'assessors' },
    industry: { zh: '各行业', en: 'industry' },
    supporter: { zh: '技术支持者', en: 'technical supporter' },
    platform: { zh: '传播平台', en: 'platform' },
    'app-store': { zh: '应用商店', en: 'app store' },
  },
  change: {
    new: { zh: '新增', en: 'new' },
    dropped: { zh: '删除', en: 'dropped' },
    softened: { zh: '放宽', en: 'softened' },
    sharpened: { zh: '收紧', en: 'sharpened' },
    reworded: { zh: '调整', en: 'reworded' },
    same: { zh: '相同', en: 'same' },
  },
  ending: {
    repealed: { zh: '废止', en: 'repealed' },
    amended: { zh: '被修改', en: 'amended' },
    superseded: { zh: '实务上被取代', en: 'superseded in practice' },
    'not-adopted': { zh: '未采用', en: 'not adopted' },
  },
};

/** Such as `10,000–50,000 yuan`. */
export function fineText(fine: Fine): Bilingual {
  const { min, max, turnover } = fine;
  const share = turnover === null ? null : `${turnover * 100}%`;
  const zh = min === null ? `最高 ${yuan(max)} 元` : `${yuan(min)}–${yuan(max)} 元`;
  const en = min === null ? `up to ${yuan(max)} yuan` : `${yuan(min)}–${yuan(max)} yuan`;
  return share === null
    ? { zh, en }
    : { zh: `${zh}或上年营业额 ${share}`, en: `${en} or ${share} of last year's turnover` };
}

// Not the machine's own way of writing numbers, so that a page comes out the same everywhere.
const yuan = (amount: number): string => String(amount).replace(/\B(?=(\d{3})+$)/g, ',');

const DIGITS = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/** 第十四条, Article 14; other numbers (clauses, annexes) as they are. @param number such as `14`. */
export function articleText(number: string): Bilingual {
  if (number === '–') return { zh: '（无条号）', en: '(no number)' };
  if (!/^\d{1,2}$/.test(number)) return { zh: number, en: number };
  return { zh: `第${chineseNumber(Number(number))}条`, en: `Article ${number}` };
}

/** 第15号令, Order 15; numbers that are Chinese or belong to a standard stay as they are. */
export function numberText(number: string): Bilingual {
  const zh = number
    .replace(/^State Council Order (\d+)$/, '国务院令第$1号')
    .replace(/^Order (\d+)$/, '第$1号令')
    .replace(/^as amended (\S+)$/, '$1 修改');
  return { zh, en: number };
}

/** 第二款, paragraph 2; 第（三）项, item 3; empty for a whole article. @param id such as `measures:14.2`. */
export function partText(id: string, kind: string): Bilingual {
  const last = id.slice(id.lastIndexOf('.') + 1);
  const number = /\.\d+$/.test(id) ? Number(last) : null;
  if (kind === 'chapeau') return { zh: '起首', en: 'opening' };
  if (number === null) return { zh: '', en: '' };
  if (kind === 'item') return { zh: `第（${chineseNumber(number)}）项`, en: `item ${number}` };
  if (kind === 'paragraph') return { zh: `第${chineseNumber(number)}款`, en: `paragraph ${number}` };
  return { zh: `其${chineseNumber(number)}`, en: `part ${number}` };
}

/** Up to 99. */
function chineseNumber(number: number): string {
  const tens = Math.floor(number / 10);
  const ones = number % 10;
  if (tens === 0) return DIGITS[ones] ?? '';
  return `${tens === 1 ? '' : DIGITS[tens]}十${ones === 0 ? '' : DIGITS[ones]}`;
}
