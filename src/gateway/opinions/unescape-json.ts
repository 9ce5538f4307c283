const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Text of a tool call's arguments as its reader will see it. A window may begin or end inside an escape, so what is no
 * whole escape stays as it is.
 */
export function unescapeJson(text: string): string {
  return text.replaceAll(/\\u([0-9a-fA-F]{4})|\\(["\\/bfnrt])/g, (_whole, hex: string | undefined, sign: string) =>
    hex === undefined ? (SHORT[sign] ?? sign) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
