import { pickOne, type Random } from './random.ts';
import { wordsOf } from './words.ts';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
type Schema = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 8;
const ARRAY_ITEMS_MAX = 3;

/**
 * A value that fits a JSON schema, as far as a demonstration goes: const, enum, default, type, properties, items,
 * bounds of numbers, common string formats, anyOf/oneOf/allOf and local `$ref`. Words come from the prompt.
 */
export function makeValue(schema: unknown, prompt: string, random: Random): Json {
  const root = isSchema(schema) ? schema : {};
  const words = wordsOf(prompt, 'zh').filter((word) => word.length > 1);
  return new ValueMaker(root, words, random).make(root, 0);
}

class ValueMaker {
  readonly #root: Schema;
  readonly #words: readonly string[];
  readonly #random: Random;

  constructor(root: Schema, words: readonly string[], random: Random) {
    this.#root = root;
    this.#words = words;
    this.#random = random;
  }

  make(schema: unknown, depth: number): Json {
    if (!isSchema(schema) || depth > DEPTH_MAX) return null;
    const { enum: choices, anyOf, oneOf, allOf, $ref } = schema;
    if ('const' in schema) return toJson(schema.const);
    if (Array.isArray(choices)) return toJson(pickOne(this.#random, choices));
    if ('default' in schema) return toJson(schema.default);
    if (typeof $ref === 'string') return this.make(this.#lookUp($ref), depth + 1);
    if (Array.isArray(anyOf)) return this.make(anyOf[0], depth + 1);
    if (Array.isArray(oneOf)) return this.make(oneOf[0], depth + 1);
    if (Array.isArray(allOf)) {
      return Object.assign({}, ...allOf.map((part) => this.make(part, depth + 1)));
    }
    return this.#ofType(schema, depth);
  }

  #ofType(schema: Schema, depth: number): Json {
    const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type ?? (isSchema(schema.properties) ? 'object' : 'string')) {
      case 'object':
        return this.#object(schema, depth);
      case 'array':
        return this.#array(schema, depth);
      case 'integer':
        return this.#number(schema, 1);
      case 'number':
        return this.#number(schema, 0.1);
      case 'boolean':
        return this.#random() < 0.5;
      case 'null':
        return null;
      default:
        return this.#string(schema);
    }
  }

  #object(schema: Schema, depth: number): Json {
    const properties = isSchema(schema.properties) ? schema.properties : {};
    const entries = Object.entries(properties).map(([name, part]) => [name, this.make(part, depth + 1)] as const);
    return Object.fromEntries(entries);
  }

  #array(schema: Schema, depth: number): Json {
    const least = typeof schema.minItems === 'number' ? schema.minItems : 1;
    const count = Math.max(0, Math.min(least, ARRAY_ITEMS_MAX));
    return Array.from({ length: count }, () => this.make(schema.items, depth + 1));
  }

  #number(schema: Schema, step: number): number {
    const min = typeof schema.minimum === 'number' ? schema.minimum : 1;
    const max = typeof schema.maximum === 'number' ? schema.maximum : min + 9;
    const steps = Math.max(0, Math.floor((max - min) / step));
    const value = min + Math.floor(this.#random() * (steps + 1)) * step;
    return step === 1 ? Math.ceil(value) : Math.round(value * 10) / 10;
  }

  #string(schema: Schema): string {
    if (schema.format === 'date') return '2026-01-01';
    if (schema.format === 'date-time') return '2026-01-01T08:00:00Z';
    if (schema.format === 'email') return 'demo@example.com';
    if (schema.format === 'uri') return 'https://example.com/';
    const word = pickOne(this.#random, this.#words) ?? 'demo';
    return typeof schema.maxLength === 'number' ? word.slice(0, schema.maxLength) : word;
  }

  #lookUp(ref: string): unknown {
    let at: unknown = this.#root;
    for (const part of ref.split('/').slice(1)) at = isSchema(at) ? at[part] : undefined;
    return at;
  }
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Values inside a schema came out of JSON, so a round trip is the identity; it only narrows the type.
function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}
