import { readLabelValue } from './label-value.ts';

/** Members of a record that one provider writes in the place of a label. */
const FOREIGN = ['ServiceProvider', 'ContentId'];

/**
 * Whether a text that people may write into freely, such as a comment, is there for a label: a label of any form, or
 * something that names itself one. Everything else in such a place is nobody's business.
 */
export const isLabelLike = (text: string): boolean =>
  readLabelValue(text) !== null ||
  /^[\s\0\ufeff]*(?:AIGC\s*[:=]?\s*\{|\{\s*\\?"AIGC\\?"\s*:)/i.test(text) ||
  FOREIGN.every((member) => text.includes(`"${member}"`));

/** The value of a text that begins with the name, as in `AIGC{…}`, without it; null when it does not. */
export function afterLabelName(text: string): string | null {
  const match = /^AIGC[\s\0:=]*(?=\{|"|&quot;)/.exec(text);
  return match === null ? null : text.slice(match[0].length);
}

const TEXT_MAX = 1 << 20;

/**
 * Whether an entry of metadata is a label, or claims to be one: it is named AIGC in any case of letters, or its text, under
 * whatever name, is wrapped in AIGC or has two members of a label. One member is not enough: others write JSON too.
 */
export function isLabelEntry(name: string, text: string): boolean {
  if (name.toUpperCase() === 'AIGC') return true;
  if (text.length > TEXT_MAX || !text.includes('{')) return false;
  const value = readLabelValue(text);
  return value !== null && (value.form === 'wrapped' || Object.keys(value.members).length > 1);
}
