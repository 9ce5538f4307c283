import { closeSync, fchmodSync, ftruncateSync, openSync, realpathSync, renameSync } from 'node:fs';
import { isSamePatch, type LabelPlan, type Patch } from '../../../label/index.ts';
import { withDraft } from './drafts.ts';
import type { FileSource, OverheardSource } from './file-source.ts';
import { type DraftFilling, fillDraft } from './fill-draft.ts';
import { inputUnreadable } from './input-unreadable.ts';

/**
 * Writes the new file beside its place and moves it there once it is whole and on disk: whatever stood there stays as it was
 * until then, and after a failure. A link stays one, and what it leads to is written.
 *
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to
 */
export async function writePatchedFile(source: FileSource, patch: Patch, path: string): Promise<void> {
  await writePlannedFile(source, { likely: patch, takesLong: false, confirm: async () => patch }, path);
}

/**
 * As `writePatchedFile`, of what is not sure yet: the disk has its work while that is found out. The draft is moved to its place only if
 * just what was likely is confirmed, is filled anew if something else is, and is gone if nothing is.
 *
 * @param overheard what `confirm` reads through: if it takes long, the draft is filled on the way, by what was read for it
 * @returns what was confirmed
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to; whatever `confirm` throws
 */
export async function writePlannedFile(
  source: FileSource,
  plan: LabelPlan,
  path: string,
  overheard: OverheardSource | null = null,
): Promise<Patch> {
  let patch = plan.likely;
  const place = placeOf(path);
  try {
    await withDraft(place, async (path) => {
      // What takes no time by itself is done at once: handing it to another thread takes longer.
      const draft = openSync(path, 'wx', source.mode);
      try {
        // The mask of the process is for new files, and this one may take the place of another.
        fchmodSync(draft, source.mode);
        const filling = fillDraft(draft, source, plan.likely);
        patch =
          plan.takesLong && overheard !== null
            ? await confirmOnTheWay(plan, filling, overheard)
            : await confirmMeanwhile(plan, await filling.finish());
        if (!isSamePatch(plan.likely, patch)) {
          ftruncateSync(draft);
          await (await fillDraft(draft, source, patch).finish()).onDisk;
        }
      } finally {
        closeSync(draft);
      }
      renameSync(path, place);
    });
    return patch;
  } catch (error) {
    if (error instanceof Unconfirmed) throw error.cause;
    throw inputUnreadable(path, error);
  }
}

/** Where a link leads to; a place where nothing stands yet is itself. */
function placeOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

/** Nothing was confirmed, for a reason that has nothing to do with the place. */
class Unconfirmed extends Error {}

async function confirmMeanwhile(plan: LabelPlan, { onDisk }: { readonly onDisk: Promise<void> }): Promise<Patch> {
  const [confirmed, written] = await Promise.allSettled([plan.confirm(), onDisk]);
  if (confirmed.status === 'rejected') throw new Unconfirmed('', { cause: confirmed.reason });
  if (written.status === 'rejected') throw written.reason;
  return confirmed.value;
}

async function confirmOnTheWay(plan: LabelPlan, filling: DraftFilling, overheard: OverheardSource): Promise<Patch> {
  overheard.listener = filling.take;
  const [confirmed] = await Promise.allSettled([plan.confirm()]);
  overheard.listener = null;
  if (confirmed.status === 'fulfilled' && isSamePatch(plan.likely, confirmed.value))
    await (await filling.finish()).onDisk;
  else await filling.stop();
  if (confirmed.status === 'rejected') throw new Unconfirmed('', { cause: confirmed.reason });
  return confirmed.value;
}
