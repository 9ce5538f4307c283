/** A piece of a text as it is shown. */
export type TextBlock =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string }
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: readonly string[] }
  | { readonly kind: 'paragraph'; readonly lines: readonly string[] };

const HEADING = /^(#{1,3})\s+(.+)$/;
const BULLET = /^[-*]\s+(.+)$/;
const NUMBER = /^\d{1,3}[.)]\s+(.+)$/;

/**
 * Takes apart what people write in plain text: `# ` and `## ` begin headings, `- ` and `1. ` items of lists, an empty line ends a
 * paragraph. Nothing else means anything, so nothing else has to be trusted.
 */
export function blocksOf(text: string): TextBlock[] {
  const blocks: Open[] = [];
  let isNew = true;
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.trim();
    const last = isNew ? undefined : blocks.at(-1);
    const block = line === '' ? null : read(line);
    isNew = block === null || block.kind === 'heading';
    if (block === null) continue;
    if (last?.kind === 'list' && block.kind === 'list' && last.isOrdered === block.isOrdered)
      last.items.push(...block.items);
    else if (last?.kind === 'paragraph' && block.kind === 'paragraph') last.lines.push(...block.lines);
    else blocks.push(block);
  }
  return blocks;
}

type Open =
  | Extract<TextBlock, { kind: 'heading' }>
  | { readonly kind: 'list'; readonly isOrdered: boolean; readonly items: string[] }
  | { readonly kind: 'paragraph'; readonly lines: string[] };

function read(line: string): Open {
  const heading = HEADING.exec(line);
  if (heading !== null) return { kind: 'heading', level: heading[1] === '#' ? 2 : 3, text: heading[2] ?? '' };
  const ordered = NUMBER.exec(line)?.[1];
  const item = ordered ?? BULLET.exec(line)?.[1];
  if (item !== undefined) return { kind: 'list', isOrdered: ordered !== undefined, items: [item] };
  return { kind: 'paragraph', lines: [line] };
}
