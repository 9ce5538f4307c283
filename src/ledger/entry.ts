// By file and not through the kernel's door: the door brings the configuration's and the log's libraries with it, and
// the inspector's verifier is bundled from here into one small file.
import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { leafHash } from './hash.ts';

/** What an entry says, before it is written down. */
export interface EntryFields {
  readonly id: string;
  readonly kind: string;
  /** RFC 3339 instant in UTC with milliseconds. */
  readonly at: string;
  readonly data: Json;
}

/**
 * The body of an entry: canonical JSON of `{v: 1, id, kind, at, data}`. Exactly these characters, in UTF-8, are hashed.
 *
 * @throws TypeError for numbers and strings that canonical JSON cannot hold.
 */
export function formatEntry(fields: EntryFields): string {
  const { at, data, id, kind } = fields;
  // Written out, since this runs for every entry: canonicalJson would sort these five names each time.
  return `{"at":${canonicalJson(at)},"data":${canonicalJson(data)},"id":${canonicalJson(id)},"kind":${canonicalJson(kind)},"v":1}`;
}

/** What a body says; `null` when it is not the canonical JSON of an entry of version 1. */
export function parseEntry(body: string): EntryFields | null {
  const value = parseCanonical(body);
  if (!isObject(value) || Object.keys(value).length !== 5 || value.v !== 1) return null;
  const { id, kind, at, data } = value;
  if (typeof id !== 'string' || typeof kind !== 'string' || typeof at !== 'string' || data === undefined) return null;
  return { id, kind, at, data };
}

/** The value of a text that is canonical JSON, else `undefined`. */
export function parseCanonical(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return canonicalJson(value) === text ? value : undefined;
  } catch {
    // Not JSON, or JSON that has no canonical form (a lone surrogate, nesting beyond the stack): the answer is the same.
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is { readonly [name: string]: Json | undefined } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export { leafHash };
