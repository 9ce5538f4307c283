import type { z } from 'zod';
import type {
  PrivacyContent,
  PrivacyDetail,
  PrivacyForPublic,
  PrivacyFound,
  PrivacyRow,
  privacyAnswerSchema,
  privacyEnterSchema,
  privacyExtendSchema,
  privacyIdentifySchema,
  privacyQuerySchema,
  RetentionSettings,
  RetentionState,
  retentionPreviewSchema,
} from '../../contract/index.ts';
import type { Actor } from '../../evidence/index.ts';
import { HeguiError } from '../../kernel/index.ts';
import type { Handler, PrivacyParts, StoredErasure, Submission } from './model.ts';
import { holdersOf, retainedOf } from './personal/holders.ts';
import { fetchCopy, type PersonalCopy } from './service/copy.ts';
import { carryOutDue, eraseNow } from './service/erase.ts';
import { type ExportedRequest, exportRequests } from './service/export.ts';
import { acknowledge, answer, extend, reopen, reply, write } from './service/handle.ts';
import { confirmCode, identifyByStaff, makeCode, withdraw } from './service/identity.ts';
import { requireRequest } from './service/locking.ts';
import { countHeaps, listRequests, readContent, readDetail, readForPublic, search } from './service/read.ts';
import { formKeyOf, PURPOSE, type Received, receive } from './service/receive.ts';
import { changeRetention, previewRetention, readRetention, sweepRetention } from './service/retention.ts';
import { PrivacyRunner } from './service/runner.ts';
import { eraseTests, type KeptRequest, readKept } from './service/tests.ts';
import { findSuppressed } from './store/erasures.ts';

/** What people may ask about their personal information, and deletion that is proven. @law measures#11 pipl#44 */
export class PrivacyService {
  readonly #parts: PrivacyParts;
  readonly #runner: PrivacyRunner;

  constructor(parts: PrivacyParts) {
    this.#parts = parts;
    this.#runner = new PrivacyRunner(parts);
  }

  /** In a server; commands need not. */
  start(): void {
    this.#runner.start();
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }

