import { readLabelValue } from './label-value.ts';

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
