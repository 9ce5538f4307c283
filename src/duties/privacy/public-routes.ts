import { z } from 'zod';
import {
  privacyConfirmedSchema,
  privacyConfirmSchema,
  privacyForPublicSchema,
  privacyPublicMessageSchema,
  privacyReceiptSchema,
  privacySubmitSchema,
} from '../../contract/index.ts';
import { downloadHeaders, groupReceipt, openForApp, submissionKeyOf } from '../../portal/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { PrivacyService } from './service.ts';

const params = z.object({ receipt: z.string().min(8).max(40) });
/** Shown before somebody confirms a request that may not be theirs. */
const WARNING = {
  zh: '只有您本人刚刚在公众页面提出这项请求时才确认。确认后，持有该回执的人可以下载或删除您的个人信息。',
  en: 'Confirm only if you have just made this request yourself on the public page. Whoever holds its receipt can then download or delete your personal information.',
};

/**
 * `/api/public/privacy-requests`: for the server of the provider's own app, which is trusted as the gateway's clients are: by the
 * key of its service. Whoever asks for a request needs its secret besides, and the service it came through.
 */
export function registerPublicPrivacyRoutes(app: AdminRoutes, privacy: PrivacyService): void {
  registerSubmission(app, privacy);
  registerReceipts(app, privacy);
}

function registerSubmission(app: AdminRoutes, privacy: PrivacyService): void {
  app.post(
    '/api/public/privacy-requests',
    {
      config: {
        permission: 'service',
        takesTests: true,
        summary:
          'Takes a request of a user whom the app vouches for; asks for the key of the service and an idempotency-key.',
      },
      schema: { body: privacySubmitSchema, response: { 201: privacyReceiptSchema } },
    },
    async (request, reply) => {
      const given = {
        ...request.body,
        serviceId: request.calledBy().id,
        channel: 'api',
        formKey: submissionKeyOf(request),
        entered: null,
        ...(request.calledBy().isSynthetic ? { synthetic: true as const } : {}),
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
        permission: 'service',
        summary:
          'A signed-in user confirms a request by the code that the portal shows; without confirm it is only described.',
      },
      schema: { body: privacyConfirmSchema, response: { 200: privacyConfirmedSchema } },
    },
    async (request) => {
      const { id: serviceId } = request.calledBy();
      const { confirm } = request.body;
      const { kind, receivedAt } = await privacy.confirm({ ...request.body, serviceId });
      return { kind, receivedAt: receivedAt.toISOString(), confirmed: confirm, warning: WARNING };
    },
  );
}

function registerReceipts(app: AdminRoutes, privacy: PrivacyService): void {
  app.get(
    '/api/public/privacy-requests/:receipt',
    {
      config: {
        permission: 'service',
        takesTests: true,
        summary: 'A request for whoever made it; asks for the key of the service and x-receipt-secret.',
      },
      schema: { params, response: { 200: privacyForPublicSchema } },
    },
    async (request) => await privacy.readForPublic(await openForApp(privacy, request, request.params.receipt)),
  );
  app.post(
    '/api/public/privacy-requests/:receipt/messages',
    {
      config: { permission: 'service', summary: 'Whoever asked adds something, or disagrees with an answer.' },
      schema: { params, body: privacyPublicMessageSchema, response: { 200: privacyForPublicSchema } },
    },
    async (request) => {
      const id = await openForApp(privacy, request, request.params.receipt);
      const { text, reopen } = request.body;
      await (reopen ? privacy.reopen(id, text) : privacy.reply(id, text));
      return await privacy.readForPublic(id);
    },
  );
  app.post(
    '/api/public/privacy-requests/:receipt/copy',
    {
      config: {
        permission: 'service',
        summary: 'The copy of the person’s information, made as it is fetched; uses one of a few fetchings up.',
        produces: 'application/zip',
      },
      schema: { params },
    },
    async (request, reply) => {
      const id = await openForApp(privacy, request, request.params.receipt);
      const { name, content } = await privacy.fetchCopy(id);
      return await reply.headers(downloadHeaders({ name, mediaType: 'application/zip' })).send(content);
    },
  );
}
