import { z } from 'zod';
import { HeguiError } from '../../../kernel/index.ts';
import { type EnforcementParts, type StoredMeasure, subjectOf } from '../model.ts';

/** Words of people about a measure; each kind of them is sealed with the members that it has. */
const wordsSchema = z.object({ zh: z.string(), en: z.string() });
const textSchema = z.object({ text: z.string() });

export interface Words {
  readonly key: string;
  readonly content: Buffer;
  readonly commitment: string;
}

/** Seals what somebody wrote. Before the unit of work, for making a data key is one of its own. */
export async function sealWords(
  { vault }: Pick<EnforcementParts, 'vault'>,
  measureId: string,
  words: z.infer<typeof wordsSchema> | z.infer<typeof textSchema>,
): Promise<Words> {
  const { keyId: key, bytes: content, commitment } = await vault.seal(subjectOf(measureId), { ...words });
  return { key, content, commitment };
}

/** A sealed text; null when there is none, or once it was erased. */
export async function openText(
  parts: Pick<EnforcementParts, 'vault'>,
  key: string | null,
  content: Buffer | null,
): Promise<string | null> {
  return (await open(parts, key, content, textSchema))?.text ?? null;
}

/** Why a measure was imposed by hand, in both languages; null of a policy's, or once it was erased. */
export function openReason(
  parts: Pick<EnforcementParts, 'vault'>,
  { contentKey, content }: StoredMeasure,
): Promise<z.infer<typeof wordsSchema> | null> {
  return open(parts, contentKey, content, wordsSchema);
}

async function open<T>(
  { vault }: Pick<EnforcementParts, 'vault'>,
  key: string | null,
  content: Buffer | null,
  schema: z.ZodType<T>,
): Promise<T | null> {
  if (key === null || content === null) return null;
  try {
    const parsed = schema.safeParse((await vault.open(key, content)).content);
    if (parsed.success) return parsed.data;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
  throw new HeguiError('E_CONTENT_DAMAGED', 'a measure does not hold what was put into it');
}
