/** What canonical JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * The one JSON text of a value under RFC 8785 (JCS): names sorted by UTF-16 code unit, no white space, numbers and
 * strings as ECMAScript writes them. Members whose value is `undefined` are left out.
 *
 * @throws TypeError for numbers that JSON cannot hold and for lone surrogates, which have no UTF-8 form.
 */
export function canonicalJson(value: Json): string {
  switch (typeof value) {
    case 'string':
      return canonicalString(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot hold the number ${value}`);
      return `${value === 0 ? 0 : value}`;
    case 'boolean':
      return value ? 'true' : 'false';
    default:
      if (value === null) return 'null';
      return isArray(value) ? `[${value.map(canonicalJson).join(',')}]` : canonicalObject(value);
  }
}

function canonicalObject(value: { readonly [name: string]: Json | undefined }): string {
  const names = Object.keys(value);
  if (!isSorted(names)) names.sort();
  let text = '{';
  for (const name of names) {
    const member = value[name];
    if (member !== undefined)
      text += `${text.length === 1 ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return `${text}}`;
}

function isSorted(names: readonly string[]): boolean {
  for (let at = 1; at < names.length; at++) if ((names[at - 1] ?? '') > (names[at] ?? '')) return false;
  return true;
}

// Array.isArray does not narrow readonly arrays out of a union.
function isArray(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}

// Nearly every string of an entry is a name, an id or a word; only others need to be looked at for escapes.
const PLAIN = /^[\w .:/+=-]*$/;

function canonicalString(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new TypeError('canonical JSON cannot hold a lone surrogate');
  return JSON.stringify(value);
}
