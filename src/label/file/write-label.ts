import { HeguiError } from '../../kernel/errors.ts';
import { findStore } from '../credentials/places.ts';
import { requireNoStore } from '../credentials/require-unsigned.ts';
import { type ImplicitLabel, LABEL_MEMBERS } from '../implicit-label.ts';
import type { LabelDraft, LabelFormat } from './format.ts';
import { joinPatch, type Patch, patchedSource } from './patch.ts';
import { detectFormat, readCarrier, requireFormat } from './read-carrier.ts';
import { type ByteSource, unsupported } from './source.ts';
import { windowed } from './window.ts';

/**
 * How the file has to be changed to carry exactly this label. What would come of it is read back first, so that no file is
 * ever written that only looks labelled.
 *
 * @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED; E_INTERNAL when the result does not hold what was asked for.
 */
export async function writeFileLabel(
  source: ByteSource,
  label: ImplicitLabel,
  name: string | null = null,
): Promise<Patch> {
  const file = windowed(source);
  const format = await requireFormat(file, name);
  return await readBack({ format, source, label, name }, await draftOf(format, file, label));
}

/** A new file of which it is not sure yet that it may be. */
export interface LabelPlan {
  /** What will most likely come of it. Nobody may use it before `confirm` has given the same (`isSamePatch`). */
  readonly likely: Patch;
  /** Whether `confirm` goes through so much of the file that another thread had better write the draft meanwhile. */
  readonly takesLong: boolean;
  /**
   * How the file has to be changed, as `writeFileLabel` tells it.
   *
   * @throws HeguiError as `planFileLabel` does, and E_INTERNAL as `writeFileLabel` does
   */
  confirm(): Promise<Patch>;
}

/**
 * As `writeFileLabel`, for those who have a disk that can begin to work while it is found out whether the file may be changed so:
 * whether it is signed, what would be read back, and in some kinds of file even where else a label stands.
 *
 * @throws HeguiError E_FILE_UNREADABLE, E_FILE_UNSUPPORTED; before those E_FILE_SIGNED for a file with a manifest of C2PA, unless that
 * is no hindrance
 */
export async function planFileLabel(
  source: ByteSource,
  label: ImplicitLabel,
  { name, evenIfSigned }: { readonly name: string | null; readonly evenIfSigned: boolean },
): Promise<LabelPlan> {
  const file = windowed(source);
  const format = await requireFormat(file, name);
  const requireUnsigned = async (draft: LabelDraft | null): Promise<void> => {
    if (!evenIfSigned) await requireNoStore(draft?.findStore?.() ?? findStore(format.id, file));
  };
  const makeDraft = async (): Promise<LabelDraft> =>
    await draftOf(format, file, label).catch(async (error: unknown) => {
      // That it is signed comes first: it is what there is something to do about.
      await requireUnsigned(null);
      throw error;
    });
  const confirm = async (draft: LabelDraft): Promise<Patch> => {
    await requireUnsigned(draft);
    return await readBack({ format, source, label, name }, draft);
  };
  const guess = await guessOf(format, file, label);
  const takesLong = format.takesLong === true;
  if (guess !== null) {
    return { likely: guess, takesLong, confirm: async () => await confirm(await makeDraft()) };
  }
  const draft = await makeDraft();
  return { likely: draft.patch, takesLong, confirm: async () => await confirm(draft) };
}

/** Smaller files are gone through before a disk has begun to work. */
const GUESS_FROM_BYTES = 1 << 20;

async function guessOf(format: LabelFormat, file: ByteSource, label: ImplicitLabel): Promise<Patch | null> {
  if (format.guess === undefined || file.size < GUESS_FROM_BYTES) return null;
  try {
    const patch = await format.guess(file, label);
    return patch === null ? null : joinPatch(patch);
  } catch (error) {
    // What is wrong with the file is told by who goes through all of it.
    if (error instanceof HeguiError) return null;
    throw error;
  }
}

async function draftOf(format: LabelFormat, file: ByteSource, label: ImplicitLabel): Promise<LabelDraft> {
  const draft = await (format.draft?.(file, label) ?? plainDraft(format, file, label));
  return { ...draft, patch: joinPatch(draft.patch) };
}

const plainDraft = async (format: LabelFormat, file: ByteSource, label: ImplicitLabel): Promise<LabelDraft> => ({
  patch: await format.write(file, label),
  readBack: async (made) => await format.read(made),
});

interface Wanted {
  readonly format: LabelFormat;
  readonly source: ByteSource;
  readonly label: ImplicitLabel;
  readonly name: string | null;
}

async function readBack({ format, source, label, name }: Wanted, draft: LabelDraft): Promise<Patch> {
  const { patch } = draft;
  const made = windowed(patchedSource(source, patch));
  const [written, ...others] = (await draft.readBack(made, patch)).map(readCarrier);
  // Only a damaged file is seen as another kind once its label has moved what follows.
  if ((await detectFormat(made, name)) !== format)
    throw unsupported(`the file is damaged: with a label in it, it would no longer be taken for ${format.name}`);
  const isRight =
    written?.isMain === true &&
    others.length === 0 &&
    LABEL_MEMBERS.every((member) => written.value?.members[member] === label.AIGC[member]);
  if (isRight) return patch;
  if (format.isText === true)
    throw unsupported('the file is damaged where labels stand, so the label would not be the only one in it');
  throw new HeguiError('E_INTERNAL', `the label written into a ${format.name} does not read back as it was given`);
}
