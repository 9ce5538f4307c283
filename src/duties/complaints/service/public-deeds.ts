import { HeguiError } from '../../../kernel/index.ts';
import type { UploadedFile } from '../../../portal/index.ts';
import type { ComplaintParts, StoredComplaint } from '../model.ts';
import { isOpen, limitsFrom } from '../rules.ts';
import { readComplaintForUpdate } from '../store/complaints.ts';
import { change, lockOpen, requireComplaint, storeMessage } from './locking.ts';
import { scanAll } from './receive.ts';
import { sealMessage } from './sealing.ts';
import { currentSettings } from './settings.ts';
import { noticesAbout } from './telling.ts';

/** What the complainant adds. A clock that stands still for their sake runs on only when the desk lets it. */
export async function reply(
  parts: ComplaintParts,
  id: string,
  given: { readonly text: string; readonly files: readonly UploadedFile[] },
): Promise<void> {
  const files = await scanAll(parts, given.files);
  const message = await sealMessage(parts, id, {
    author: 'public',
    purpose: 'reply',
    by: null,
    text: given.text,
    files,
  });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await lockOpen(tx, id);
    await storeMessage(parts, tx, evidence, id, message);
    await change(tx, complaint, {});
    evidence.append('complaint.message', {
      complaint: id,
      message: message.row.id,
      commitment: message.commitment,
      purpose: 'reply',
      author: 'public',
      attachments: files.length,
    });
  });
}

/** May it still be opened again? */
export const mayReopen = ({ state, reopenUntil }: StoredComplaint, now: Date): boolean =>
  state === 'answered' && reopenUntil !== null && now < reopenUntil;

/**
 * Opens an answered complaint again. Its clocks begin anew, and whoever answered it does not decide again.
 *
 * @throws HeguiError E_CONFLICT when it was not answered, or the time for it is over.
 */
export async function reopen(parts: ComplaintParts, id: string, text: string): Promise<void> {
  const at = parts.clock.now();
  const known = await requireComplaint(parts, id);
  const limits = limitsFrom(at, known.kind, await currentSettings(parts));
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'reopening', by: null, text });
  const notices = await noticesAbout(parts, known, 'reopened', { answerBy: limits.answerBy });
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await readComplaintForUpdate(tx, id);
    if (complaint === undefined || !mayReopen(complaint, at))
      throw new HeguiError('E_CONFLICT', 'the complaint cannot be opened again');
    await storeMessage(parts, tx, evidence, id, message, notices);
    await change(tx, complaint, {
      state: 'received',
      roundAt: at,
      acknowledgeDueAt: limits.acknowledgeDueAt,
      answerDueAt: limits.answerDueAt,
      acknowledgedAt: null,
      answeredAt: null,
      outcome: null,
      reopenUntil: null,
      reopened: complaint.reopened + 1,
      assignedTo: null,
      mergedInto: null,
      endedAt: null,
    });
    const { acknowledgeBy, answerBy } = limits;
    const told = { message: message.row.id, commitment: message.commitment, acknowledgeBy, answerBy };
    evidence.append('complaint.reopened', { complaint: id, ...told });
  });
}

/** Takes a complaint back. @throws HeguiError E_CONFLICT when it ended already. */
export async function withdraw(parts: ComplaintParts, id: string): Promise<void> {
  const message = await sealMessage(parts, id, { author: 'public', purpose: 'withdrawal', by: null, text: '' });
  const at = parts.clock.now();
  await parts.unitOfWork.run(async (tx, evidence) => {
    const complaint = await readComplaintForUpdate(tx, id);
    if (complaint === undefined || !isOpen(complaint.state))
      throw new HeguiError('E_CONFLICT', 'the complaint ended already; reload');
    await storeMessage(parts, tx, evidence, id, message);
    await change(tx, complaint, { state: 'withdrawn', pausedAt: null, pausedReason: null, endedAt: at });
    evidence.append('complaint.withdrawn', { complaint: id, message: message.row.id, commitment: message.commitment });
  });
}
