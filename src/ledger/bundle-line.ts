import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { BUNDLE_FORMAT, type BundleHeader } from './bundle.ts';
import { type EntryFields, isObject, parseEntry } from './entry.ts';
import { decodeBase64, HASH_BYTES, leafHash } from './hash.ts';
import { TILE_HASHES } from './tiles.ts';

/** A line of a bundle as it was found. An entry's line is read as far as possible, so that damage can be named. */
export type BundleLine =
  | { readonly type: 'header'; readonly header: BundleHeader }
  | { readonly type: 'tile'; readonly index: number; readonly hashes: Buffer }
  | ({ readonly type: 'entry' } & EntryLine)
  | { readonly type: 'checkpoint'; readonly note: string }
  | { readonly type: 'seal'; readonly note: string }
  | { readonly type: 'unknown'; readonly reason: string };

export interface EntryLine {
  /** -1 when the line tells none. */
  readonly index: number;
  readonly id: string;
  readonly kind: string;
  readonly hash: Buffer;
  /** What the body says; null when it is no entry. */
  readonly fields: EntryFields | null;
  readonly fault: { readonly kind: 'changed' | 'not-canonical'; readonly message: string } | null;
}

type JsonObject = { readonly [name: string]: Json | undefined };

export function readBundleLine(text: string): BundleLine {
  const value = parseJson(text);
  if (value === null) return unknown('is not a JSON object');
  const canonical = canonicalOrNull(value);
  if (typeof value.body === 'string') return readEntry(value, value.body, canonical === text);
  if (canonical !== text) return unknown('is not canonical JSON');
  if (value.format !== undefined) return readHeader(value);
  if (value.tile !== undefined) return readTile(value);
  const [name, ...rest] = Object.keys(value);
  if (rest.length === 0 && name === 'checkpoint' && typeof value.checkpoint === 'string') {
    return { type: 'checkpoint', note: value.checkpoint };
  }
  if (rest.length === 0 && name === 'seal' && typeof value.seal === 'string') return { type: 'seal', note: value.seal };
  return unknown('is no line of this format');
}

const unknown = (reason: string): BundleLine => ({ type: 'unknown', reason });

const isCount = (value: Json | undefined): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

function readHeader(value: JsonObject): BundleLine {
  const { exportedAt, format, keys, origin, size } = value;
  if (format !== BUNDLE_FORMAT || Object.keys(value).length !== 5) return unknown(`is no header of ${BUNDLE_FORMAT}`);
  if (typeof exportedAt !== 'string' || typeof origin !== 'string' || !isCount(size)) return unknown('is no header');
  if (!Array.isArray(keys)) return unknown('is no header');
  const texts = keys.filter((key) => typeof key === 'string');
  return texts.length === keys.length
    ? { type: 'header', header: { exportedAt, origin, keys: texts, size } }
    : unknown('is no header');
}

function readTile(value: JsonObject): BundleLine {
  const { hashes, tile } = value;
  const bytes = typeof hashes === 'string' ? decodeBase64(hashes) : null;
  if (bytes === null || !isCount(tile) || Object.keys(value).length !== 2) return unknown('is no line of hashes');
  if (bytes.length === 0 || bytes.length % HASH_BYTES !== 0 || bytes.length > TILE_HASHES * HASH_BYTES) {
    return unknown('is no line of hashes');
  }
  return { type: 'tile', index: tile, hashes: bytes };
}

function readEntry(value: JsonObject, body: string, isCanonical: boolean): BundleLine {
  const { at, i, id, kind } = value;
  const fields = parseEntry(body);
  return {
    type: 'entry',
    index: isCount(i) ? i : -1,
    id: typeof id === 'string' ? id : (fields?.id ?? ''),
    kind: typeof kind === 'string' ? kind : (fields?.kind ?? ''),
    hash: leafHash(body),
    fields,
    fault: faultOf(),
  };

  function faultOf(): EntryLine['fault'] {
    if (!isCanonical) return { kind: 'not-canonical', message: 'its line is not canonical JSON' };
    if (fields === null) return { kind: 'not-canonical', message: 'its body is not the canonical JSON of an entry' };
    if (Object.keys(value).length !== 5)
      return { kind: 'changed', message: 'its line has a member too many or too few' };
    for (const [name, beside, inside] of [
      ['id', id, fields.id],
      ['kind', kind, fields.kind],
      ['at', at, fields.at],
    ] as const) {
      if (beside !== inside)
        return { kind: 'changed', message: `its ${name} beside the body is not the one in the body` };
    }
    return null;
  }
}

function parseJson(text: string): JsonObject | null {
  try {
    const value: Json = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    // Damage is what the caller looks for; it is told as an unknown line.
    return null;
  }
}

function canonicalOrNull(value: Json): string | null {
  try {
    return canonicalJson(value);
  } catch {
    // A lone surrogate has no canonical form, so the text cannot be it.
    return null;
  }
}
