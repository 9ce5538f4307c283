import type { z } from 'zod';
import type {
  WebhookDelivery,
  webhookDeliveriesPageSchema,
  webhookDeliveriesQuerySchema,
} from '../../contract/index.ts';
import { invalidField, unknownId } from '../../kernel/index.ts';
import type { Sql } from '../../store/index.ts';
import type { NoticesParts } from '../model.ts';
import { type DeliveryRow, listDeliveries, readDelivery } from './store.ts';

const toDelivery = ({ createdAt, nextAt, settledAt, cursorAt: _at, ...row }: DeliveryRow): WebhookDelivery => ({
  ...row,
  createdAt: createdAt.toISOString(),
  nextAt: nextAt?.toISOString() ?? null,
  settledAt: settledAt?.toISOString() ?? null,
});

/** @throws HeguiError E_NOT_FOUND for a webhook that was ended, or is none. */
export async function requireTarget({ webhooks }: Pick<NoticesParts, 'webhooks'>, id: string): Promise<void> {
  if (((await webhooks?.target(id)) ?? null) === null) throw unknownId('webhook');
}

/** @throws HeguiError E_NOT_FOUND */
export async function deliveryOf(sql: Sql, id: string): Promise<WebhookDelivery> {
  const row = await readDelivery(sql, id);
  if (row === undefined) throw unknownId('delivery');
  return toDelivery(row);
}

/** @throws HeguiError E_NOT_FOUND for a webhook that was ended; E_REQUEST_INVALID for a cursor that is none. */
export async function pageOfDeliveries(
  parts: Pick<NoticesParts, 'database' | 'webhooks'>,
  webhookId: string,
  { state, cursor, limit }: z.output<typeof webhookDeliveriesQuerySchema>,
): Promise<z.infer<typeof webhookDeliveriesPageSchema>> {
  await requireTarget(parts, webhookId);
  const found = await listDeliveries(parts.database, webhookId, {
    state: state === 'any' ? null : state,
    after: cursor === undefined || cursor === '' ? null : parseCursor(cursor),
    limit: limit + 1,
  });
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  const next = found.length > limit && last !== undefined ? `${last.cursorAt}|${last.id}` : null;
  return { items: shown.map(toDelivery), next };
}

function parseCursor(text: string): { readonly at: string; readonly id: string } {
  const [at, id] = text.split('|');
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at)))
    throw invalidField('cursor', 'is not one that a page gave');
  return { at, id };
}
