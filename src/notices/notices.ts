import { z } from 'zod';
import type { WebhookDelivery, webhookDeliveriesPageSchema, webhookDeliveriesQuerySchema } from '../contract/index.ts';
import type { Actor, Evidence } from '../evidence/index.ts';
import { HeguiError, HOUR_MS, MINUTE_MS, SECOND_MS, unknownId } from '../kernel/index.ts';
import type { Sql } from '../store/index.ts';
import { webhookChannel } from './channels.ts';
import {
  type Channel,
  ChannelFault,
  type EventRequest,
  type NoticeContent,
  type NoticeRequest,
  type NoticeRow,
  type NoticesParts,
} from './model.ts';
import {
  insertNotice,
  listNotices,
  postponeNotice,
  readWebhookOf,
  replayNotice,
  settleNotice,
  type TakenNotice,
  takeDue,
} from './store.ts';
import { deliveryOf, pageOfDeliveries, requireTarget } from './webhooks/deliveries.ts';

/** A notice that is sealed and ready to be stored. */
export interface PreparedNotice {
  readonly id: string;
  readonly request: NoticeRequest;
  readonly contentKey: string;
  readonly content: Buffer;
}

const contentSchema = z.union([
  z.object({ to: z.string(), subject: z.string(), text: z.string() }),
  z.object({ event: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])) }),
]);

const EVERY_MS = 2 * SECOND_MS;
const TAKEN_MS = 2 * MINUTE_MS;
const TAKEN_MAX = 20;
/** How long is waited after each attempt; after the last one the notice is given up. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS];

/**
 * What is told to people and systems outside. A notice is stored in the unit of work that it tells of, so none is lost and none
 * tells of what did not happen; it is handed over at least once, with an id by which a repetition can be told.
 */
