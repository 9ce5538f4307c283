/**
 * JSON that survives a round trip. `JSON.parse` alone turns `1.0` into `1` and rounds integers above 2^53; clients and
 * upstreams may rely on either, so such numbers are kept as the characters they came in.
 */

// Cheap over-approximation: sixteen digits in a row, or a fraction or exponent anywhere (also inside strings).
const MAY_LOSE = /\d{16}|\d[.eE][\d+-]/;

/** @throws SyntaxError as `JSON.parse` does. */
export function parseLossless(text: string): unknown {
  const plain: unknown = JSON.parse(text);
  if (!MAY_LOSE.test(text)) return plain;
  return JSON.parse(text, keepSource);
}

/** Is this object a number kept as its characters? Nothing a client sends can pass for one. */
export const isRawNumber: (value: unknown) => boolean = Reflect.get(JSON, 'isRawJSON');

interface SourceContext {
  readonly source?: string;
}
// Part of ECMAScript 2026 (JSON.parse source text access); not yet in TypeScript's library.
const rawJson: (text: string) => unknown = Reflect.get(JSON, 'rawJSON');

function keepSource(_name: string, value: unknown, context?: SourceContext): unknown {
  const source = context?.source;
  return typeof value === 'number' && source !== undefined && JSON.stringify(value) !== source
    ? rawJson(source)
    : value;
}
