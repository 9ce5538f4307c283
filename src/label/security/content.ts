import { HeguiError } from '../../kernel/errors.ts';
import type { LabelFormat } from '../file/format.ts';
import { joinPatch, patchedSource } from '../file/patch.ts';
import type { ByteSource } from '../file/source.ts';
import { windowed } from '../file/window.ts';
import type { LabelMember } from '../implicit-label.ts';
import type { LabelCrypto } from './crypto.ts';

/**
 * The hash of a file as it would be with nothing in its label but what a producer says at first: `OWN_SELECTION`. Null where
 * no label can be written into the file.
 */
export async function contentDigest(
  format: LabelFormat,
  source: ByteSource,
  members: Readonly<Partial<Record<LabelMember, string>>>,
  crypto: LabelCrypto,
): Promise<string | null> {
  const { Label = '', ContentProducer = '', ProduceID = '' } = members;
  const rest = { ReservedCode1: '', ContentPropagator: '', PropagateID: '', ReservedCode2: '' };
  const label = { AIGC: { Label, ContentProducer, ProduceID, ...rest } };
  try {
    const patch = joinPatch(await format.write(windowed(source), label));
    return await crypto.digest(patchedSource(source, patch));
  } catch (error) {
    if (error instanceof HeguiError) return null;
    throw error;
  }
}
