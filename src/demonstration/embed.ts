import { z } from 'zod';
import { hash32 } from './random.ts';
import { tokensOf } from './words.ts';

const DIMENSIONS = 256;
const NGRAM_CHARS_MAX = 3;

const textSchema = z.string().min(1);
const tokensSchema = z.array(z.int().nonnegative()).min(1);
/** Body of `POST /v1/embeddings`. */
export const embeddingsRequestSchema = z.looseObject({
  model: z.string().min(1),
  input: z.union([
    textSchema,
    tokensSchema,
    z.array(textSchema).min(1).max(2_048),
    z.array(tokensSchema).min(1).max(2_048),
  ]),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.int().min(1).max(DIMENSIONS).nullish(),
});
export type EmbeddingsRequest = z.output<typeof embeddingsRequestSchema>;

/** The answer to an embeddings request: the same vector for the same text, near vectors for texts that share n-grams. */
export function answerEmbeddings(request: EmbeddingsRequest): string {
  const texts = inputsOf(request.input);
  const data = texts.map((text, index) => {
    const vector = embedText(text, request.dimensions ?? DIMENSIONS);
    const embedding =
      request.encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : Array.from(vector);
    return { object: 'embedding', index, embedding };
  });
  const tokens = texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
  return JSON.stringify({
    object: 'list',
    data,
    model: request.model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

/** Hashed counts of 1- to 3-character n-grams, scaled to length 1. */
export function embedText(text: string, dimensions: number = DIMENSIONS): Float32Array {
  const chars = [...text.toLowerCase().normalize('NFKC')];
  const vector = new Float32Array(dimensions);
  for (let length = 1; length <= NGRAM_CHARS_MAX; length++) {
    for (let at = 0; at + length <= chars.length; at++) {
      const hash = hash32(chars.slice(at, at + length).join(''));
      const slot = hash % dimensions;
      // The highest bit decides the sign, so that collisions cancel out on average.
      vector[slot] = (vector[slot] ?? 0) + (hash & 0x8000_0000 ? -length : length);
    }
  }
  const norm = Math.hypot(...vector);
  return norm === 0 ? vector.fill(1 / Math.sqrt(dimensions)) : vector.map((value) => value / norm);
}

function inputsOf(input: EmbeddingsRequest['input']): string[] {
  if (typeof input === 'string') return [input];
  const isTokens = input.every((item) => typeof item === 'number');
  if (isTokens) return [input.join(' ')];
  return input.map((item) => (Array.isArray(item) ? item.join(' ') : String(item)));
}
