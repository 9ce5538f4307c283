import { appendMark, carriesExplicitLabel, prependMark } from '../../label/index.ts';
import { unreadableFile } from '../file-errors.ts';
import { DEFAULT_MARK, requireMark } from '../mark.ts';

export interface TextMarkOptions {
  readonly mark?: string;
  readonly where?: 'start' | 'end';
}

/** YAML before a Markdown text: readers do not see it, and a mark before it would make it visible. */
const FRONT_MATTER = /^---[ \t]*\r?\n(?:[\s\S]*?\r?\n)?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/**
 * A text file in UTF-8 with the mark as a line of its own, last or first; a byte order mark, front matter and kind of line end
 * stay. @law gb-45438-2025#5.1
 *
 * @throws HeguiError E_REQUEST_INVALID for what is no mark; E_FILE_UNREADABLE for another encoding.
 */
export function markTextFile(
  bytes: Uint8Array,
  { mark = DEFAULT_MARK, where = 'end' }: TextMarkOptions = {},
): Uint8Array {
  requireMark(mark);
  const { head, body } = splitText(bytes);
  const lineEnd = /\r\n|\n/.exec(head + body)?.[0] ?? '\n';
  const text = where === 'end' ? body.replace(/[\r\n]+$/, '') : body.replace(/^[\r\n]+/, '');
  // Only the mark and its gap take the file's line ends; the text is not touched.
  const gapped = (where === 'end' ? appendMark('', mark) : prependMark('', mark)).replaceAll('\n', lineEnd);
  const marked = text === '' ? mark + lineEnd : where === 'end' ? text + gapped + lineEnd : gapped + text;
  return new TextEncoder().encode(head + marked);
}

/** Does the first or the last line that people read carry both elements? @throws as `markTextFile` */
export const verifyTextMark = (bytes: Uint8Array): boolean => carriesExplicitLabel(splitText(bytes).body);

function splitText(bytes: Uint8Array): { readonly head: string; readonly body: string } {
  const text = decode(bytes);
  const start = text.startsWith('\ufeff') ? 1 : 0;
  const frontMatter = FRONT_MATTER.exec(text.slice(start))?.[0] ?? '';
  const at = start + frontMatter.length;
  return { head: text.slice(0, at), body: text.slice(at) };
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw unreadableFile('the text is not in UTF-8', error);
  }
}
