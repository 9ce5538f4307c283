import type { ImportRow } from '../import/store.ts';
import { quote } from './export-terms.ts';

/** What an import refused, and what it took with a doubt, as CSV for a spreadsheet. */
export function writeReport({ refused, warned }: Pick<ImportRow, 'refused' | 'warned'>): string {
  const lines = [
    ...refused.map((row) => ({ ...row, state: 'refused · 未接受' })),
    ...warned.map((row) => ({ ...row, state: 'taken, doubtful · 已接受，存疑' })),
  ].map(({ line, sheet = '', text, reason, state }) =>
    [`${line}`, sheet, state, text, `${reason}`].map(quote).join(','),
  );
  return `\uFEFF${['row · 行,sheet · 工作表,result · 结果,text · 内容,reason · 原因', ...lines].join('\r\n')}\r\n`;
}
