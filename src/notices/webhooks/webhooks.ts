import type { z } from 'zod';
import type { Webhook, WebhookEvents, webhookCreateSchema } from '../../contract/index.ts';
import type { Actor, KeyEncryption, UnitOfWork } from '../../evidence/index.ts';
import { type Clock, type FillRandom, type IdFactory, Secret, unknownId } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import {
  countDeliveries,
  endWebhook,
  hasService,
  insertWebhook,
  listWebhooks,
  readWebhook,
  type WebhookRow,
} from './store.ts';

export interface WebhooksParts {
  readonly database: Database;
  readonly unitOfWork: UnitOfWork;
  readonly ids: IdFactory;
  readonly clock: Clock;
  readonly fillRandom: FillRandom;
  readonly keyEncryption: KeyEncryption;
}

/** Where an event goes. */
export interface WebhookTarget {
  readonly url: string;
  readonly secret: Secret;
}

const SECRET_BYTES = 24;

/** Which addresses the apps of services are told at, of what, and under which secret. */
export class Webhooks {
  readonly #parts: WebhooksParts;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /** @throws HeguiError E_NOT_FOUND when the service is not there. */
  async list(serviceId: string): Promise<Webhook[]> {
    const { database } = this.#parts;
    if (!(await hasService(database, serviceId))) throw unknownId('service');
    const rows = await listWebhooks(database, serviceId);
    return await Promise.all(rows.map((row) => this.#toWebhook(row)));
  }

  /** Makes one; its secret cannot be read again. @throws HeguiError E_NOT_FOUND when the service is not there. */
  async create(
    serviceId: string,
    { url, events }: z.output<typeof webhookCreateSchema>,
    by: Actor,
  ): Promise<Webhook & { readonly secret: string }> {
    const { database, unitOfWork, ids, clock, fillRandom, keyEncryption } = this.#parts;
    if (!(await hasService(database, serviceId))) throw unknownId('service');
    const bytes = Buffer.alloc(SECRET_BYTES);
    fillRandom(bytes);
    const secret = `whsec_${bytes.toString('base64')}`;
    const id = ids.next('whk');
    const row: WebhookRow = {
      id,
      serviceId,
      url,
      events: [...new Set(events)].sort(),
      secret: await keyEncryption.wrap(Buffer.from(secret, 'utf8'), id),
      createdAt: clock.now(),
    };
    await unitOfWork.run(async (tx, evidence) => {
      await insertWebhook(tx, row, by);
      evidence.append('webhook.created', { webhook: id, service: serviceId, events: [...row.events], by });
    });
    return { ...(await this.#toWebhook(row)), secret };
  }

  /** What waits for it is given up. @throws HeguiError E_NOT_FOUND for one that was ended, or is none. */
  async end(id: string, by: Actor): Promise<void> {
    const { unitOfWork, clock } = this.#parts;
    await unitOfWork.run(async (tx, evidence) => {
      if (!(await endWebhook(tx, id, clock.now()))) throw unknownId('webhook');
      evidence.append('webhook.ended', { webhook: id, by });
    });
  }

  /** Where a service's app wants to be told of this. */
  async subscribed(serviceId: string, events: string): Promise<readonly string[]> {
    const rows = await listWebhooks(this.#parts.database, serviceId);
    return rows.filter((row) => row.events.some((one) => one === events)).map(({ id }) => id);
  }

  /** Null for one that was ended. */
  async target(id: string): Promise<WebhookTarget | null> {
    const row = await readWebhook(this.#parts.database, id);
    if (row === undefined) return null;
    const secret = await this.#parts.keyEncryption.unwrap(row.secret, id);
    return { url: row.url, secret: new Secret(secret.toString('utf8')) };
  }

  async #toWebhook({ id, url, events, createdAt }: WebhookRow): Promise<Webhook> {
    const counts = await countDeliveries(this.#parts.database, id);
    const told: WebhookEvents[] = [...events];
    return { id, url, events: told, createdAt: createdAt.toISOString(), ...counts };
  }
}
