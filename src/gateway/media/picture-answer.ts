import { isRawNumber, parseLossless } from '../../kernel/index.ts';
import { asObject, isObject, type JsonObject, textOf } from '../chat/json-object.ts';

/** A picture as an answer gives it: in its own characters, or at an address. */
export type GivenPicture = { readonly place: string } & (
  | { readonly base64: string }
  | { readonly address: string }
  | { readonly missing: true }
);

export interface PictureAnswer {
  readonly pictures: readonly GivenPicture[];
  /** What stands beside the pictures and may be shown once it is screened; `data` has one member for each picture. */
  readonly texts: JsonObject & { readonly data: readonly JsonObject[] };
  readonly usage: unknown;
}

// Any other member might be the same picture once more, without its label.
const SHOWN = ['created', 'background', 'output_format', 'quality', 'size', 'model'] as const;
const SHOWN_OF_PICTURE = ['revised_prompt'] as const;

/** Reads the answer of `/images/…`; null when it is none. */
export function readPictureAnswer(bytes: Buffer): PictureAnswer | null {
  const body = parse(bytes);
  if (body === null || !Array.isArray(body.data) || body.data.length === 0) return null;
  const items = body.data.map(asObject);
  return {
    pictures: items.map((item, index) => readPicture(item, `data.${index}`)),
    texts: {
      ...pick(body, SHOWN),
      ...(isObject(body.usage) ? { usage: numbersOf(body.usage) } : {}),
      data: items.map((item) => pick(item, SHOWN_OF_PICTURE)),
    },
    usage: body.usage,
  };
}

function readPicture(item: JsonObject, place: string): GivenPicture {
  const base64 = textOf(item.b64_json);
  if (base64 !== '') return { place, base64 };
  const address = textOf(item.url);
  return address === '' ? { place, missing: true } : { place, address };
}

const pick = (from: JsonObject, names: readonly string[]): JsonObject =>
  Object.fromEntries(names.flatMap((name) => (Object.hasOwn(from, name) ? [[name, from[name]]] : [])));

const numbersOf = (counts: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(counts).flatMap(([name, value]) => {
      if (typeof value === 'number' || isRawNumber(value)) return [[name, value]];
      return isObject(value) ? [[name, numbersOf(value)]] : [];
    }),
  );

function parse(bytes: Buffer): JsonObject | null {
  try {
    const body = parseLossless(bytes.toString('utf8'));
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}
