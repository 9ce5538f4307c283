import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  complaintForPublicSchema,
  complaintPublicMessageSchema,
  complaintReceiptSchema,
  complaintSubmitSchema,
} from '../../contract/index.ts';
import { HeguiError, invalidField } from '../../kernel/index.ts';
import { checkFiles, groupReceipt, UPLOAD_BYTES_MAX } from '../../portal/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { ComplaintsService } from './service.ts';

export interface PublicComplaintRoutesParts {
  readonly complaints: ComplaintsService;
  /** The service that a bearer key opens now; null for a key that opens none. */
  readonly serviceOfKey: (bearer: string) => Promise<string | null>;
  /** Is it a key of the console or of a probe? What comes with one is a test. */
  readonly isSyntheticKey: (bearer: string) => Promise<boolean>;
}

const params = z.object({ receipt: z.string().min(8).max(40) });
const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,100}$/;

/**
 * `/api/public/complaints`: for the server of the provider's own app, which shows a form of its own. It is trusted like the gateway's
 * clients are: by the key of its service. Whoever asks for a complaint needs its secret besides, and the service it came through.
 */
export function registerPublicComplaintRoutes(app: AdminRoutes, parts: PublicComplaintRoutesParts): void {
  const { complaints } = parts;
  app.post(
    '/api/public/complaints',
    {
      config: {
        permission: 'public',
        summary: 'Takes a complaint from the app of a service; asks for the key of the service and an idempotency-key.',
      },
      bodyLimit: 2 * UPLOAD_BYTES_MAX,
      onRequest: async (request) => void (await requireService(request, parts)),
      schema: { body: complaintSubmitSchema, response: { 201: complaintReceiptSchema } },
    },
    async (request, reply) => {
      const serviceId = await requireService(request, parts);
      const key = request.headers['idempotency-key'];
      if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key))
        throw invalidField('idempotency-key', 'must be a header of 16 to 100 characters that nobody can guess');
      const { files: given, ...rest } = request.body;
      const { files, fault } = checkFiles(
        given.map(({ name, content }) => ({ name, bytes: Buffer.from(content, 'base64') })),
      );
      if (fault !== null) throw invalidField('files', `holds what cannot be taken: ${fault.kind} ${fault.name}`);
      const received = await complaints.receive({
        ...rest,
        files,
        serviceId,
        channel: 'api',
        formKey: `${serviceId} ${key}`,
        ...((await parts.isSyntheticKey(bearerOf(request))) ? { synthetic: true as const } : {}),
      });
      const { number, secret, isRepeated, acknowledgeBy, answerBy } = received;
      return await reply.code(201).send({
        receipt: groupReceipt(number),
        secret: groupReceipt(secret),
        isRepeated,
        acknowledgeBy,
        answerBy,
      });
    },
  );
  app.get(
    '/api/public/complaints/:receipt',
    {
      config: {
        permission: 'public',
        summary: 'A complaint for its complainant; asks for the key of the service and x-receipt-secret.',
      },
      schema: { params, response: { 200: complaintForPublicSchema } },
    },
    async (request) => await complaints.readForPublic(await openComplaint(request, request.params.receipt, parts)),
  );
  app.post(
    '/api/public/complaints/:receipt/messages',
    {
      config: {
        permission: 'public',
        summary: 'The complainant adds something, or opens an answered complaint again.',
      },
      schema: { params, body: complaintPublicMessageSchema, response: { 200: complaintForPublicSchema } },
    },
    async (request) => {
      const id = await openComplaint(request, request.params.receipt, parts);
      const { text, reopen } = request.body;
      await (reopen ? complaints.reopen(id, text) : complaints.reply(id, text, []));
      return await complaints.readForPublic(id);
    },
  );
}

function bearerOf(request: FastifyRequest): string {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer === undefined) throw new HeguiError('E_KEY_MISSING', 'the header "authorization" holds no bearer key');
  return bearer;
}

async function requireService(request: FastifyRequest, { serviceOfKey }: PublicComplaintRoutesParts): Promise<string> {
  const serviceId = await serviceOfKey(bearerOf(request));
  if (serviceId === null) throw new HeguiError('E_KEY_UNKNOWN', 'no service knows this key');
  return serviceId;
}

async function openComplaint(
  request: FastifyRequest,
  receipt: string,
  parts: PublicComplaintRoutesParts,
): Promise<string> {
  const serviceId = await requireService(request, parts);
  const secret = request.headers['x-receipt-secret'];
  if (typeof secret !== 'string') throw new HeguiError('E_RECEIPT_REFUSED', 'the header "x-receipt-secret" is missing');
  const id = await parts.complaints.openReceipt(receipt, secret);
  if (!(await parts.complaints.isOfService(id, serviceId)))
    throw new HeguiError('E_RECEIPT_REFUSED', 'no receipt has this number and this secret');
  return id;
}
