/** What canonical JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json | undefined };

/**
 * The one JSON text of a value under RFC 8785 (JCS): names sorted by UTF-16 code unit, no white space, numbers and
 * strings as ECMAScript writes them. Members whose value is `undefined` are left out.
 *
 * @throws TypeError for numbers that JSON cannot hold and for lone surrogates, which have no UTF-8 form.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`canonical JSON cannot hold the number ${value}`);
    return JSON.stringify(value);
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  let text = '';
  for (const name of Object.keys(value).sort()) {
    const member = value[name];
    if (member !== undefined) text += `${text === '' ? '' : ','}${canonicalString(name)}:${canonicalJson(member)}`;
  }
  return `{${text}}`;
}

// Array.isArray does not narrow readonly arrays out of a union.
function isArray(value: readonly Json[] | object): value is readonly Json[] {
  return Array.isArray(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('canonical JSON cannot hold a lone surrogate');
  return JSON.stringify(value);
}
