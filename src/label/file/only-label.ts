import { bareLabelText, type ImplicitLabel } from '../implicit-label.ts';
import type { Carrier } from './format.ts';
import { readLabelValue } from './label-value.ts';
import { type Patch, patchedSource } from './patch.ts';
import { type ByteSource, unsupported } from './source.ts';

/**
 * The patch, when the label would be the only one that is found afterwards. Text has no lengths that would betray damage, so
 * what a careful reader finds is the only proof.
 *
 * @throws HeguiError E_FILE_UNSUPPORTED when another label, or something that hides this one, would stay.
 */
export async function requireOnlyLabel(
  read: (source: ByteSource) => Promise<readonly Carrier[]>,
  source: ByteSource,
  patch: Patch,
  label: ImplicitLabel,
): Promise<Patch> {
  const found = await read(patchedSource(source, patch));
  const [only] = found;
  if (found.length === 1 && only?.isMain === true && isSame(only.text, label)) return patch;
  throw unsupported('the file is damaged where labels stand, so the label would not be the only one in it');
}

function isSame(text: string, label: ImplicitLabel): boolean {
  const members = readLabelValue(text)?.members;
  return members !== undefined && JSON.stringify(members) === bareLabelText(label);
}
