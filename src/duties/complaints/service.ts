import type { z } from 'zod';
import type {
  ComplaintContent,
  ComplaintDetail,
  ComplaintForPublic,
  ComplaintRow,
  ComplaintSettings,
  ComplaintSettingsState,
  ComplaintStatistics,
  complaintAnswerSchema,
  complaintLinkSchema,
  complaintPauseSchema,
  complaintsQuerySchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import type { UploadedFile } from '../../portal/index.ts';
import type { ComplaintParts, Handler } from './model.ts';
import { type ComplaintControl, channelOpenControl, inTimeControl } from './service/controls.ts';
import { type ExportedComplaint, exportComplaints } from './service/export.ts';
import { acknowledge, answer, assign, escalate, link, merge, pause, resume, write } from './service/handle.ts';
import { requireComplaint } from './service/locking.ts';
import { reopen, reply, withdraw } from './service/public-deeds.ts';
import {
  countHeaps,
  listComplaints,
  readContent,
  readDetail,
  readFile,
  readForPublic,
  readOwnDraft,
  readStatistics,
} from './service/read.ts';
import { PURPOSE, type Received, receive, type Submission } from './service/receive.ts';
import { subjectOf } from './service/sealing.ts';
import { changeSettings, currentSettings, readSettingsState } from './service/settings.ts';
import { eraseTests, type KeptSubmission, readKept } from './service/tests.ts';
import { deleteDraft, writeDraft } from './store/messages.ts';

/** Complaints and reports of the public, from their coming to their answer. @law measures#15 measures#18 */
export class ComplaintsService {
  readonly #parts: ComplaintParts;

  constructor(parts: ComplaintParts) {
    this.#parts = parts;
  }

  /** See `receive`. */
  readonly receive = (given: Submission): Promise<Received> => receive(this.#parts, given);

  /** The id of the complaint that number and secret open. @throws HeguiError E_RECEIPT_REFUSED, whichever of them is wrong. */
  async openReceipt(number: string, secret: string): Promise<string> {
    const opened = await this.#parts.receipts.open(PURPOSE, number, secret);
    if (opened === null) throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
    return opened.subjectId;
  }

  /** The complaint of a receipt that was opened before; null for one of something else. */
  subjectOfReceipt(number: string): Promise<string | null> {
    return this.#parts.receipts.subjectOf(PURPOSE, number);
  }

  /** Was the complaint made through the app of this service? Keys of others see nothing of it. */
  async isOfService(id: string, serviceId: string): Promise<boolean> {
    const complaint = await requireComplaint(this.#parts, id);
    return complaint.channel === 'api' && complaint.serviceId === serviceId;
  }

  readForPublic(id: string): Promise<ComplaintForPublic> {
    return readForPublic(this.#parts, id);
  }

  reply(id: string, text: string, files: readonly UploadedFile[]): Promise<void> {
    return reply(this.#parts, id, { text, files });
  }

  reopen(id: string, text: string): Promise<void> {
    return reopen(this.#parts, id, text);
  }

  withdraw(id: string): Promise<void> {
    return withdraw(this.#parts, id);
  }

  async list(
    query: z.output<typeof complaintsQuerySchema>,
    staffId: string | null,
  ): Promise<{ items: ComplaintRow[]; next: string | null }> {
    const { state, kind = null, assignee = null, find = null, cursor, limit } = query;
    const filter = { state, kind, assignee: assignee === 'me' ? staffId : assignee };
    return await listComplaints(this.#parts, { filter, find: find === '' ? null : find, cursor, limit });
  }

  counts(staffId: string) {
    return countHeaps(this.#parts, staffId);
  }

  read(id: string, by: Handler): Promise<ComplaintDetail> {
    return readDetail(this.#parts, id, by);
  }

  readContent(id: string, purpose: string, by: Handler): Promise<ComplaintContent> {
    return readContent(this.#parts, id, purpose, by);
  }

  /** A file for the desk, or with null for the complainant. */
  readFile(id: string, attachmentId: string, by: Handler | null): Promise<UploadedFile> {
    return readFile(this.#parts, id, attachmentId, by);
  }

  acknowledge(id: string, text: string, by: Handler): Promise<void> {
    return acknowledge(this.#parts, id, text, by);
  }

  write(id: string, purpose: 'question' | 'note', text: string, by: Handler): Promise<void> {
    return write(this.#parts, id, purpose, text, by);
  }

  pause(id: string, given: z.output<typeof complaintPauseSchema>, by: Handler): Promise<void> {
    return pause(this.#parts, id, given, by);
  }

  resume(id: string, by: Handler): Promise<void> {
    return resume(this.#parts, id, by);
  }

  answer(id: string, given: z.output<typeof complaintAnswerSchema>, by: Handler): Promise<void> {
    return answer(this.#parts, id, given, by);
  }

  escalate(id: string, text: string, by: Handler): Promise<void> {
    return escalate(this.#parts, id, text, by);
  }

  assign(id: string, staffId: string | null, by: Handler): Promise<void> {
    return assign(this.#parts, id, staffId, by);
  }

  merge(id: string, into: string, by: Handler): Promise<void> {
    return merge(this.#parts, id, into, by);
  }

  link(id: string, given: z.output<typeof complaintLinkSchema>, by: Handler): Promise<void> {
    return link(this.#parts, id, given, by);
  }

  /** What somebody left unsent; their own words, so that no look is noted. */
  readDraft(id: string, by: Handler): Promise<string> {
    return readOwnDraft(this.#parts, id, by);
  }

  /** Keeps what somebody is writing, sealed under the complaint's key; an empty text removes it. */
  async saveDraft(id: string, text: string, by: Handler): Promise<void> {
    const { database, vault, clock } = this.#parts;
    await requireComplaint(this.#parts, id);
    if (text === '') return await deleteDraft(database, id, by.staffId);
    const { keyId: contentKey, bytes: content } = await vault.seal(subjectOf(id), { text, files: {} });
    await writeDraft(database, id, by.staffId, { contentKey, content, at: clock.now() });
  }

  settings(): Promise<ComplaintSettings> {
    return currentSettings(this.#parts);
  }

  settingsState(): Promise<ComplaintSettingsState> {
    return readSettingsState(this.#parts);
  }

  async changeSettings(settings: ComplaintSettings, revision: number, by: Actor): Promise<ComplaintSettingsState> {
    await changeSettings(this.#parts, settings, revision, by);
    return await this.settingsState();
  }

  statistics(): Promise<ComplaintStatistics> {
    return readStatistics(this.#parts);
  }

  /** See `exportComplaints`. */
  export(options: { readonly withContent: boolean; readonly by: Actor }): AsyncGenerator<ExportedComplaint> {
    return exportComplaints(this.#parts, options);
  }

  /** What the board of duties asks; `fetchPage` looks at the portal as anybody would. */
  async controls(fetchPage: (path: string) => Promise<number>): Promise<readonly ComplaintControl[]> {
    return await Promise.all([inTimeControl(this.#parts), channelOpenControl(this.#parts, fetchPage)]);
  }

  /** What is stored under a receipt, for a test of the way in; null for nothing. */
  readKept(receipt: string): Promise<KeptSubmission | null> {
    return readKept(this.#parts, receipt);
  }

  /** Erases every test complaint; returns how many there were. */
  eraseTests(): Promise<number> {
    return eraseTests(this.#parts);
  }

  get isScanned(): boolean {
    return this.#parts.scanner.isOn;
  }
}
