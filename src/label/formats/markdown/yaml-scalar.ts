/** A value of YAML as JSON text; null for what this reader does not understand (anchors, tags, broken quotes). */
export type JsonText = string | null;

const NULL = /^(?:~|null|Null|NULL|)$/;
const BOOLEAN = /^(?:true|True|TRUE|false|False|FALSE)$/;
const INTEGER = /^([-+]?)0*(\d+)$/;
const BASED = /^0(?:o[0-7]+|x[\da-fA-F]+)$/;
const FLOAT = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/;
const NOT_A_NUMBER = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/**
 * A scalar without quotes, as the core schema of YAML 1.2 takes it: `1` is a number, not the text "1". Digits of long
 * integers are kept, so that a reader sees what stands there.
 */
export function plainScalar(text: string): JsonText {
  if (/^[&*!|>%@`"'[\]{},#]/.test(text) || /:(?:\s|$)|\s#/.test(text)) return null;
  if (NULL.test(text) || NOT_A_NUMBER.test(text)) return 'null';
  if (BOOLEAN.test(text)) return text.toLowerCase();
  const integer = INTEGER.exec(text);
  if (integer !== null) return `${integer[1] === '-' ? '-' : ''}${integer[2] ?? ''}`;
  if (BASED.test(text) || FLOAT.test(text)) return JSON.stringify(Number(text));
  return JSON.stringify(text);
}

/** A quoted scalar at `at`, and where it ends; null when its quote is not closed or an escape is unknown. */
export function quotedScalar(text: string, at: number): { readonly value: string; readonly to: number } | null {
  const isDouble = text[at] === '"';
  const pattern = isDouble ? /"((?:[^"\\]|\\[\s\S])*)"/y : /'((?:[^']|'')*)'/y;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  if (match === null) return null;
  const folded = foldLines(match[1] ?? '');
  const value = isDouble ? unescapeDouble(folded) : folded.replaceAll("''", "'");
  return value === null ? null : { value, to: pattern.lastIndex };
}

// A line end within quotes is a space, an empty line a line feed; a backslash before it joins the lines.
function foldLines(text: string): string {
  const [first = '', ...lines] = text.replace(/\\\r?\n[ \t]*/g, '').split(/\r?\n/);
  if (lines.length === 0) return first;
  const pieces = [first.trimEnd()];
  let empty = 0;
  for (const [index, line] of lines.entries()) {
    const trimmed = index === lines.length - 1 ? line.trimStart() : line.trim();
    if (trimmed === '' && index < lines.length - 1) {
      empty += 1;
      continue;
    }
    pieces.push(empty === 0 ? ' ' : '\n'.repeat(empty), trimmed);
    empty = 0;
  }
  return pieces.join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  '/': '/',
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};

function unescapeDouble(text: string): string | null {
  let isKnown = true;
  const value = text.replace(
    /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
    (_, two, four, eight, one) => {
      if (typeof one === 'string') {
        if (!Object.hasOwn(ESCAPES, one)) isKnown = false;
        return ESCAPES[one] ?? '';
      }
      const code = Number.parseInt(String(two ?? four ?? eight), 16);
      if (code > 0x10ffff) isKnown = false;
      return code > 0x10ffff ? '' : String.fromCodePoint(code);
    },
  );
  return isKnown ? value : null;
}