  /** See `receive`. */
  readonly receive = (given: Submission): Promise<Received> => receive(this.#parts, given);

  /** Staff enter one that came by post. Entering the same again is entering it once. */
  async enter(given: z.output<typeof privacyEnterSchema>, by: Actor): Promise<string> {
    const { reason, ...rest } = given;
    const formKey = formKeyOf(by, given);
    const entered = { by, reason };
    const received = await this.receive({ ...rest, formKey, channel: 'staff', user: null, complaints: [], entered });
    return received.subjectId;
  }

  get services(): readonly { readonly id: string; readonly name: string }[] {
    return this.#parts.services();
  }

  /** The request that number and secret open. @throws HeguiError E_RECEIPT_REFUSED, whichever of them is wrong. */
  async openReceipt(number: string, secret: string): Promise<string> {
    const opened = await this.#parts.receipts.open(PURPOSE, number, secret);
    if (opened === null) throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
    return opened.subjectId;
  }

  /** The request of a receipt that was opened before; null for one of something else. */
  subjectOfReceipt(number: string): Promise<string | null> {
    return this.#parts.receipts.subjectOf(PURPOSE, number);
  }

  /** Was the request made through the app of this service? Keys of others see nothing of it. */
  async isOfService(id: string, serviceId: string): Promise<boolean> {
    const request = await requireRequest(this.#parts, id);
    return request.channel === 'api' && request.serviceId === serviceId;
  }

  readForPublic(id: string): Promise<PrivacyForPublic> {
    return readForPublic(this.#parts, id);
  }

  reply(id: string, text: string): Promise<void> {
    return reply(this.#parts, id, text);
  }

  reopen(id: string, text: string): Promise<void> {
    return reopen(this.#parts, id, text);
  }

  withdraw(id: string): Promise<void> {
    return withdraw(this.#parts, id);
  }

  /** See `makeCode`. */
  makeCode(id: string): Promise<string> {
    return makeCode(this.#parts, id);
  }

  /** See `confirmCode`. */
  confirm(given: Parameters<typeof confirmCode>[1]) {
    return confirmCode(this.#parts, given);
  }

  /** See `fetchCopy`. */
  fetchCopy(id: string): Promise<PersonalCopy> {
    return fetchCopy(this.#parts, id);
  }

  async list(query: z.output<typeof privacyQuerySchema>): Promise<{ items: PrivacyRow[]; next: string | null }> {
    const { state, find = null, cursor, limit } = query;
    return await listRequests(this.#parts, { state, find: find === '' ? null : find, cursor, limit });
  }

  counts(): Promise<{ open: number; overdue: number }> {
    return countHeaps(this.#parts);
  }

  read(id: string, by: Handler): Promise<PrivacyDetail> {
    return readDetail(this.#parts, id, by);
  }

  readContent(id: string, purpose: string, by: Handler): Promise<PrivacyContent> {
    return readContent(this.#parts, id, purpose, by);
  }

  search(id: string, by: Handler): Promise<PrivacyFound> {
    return search(this.#parts, id, by);
  }

  identify(id: string, given: z.output<typeof privacyIdentifySchema>, by: Handler): Promise<void> {
    return identifyByStaff(this.#parts, id, given, by);
  }

  acknowledge(id: string, text: string, by: Handler): Promise<void> {
    return acknowledge(this.#parts, id, text, by);
  }

  write(id: string, purpose: 'question' | 'note', text: string, by: Handler): Promise<void> {
    return write(this.#parts, id, purpose, text, by);
  }

  extend(id: string, given: z.output<typeof privacyExtendSchema>, by: Handler): Promise<void> {
    return extend(this.#parts, id, given, by);
  }

  /** Decides; what is to be erased is begun at once where a server runs. */
  async answer(id: string, given: z.output<typeof privacyAnswerSchema>, by: Handler): Promise<void> {
    await answer(this.#parts, id, given, by);
    this.#runner.carryOutSoon();
  }

  /** Erases a person without a request. @throws HeguiError E_NOT_FOUND for a service that is not there. */
  async erase(given: Parameters<typeof eraseNow>[1]): Promise<StoredErasure> {
    if (!this.services.some(({ id }) => id === given.serviceId))
      throw new HeguiError('E_NOT_FOUND', 'there is no service with this id');
    return await eraseNow(this.#parts, given);
  }

  /** Carries out what is due now; returns how many orders were settled. */
  carryOutDue(): Promise<number> {
    return carryOutDue(this.#parts);
  }

  /** Those of these exchanges whose user asked that nothing of theirs be trained with, or was erased. */
  withheldFromTraining(exchangeIds: readonly string[]): Promise<ReadonlySet<string>> {
    return findSuppressed(this.#parts.database, exchangeIds);
  }

  retention(): Promise<RetentionState> {
    return readRetention(this.#parts);
  }

  async changeRetention(settings: RetentionSettings, revision: number, by: Actor): Promise<RetentionState> {
    await changeRetention(this.#parts, settings, revision, by);
    return await this.retention();
  }

  /** See `previewRetention`; null = the terms as they are. */
  previewRetention(settings: RetentionSettings | null): Promise<z.infer<typeof retentionPreviewSchema>> {
    return previewRetention(this.#parts, settings);
  }

  /** See `sweepRetention`. */
  sweep(): Promise<Readonly<Record<string, number>> | null> {
    return sweepRetention(this.#parts);
  }

  /** Tables of which somebody answers for what is in them about people. */
  get holderTables(): readonly string[] {
    return holdersOf(this.#parts).flatMap(({ tables }) => tables);
  }

  /** Names of everything that is kept for a term. */
  get retainedKinds(): readonly string[] {
    return retainedOf(this.#parts).map(({ kind }) => kind);
  }

  /** What is stored under a receipt, for a test of the way in; null for nothing. */
  readKept(receipt: string): Promise<KeptRequest | null> {
    return readKept(this.#parts, receipt);
  }

  /** Erases every test request; returns how many there were. */
  eraseTests(): Promise<number> {
    return eraseTests(this.#parts);
  }

  /** See `exportRequests`. */
  export(options: { readonly withContent: boolean; readonly by: Actor }): AsyncGenerator<ExportedRequest> {
    return exportRequests(this.#parts, options);
  }
}
