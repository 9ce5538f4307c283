import type { FastifyRequest } from 'fastify';
import {
  webhookCreatedSchema,
  webhookCreateSchema,
  webhookDeliveriesPageSchema,
  webhookDeliveriesQuerySchema,
  webhookDeliverySchema,
  webhookParamsSchema,
  webhooksSchema,
} from '../../contract/index.ts';
import type { AdminRoutes } from '../../staff/index.ts';
import type { Notices } from '../notices.ts';
import type { Webhooks } from './webhooks.ts';

export interface WebhookRoutesParts {
  readonly webhooks: Webhooks;
  readonly notices: Pick<Notices, 'ping' | 'deliveries' | 'replay'>;
}

const actorOf = (request: FastifyRequest) => request.signedIn().actor;

/** Where the app of a service is told of complaints, requests and measures, and what became of it. */
export function registerWebhookRoutes(app: AdminRoutes, { webhooks, notices }: WebhookRoutesParts): void {
  const params = webhookParamsSchema;
  app.get(
    '/api/services/:id/webhooks',
    {
      config: { permission: 'services.read', summary: 'Where the app of a service is told, and how that goes.' },
      schema: { params, response: { 200: webhooksSchema } },
    },
    async (request) => ({ items: await webhooks.list(request.params.id) }),
  );
  app.post(
    '/api/services/:id/webhooks',
    {
      config: { permission: 'keys.write', summary: 'Sets an address up; its secret is shown this once.' },
      schema: { params, body: webhookCreateSchema, response: { 201: webhookCreatedSchema } },
    },
    async (request, reply) =>
      await reply.code(201).send(await webhooks.create(request.params.id, request.body, actorOf(request))),
  );
  app.delete(
    '/api/webhooks/:id',
    {
      config: { permission: 'keys.write', summary: 'Tells an address nothing more; what waits is given up.' },
      schema: { params },
    },
    async (request, reply) => {
      await webhooks.end(request.params.id, actorOf(request));
      return await reply.code(204).send();
    },
  );
  app.post(
    '/api/webhooks/:id/ping',
    {
      config: { permission: 'services.policy', summary: 'Sends an event that says nothing, to try an address.' },
      schema: { params, response: { 201: webhookDeliverySchema } },
    },
    async (request, reply) => await reply.code(201).send(await notices.ping(request.params.id, actorOf(request))),
  );
  app.get(
    '/api/webhooks/:id/deliveries',
    {
      config: { permission: 'services.read', summary: 'What an address was told, newest first.' },
      schema: {
        params,
        querystring: webhookDeliveriesQuerySchema,
        response: { 200: webhookDeliveriesPageSchema },
      },
    },
    (request) => notices.deliveries(request.params.id, request.query),
  );
  app.post(
    '/api/webhook-deliveries/:id/replay',
    {
      config: { permission: 'services.policy', summary: 'Tells an address once more, under the same id.' },
      schema: { params, response: { 200: webhookDeliverySchema } },
    },
    (request) => notices.replay(request.params.id, actorOf(request)),
  );
}
