import { z } from 'zod';
import { HeguiError } from '../../../kernel/index.ts';
import type { MinorsParts } from '../model.ts';

const textSchema = z.object({ text: z.string() });
const contactSchema = z.object({ name: z.string(), to: z.string() });
export type Contact = z.infer<typeof contactSchema>;

export interface Words {
  readonly key: string;
  readonly content: Buffer;
  readonly commitment: string;
}

/** Seals what somebody wrote. Before the unit of work, for making a data key is one of its own. */
export async function seal(
  { vault }: Pick<MinorsParts, 'vault'>,
  subject: string,
  words: z.infer<typeof textSchema> | Contact,
): Promise<Words> {
  const { keyId: key, bytes: content, commitment } = await vault.seal(subject, { ...words });
  return { key, content, commitment };
}

/** A sealed text; null when there is none, or once it was erased. */
export const openText = async (
  parts: Pick<MinorsParts, 'vault'>,
  key: string | null,
  content: Buffer | null,
): Promise<string | null> => (await open(parts, key, content, textSchema))?.text ?? null;

/** Whom to call; null once it was erased. */
export const openContact = (parts: Pick<MinorsParts, 'vault'>, key: string, content: Buffer): Promise<Contact | null> =>
  open(parts, key, content, contactSchema);

async function open<T>(
  { vault }: Pick<MinorsParts, 'vault'>,
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
  throw new HeguiError('E_CONTENT_DAMAGED', 'what was sealed about a minor does not hold what was put into it');
}