export class Notices {
  readonly #parts: NoticesParts;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(parts: NoticesParts) {
    this.#parts = parts;
  }

  /** Which channels are set up. */
  get channels(): { readonly email: boolean; readonly sms: boolean; readonly webhook: boolean } {
    const { email, sms, webhook } = this.#parts.channels;
    return { email: email !== undefined, sms: sms !== undefined, webhook: webhook !== undefined };
  }

  /** Seals a notice. Before the unit of work, for making a data key is one of its own. */
  async prepare(request: NoticeRequest): Promise<PreparedNotice> {
    const { ids, vault } = this.#parts;
    const sealed = await vault.seal(request.sealedFor, { ...request.content });
    return { id: ids.next('ntc'), request, contentKey: sealed.keyId, content: sealed.bytes };
  }

  /**
   * Seals an event for everybody who wants to be told of it: the webhook of the configuration, and those of the service that it
   * concerns.
   */
  async prepareEvent({ serviceId, event, ...about }: EventRequest): Promise<PreparedNotice[]> {
    const { channels, webhooks } = this.#parts;
    const [family = ''] = about.template.split('.');
    const subscribed = serviceId === null ? [] : ((await webhooks?.subscribed(serviceId, family)) ?? []);
    const places = [...(channels.webhook === undefined ? [] : [{}]), ...subscribed.map((webhookId) => ({ webhookId }))];
    return await Promise.all(
      places.map((place) => this.prepare({ ...about, ...place, channel: 'webhook', content: { event } })),
    );
  }

  /** Stores a notice in the unit of work of what it tells of. */
  async queue(tx: Sql, evidence: Evidence, { id, request, contentKey, content }: PreparedNotice): Promise<void> {
    const { subjectId, channel, template, webhookId } = request;
    const isSendable = webhookId !== undefined || this.#parts.channels[channel] !== undefined;
    await insertNotice(tx, {
      id,
      subjectId,
      channel,
      template,
      contentKey,
      content,
      isSendable,
      webhookId: webhookId ?? null,
      at: this.#parts.clock.now(),
    });
    const told = { notice: id, subject: subjectId, channel, template, sendable: isSendable };
    evidence.append('notice.queued', { ...told, ...(webhookId === undefined ? {} : { webhook: webhookId }) });
  }

  /**
   * Hands words over at once and keeps nothing of them, not even that they were sent: for what is of no use in a minute, such as a code.
   *
   * @throws ChannelFault when they were not taken.
   */
  async sendNow(
    channel: 'email' | 'sms',
    template: string,
    content: { readonly to: string; readonly subject: string; readonly text: string },
  ): Promise<void> {
    const port: Channel | undefined = this.#parts.channels[channel];
    if (port === undefined) throw new ChannelFault('no-channel', true);
    const { ids, clock } = this.#parts;
    await port.send({ id: ids.next('ntc'), template, createdAt: clock.now(), content });
  }

  /** Every notice about something, oldest first, without address and words. */
  async list(subjectId: string): Promise<NoticeRow[]> {
    return await listNotices(this.#parts.database, subjectId);
  }

  /** What a webhook was told. @throws HeguiError E_NOT_FOUND for one that was ended; E_REQUEST_INVALID for a cursor that is none. */
  deliveries(
    webhookId: string,
    query: z.output<typeof webhookDeliveriesQuerySchema>,
  ): Promise<z.infer<typeof webhookDeliveriesPageSchema>> {
    return pageOfDeliveries(this.#parts, webhookId, query);
  }

  /** Sends an event that says nothing. @throws HeguiError E_NOT_FOUND for a webhook that was ended. */
  async ping(webhookId: string, by: Actor): Promise<WebhookDelivery> {
    const { unitOfWork, database } = this.#parts;
    await requireTarget(this.#parts, webhookId);
    const about = { subjectId: webhookId, sealedFor: `webhook:${webhookId}`, template: 'webhook.ping', webhookId };
    const prepared = await this.prepare({ ...about, channel: 'webhook', content: { event: { webhook: webhookId } } });
    await unitOfWork.run(async (tx, evidence) => {
      await this.queue(tx, evidence, prepared);
      evidence.append('webhook.pinged', { webhook: webhookId, notice: prepared.id, by });
    });
    return await deliveryOf(database, prepared.id);
  }

  /**
   * Tells a webhook of a service once more, under the id of before, by which its receiver knows it.
   *
   * @throws HeguiError E_NOT_FOUND; E_CONFLICT while it waits to be delivered.
   */
  async replay(id: string, by: Actor): Promise<WebhookDelivery> {
    const { unitOfWork, database, clock } = this.#parts;
    const webhookId = await readWebhookOf(database, id);
    if (webhookId === undefined) throw unknownId('delivery');
    await requireTarget(this.#parts, webhookId);
    await unitOfWork.run(async (tx, evidence) => {
      const subject = await replayNotice(tx, id, clock.now());
      if (subject === null) throw new HeguiError('E_CONFLICT', 'the delivery waits to be sent already; reload');
      evidence.append('notice.replayed', { notice: id, subject, by });
    });
    return await deliveryOf(database, id);
  }

  /** Hands over what is due; returns how many were tried. */
  async deliverDue(): Promise<number> {
    const { database, clock } = this.#parts;
    const now = clock.now();
    const taken = await takeDue(database, now, new Date(now.getTime() + TAKEN_MS), TAKEN_MAX);
    // Side by side: a receiver that hangs holds up nobody else's.
    const ends = await Promise.allSettled(taken.map((notice) => this.#deliver(notice)));
    const broken = ends.find((end) => end.status === 'rejected');
    if (broken !== undefined) throw broken.reason;
    return taken.length;
  }

  /** Delivers until it is stopped; failures of the database are logged and tried again. */
  start(): void {
    const turn = async (): Promise<void> => {
      try {
        while (!this.#isStopped && (await this.deliverDue()) === TAKEN_MAX);
      } catch (error) {
        const fields = error instanceof Error ? { error } : {};
        this.#parts.log.warn(fields, 'notices could not be delivered; tried again');
      }
      if (!this.#isStopped) schedule();
    };
    const schedule = (): void => {
      this.#timer = setTimeout(() => {
        this.#running = turn();
      }, EVERY_MS);
      this.#timer.unref();
    };
    schedule();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  async #deliver(notice: TakenNotice): Promise<void> {
    const { database, clock } = this.#parts;
    const fault = await this.#send(notice);
    if (fault === null) return await this.#settle(notice, 'sent', null);
    const waitMs = WAITS_MS[notice.attempts - 1];
    if (fault.isFinal || waitMs === undefined) return await this.#settle(notice, 'failed', fault.code);
    await postponeNotice(database, notice.id, fault.code, new Date(clock.now().getTime() + waitMs));
  }

  /** Null when it was taken. */
  async #send({ id, channel, template, createdAt, webhookId, ...sealed }: TakenNotice): Promise<ChannelFault | null> {
    const port = webhookId === null ? this.#parts.channels[channel] : await this.#portOf(webhookId);
    // Set up when it was stored and no longer: an administrator may set it up again; a webhook that was ended stays so.
    if (port === undefined) return new ChannelFault('no-channel', webhookId !== null);
    try {
      await port.send({ id, template, createdAt, content: await this.#open(sealed.contentKey, sealed.content) });
      return null;
    } catch (error) {
      if (error instanceof ChannelFault) return error;
      if (error instanceof HeguiError && error.code === 'E_CONTENT_ERASED') return new ChannelFault('erased', true);
      throw error;
    }
  }

  async #portOf(webhookId: string): Promise<Channel | undefined> {
    const target = (await this.#parts.webhooks?.target(webhookId)) ?? null;
    return target === null ? undefined : webhookChannel(target.url, target.secret.reveal(), this.#parts.clock);
  }

  async #open(contentKey: string, bytes: Buffer): Promise<NoticeContent> {
    const { content } = await this.#parts.vault.open(contentKey, bytes);
    const parsed = contentSchema.safeParse(content);
    if (!parsed.success) throw new HeguiError('E_CONTENT_DAMAGED', 'a notice does not hold what was put into it');
    return parsed.data;
  }

  async #settle(
    { id, subjectId, attempts }: TakenNotice,
    state: 'sent' | 'failed',
    fault: string | null,
  ): Promise<void> {
    const at = this.#parts.clock.now();
    await this.#parts.unitOfWork
      .run(async (tx, evidence) => {
        if (!(await settleNotice(tx, id, { state, fault, at }))) return;
        const told = { notice: id, subject: subjectId, state, attempts, ...(fault === null ? {} : { fault }) };
        evidence.append('notice.settled', told);
      })
      .catch((error: unknown) => {
        // Another process had taken it over after this one was slow, and has ended it.
        if (!(error instanceof HeguiError) || error.code !== 'E_EVIDENCE_MISSING') throw error;
      });
  }
}
