import type { z } from 'zod';
import type { listTestedSchema, listTestSchema } from '../../../contract/index.ts';
import { invalidField, unknownId } from '../../../kernel/index.ts';
import type { TryText } from '../model.ts';

export type TestedText = z.infer<typeof listTestedSchema>;
export type TextGiven = z.input<typeof listTestSchema>;

/**
 * What a service, or all enabled lists, find in a text, and what would be passed on in its place. Uses what is stored at the
 * time of the call; leaves nothing behind.
 *
 * @throws HeguiError E_NOT_FOUND for a service that is not there; E_REQUEST_INVALID for an audience of none.
 */
export async function testText(tryText: TryText, given: TextGiven): Promise<TestedText> {
  const { text, serviceId, audience = 'general', direction = 'output' } = given;
  if (serviceId === undefined && audience !== 'general')
    throw invalidField('audience', 'differs by service; say of which with serviceId');
  const tried = await tryText({ text, serviceId, audience, direction });
  if (tried === undefined) throw unknownId('service');
  const { hits, action, shown } = tried;
  return { hits: [...hits], action, output: shown };
}
