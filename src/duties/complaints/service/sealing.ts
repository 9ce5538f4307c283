import { z } from 'zod';
import type { ComplaintMessagePurpose } from '../../../contract/index.ts';
import { HeguiError } from '../../../kernel/index.ts';
import type { ComplaintAbout, ComplaintParts, ScannedFile, StoredAttachment, StoredMessage } from '../model.ts';

/** One data key a complaint: destroying it erases everything that people wrote, and nothing else. */
export const subjectOf = (complaintId: string): string => `complaint:${complaintId}`;

const messageSchema = z.object({ text: z.string(), files: z.record(z.string(), z.string()) });
const aboutSchema = z.object({
  about: z.string(),
  contact: z.object({ name: z.string(), email: z.string(), phone: z.string() }),
});
const fileSchema = z.object({ file: z.base64() });

/** A message that is ready to be stored, with its files. */
export interface SealedMessage {
  readonly row: Omit<StoredMessage, 'byName'>;
  readonly files: readonly StoredAttachment[];
  readonly commitment: string;
}

/** Seals a message with its files. Before the unit of work, for making a data key is one of its own. */
export async function sealMessage(
  { vault, ids, clock }: ComplaintParts,
  complaintId: string,
  message: {
    readonly author: StoredMessage['author'];
    readonly purpose: ComplaintMessagePurpose;
    readonly by: string | null;
    readonly text: string;
    readonly files?: readonly ScannedFile[];
  },
): Promise<SealedMessage> {
  const id = ids.next('msg');
  const files: StoredAttachment[] = [];
  const names: Record<string, string> = {};
  for (const { name, mediaType, bytes, scan } of message.files ?? []) {
    const attachment = ids.next('att');
    const sealed = await vault.seal(subjectOf(complaintId), { file: Buffer.from(bytes).toString('base64') });
    names[attachment] = name;
    const { keyId: contentKey, bytes: content } = sealed;
    files.push({ id: attachment, messageId: id, mediaType, bytes: bytes.length, scan, contentKey, content });
  }
  const { author, purpose, by, text } = message;
  const {
    keyId: contentKey,
    bytes: content,
    commitment,
  } = await vault.seal(subjectOf(complaintId), {
    text,
    files: names,
  });
  return { row: { id, author, purpose, at: clock.now(), by, contentKey, content }, files, commitment };
}

/** What a message says, and the names of its files by their id. @throws HeguiError E_CONTENT_ERASED */
export async function openMessage(
  { vault }: Pick<ComplaintParts, 'vault'>,
  { contentKey, content }: Pick<StoredMessage, 'contentKey' | 'content'>,
): Promise<z.infer<typeof messageSchema>> {
  return parse(messageSchema, (await vault.open(contentKey, content)).content);
}

/** @throws HeguiError E_CONTENT_ERASED */
export async function openAbout(
  { vault }: Pick<ComplaintParts, 'vault'>,
  { contentKey, content }: Pick<StoredMessage, 'contentKey' | 'content'>,
): Promise<ComplaintAbout> {
  return parse(aboutSchema, (await vault.open(contentKey, content)).content);
}

/** @throws HeguiError E_CONTENT_ERASED */
export async function openFile(
  { vault }: Pick<ComplaintParts, 'vault'>,
  { contentKey, content }: Pick<StoredAttachment, 'contentKey' | 'content'>,
): Promise<Buffer> {
  return Buffer.from(parse(fileSchema, (await vault.open(contentKey, content)).content).file, 'base64');
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
  if (!parsed.success) throw new HeguiError('E_CONTENT_DAMAGED', 'a complaint does not hold what was put into it');
  return parsed.data;
}
