import type { FastifyRequest } from 'fastify';
import { HeguiError, invalidField } from '../kernel/index.ts';

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,100}$/;

/**
 * Names what the app of a service submits: the service and the request's `idempotency-key`. Sent twice it is taken once, and the
 * secret of its receipt follows from it.
 *
 * @throws HeguiError E_REQUEST_INVALID for a request without such a header.
 */
export function submissionKeyOf(request: FastifyRequest): string {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
    throw invalidField('idempotency-key', 'must be a header of 16 to 100 characters that nobody can guess');
  return `${request.calledBy().id} ${key}`;
}

/** What stands behind receipts that the app of a service opens for its users. */
export interface ReceiptsOfApps {
  /** The id that number and secret open. @throws HeguiError E_RECEIPT_REFUSED, whichever of them is wrong. */
  openReceipt(number: string, secret: string): Promise<string>;
  /** Was it submitted through the app of this service? */
  isOfService(id: string, serviceId: string): Promise<boolean>;
}

/**
 * The id that the app opens with a receipt's number and the secret in `x-receipt-secret`.
 *
 * @throws HeguiError E_RECEIPT_REFUSED, whichever of them is wrong, and for what came through another service or the portal: the key
 *   of one service learns nothing about the users of another.
 */
export async function openForApp(duty: ReceiptsOfApps, request: FastifyRequest, number: string): Promise<string> {
  const secret = request.headers['x-receipt-secret'];
  if (typeof secret !== 'string') throw new HeguiError('E_RECEIPT_REFUSED', 'the header "x-receipt-secret" is missing');
  const id = await duty.openReceipt(number, secret);
  if (!(await duty.isOfService(id, request.calledBy().id)))
    throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
  return id;
}
