import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  privacyConfirmedSchema,
  privacyConfirmSchema,
  privacyForPublicSchema,
  privacyPublicMessageSchema,
  privacyReceiptSchema,
  privacySubmitSchema,
} from '../../contract/index.ts';
import { HeguiError, invalidField } from '../../kernel/index.ts';
import { downloadHeaders, groupReceipt } from '../../portal/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { PrivacyService } from './service.ts';

export interface PublicPrivacyRoutesParts {
  readonly privacy: PrivacyService;
  /** The service that a bearer key opens now; null for a key that opens none. */
  readonly serviceOfKey: (bearer: string) => Promise<string | null>;
}

const params = z.object({ receipt: z.string().min(8).max(40) });
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,100}$/;
/** Shown before somebody confirms a request that may not be theirs. */
const WARNING = {
  zh: '只有您本人刚刚在公众页面提出这项请求时才确认。确认后，持有该回执的人可以下载或删除您的个人信息。',
  en: 'Confirm only if you have just made this request yourself on the public page. Whoever holds its receipt can then download or delete your personal information.',
};

/**
 * `/api/public/privacy-requests`: for the server of the provider's own app, which is trusted as the gateway's clients are: by the
 * key of its service. Whoever asks for a request needs its secret besides, and the service it came through.
 */
export function registerPublicPrivacyRoutes(app: AdminRoutes, parts: PublicPrivacyRoutesParts): void {
  registerSubmission(app, parts);
  registerReceipts(app, parts);
}

function registerSubmission(app: AdminRoutes, parts: PublicPrivacyRoutesParts): void {
  const { privacy } = parts;
  const onRequest = async (request: FastifyRequest): Promise<void> => void (await requireService(request, parts));
  app.post(
    '/api/public/privacy-requests',
    {
      config: {
        permission: 'public',
        summary:
          'Takes a request of a user whom the app vouches for; asks for the key of the service and an idempotency-key.',
      },
      onRequest,
      schema: { body: privacySubmitSchema, response: { 201: privacyReceiptSchema } },
    },
    async (request, reply) => {
      const serviceId = await requireService(request, parts);
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
        throw invalidField('idempotency-key', 'must be a header of 16 to 100 characters that nobody can guess');
      const given = {
        ...request.body,
        serviceId,
        channel: 'api',
        formKey: `${serviceId} ${key}`,
        entered: null,
      } as const;
      const { number, secret, isRepeated, acknowledgeBy, answerBy } = await privacy.receive(given);
      return await reply.code(201).send({
        receipt: groupReceipt(number),
        secret: groupReceipt(secret),
        isRepeated,
        acknowledgeBy,
        answerBy,
      });
    },
  );
  app.post(
    '/api/public/privacy-requests/confirm',
    {
      config: {
        permission: 'public',
        summary:
          'A signed-in user confirms a request by the code that the portal shows; without confirm it is only described.',
      },
      onRequest,
      schema: { body: privacyConfirmSchema, response: { 200: privacyConfirmedSchema } },
    },
    async (request) => {
      const serviceId = await requireService(request, parts);
      const { confirm } = request.body;
      const { kind, receivedAt } = await privacy.confirm({ ...request.body, serviceId });
      return { kind, receivedAt: receivedAt.toISOString(), confirmed: confirm, warning: WARNING };
    },
  );
}

function registerReceipts(app: AdminRoutes, parts: PublicPrivacyRoutesParts): void {
  const { privacy } = parts;
  app.get(
    '/api/public/privacy-requests/:receipt',
    {
      config: {
        permission: 'public',
        summary: 'A request for whoever made it; asks for the key of the service and x-receipt-secret.',
      },
      schema: { params, response: { 200: privacyForPublicSchema } },
    },
    async (request) => await privacy.readForPublic(await openRequest(request, request.params.receipt, parts)),
  );
  app.post(
    '/api/public/privacy-requests/:receipt/messages',
    {
      config: { permission: 'public', summary: 'Whoever asked adds something, or disagrees with an answer.' },
      schema: { params, body: privacyPublicMessageSchema, response: { 200: privacyForPublicSchema } },
    },
    async (request) => {
      const id = await openRequest(request, request.params.receipt, parts);
      const { text, reopen } = request.body;
      await (reopen ? privacy.reopen(id, text) : privacy.reply(id, text));
      return await privacy.readForPublic(id);
    },
  );
  app.post(
    '/api/public/privacy-requests/:receipt/copy',
    {
      config: {
        permission: 'public',
        summary: 'The copy of the person’s information, made as it is fetched; uses one of a few fetchings up.',
        produces: 'application/zip',
      },
      schema: { params },
    },
    async (request, reply) => {
      const id = await openRequest(request, request.params.receipt, parts);
      const { name, content } = await privacy.fetchCopy(id);
      return await reply.headers(downloadHeaders({ name, mediaType: 'application/zip' })).send(content);
    },
  );
}

async function requireService(request: FastifyRequest, { serviceOfKey }: PublicPrivacyRoutesParts): Promise<string> {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) throw new HeguiError('E_KEY_MISSING', 'the header "authorization" holds no bearer key');
  const serviceId = await serviceOfKey(bearer);
  if (serviceId === null) throw new HeguiError('E_KEY_UNKNOWN', 'no service knows this key');
  return serviceId;
}

async function openRequest(request: FastifyRequest, receipt: string, parts: PublicPrivacyRoutesParts): Promise<string> {
  const serviceId = await requireService(request, parts);
  const secret = request.headers['x-receipt-secret'];
  if (typeof secret !== 'string') throw new HeguiError('E_RECEIPT_REFUSED', 'the header "x-receipt-secret" is missing');
  const id = await parts.privacy.openReceipt(receipt, secret);
  if (!(await parts.privacy.isOfService(id, serviceId)))
    throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
  return id;
}
