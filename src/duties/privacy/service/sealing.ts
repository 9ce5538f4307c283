import { z } from 'zod';
import { type PrivacyContact, type PrivacyPurpose, privacyContactSchema } from '../../../contract/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { PrivacyParts, StoredMessage } from '../model.ts';

/** One data key a request: destroying it erases everything that was written, and nothing else. */
export const sealingSubject = (requestId: string): string => `privacy:${requestId}`;

const messageSchema = z.object({ text: z.string() });
const aboutSchema = z.object({ contact: privacyContactSchema });

/** A message that is ready to be stored. */
export interface SealedMessage {
  readonly row: Omit<StoredMessage, 'byName'>;
  readonly commitment: string;
}

/** Seals a message. Before the unit of work, for making a data key is one of its own. */
export async function sealMessage(
  { vault, ids, clock }: Pick<PrivacyParts, 'vault' | 'ids' | 'clock'>,
  requestId: string,
  message: Pick<StoredMessage, 'author' | 'by'> & { readonly purpose: PrivacyPurpose; readonly text: string },
): Promise<SealedMessage> {
  const { author, purpose, by, text } = message;
  const { keyId: contentKey, bytes: content, commitment } = await vault.seal(sealingSubject(requestId), { text });
  return { row: { id: ids.next('msg'), author, purpose, at: clock.now(), by, contentKey, content }, commitment };
}

type Sealed = Pick<StoredMessage, 'contentKey' | 'content'>;

/** @throws HeguiError E_CONTENT_ERASED */
export async function openMessage({ vault }: Pick<PrivacyParts, 'vault'>, sealed: Sealed): Promise<string> {
  return parse(messageSchema, (await vault.open(sealed.contentKey, sealed.content)).content).text;
}

/** How to reach whoever asked. @throws HeguiError E_CONTENT_ERASED */
export async function openContact({ vault }: Pick<PrivacyParts, 'vault'>, sealed: Sealed): Promise<PrivacyContact> {
  return parse(aboutSchema, (await vault.open(sealed.contentKey, sealed.content)).content).contact;
}

/** What is sealed as it was put in; null once it was erased. */
export async function orErased<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return null;
    throw error;
  }
}

function parse<T>(schema: z.ZodType<T>, content: unknown): T {
  const parsed = schema.safeParse(content);
  if (!parsed.success) throw new HeguiError('E_CONTENT_DAMAGED', 'a request does not hold what was put into it');
  return parsed.data;
}
