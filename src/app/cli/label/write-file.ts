import { closeSync, fchmodSync, ftruncateSync, openSync, realpathSync, renameSync } from 'node:fs';
import { isSamePatch, type LabelPlan, type Patch } from '../../../label/index.ts';
import { draftThread } from './draft-thread.ts';
import { withDraft } from './drafts.ts';
import type { FileSource } from './file-source.ts';
import { fillDraft } from './fill-draft.ts';
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
 * @returns what was confirmed
 * @throws HeguiError E_INPUT_UNREADABLE when the place cannot be written to; whatever `confirm` throws
 */
export async function writePlannedFile(source: FileSource, plan: LabelPlan, path: string): Promise<Patch> {
  let patch = plan.likely;
  const place = placeOf(path);
  try {
    await withDraft(place, async (path) => {
      // What takes no time by itself is done at once: handing it to another thread takes longer.
      const draft = openSync(path, 'wx', source.mode);
      try {
        // The mask of the process is for new files, and this one may take the place of another.
        fchmodSync(draft, source.mode);
        patch = await confirmMeanwhile(plan, await fillByPlan(draft, source, plan));
        if (!isSamePatch(plan.likely, patch)) {
          ftruncateSync(draft);
          await (await fillDraft(draft, source, patch)).onDisk;
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

async function fillByPlan(
  draft: number,
  source: FileSource,
  { likely, takesLong }: LabelPlan,
): Promise<{ readonly onDisk: Promise<void> }> {
  const onDisk = takesLong ? draftThread.fill(draft, source, likely) : null;
  return onDisk === null ? await fillDraft(draft, source, likely) : { onDisk };
}

/** Nothing was confirmed, for a reason that has nothing to do with the place. */
class Unconfirmed extends Error {}

async function confirmMeanwhile(plan: LabelPlan, { onDisk }: { readonly onDisk: Promise<void> }): Promise<Patch> {
  const [confirmed, written] = await Promise.allSettled([plan.confirm(), onDisk]);
  if (confirmed.status === 'rejected') throw new Unconfirmed('', { cause: confirmed.reason });
  if (written.status === 'rejected') throw written.reason;
  return confirmed.value;
}
