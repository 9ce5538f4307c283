import { z } from 'zod';
import {
  complaintForPublicSchema,
  complaintPublicMessageSchema,
  complaintReceiptSchema,
  complaintSubmitSchema,
} from '../../contract/index.ts';
import { invalidField } from '../../kernel/index.ts';
import { checkFiles, groupReceipt, openForApp, submissionKeyOf, UPLOAD_BYTES_MAX } from '../../portal/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { ComplaintsService } from './service.ts';

const params = z.object({ receipt: z.string().min(8).max(40) });

/**
 * `/api/public/complaints`: for the server of the provider's own app, which shows a form of its own. It is trusted like the gateway's
 * clients are: by the key of its service. Whoever asks for a complaint needs its secret besides, and the service it came through.
 */
export function registerPublicComplaintRoutes(app: AdminRoutes, complaints: ComplaintsService): void {
  app.post(
    '/api/public/complaints',
    {
      config: {
        permission: 'service',
        takesTests: true,
        summary: 'Takes a complaint from the app of a service; asks for the key of the service and an idempotency-key.',
      },
      bodyLimit: 2 * UPLOAD_BYTES_MAX,
      schema: { body: complaintSubmitSchema, response: { 201: complaintReceiptSchema } },
    },
    async (request, reply) => {
      const { id: serviceId, isSynthetic } = request.calledBy();
      const formKey = submissionKeyOf(request);
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
        formKey,
        ...(isSynthetic ? { synthetic: true as const } : {}),
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
        permission: 'service',
        takesTests: true,
        summary: 'A complaint for its complainant; asks for the key of the service and x-receipt-secret.',
      },
      schema: { params, response: { 200: complaintForPublicSchema } },
    },
    async (request) => await complaints.readForPublic(await openForApp(complaints, request, request.params.receipt)),
  );
  app.post(
    '/api/public/complaints/:receipt/messages',
    {
      config: {
        permission: 'service',
        summary: 'The complainant adds something, or opens an answered complaint again.',
      },
      schema: { params, body: complaintPublicMessageSchema, response: { 200: complaintForPublicSchema } },
    },
    async (request) => {
      const id = await openForApp(complaints, request, request.params.receipt);
      const { text, reopen } = request.body;
      await (reopen ? complaints.reopen(id, text) : complaints.reply(id, text, []));
      return await complaints.readForPublic(id);
    },
  );
}
