import { HeguiError } from '../../kernel/errors.ts';
import { utf8 } from '../file/bytes.ts';
import type { LabelFormat } from '../file/format.ts';
import { insert, joinPatch, type Patch, patchedSource } from '../file/patch.ts';
import type { ByteSource } from '../file/source.ts';
import { windowed } from '../file/window.ts';
import { bareLabelText, type ImplicitLabel, type LabelMember } from '../implicit-label.ts';
import type { LabelCrypto } from './crypto.ts';

/** The hash of what a label is bound to: `OWN_SELECTION`. Null where no label can be written into the file, or none be bound. */
export async function contentDigest(
  format: LabelFormat,
  source: ByteSource,
  members: Readonly<Partial<Record<LabelMember, string>>>,
  crypto: Pick<LabelCrypto, 'digest'>,
): Promise<string | null> {
  const { Label = '', ContentProducer = '', ProduceID = '' } = members;
  const rest = { ReservedCode1: '', ContentPropagator: '', PropagateID: '', ReservedCode2: '' };
  const label = { AIGC: { Label, ContentProducer, ProduceID, ...rest } };
  try {
    const patch = await boundPieces(format, source, label);
    return patch === null ? null : await crypto.digest(patchedSource(source, joinPatch(patch)));
  } catch (error) {
    if (error instanceof HeguiError) return null;
    throw error;
  }
}

/** The file with nothing in its label but what a producer says at first; where that has no one form, the rest of the file and that. */
async function boundPieces(format: LabelFormat, source: ByteSource, label: ImplicitLabel): Promise<Patch | null> {
  if (format.withoutLabels === undefined) return await format.write(windowed(source), label);
  const rest = await format.withoutLabels(windowed(source));
  return rest === null ? null : [...rest, insert(utf8(bareLabelText(label)))];
}
